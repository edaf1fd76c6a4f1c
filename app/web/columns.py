"""The columns of the supervisors' lists and facts: what each shows, its width, when it gives up its room. Pure.

The page's script reads them from the lists' heads (`data-column`, `data-kind`, `data-path`, `data-total`,
`data-priority`, `data-width`), so a plain figure is named here once and needs no code elsewhere. Columns of kind
`main` and `text` are worded in static/js/supervisor/lists/.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

# Rem that a kind takes at least. A head whose longest word is wider widens its column (static/js/supervisor/fit.js).
WIDTHS = {
    "main": 8.5, "text": 6, "count": 3, "duration": 4.2, "since": 3.6, "clock": 3, "share": 3.4, "drop": 3.4,
    "level": 4.6,
}  # fmt: skip
WINDOW = "{window}"
"""In a path: the minutes of a rolling window, which are configured."""


class Column(NamedTuple):
    """One column.

    `kind` is main (the row's name, with its link), text, count, duration (seconds), since (a moment, shown as the
    time passed), clock (a moment, shown as such), share, or level (a window's service level: few calls are shown as
    they are, "3 of 4"). `priority` says which columns a narrow list leaves out:
    the highest number first, 1 never. `total` says how several rows make one: sum, longest, oldest, level (the
    service level's formula), drop (the drop rate's), or the path that weighs a mean. `compared` stands beside the
    same figure of the day that `reference` holds.
    """

    name: str
    kind: str
    path: str = ""
    total: str = ""
    priority: int = 1
    width: float = 0
    compared: bool = False

    @property
    def rem(self) -> float:
        """The width, its own or its kind's."""
        return self.width or WIDTHS[self.kind]


def _counts(priority: int, *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "count", f"today.{name}", "sum", priority) for name in names)


COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "queues": (
        Column("queue", "main", width=7),
        Column("waiting", "count", "waiting", "sum"),
        Column("longest", "since", "oldest_waiting_since", "oldest"),
        Column("service_level", "share", "today.service_level", "level", width=3.9),
        *_counts(2, "answered", "abandoned"),
        Column("in_talk", "count", "talking", "sum", 3),
        *_counts(3, "entered"),
        *_counts(4, "left"),
        *_counts(6, "abandoned_short"),
        *_counts(8, "answered_in_time", "abandoned_in_time"),
        Column("hold", "duration", "today.hold_time.average", "today.answered", 4),
        Column("hold_longest", "duration", "today.hold_time.maximum", "longest", 5),
        Column("abandon", "duration", "today.abandon_time.average", "today.abandoned", 7),
        Column("abandon_longest", "duration", "today.abandon_time.maximum", "longest", 7),
        Column("talk", "duration", "today.talk_time.average", "today.answered", 5),
        Column("talk_total", "duration", "today.talk_time.total", "sum", 9, 5.1),
        Column("limits", "text", priority=9, width=14),
        Column("recent_service_level", "level", f"recent.{WINDOW}", "level", 3, 4.6),
        Column("recent_answered", "count", f"recent.{WINDOW}.answered", "sum", 5),
        Column("recent_abandoned", "count", f"recent.{WINDOW}.abandoned", "sum", 5),
    ),
    "calls": (
        Column("time", "since", "since"),
        Column("stage", "text", priority=3, width=5.1),
        Column("place", "text", priority=1),
        Column("number", "main", width=7.8),
        Column("caller", "text", priority=2, width=7),
        Column("with_agents", "text", priority=3),
        Column("line", "text", priority=4),
        Column("whole", "since", "started", priority=5),
    ),
    "abandoned": (
        Column("at", "clock", "at"),
        Column("place", "text", width=5),
        Column("number", "main", width=7.2),
        Column("caller", "text", priority=3),
        Column("contacted", "text"),
        Column("waited", "duration", "waited", priority=2, width=3.6),
        Column("rings", "count", "rings", priority=4),
        Column("were_available", "count", "available", priority=4),
        Column("again", "clock", "again", priority=5),
        Column("rung_agents", "text", priority=6),
    ),
    "ended": (
        Column("at", "clock", "started"),
        Column("outcome", "text", priority=2),
        Column("place", "text", priority=2),
        Column("number", "main", width=7.8),
        Column("caller", "text", priority=1, width=7),
        Column("with_agents", "text", priority=3),
        Column("ended_at", "clock", "ended", priority=4),
    ),
    "chats": (
        Column("time", "since", "since"),
        Column("stage", "text", priority=2, width=5.1),
        Column("client", "main"),
        Column("chat_queue", "text", priority=2, width=5),
        Column("with_agents", "text", width=5),
        Column("email", "text", priority=4),
        Column("whole", "since", "started", priority=5),
    ),
    "agents": (
        Column("agent", "main", width=9.5),
        Column("status", "text", width=7.8),
        Column("time", "since", "since", width=4.2),
        Column("with", "text", priority=3, width=8),
        *_counts(2, "answered"),
        Column("talk_time", "duration", "today.talk_time", "sum", 4, 4.6),
        Column("pause_time", "duration", "today.pause_time", "sum", 5, 4.6),
        Column("serves", "text", priority=6),
        *_counts(6, "not_answered", "outbound"),
        *_counts(7, "chats", "tickets_replied"),
        Column("logged_in_time", "duration", "today.logged_in_time", "sum", 7, 4.6),
        Column("logged_in_since", "clock", "logged_in_since", priority=8),
        Column("team", "text", priority=8, width=5.6),
        Column("phone", "text", priority=9, width=5.6),
        Column("login", "text", priority=9),
    ),
    "chat_queues": (
        Column("chat_queue", "main"),
        Column("waiting", "count", "waiting", "sum"),
        Column("longest", "since", "oldest_waiting_since", "oldest"),
        Column("active", "count", "active", "sum"),
        *_counts(2, "created", "missed"),
        *_counts(3, "assigned", "closed"),
        Column("wait", "duration", "today.wait_time.average", "today.assigned", 4),
        Column("wait_longest", "duration", "today.wait_time.maximum", "longest", 4),
    ),
    "campaigns": (
        Column("campaign", "main"),
        Column("dialing", "count", "dialing", "sum", 2),
        Column("in_talk", "count", "talking", "sum"),
        *_counts(1, "attempts"),
        *_counts(2, "connected"),
        Column("drop_rate", "drop", "today.outcomes.drop", "drop"),
        *_counts(3, "completed", "saved"),
        Column("talk_total", "duration", "today.talk_time", "sum", 4, 5.1),
    ),
}
# What a rolling window of the board says, beside the day.
RECENT = (
    Column("entered", "count", f"totals.recent.{WINDOW}.entered"),
    Column("answered", "count", f"totals.recent.{WINDOW}.answered"),
    Column("abandoned", "count", f"totals.recent.{WINDOW}.abandoned"),
    Column("recent_service_level", "level", f"totals.recent.{WINDOW}"),
    Column("hold", "duration", f"totals.recent.{WINDOW}.hold_time.average"),
    Column("hold_longest", "duration", f"totals.recent.{WINDOW}.hold_time.maximum"),
)
# The board's daily figures, beside the chart; the last two are the center's.
DAY = (
    Column("entered", "count", "totals.today.entered", compared=True),
    Column("answered", "count", "totals.today.answered", compared=True),
    Column("abandoned", "count", "totals.today.abandoned", compared=True),
    Column("abandoned_short", "count", "totals.today.abandoned_short"),
    Column("left", "count", "totals.today.left"),
    Column("hold", "duration", "totals.today.hold_time.average"),
    Column("hold_longest", "duration", "totals.today.hold_time.maximum"),
    Column("abandon", "duration", "totals.today.abandon_time.average"),
    Column("talk", "duration", "totals.today.talk_time.average"),
)
TICKETS = (
    Column("awaiting_reply", "count", "tickets.awaiting_reply"),
    Column("awaiting_longest", "since", "tickets.oldest_awaiting_since"),
    Column("tickets_open", "count", "tickets.open"),
    Column("created", "count", "tickets.today.created"),
    Column("received", "count", "tickets.today.received"),
    Column("replied", "count", "tickets.today.replied"),
    Column("closed", "count", "tickets.today.closed"),
    Column("customers", "count", "customers.today.created"),
)


def columns_with(windows: Sequence[int]) -> Mapping[str, tuple[Column, ...]]:
    """The columns of the lists; those of a rolling window show the first one, and are missing where there is none."""
    return {
        name: tuple(
            _of_window(column, windows[0]) if windows else column
            for column in columns
            if windows or WINDOW not in column.path
        )
        for name, columns in COLUMNS.items()
    }


def recent_figures(windows: Sequence[int]) -> Mapping[int, tuple[Column, ...]]:
    """The facts of each rolling window, by its minutes."""
    return {window: tuple(_of_window(column, window) for column in RECENT) for window in windows}


def _of_window(column: Column, window: int) -> Column:
    return column._replace(path=column.path.replace(WINDOW, str(window)))
