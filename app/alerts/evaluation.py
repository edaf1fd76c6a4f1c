"""When a condition is raised, worse, told again, and over. Pure: conditions and an instant in, decisions out.

Something is raised only after it lasted for `for` seconds without a break, and is over only after `over` seconds
without it: a value that goes up and down at its limit raises nothing, or once.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..config.schema import Alerts
from ..events.server_entries import AlertState
from ..state.alerts import Raised
from .conditions import RANKS, Condition

WORST = ("waiting", "longest")
"""Figures of which the largest is remembered."""


class Decision(NamedTuple):
    """One change to tell. `condition` is None where the subject no longer exists; `figures` are the worst so far.

    `lasted` is in seconds, up to now or up to when the calm began.
    """

    subject: str
    state: AlertState
    level: str
    since: int
    lasted: int
    condition: Condition | None
    figures: dict[str, int]


class Evaluator:
    """What one node has seen since when; what is raised is part of the state, so that every node and start knows it."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._since: dict[str, int] = {}
        self._calm_since: dict[str, int] = {}
        self._worst: dict[str, dict[str, int]] = {}

    def step(
        self,
        found: Mapping[str, Condition],
        raised: Mapping[str, Raised],
        rules: Alerts,
        now: int,
        *,
        is_quiet: bool = False,
    ) -> list[Decision]:
        """What is to be told of this instant; to be called about once a second."""
        active = {one.subject: one for one in found.values() if _level(one, rules)}
        self._forget(active, raised, now)
        decisions = []
        for subject, condition in active.items():
            since = self._since.setdefault(subject, raised[subject].since if subject in raised else now)
            figures = self._worsen(subject, condition, raised.get(subject))
            level = max(_level(condition, rules) or "", raised[subject].level if subject in raised else "", key=_rank)
            known = raised.get(subject)
            if known is None:
                state = _raise(now - since, rules)
            else:
                state = _raise_again(level, known, rules, 0 if is_quiet else now - known.told)
            if state:
                decisions.append(Decision(subject, state, level, since, now - since, condition, figures))
        return [*decisions, *self._ended(found, active, raised, rules, now)]

    def _forget(self, active: Mapping[str, Condition], raised: Mapping[str, Raised], now: int) -> None:
        """Forget what broke off before it was raised, and instants of a clock that was set back."""
        for subject in list(self._since):
            if subject not in raised and (subject not in active or self._since[subject] > now):
                del self._since[subject]
                self._worst.pop(subject, None)
        for subject in list(self._calm_since):
            if subject in active or subject not in raised or self._calm_since[subject] > now:
                del self._calm_since[subject]

    def _worsen(self, subject: str, condition: Condition, known: Raised | None) -> dict[str, int]:
        worst = self._worst.setdefault(subject, dict(known.figures) if known else {})
        for name in WORST:
            if name in condition.figures:
                worst[name] = max(worst.get(name, 0), condition.figures[name])
        if "abandoned" in condition.figures:
            worst.setdefault("abandoned", condition.figures["abandoned"])
        return dict(worst)

    def _ended(
        self,
        found: Mapping[str, Condition],
        active: Mapping[str, Condition],
        raised: Mapping[str, Raised],
        rules: Alerts,
        now: int,
    ) -> Iterator[Decision]:
        for subject, alert in raised.items():
            if subject in active:
                continue
            calm_since = self._calm_since.setdefault(subject, now)
            if now - calm_since < rules.over:
                continue
            figures = self._worst.pop(subject, dict(alert.figures))
            condition = found.get(subject)
            if condition and "abandoned" in condition.figures:
                before, after = figures.get("abandoned", 0), condition.figures["abandoned"]
                figures["abandoned"] = after - before if after >= before else after  # the day may have turned
            self._since.pop(subject, None)
            del self._calm_since[subject]
            yield Decision(subject, "over", alert.level, alert.since, calm_since - alert.since, condition, figures)


def _level(condition: Condition, rules: Alerts) -> str | None:
    """The level at which the condition counts; a queue's only if recipients are told of that one."""
    level = condition.level
    if condition.kind != "queue" or level is None or level in rules.levels:
        return level
    return "warning" if "warning" in rules.levels and level == "alarm" else None


def _raise(lasted: int, rules: Alerts) -> AlertState | None:
    return "raised" if lasted >= rules.for_ else None


def _raise_again(level: str, known: Raised, rules: Alerts, silent: int) -> AlertState | None:
    """`silent` is for how many seconds nobody was told."""
    if _rank(level) > _rank(known.level):
        return "worse"
    return "again" if rules.again and silent >= rules.again else None


def _rank(level: str) -> int:
    return RANKS.get(level, 0)
