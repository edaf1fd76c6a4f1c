"""An agent's presence: logged in, phone, pause, preview, wrap-up, and the spans that the day counts.

Presence is the fold of the agent's own events. What rings or talks belongs to the calls: `AgentStory`
(`state.py`) holds the legs that they report, and `board/agents.py` puts the two layers together.
"""

from collections.abc import Callable, Mapping
from typing import Any, get_args

import msgspec
from msgspec.structs import replace

from ..events import (
    AgentConnected,
    AgentLoggedIn,
    AgentLoggedOut,
    AgentPhoneConnected,
    AgentRinging,
    AgentStatusChanged,
    ChatAgentAssigned,
    OutboundConnecting,
    OutboundCustomerConnected,
    OutboundRecordSaved,
    PredictiveAgentAnswer,
    PreviewRecord,
)
from .rules import NEVER, Rules
from .signs import Ended
from .transitions import DISORDER, IN, OUT, PRESENCE, PresenceStatus

Activity = AgentRinging | AgentConnected | OutboundConnecting | OutboundCustomerConnected | PredictiveAgentAnswer
Beginning = Activity | ChatAgentAssigned | PreviewRecord
AgentEvent = AgentLoggedOut | AgentLoggedIn | AgentPhoneConnected | AgentStatusChanged | OutboundRecordSaved | Beginning
Sign = AgentEvent | Ended
"""What moves an agent's presence."""


class Span(msgspec.Struct, frozen=True):
    """A closed stretch of time that counts: `of` is pause or login."""

    of: str
    begun: int
    ended: int


class Preview(msgspec.Struct, frozen=True):
    """A record shown to the agent before it is dialled."""

    campaign: str
    record_id: str
    since: int


class WrapUp(msgspec.Struct, frozen=True, gc=False):
    """Work after a talk, until `due` at the latest; for a campaign's call that is an expiry."""

    since: int
    due: int
    connection_id: str
    campaign: bool


