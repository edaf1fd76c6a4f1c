"""How many examples Hypothesis tries: a share of what a test names, all of them with `WALLBOARD_EXAMPLES=1`."""

import os
from typing import Any

from hypothesis import settings

SHARE = float(os.environ.get("WALLBOARD_EXAMPLES", "0.25"))
FEWEST = 10


def examples(most: int, **more: Any) -> settings:
    """The settings of a test with up to this many examples."""
    return settings(max_examples=max(FEWEST, round(most * SHARE)), deadline=None, **more)
