"""An agent's presence: logged in, phone, pause, preview, wrap-up, and the spans that the day counts.

Presence is the fold of the agent's own events. What rings or talks belongs to the calls: `AgentStory`
(`state.py`) holds the legs that they report, and `document/agents.py` puts the two layers together.
"""

from typing import Any, get_args

import msgspec
from msgspec.structs import replace

from ..events.agents import AgentLoggedIn, AgentLoggedOut, AgentPhoneConnected, AgentStatusChanged, AnyAgent
from ..events.calls import AgentCompleted, AgentConnected, AgentNotAnswered, AgentRinging, QueueTransferredToAgent
from ..events.campaigns import (
    AnyDialling,
    AnyFailed,
    OutboundCompleted,
    OutboundConnecting,
    OutboundCustomerConnected,
    OutboundRecordSaved,
    PredictiveAgentAnswer,
    PreviewRecord,
)
from ..events.chats import ChatAgentAssigned
from ..events.tickets import TicketAgentReplied, TicketClosed, TicketCreated
from .internal_events import StatusObserved, TalkEnded
from .ordering import DISORDER
from .rules import NEVER, Rules
from .statuses import IN, OUT, PresenceStatus, Row

Talk = AgentConnected | OutboundCustomerConnected | PredictiveAgentAnswer
Activity = AgentRinging | OutboundConnecting | Talk
Beginning = Activity | ChatAgentAssigned | PreviewRecord
AgentEvent = AnyAgent | OutboundRecordSaved | Beginning
SignOfLife = (
    AgentNotAnswered | AgentCompleted | QueueTransferredToAgent | OutboundCompleted | AnyFailed | TicketCreated
    | TicketAgentReplied | TicketClosed
)  # fmt: skip
"""What names an agent and implies no presence; it only shows that one lives."""
AgentSignal = AgentEvent | SignOfLife | AnyDialling | TalkEnded | StatusObserved
"""What moves an agent's presence."""

MAX_CHANGES_ORDERED = 8  # statuses of one second; putting them in order costs the third power
# isinstance takes a tuple faster than a union
ACTIVITIES, TALKS, SIGNS_OF_LIFE = get_args(Activity), get_args(Talk), get_args(SignOfLife)
LOGOUT_TAIL_S = 5  # a phone or freedom so soon after a logout still belongs to it


class Span(msgspec.Struct, frozen=True):
    """A closed stretch of time: `of` is pause or login, which the day counts, or free: able to take a call."""

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

    `login` is None while nobody knows it (inferred presence). `left` is the last logout. `since` is the
    newest of login, phone, pause and freedom, `rested` the last wrap-up's end, `lapsed` the last end that time
    alone brought. `seen` is the last sign of life, `worked` the first talk begun in the present pause, `talk` the
    last call connected, `unseen_end` the sign of life up to which a login counts whose end a new login showed, with
    the call that the agent was then last connected to. `late_wrap_up` is one of this second, in case the agent turns
    out to be there. `free_since` is since when the agent could take a call, as far as presence goes. `second` holds
    the status changes of one second, `before` the presence before them: together they are put in order.
    """

    status: PresenceStatus = PresenceStatus.UNSEEN
    seen: int = 0
    login: int | None = None
    left: int | None = None
    since: int | None = None
    phone_connected: bool = False
    phone: str | None = None
    pause: str | None = None
    pause_since: int | None = None
    worked: int | None = None
    talk: str | None = None
    unseen_end: tuple[int, str] | None = None
    late_wrap_up: WrapUp | None = None
    free_since: int | None = None
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


def login_due(presence: Presence, rules: Rules, talked: int = 0) -> int:
    """When a login that no logout ended is taken to be over: after the last event, or the last talk."""
    return max(presence.seen, talked) + rules.expire.presence if presence.logged_in else NEVER


def age(presence: Presence, until: int, rules: Rules, talked: int = 0) -> Presence:
    """Presence when what was due before or at `until` is over. A queue call's wrap-up ends as planned.

    `talked` is when the agent last talked: a talk is a sign of life as long as it lasts.
    """
    wrap_up, preview = presence.wrap_up, presence.preview
    if wrap_up and wrap_up.due <= until:
        gone = (wrap_up.due,) if wrap_up.campaign else ()
        over = wrap_up.due
        presence = replace(presence, wrap_up=None, rested=over, lapsed=over, expired=presence.expired + gone)
        presence = _freed(presence, over)
    if preview and preview.since + rules.expire.preview <= until:
        over = preview.since + rules.expire.preview
        lapsed = max(over, presence.lapsed)
        presence = replace(presence, preview=None, lapsed=lapsed, expired=(*presence.expired, over))
    if (over := login_due(presence, rules, talked)) <= until:
        presence = _closed(presence, max(presence.seen, talked))
        presence = replace(presence, status=OUT, left=None, since=over, lapsed=over, expired=(*presence.expired, over))
        presence = _freed(presence, over)
    return presence


def step(presence: Presence, event: Any, row: Row, rules: Rules) -> Presence:
    """Presence after one more event; what was due before the event's second is over by then."""
    if presence.wrap_up or presence.preview or presence.seen + rules.expire.presence < event.date:
        presence = age(presence, event.date - 1, rules, event.date if _talks_until(presence, event, rules) else 0)
    if row.step is not None:
        presence = row.step(_record_unexpected(presence, event, row), event)
    elif isinstance(event, TalkEnded):
        presence = _wraps_up(_talked(presence, event), event, rules)
    presence = _freed(presence, event.date)
    return presence if presence.seen >= event.date else replace(presence, seen=event.date)


