"""The alerts: what is raised, and what its recipients were told. What raises one: `alerts/evaluation.py`."""

from collections.abc import Iterable

import msgspec

from ..events.server_entries import AlertChange, AlertDelivery, AlertEntry, AlertResult

MAX_NOTICES = 200
"""The newest are known; a notice that is not delivered by then is dropped."""
FINAL: frozenset[AlertResult] = frozenset({"delivered", "dropped"})


class Raised(msgspec.Struct, frozen=True):
    """An alert that is not over. `told` is when its recipients last were to be told."""

    level: str
    since: int
    told: int
    text: str
    name: str
    board: str
    figures: dict[str, int]


class Delivery(msgspec.Struct, frozen=True):
    """What became of a notice at one recipient; None while it is only to be sent. `at` is when."""

    result: AlertResult | None = None
    at: int = 0
    detail: str = ""

    @property
    def is_pending(self) -> bool:
        """Whether it may still be sent."""
        return self.result is None or self.result == "failed"


class Notice(msgspec.Struct, frozen=True):
    """One change that is told, by recipient."""

    id: int
    at: int
    change: AlertChange
    is_quiet: bool
    deliveries: dict[str, Delivery]


class AlertBook(msgspec.Struct, frozen=True):
    """All alerts. `revision` counts what was decided; notices are in order of their ids."""

    revision: int = 0
    next_id: int = 1
    raised: dict[str, Raised] = {}
    notices: tuple[Notice, ...] = ()

    def changed(self, entry: AlertEntry) -> "AlertBook":
        """The alerts after an entry that was decided by these."""
        raised = dict(self.raised)
        notices = [_delivered(notice, entry.deliveries, entry.at) for notice in self.notices]
        next_id = self.next_id
        for change in entry.changes:
            if change.state == "over":
                raised.pop(change.subject, None)
            else:
                raised[change.subject] = _raised(change, entry.at)
            if entry.to:
                notices.append(Notice(next_id, entry.at, change, entry.quiet, dict.fromkeys(entry.to, Delivery())))
                next_id += 1
        return AlertBook(self.revision + 1, next_id, raised, tuple(notices[-MAX_NOTICES:]))

    def pending(self, to: str) -> list[Notice]:
        """What a recipient is still to be told, the oldest first."""
        return [one for one in self.notices if to in one.deliveries and one.deliveries[to].is_pending]


def _raised(change: AlertChange, at: int) -> Raised:
    return Raised(change.level, change.since, at, change.text, change.name, change.board, change.figures)


def _delivered(notice: Notice, deliveries: Iterable[AlertDelivery], at: int) -> Notice:
    mine = {
        one.to: Delivery(one.result, at, one.detail)
        for one in deliveries
        if notice.id in one.notices and one.to in notice.deliveries
    }
    return msgspec.structs.replace(notice, deliveries={**notice.deliveries, **mine}) if mine else notice
