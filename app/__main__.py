"""`python -m app …` is the command `wallboard …`."""

from .front import main

main()