def logged_out(presence: Presence, event: AgentLoggedOut) -> Presence:
    """The agent has gone: pause, preview and wrap-up end, and the day gets its spans."""
    presence = _closed(presence, event.date)
    return replace(presence, status=OUT, left=event.date, since=event.date)


def logged_in(presence: Presence, event: AgentLoggedIn) -> Presence:
    """The agent is there afresh: no phone, no pause. A login before without a logout counts to its last sign."""
    unseen_end = (presence.seen, presence.talk) if presence.logged_in and presence.talk else None
    presence = _closed(presence, presence.seen)
    return replace(presence, status=IN, login=event.date, since=event.date, unseen_end=unseen_end)


def phone_connected(presence: Presence, event: AgentPhoneConnected) -> Presence:
    """The phone joined. It must have been away, though no event says so: joining is a beginning."""
    presence = _infer_login(presence, event)
    if not presence.logged_in:
        return presence
    return replace(presence, phone_connected=True, phone=event.phone_number or presence.phone, since=event.date)


def status_changed(presence: Presence, event: AgentStatusChanged) -> Presence:
    """Paused, or free. Several changes of one second follow one another by what each says came before it."""
    presence = _infer_login(presence, event)
    if not presence.logged_in:
        return presence
    same_second = 0 < len(presence.second) < MAX_CHANGES_ORDERED and presence.second[0].date == event.date
    before = presence.before if same_second and presence.before else replace(presence, before=None, second=())
    second = (*presence.second, event) if same_second else (event,)
    return replace(_in_order(before, second), before=before, second=second)


def status_observed(presence: Presence, event: StatusObserved) -> Presence:
    """What Thulium answered. An end that no event reported counts up to the last sign of life."""
    if event.status == "OFF":
        presence = _observed_out(presence, event)
    else:
        presence = _infer_login(presence, event)
        if presence.logged_in and event.status == "FREE":
            presence = _observed_free(presence, event)
        elif presence.logged_in and event.pause and event.pause != presence.pause:
            presence = _unpaused(_wrapped_up(presence, event.date), _last_sign(presence))
            presence = replace(presence, pause=event.pause, pause_since=event.date, since=event.date)
    return replace(presence, seen=max(presence.seen, event.seen))


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
    """A ring, talk, dialing, preview or chat begins: the agent is there, and any wrap-up is over."""
    presence = _infer_login(presence, event)
    if presence.status is not IN:
        return presence
    if isinstance(event, AgentRinging) and event.queue_id and event.queue_id not in presence.queues:
        presence = replace(presence, queues=presence.queues | {event.queue_id})
    if isinstance(event, ACTIVITIES) and not (presence.phone_connected and presence.phone):
        presence = _proves_phone(presence, _phone_of(event))
    if isinstance(event, TALKS):
        presence = _note_work(presence, event)
    if presence.preview and isinstance(event, OutboundConnecting):
        presence = replace(presence, preview=None)
    wrap_up = presence.wrap_up
    if wrap_up is None or getattr(event, "connection_id", None) == wrap_up.connection_id:
        return presence
    return _wrapped_up(presence, event.date)


