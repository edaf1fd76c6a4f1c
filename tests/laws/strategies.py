"""Random days at work: few people, few calls and few seconds, so that they often interact."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from tests.story import Body

START = datetime(2026, 3, 2, 9, 0, 0)  # noqa: DTZ001 - a wall clock, as Thulium writes it
SPAN = 40  # seconds

_agents = st.sampled_from(["ala", "ola", "ela"])
_calls = st.sampled_from(["c1", "c2", "c3"])
_queues = st.sampled_from(["sales", "help"])
_pauses = st.sampled_from(["NULL", "1", "2"])
_chat = {"conversation_id": st.sampled_from(["x1", "x2"]), "chat_queue_id": st.sampled_from(["1", "2"])}
_call = {"connection_id": _calls, "queue_id": _queues}
_any_call = {"connection_id": _calls, "queue_id": st.one_of(_queues, st.just("null"))}
_dial = {"connection_id": _calls, "id": st.just("00001"), "name": st.just("Outbound")}
_maybe_agent = st.one_of(st.just("NULL"), _agents)
_record = {"id": st.just("00001"), "name": st.just("Outbound"), "record_id": st.sampled_from(["1", "2"])}
_ticket = {"ticket_id": st.sampled_from(["t1", "t2"])}

SHAPES: dict[str, dict[str, st.SearchStrategy[str]]] = {
    "ENTER_IVR": {"connection_id": _calls},
    "ENTER_QUEUE": _call,
    "EXIT_QUEUE": _any_call,
    "ABANDONED": _any_call | {"hold_time": st.sampled_from(["NULL", "3", "30"])},
    "AGENT_RINGING": _any_call | {"agent_login": _agents},
    "AGENT_NOT_ANSWERED": _any_call | {"agent_login": _agents},
    "AGENT_CONNECTED": _any_call | {"agent_login": _maybe_agent},
    "AGENT_COMPLETED": _any_call | {"agent_login": _maybe_agent, "billsec": st.sampled_from(["NULL", "7"])},
    "QUEUE_TRANSFERRED_TO_AGENT": _any_call | {"agent_login": _agents, "type": st.sampled_from(["blind", "attended"])},
    "OUTBOUND_CONNECTING": _dial | {"agent_login": _maybe_agent},
    "OUTBOUND_CUSTOMER_CONNECTED": _dial | {"agent_login": _maybe_agent},
    "OUTBOUND_COMPLETED": _dial | {"agent_login": _maybe_agent, "billsec": st.sampled_from(["NULL", "9"])},
    "OUTBOUND_DROP": _dial,
    "OUTBOUND_BUSY": _dial,
    "OUTBOUND_NO_ANSWER": _dial,
    "OUTBOUND_AGENT_FAILED": _dial,
    "PREDICTIVE_AGENT_ANSWER": _dial | {"agent_login": _agents},
    "PREVIEW_RECORD": _record | {"agent_login": _agents},
    "OUTBOUND_RECORD_SAVED": _record | {"agent_login": _agents},
    "AGENT_LOGGED_IN": {"agent_login": _agents},
    "AGENT_LOGGED_OUT": {"agent_login": _agents},
    "AGENT_PHONE_CONNECTED": {"agent_login": _agents, "phone_number": st.sampled_from(["800", "801"])},
    "AGENT_STATUS_CHANGED": {"agent_login": _agents, "pause_id": _pauses, "previous_pause_id": _pauses},
    "CHAT_CONVERSATION_CREATED": _chat,
    "CHAT_AGENT_ASSIGNED": _chat | {"agent_login": _agents},
    "CHAT_CONVERSATION_CLOSED": _chat,
    "TICKET_CREATED": _ticket,
    "TICKET_MESSAGE_RECEIVED": _ticket | {"message_id": st.sampled_from(["1", "2"])},
    "TICKET_AGENT_REPLIED": _ticket | {"agent_login": _agents},
    "TICKET_CLOSED": _ticket,
    "CUSTOMER_CREATED": {"customer_id": st.sampled_from(["1", "2"])},
}


@st.composite
def bodies(draw: st.DrawFn, actions: tuple[str, ...] = tuple(SHAPES), span: int = SPAN) -> Body:
    """One event of a random kind, within `span` seconds."""
    action = draw(st.sampled_from(actions))
    date = START + timedelta(seconds=draw(st.integers(0, span)))
    fields: Body = {name: draw(values) for name, values in SHAPES[action].items()}
    return {"action": action, "date": f"{date:%Y-%m-%d %H:%M:%S}", **fields}


def days(actions: tuple[str, ...] = tuple(SHAPES), most: int = 14) -> st.SearchStrategy[list[Body]]:
    """A random number of events, in the order in which they happened."""
    return st.lists(bodies(actions), min_size=2, max_size=most).map(
        lambda day: sorted(day, key=lambda body: body["date"] or "")
    )


def one_call(most: int = 8) -> st.SearchStrategy[list[Body]]:
    """A random number of events of one call and one agent within ten seconds: dates swapped in any order."""
    return st.lists(bodies(tuple(SHAPES)[:9], span=9), min_size=2, max_size=most).map(
        lambda day: sorted((_of_one_agent(body) for body in day), key=lambda body: body["date"] or "")
    )


def _of_one_agent(body: Body) -> Body:
    named = {"agent_login": "ala"} if body.get("agent_login", "NULL") != "NULL" else {}
    return body | {"connection_id": "c1"} | named
