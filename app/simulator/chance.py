"""How long things take: the distributions, with where their shapes come from. Seconds throughout.

Sources, by the names used below:
- Brown et al.: "Statistical Analysis of a Telephone Call Center: A Queueing-Science Perspective",
  Journal of the American Statistical Association, 2005. Service times are lognormal to a remarkable
  degree; arrivals are a Poisson process whose rate itself varies beyond the day's curve; the hazard of
  hanging up is highest in the first seconds and again about a minute in, after an announcement.
- Gans, Koole & Mandelbaum: "Telephone Call Centers: Tutorial, Review, and Research Prospects",
  Manufacturing & Service Operations Management, 2003. Square-root staffing; most callers are far more
  patient than the wait they meet.
The parameters are chosen for a lively board, not fitted to anybody's data.
"""

import math
from collections.abc import Mapping
from random import Random
from typing import Final

TALK_AT_MOST: Final = 1500.0
"""The tail is long, but on a demo's board a call of an hour would look like a fault."""

PATIENCE_AT_MOST: Final = 540.0
WRAP_UP: Final = 14.0
"""The mean; nothing tells of a wrap-up's end, so this is how long a board may show one."""

_HASTY: Final = 0.05
_AFTER_ANNOUNCEMENT: Final = 0.06


def stream(seed: int, purpose: str) -> Random:
    """Random numbers for each purpose apart, so that another draw here changes nothing there.

    Seeded by text: Random hashes that with SHA-512, so nothing depends on Python's hash order.
    """
    return Random(f"{seed}/{purpose}")  # noqa: S311 a play, not a secret


def lognormal(rng: Random, mean: float, variation: float, least: float = 0.0, most: float = math.inf) -> float:
    """A lognormal span with the given mean and coefficient of variation, clamped to [least, most]."""
    sigma = math.sqrt(math.log(1 + variation * variation))
    return min(most, max(least, rng.lognormvariate(math.log(mean) - sigma * sigma / 2, sigma)))


def talk(rng: Random, mean: float) -> float:
    """A conversation: lognormal, its deviation about its mean (Brown et al.)."""
    return lognormal(rng, mean, 0.95, least=4.0, most=TALK_AT_MOST)


def patience(rng: Random) -> float:
    """How long a caller waits before hanging up: many for long, a few hardly at all (Brown et al.)."""
    kind = rng.random()
    if kind < _HASTY:
        return 1.0 + rng.expovariate(1 / 8)
    if kind < _HASTY + _AFTER_ANNOUNCEMENT:
        return rng.uniform(50, 75)
    return min(PATIENCE_AT_MOST, 10.0 + rng.weibullvariate(330, 1.2))


def pickup(rng: Random) -> float:
    """From the first ring to the agent's answer."""
    return lognormal(rng, 4.5, 0.5, least=1.2, most=14.0)


def wrap_up(rng: Random) -> float:
    """An agent's paperwork after a call, before the next one can ring."""
    return lognormal(rng, WRAP_UP, 0.7, least=2.0, most=60.0)


def one_of(rng: Random, weights: Mapping[str, float]) -> str:
    """A key, as likely as its weight."""
    return rng.choices(tuple(weights), tuple(weights.values()))[0]