def talked_until(presence: Presence, event: AgentCompleted | OutboundCompleted) -> Presence:
    """The talk is over. A login that a new one ended meanwhile lasted until then, since the talk went on."""
    presence = _proves_phone(presence, None)
    if presence.talk == event.connection_id:
        presence = replace(presence, talk=None)
    if presence.unseen_end is None or presence.login is None or presence.unseen_end[1] != event.connection_id:
        return presence
    cut, login = presence.unseen_end[0], presence.login
    spans = tuple(
        [replace(span, ended=login) if span.ended == cut and span.of != "free" else span for span in presence.spans]
    )
    return replace(presence, spans=spans, unseen_end=None)


def _observed_out(presence: Presence, event: StatusObserved) -> Presence:
    if presence.status is OUT:
        return presence
    presence = _closed(presence, presence.seen)
    return replace(presence, status=OUT, left=event.date, since=event.date)


def _observed_free(presence: Presence, event: StatusObserved) -> Presence:
    since = event.date if presence.pause or not presence.phone_connected else presence.since
    presence = _unpaused(_wrapped_up(presence, event.date), _last_sign(presence))
    return replace(presence, phone_connected=True, since=since)


def _last_sign(presence: Presence) -> int:
    """When a pause that is over ended at the latest, as far as events show."""
    return presence.seen if presence.worked is None else presence.worked


def _proves_phone(presence: Presence, number: str | None) -> Presence:
    """Who rings or talks has a phone, whatever was lost."""
    if not presence.logged_in or (presence.phone_connected and (presence.phone or not number)):
        return presence
    return replace(presence, phone_connected=True, phone=presence.phone or number)


def _phone_of(event: AgentPhoneConnected | AgentStatusChanged | StatusObserved | Beginning) -> str | None:
    return event.destination_number if isinstance(event, AgentRinging | AgentConnected) else None


def _note_work(presence: Presence, event: Talk) -> Presence:
    worked = event.date if presence.pause and presence.worked is None else presence.worked
    return replace(presence, worked=worked, talk=event.connection_id)


def _talked(presence: Presence, event: TalkEnded) -> Presence:
    """A talk that was seen from its beginning: it proves the phone, and work since then."""
    presence = _proves_phone(presence, None)
    if presence.pause_since is None or event.begun < presence.pause_since:
        return presence
    return replace(presence, worked=min(event.begun, presence.worked or event.begun))


def _talks_until(presence: Presence, event: AgentSignal, rules: Rules) -> bool:
    """Whether this ends a talk by which the agent stayed logged in meanwhile."""
    if isinstance(event, TalkEnded):
        return event.begun <= presence.seen + rules.expire.presence
    return isinstance(event, AgentCompleted | OutboundCompleted) and event.connection_id == presence.talk


def _wraps_up(presence: Presence, event: TalkEnded, rules: Rules) -> Presence:
    """Wrap-up after a talk: until the record is saved for a campaign's call, some seconds for a queue's."""
    seconds = rules.expire.wrap_up if event.campaign else rules.wrap_up
    if not seconds:
        return presence
    wrap_up = WrapUp(event.date, event.date + seconds, event.connection_id, event.campaign)
    return replace(presence, wrap_up=wrap_up) if presence.logged_in else replace(presence, late_wrap_up=wrap_up)