class Presence(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What an agent's own events say.

    `login` is None while nobody knows it (healed presence). `left` is the last logout. `since` is the
    newest of login, phone, pause and freedom, `rested` the last wrap-up's end, `lapsed` the last end that time
    alone brought. `second` holds the status
    changes of one second, `before` the presence before them: together they are put in order.
    """

    status: PresenceStatus = PresenceStatus.UNSEEN
    login: int | None = None
    left: int | None = None
    since: int | None = None
    phone_connected: bool = False
    phone: str | None = None
    pause: str | None = None
    pause_since: int | None = None
    preview: Preview | None = None
    wrap_up: WrapUp | None = None
    rested: int = 0
    lapsed: int = 0
    saved: tuple[str, int] | None = None
    queues: frozenset[str] = frozenset()
    spans: tuple[Span, ...] = ()
    before: "Presence | None" = None
    second: tuple[AgentStatusChanged, ...] = ()
    unexpected: tuple[int, ...] = ()
    expired: tuple[int, ...] = ()

    @property
    def logged_in(self) -> bool:
        """Whether the agent is there."""
        return self.status is IN


def due(presence: Presence, rules: Rules) -> int:
    """When the next part of it expires."""
    preview = presence.preview.since + rules.expire.preview if presence.preview else NEVER
    wrap_up = presence.wrap_up.due if presence.wrap_up else NEVER
    return min(preview, wrap_up)


def age(presence: Presence, until: int, rules: Rules) -> Presence:
    """Presence when what was due before or at `until` is over. A queue call's wrap-up ends as planned."""
    wrap_up, preview = presence.wrap_up, presence.preview
    if wrap_up and wrap_up.due <= until:
        gone = (wrap_up.due,) if wrap_up.campaign else ()
        over = wrap_up.due
        presence = replace(presence, wrap_up=None, rested=over, lapsed=over, expired=presence.expired + gone)
    if preview and preview.since + rules.expire.preview <= until:
        over = preview.since + rules.expire.preview
        lapsed = max(over, presence.lapsed)
        presence = replace(presence, preview=None, lapsed=lapsed, expired=(*presence.expired, over))
    return presence


def step(presence: Presence, event: Sign, rules: Rules) -> Presence:
    """Presence after one more event; what was due before the event's second is over by then."""
    if presence.wrap_up or presence.preview:
        presence = age(presence, event.date - 1, rules)
    if isinstance(event, Ended):
        return _wraps_up(presence, event, rules)
    return STEPS[type(event)](_noted(presence, event), event)


def logged_out(presence: Presence, event: AgentLoggedOut) -> Presence:
    """The agent has gone: pause, preview and wrap-up end, and the day gets its spans."""
    presence = _closed(presence, event.date)
    return replace(presence, status=OUT, left=event.date, since=event.date)


def logged_in(presence: Presence, event: AgentLoggedIn) -> Presence:
    """The agent is there afresh: no phone, no pause. Without a logout the login before ends here."""
    presence = _closed(presence, event.date)
    return replace(presence, status=IN, login=event.date, since=event.date)


def phone_connected(presence: Presence, event: AgentPhoneConnected) -> Presence:
    """The phone joined. It must have been away, though no event says so: joining is a beginning."""
    presence = _healed(presence, event)
    if not presence.logged_in:
        return presence
    return replace(presence, phone_connected=True, phone=event.phone_number or presence.phone, since=event.date)


def status_changed(presence: Presence, event: AgentStatusChanged) -> Presence:
    """Paused, or free. Several changes of one second follow one another by what each says came before it."""
    presence = _healed(presence, event)
    if not presence.logged_in:
        return presence
    same_second = presence.second and presence.second[0].date == event.date
    before = presence.before if same_second and presence.before else replace(presence, before=None, second=())
    second = (*presence.second, event) if same_second else (event,)
    return replace(_in_order(before, second), before=before, second=second)


def record_saved(presence: Presence, event: OutboundRecordSaved) -> Presence:
    """The record is done with: no preview of it, no wrap-up after it."""
    presence = replace(presence, saved=(event.record_id, event.date), preview=None)
    return _wrapped_up(presence, event.date)


def preview_record(presence: Presence, event: PreviewRecord) -> Presence:
    """A card is shown, unless its record was saved in this very second."""
    presence = begins(presence, event)
    if not presence.logged_in or presence.saved == (event.record_id, event.date):
        return presence
    return replace(presence, preview=Preview(event.id, event.record_id, event.date))


def begins(presence: Presence, event: Beginning) -> Presence:
    """A ring, talk, dialling, preview or chat begins: the agent is there, and any wrap-up is over."""
    presence = _healed(presence, event)
    if isinstance(event, AgentRinging) and event.queue_id not in presence.queues:
        presence = replace(presence, queues=presence.queues | {event.queue_id})
    if presence.preview and isinstance(event, OutboundConnecting):
        presence = replace(presence, preview=None)
    wrap_up = presence.wrap_up
    if wrap_up is None or getattr(event, "connection_id", None) == wrap_up.connection_id:
        return presence
    return _wrapped_up(presence, event.date)


def _wraps_up(presence: Presence, event: Ended, rules: Rules) -> Presence:
    """Wrap-up after a talk: until the record is saved for a campaign's call, some seconds for a queue's."""
    seconds = rules.expire.wrap_up if event.campaign else rules.wrap_up
    if not presence.logged_in or not seconds:
        return presence
    return replace(
        presence,
        wrap_up=WrapUp(event.date, event.date + seconds, event.connection_id, event.campaign),
    )


def _wrapped_up(presence: Presence, at: int) -> Presence:
    if presence.wrap_up is None:
        return presence
    return replace(presence, wrap_up=None, rested=at)


def _healed(presence: Presence, event: AgentPhoneConnected | AgentStatusChanged | Beginning) -> Presence:
    """Who does something is there: logged in since nobody knows when, with a phone. Only after the logout."""
    if presence.logged_in or (presence.left is not None and event.date <= presence.left):
        return presence
    number = event.destination_number if isinstance(event, AgentRinging | AgentConnected) else None
    return replace(
        presence,
        status=IN,
        login=None,
        since=event.date,
        phone_connected=True,
        phone=number or presence.phone,
        queues=frozenset(),
    )


def _closed(presence: Presence, at: int) -> Presence:
    """Presence with nothing open: its login and pause are spans, its preview and wrap-up over."""
    presence = _wrapped_up(_unpaused(presence, at), at)
    spans = presence.spans
    if presence.logged_in and presence.login is not None:
        spans = (*spans, Span("login", presence.login, at))
    return replace(
        presence,
        login=None,
        spans=spans,
        phone_connected=False,
        phone=None,
        queues=frozenset(),
        preview=None,
        before=None,
        second=(),
    )


def _unpaused(presence: Presence, at: int) -> Presence:
    if presence.pause is None or presence.pause_since is None:
        return presence
    span = Span("pause", presence.pause_since, at)
    return replace(presence, pause=None, pause_since=None, spans=(*presence.spans, span))


def _in_order(presence: Presence, changes: tuple[AgentStatusChanged, ...]) -> Presence:
    """The changes of one second, each after the one that it says came before; repetitions first."""
    left = sorted(changes, key=lambda change: change.pause_id or "")
    while left:
        follows = [change for change in left if change.previous_pause_id == presence.pause] or left
        change = min(follows, key=lambda one: (one.pause_id != one.previous_pause_id, not _leads_on(one, left)))
        left.remove(change)
        presence = _changed(presence, change)
    return presence


def _leads_on(change: AgentStatusChanged, others: list[AgentStatusChanged]) -> bool:
    """Whether another change says that it came right after this one."""
    return any(other is not change and other.previous_pause_id == change.pause_id for other in others)


def _changed(presence: Presence, event: AgentStatusChanged) -> Presence:
    """One change of status. A repeated pause, and a repeated freedom, keep their beginning."""
    presence = _wrapped_up(presence, event.date)
    if event.pause_id == presence.pause and (presence.pause or not event.previous_pause_id):
        return presence
    presence = replace(_unpaused(presence, event.date), since=event.date)
    if event.pause_id is None:
        return presence
    return replace(presence, pause=event.pause_id, pause_since=event.date)


def _noted(presence: Presence, event: Sign) -> Presence:
    """Presence, with a note if the table does not expect the event and disorder does not explain it."""
    if presence.status in PRESENCE[type(event)].expected:
        return presence
    since = presence.left if presence.status is OUT else presence.since
    if since is not None and event.date - since <= DISORDER:
        return presence
    return replace(presence, unexpected=(*presence.unexpected, event.date))


STEPS: Mapping[type, Callable[[Presence, Any], Presence]] = {
    AgentLoggedOut: logged_out,
    AgentLoggedIn: logged_in,
    AgentPhoneConnected: phone_connected,
    AgentStatusChanged: status_changed,
    OutboundRecordSaved: record_saved,
    PreviewRecord: preview_record,
    **dict.fromkeys(get_args(Activity), begins),
    ChatAgentAssigned: begins,
}
"""How each event of an agent moves presence; only a talk's end needs the rules as well."""
