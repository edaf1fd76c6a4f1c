"""`python -m app …` is the command `wallboard …`."""

from .cli import main

main()
