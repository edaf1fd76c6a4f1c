"""The tables, read: every status can be reached, every action has its place, and the rows say what is done."""

from enum import IntEnum
from itertools import product
from typing import Any, get_args

import msgspec
import pytest

from app.events import Known
from app.events.agents import AgentLoggedIn, AgentLoggedOut, AgentPhoneConnected, AgentStatusChanged
from app.events.calls import (
    Abandoned,
    AgentCompleted,
    AgentConnected,
    AgentNotAnswered,
    AgentRinging,
    EnterIvr,
    EnterQueue,
    ExitQueue,
)
from app.events.campaigns import (
    OutboundBusy,
    OutboundCompleted,
    OutboundConnecting,
    OutboundCustomerConnected,
    OutboundDrop,
    OutboundRecordSaved,
    PredictiveAgentAnswer,
)
from app.events.chats import ChatAgentAssigned, ChatConversationClosed, ChatConversationCreated
from app.events.event import Event
from app.events.recordings import RecordingReady
from app.events.tickets import CustomerUpdated, TicketAgentReplied, TicketClosed, TicketCreated, TicketMessageReceived
from app.state import agents
from app.state.agents import LOGOUT_TAIL_S, Presence
from app.state.apply import EFFECTS
from app.state.calls.model import Call, Dial, Visit
from app.state.chats import Chat
from app.state.internal_events import StatusObserved, TalkEnded
from app.state.kinds import AGENTS, CALLS, CHATS
from app.state.ordering import DISORDER
from app.state.rules import Rules
from app.state.statuses import AgentStatus, ChatStatus, DialStatus, Effect, PresenceStatus, Stage, Table, VisitStatus
from app.state.transitions import CALL, CHAT, COUNTED, PRESENCE, TICKET
from tests.story import Centre

ONLY_KNOWN: set[type[Event]] = {CustomerUpdated, RecordingReady}
"""Counted among the events of the feed, and in nothing else."""
NO_EVENTS: set[type] = {TalkEnded, StatusObserved}
"""Signs that no delivery brings."""
LADDERS: dict[type[IntEnum], Table] = {
    VisitStatus: {kind: row for kind, row in CALL.items() if row.rank < 10},
    DialStatus: {kind: row for kind, row in CALL.items() if 10 <= row.rank < 20},
    ChatStatus: CHAT,
    PresenceStatus: PRESENCE,
}
RULES = Rules(zone=Centre().settings.zone)
LONG_AFTER = 100 + max(DISORDER, LOGOUT_TAIL_S) + 1  # everything in the tests below stands since second 100


def happened(kind: type) -> Any:
    """An event of this kind, with nothing but what it needs, and a queue where it may name one."""
    required = [field.name for field in msgspec.structs.fields(kind) if field.required or field.name == "queue_id"]
    return kind(**{name: LONG_AFTER if name == "date" else "1" for name in required})


def pairs(ladder: type[IntEnum], *without: type) -> list[Any]:
    """Every event of the ladder's table in every status."""
    kinds = [kind for kind in LADDERS[ladder] if kind not in without]
    return [pytest.param(kind, status, id=f"{kind.__name__}-{status.name}") for kind, status in product(kinds, ladder)]


def test_every_action_has_its_place_in_a_table_or_is_only_counted() -> None:
    placed = {*CALL, *PRESENCE, *CHAT, *TICKET, *COUNTED}

    assert placed - NO_EVENTS | ONLY_KNOWN == set(get_args(Known))
    assert not placed & ONLY_KNOWN


def test_every_action_but_two_touches_something() -> None:
    assert set(EFFECTS) == set(get_args(Known))
    assert {kind for kind, effects in EFFECTS.items() if not effects} == ONLY_KNOWN


def test_the_effects_of_an_event_stand_in_one_table_and_every_effect_is_some_events() -> None:
    named = [(kind, row.effects) for table in (CALL, PRESENCE, CHAT, TICKET, COUNTED) for kind, row in table.items()]
    with_effects = [kind for kind, effects in named if effects]

    assert len(with_effects) == len(set(with_effects))
    assert {effect for _, effects in named for effect in effects} == set(Effect)


