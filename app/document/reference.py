"""The day that today is compared with: `reference` in the document. Which day that is: `history/days.py`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from ..config.schema import Board, Settings
from ..state.daily_totals import QuarterCounts
from . import figures, queues
from .figures import NO_SUMS, Sums
from .merge_patch import Json
from .scope import includes


class ReferenceDay(NamedTuple):
    """A past day's quarter hours, by queue and by their beginnings."""

    day: str
    queues: Mapping[str, Mapping[int, QuarterCounts]]


References = Mapping[str, ReferenceDay | None]
"""The reference of each day, by its name; None where there is nothing to compare it with."""

NO_REFERENCES: References = MappingProxyType({})


def reference_row(reference: ReferenceDay, settings: Settings, board: Board) -> Json:
    """The board's queues on the day, by quarter hour."""
    quarters: dict[str, Sums] = {}
    for id_, counts in reference.queues.items():
        if includes(board.queues, id_):
            seconds, short = queues.thresholds(id_, settings)
            for quarter, one in counts.items():
                label = queues.quarter_label(quarter, settings.zone)
                sums = figures.counted(one, seconds, short)
                quarters[label] = figures.exchanged(quarters.get(label, NO_SUMS), NO_SUMS, sums)
    return {"day": reference.day, "quarters": {label: _row(quarters[label]) for label in sorted(quarters)}}


def _row(sums: Sums) -> Json:
    return {
        "entered": sums.entered,
        "answered": sums.answered,
        "abandoned": sums.abandoned,
        "abandoned_short": sums.abandoned_short,
        "answered_in_time": sums.answered_in_time,
    }