def _wrapped_up(presence: Presence, at: int) -> Presence:
    if presence.wrap_up is None:
        return presence
    return replace(presence, wrap_up=None, rested=at)


def _infer_login(
    presence: Presence, event: AgentPhoneConnected | AgentStatusChanged | StatusObserved | Beginning
) -> Presence:
    """Who does something is there: logged in since nobody knows when, with a phone. Only after the logout."""
    if presence.status is IN or (presence.left is not None and event.date <= presence.left):
        return presence
    if _is_tail(presence, event):
        return presence
    wrap_up = presence.late_wrap_up
    return replace(
        presence,
        status=IN,
        login=None,
        since=event.date,
        phone_connected=True,
        phone=_phone_of(event) or presence.phone,
        queues=frozenset(),
        wrap_up=wrap_up if wrap_up and wrap_up.since == event.date else None,
        late_wrap_up=None,
    )


def _is_tail(presence: Presence, event: AgentSignal) -> bool:
    """Whether this still belongs to the logout just before it: a freed status, a phone, a ring not answered yet."""
    if presence.status is not OUT or presence.left is None or event.date - presence.left > LOGOUT_TAIL_S:
        return False
    freed = isinstance(event, AgentStatusChanged) and event.pause_id is None
    return freed or isinstance(event, AgentPhoneConnected | AgentRinging)


def _closed(presence: Presence, at: int) -> Presence:
    """Presence with nothing open: its login and pause are spans until `at`, its preview and wrap-up over."""
    presence = _wrapped_up(_unpaused(presence, at), at)
    spans = presence.spans
    if presence.logged_in and presence.login is not None:
        spans = (*spans, Span("login", presence.login, max(at, presence.login)))
    return replace(
        presence,
        login=None,
        spans=spans,
        phone_connected=False,
        phone=None,
        queues=frozenset(),
        preview=None,
        talk=None,
        unseen_end=None,
        before=None,
        second=(),
    )


def _unpaused(presence: Presence, at: int) -> Presence:
    if presence.pause is None or presence.pause_since is None:
        return presence
    span = Span("pause", presence.pause_since, max(at, presence.pause_since))
    return replace(presence, pause=None, pause_since=None, worked=None, spans=(*presence.spans, span))


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
    """One change of status. A repeated pause, and a repeated freedom, keep their beginning.

    A pause that says the agent was free before shows that the earlier one ended, nobody knows when: at the latest
    when the agent next worked.
    """
    presence = _wrapped_up(presence, event.date)
    if event.pause_id and event.previous_pause_id is None and presence.pause and presence.pause_since is not None:
        if event.date - presence.pause_since > DISORDER:
            presence = replace(presence, unexpected=(*presence.unexpected, event.date))
        presence = _unpaused(presence, event.date if presence.worked is None else presence.worked)
    if event.pause_id == presence.pause and (presence.pause or not event.previous_pause_id):
        return presence
    presence = replace(_unpaused(presence, event.date), since=event.date)
    if event.pause_id is None:
        return presence
    return replace(presence, pause=event.pause_id, pause_since=event.date)


def _freed(presence: Presence, at: int) -> Presence:
    """Presence with its freedom begun or ended at `at`, if it changed then."""
    free = presence.phone_connected and presence.pause is None and presence.wrap_up is None and presence.logged_in
    if free == (presence.free_since is not None):
        return presence
    if presence.free_since is None:
        return replace(presence, free_since=at)
    return replace(presence, free_since=None, spans=(*presence.spans, Span("free", presence.free_since, at)))


def _record_unexpected(presence: Presence, event: AgentSignal, row: Row) -> Presence:
    """Presence, with a note if the table does not expect the event and disorder does not explain it."""
    if presence.status in row.expected or _is_tail(presence, event):
        return presence
    since = presence.left if presence.status is OUT else presence.since
    if since is not None and event.date - since <= DISORDER:
        return presence
    return replace(presence, unexpected=(*presence.unexpected, event.date))