def test_what_moves_an_agent_is_in_the_table_of_presence() -> None:
    assert set(get_args(agents.AgentSignal)) == set(PRESENCE)


def test_every_call_event_has_its_function() -> None:
    assert all(row.step for row in CALL.values())


@pytest.mark.parametrize("ladder", LADDERS)
def test_every_rung_of_every_ladder_is_led_to(ladder: type[IntEnum]) -> None:
    led_to = {row.leads_to for row in LADDERS[ladder].values()} - {None}
    by_two_events_together = {DialStatus.TALKING} if ladder is DialStatus else set()

    assert led_to | by_two_events_together | {0} == set(ladder)


@pytest.mark.parametrize("ladder", LADDERS)
def test_no_row_expects_anything_but_its_own_ladder(ladder: type[IntEnum]) -> None:
    for row in LADDERS[ladder].values():
        assert {type(status) for status in row.expected} == {ladder}


def test_answered_outranks_abandoned_outranks_left() -> None:
    assert VisitStatus.ANSWERED > VisitStatus.ABANDONED > VisitStatus.LEFT > VisitStatus.WAITING
    assert DialStatus.COMPLETED > DialStatus.FAILED


def reach(status: AgentStatus) -> Centre:
    """Ala, brought to this status."""
    centre = Centre(agent={"wrap_up": 60}).at("09:00").comes("ala")
    ways = {
        AgentStatus.LOGGED_OUT: lambda: centre.at("09:01").logs_out("ala"),
        AgentStatus.NO_PHONE: lambda: centre,
        AgentStatus.AVAILABLE: lambda: centre.connects_phone("ala"),
        AgentStatus.PAUSED: lambda: centre.pauses("ala"),
        AgentStatus.WRAP_UP: lambda: centre.answers("ala", "anna").at("09:01").completes("ala", "anna"),
        AgentStatus.RINGING: lambda: centre.rings("ala", "anna"),
        AgentStatus.DIALING: lambda: centre.dials("ala", "anna"),
        AgentStatus.ON_CALL: lambda: centre.answers("ala", "anna"),
    }
    return ways[status]()


@pytest.mark.parametrize("status", AgentStatus)
def test_every_status_of_an_agent_is_reachable(status: AgentStatus) -> None:
    assert reach(status).status("ala") == status


def test_the_statuses_stand_in_the_order_in_which_they_are_shown() -> None:
    assert [*AgentStatus] == [
        "on_call",
        "dialing",
        "ringing",
        "wrap_up",
        "paused",
        "no_phone",
        "available",
        "logged_out",
    ]


def test_every_stage_of_a_call_is_reachable() -> None:
    centre = (
        Centre().at("09:00").calls("a").enters("b").enters("c").rings("ala", "c").answers("ola", "d").dials("ela", "e")
    )

    assert {centre.stage(call) for call in "abcde"} == set(Stage)


def in_order(table: Table, *kinds: type) -> bool:
    ranks = [table[kind].rank for kind in kinds]
    return ranks == sorted(set(ranks))


def test_ranks_say_what_comes_first_inside_a_second() -> None:
    assert in_order(CALL, EnterIvr, EnterQueue, AgentNotAnswered, AgentRinging, AgentConnected, AgentCompleted)
    assert in_order(CALL, AgentRinging, Abandoned, ExitQueue, AgentCompleted)
    assert in_order(CALL, OutboundBusy, OutboundConnecting, OutboundCustomerConnected, OutboundDrop)
    assert in_order(CALL, OutboundDrop, PredictiveAgentAnswer, OutboundCompleted)
    assert in_order(PRESENCE, AgentLoggedOut, AgentLoggedIn, AgentPhoneConnected, AgentStatusChanged)
    assert in_order(PRESENCE, TalkEnded, OutboundRecordSaved, AgentStatusChanged)
    assert in_order(CHAT, ChatConversationCreated, ChatAgentAssigned, ChatConversationClosed)
    assert in_order(TICKET, TicketCreated, TicketMessageReceived, TicketAgentReplied, TicketClosed)


def test_every_second_of_a_dialling_comes_after_every_second_of_a_queue_and_leavings_last() -> None:
    leavings = {AgentLoggedOut, AgentLoggedIn, AgentStatusChanged, StatusObserved}

    assert max(row.rank for kind, row in CALL.items() if kind not in leavings) < min(
        CALL[kind].rank for kind in leavings
    )


