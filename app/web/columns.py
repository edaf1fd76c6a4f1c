"""Columns of the supervisors' lists: name, kind, and path in the document. Pure.

The page's script reads them from the lists' heads (`data-column`, `data-kind`, `data-path`, `data-total`), so a plain
figure is named here once. Columns of kind `main` and `text` have their code in static/js/desk/lists/.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Column(NamedTuple):
    """One column.

    `kind` is main (the row's name, with its link), text, count, duration (seconds), since (an instant, shown as the
    time passed), clock (an instant, shown as such) or share. `total` combines several rows: sum, longest, oldest, level
    (the service level's formula), drop (the drop rate's), or the path that weighs a mean.
    """

    name: str
    kind: str
    path: str = ""
    total: str = ""


def _counts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "count", f"today.{name}", "sum") for name in names)


COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "queues": (
        Column("queue", "main"),
        Column("waiting", "count", "waiting", "sum"),
        Column("longest", "since", "oldest_waiting_since", "oldest"),
        Column("service_level", "share", "today.service_level", "level"),
        *_counts("answered", "abandoned"),
        Column("in_talk", "count", "talking", "sum"),
        *_counts("entered", "left", "abandoned_short", "answered_in_time", "abandoned_in_time"),
        Column("hold", "duration", "today.hold_time.average", "today.answered"),
        Column("hold_longest", "duration", "today.hold_time.maximum", "longest"),
        Column("abandon", "duration", "today.abandon_time.average", "today.abandoned"),
        Column("abandon_longest", "duration", "today.abandon_time.maximum", "longest"),
        Column("talk", "duration", "today.talk_time.average", "today.answered"),
        Column("talk_total", "duration", "today.talk_time.total", "sum"),
        Column("limits", "text"),
    ),
    "calls": (
        Column("time", "since", "since"),
        Column("stage", "text"),
        Column("place", "text"),
        Column("number", "main"),
        Column("caller", "text"),
        Column("with_agents", "text"),
        Column("line", "text"),
        Column("whole", "since", "started"),
    ),
    "chats": (
        Column("time", "since", "since"),
        Column("stage", "text"),
        Column("client", "main"),
        Column("chat_queue", "text"),
        Column("with_agents", "text"),
        Column("email", "text"),
        Column("whole", "since", "started"),
    ),
    "agents": (
        Column("agent", "main"),
        Column("status", "text"),
        Column("time", "since", "since"),
        Column("with", "text"),
        *_counts("answered"),
        Column("talk_time", "duration", "today.talk_time", "sum"),
        Column("pause_time", "duration", "today.pause_time", "sum"),
        Column("serves", "text"),
        *_counts("not_answered", "outbound", "chats", "tickets_replied"),
        Column("logged_in_time", "duration", "today.logged_in_time", "sum"),
        Column("logged_in_since", "clock", "logged_in_since"),
        Column("team", "text"),
        Column("phone", "text"),
        Column("login", "text"),
    ),
    "chat_queues": (
        Column("chat_queue", "main"),
        Column("waiting", "count", "waiting", "sum"),
        Column("longest", "since", "oldest_waiting_since", "oldest"),
        Column("active", "count", "active", "sum"),
        *_counts("created", "missed", "assigned", "closed"),
        Column("wait", "duration", "today.wait_time.average", "today.assigned"),
        Column("wait_longest", "duration", "today.wait_time.maximum", "longest"),
    ),
    "campaigns": (
        Column("campaign", "main"),
        Column("dialing", "count", "dialing", "sum"),
        Column("in_talk", "count", "talking", "sum"),
        *_counts("attempts", "connected"),
        Column("drop_rate", "drop", "today.outcomes.drop", "drop"),
        *_counts("completed", "saved"),
        Column("talk_total", "duration", "today.talk_time", "sum"),
    ),
}
# The board's daily figures, beside the chart; the last two are the center's.
DAY = (
    Column("entered", "count", "totals.today.entered"),
    Column("answered", "count", "totals.today.answered"),
    Column("abandoned", "count", "totals.today.abandoned"),
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