def visited(status: VisitStatus) -> Call:
    """A call whose visit to queue 1 has this status since second 100."""
    decided = None if status is VisitStatus.WAITING else 100
    visit = Visit(queue="1", at=100, entered=True, status=status, decided=decided)
    return Call(id="1", started=100, visits=(visit,) if status else ())


def dialled(status: DialStatus) -> Call:
    """A campaign's call that has this status since second 100."""
    talking = 100 if status is DialStatus.TALKING else None
    dial = Dial(campaign="1", first=100, since=100, status=status, talking=talking, decided=100)
    return Call(id="1", started=100, dial=dial if status else None)


@pytest.mark.parametrize(("kind", "status"), pairs(VisitStatus))
def test_a_visit_notes_what_its_table_does_not_expect(kind: type, status: VisitStatus) -> None:
    call = CALLS.folding.step(visited(status), happened(kind), RULES)

    assert bool(call.unexpected) is (status not in CALL[kind].expected)


@pytest.mark.parametrize(("kind", "status"), pairs(VisitStatus, EnterIvr, EnterQueue))
def test_a_visit_goes_where_its_table_says_and_never_down(kind: type, status: VisitStatus) -> None:
    call = CALLS.folding.step(visited(status), happened(kind), RULES)
    reached = call.visits[-1].status if call.visits else VisitStatus.UNSEEN
    guess_taken_back = kind is AgentRinging and status is VisitStatus.LEFT

    assert reached == (VisitStatus.WAITING if guess_taken_back else max(status, CALL[kind].leads_to or 0))


@pytest.mark.parametrize(("kind", "status"), pairs(DialStatus))
def test_a_dialling_notes_what_its_table_does_not_expect(kind: type, status: DialStatus) -> None:
    call = CALLS.folding.step(dialled(status), happened(kind), RULES)

    assert bool(call.unexpected) is (status not in CALL[kind].expected)


@pytest.mark.parametrize("kind", LADDERS[DialStatus])
def test_a_dialling_goes_where_its_table_says(kind: type) -> None:
    for status in CALL[kind].expected:
        call = CALLS.folding.step(dialled(DialStatus(status)), happened(kind), RULES)

        assert call.dial is not None
        assert call.dial.status == CALL[kind].leads_to


@pytest.mark.parametrize(("kind", "status"), pairs(ChatStatus))
def test_a_conversation_does_what_its_table_says(kind: type, status: ChatStatus) -> None:
    chat = CHATS.folding.step(Chat(id="1", queue="1", started=100, since=100, status=status), happened(kind), RULES)
    expected = status in CHAT[kind].expected

    assert bool(chat.unexpected) is not expected
    assert not expected or chat.status == CHAT[kind].leads_to


@pytest.mark.parametrize(("kind", "status"), pairs(PresenceStatus, *NO_EVENTS))
def test_a_presence_does_what_its_table_says(kind: type, status: PresenceStatus) -> None:
    left = 100 if status is PresenceStatus.OUT else None
    presence = AGENTS.folding.step(Presence(status=status, since=100, left=left), happened(kind), RULES)
    leads_to = PRESENCE[kind].leads_to

    assert bool(presence.unexpected) is (status not in PRESENCE[kind].expected)
    assert presence.status == (status if leads_to is None else leads_to)


def test_nothing_about_a_ticket_is_unexpected() -> None:
    assert {row.expected for row in TICKET.values()} == {frozenset()}


def test_a_dialling_that_talks_needs_both_sides() -> None:
    sequence = [OutboundConnecting, OutboundCustomerConnected, PredictiveAgentAnswer, OutboundCompleted]
    call = Call(id="1", started=100)
    seen = []
    for kind, agent in zip(sequence, [None, None, "1", "1"], strict=True):
        call = CALLS.folding.step(call, kind(date=100, id="1", connection_id="1", agent_login=agent), RULES)
        seen.append(call.dial.status if call.dial else None)

    assert seen == [DialStatus.DIALING, DialStatus.DIALING, DialStatus.TALKING, DialStatus.COMPLETED]
