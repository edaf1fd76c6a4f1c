"""From fields to an event: all 39 actions with the documentation's own examples, and every kind of fault."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo

import msgspec
import pytest

from app.events import Abandoned, AgentConnected, EnterQueue, ExitQueue, Known
from app.events.parsing import EVENT_TYPES, FIELDS, FieldError, Invalid, Parsed, Unknown, parse, present

WARSAW = ZoneInfo("Europe/Warsaw")
DATE = "2016-04-20 09:46:24"
NOW = int(datetime(2016, 4, 20, 9, 46, 24, tzinfo=WARSAW).timestamp())

CALL = "connection_id=1416225570.341"
QUEUED = f"{CALL} queue_id=155"
AGENT = f"{QUEUED} agent_login=jkowalski source_number=523993855 destination_number=162"
DIALLED = f"id=00001 name=Outbound record_id=162 phone_number=523993855 {CALL} caller_id=123975300"
TALKED = f"{DIALLED} customer_id=154 agent_login=jkowalski duration=69 billsec=67 filename=SOME-QUEUE/2014-11-17/1.wav"
SAVED = "agent_login=jkowalski name=Outbound phone_number=523993855 system_status=TO_CALL status_id=8"

# The documentation once more, by hand: action, required fields, an example of the rest. A field that is NULL is none.
ACTIONS = {
    "ENTER_IVR": (CALL, "source_number=523993855 destination_number=111222333"),
    "ENTER_QUEUE": (QUEUED, "source_number=523993855 source_name=BOK:Kowalski"),
    "EXIT_QUEUE": (CALL, QUEUED),
    "ABANDONED": (CALL, f"{QUEUED} source_number=523993855 hold_time=7"),
    "AGENT_RINGING": (f"{CALL} agent_login=jkowalski", AGENT),
    "AGENT_NOT_ANSWERED": (f"{CALL} agent_login=jkowalski", AGENT),
    "AGENT_CONNECTED": (CALL, AGENT),
    "AGENT_COMPLETED": (CALL, f"{AGENT} customer_id=154 duration=69 billsec=67 filename=a.wav reason=caller"),
    "QUEUE_TRANSFERRED_TO_AGENT": (f"{CALL} agent_login=jkowalski", f"{QUEUED} type=blind destination_number=162"),
    "OUTBOUND_CONNECTING": (f"id=00001 {CALL}", f"{DIALLED} attempt=1"),
    "OUTBOUND_CUSTOMER_CONNECTED": (f"id=00001 {CALL}", f"{DIALLED} agent_login=NULL customer_id=154"),
    "OUTBOUND_COMPLETED": (f"id=00001 {CALL}", TALKED),
    "OUTBOUND_DROP": (f"id=00001 {CALL}", TALKED),
    "OUTBOUND_BUSY": (f"id=00001 {CALL}", DIALLED),
    "OUTBOUND_FAX": (f"id=00001 {CALL}", DIALLED),
    "OUTBOUND_NO_ANSWER": (f"id=00001 {CALL}", DIALLED),
    "OUTBOUND_WRONG_NUMBER": (f"id=00001 {CALL}", DIALLED),
    "OUTBOUND_VOICE_MAIL": (f"id=00001 {CALL}", DIALLED),
    "OUTBOUND_FAILURE": (f"id=00001 {CALL}", DIALLED),
    "OUTBOUND_CONNECTION_PROBLEM": (f"id=00001 {CALL}", DIALLED),
    "OUTBOUND_BLACKLIST": (f"id=00001 {CALL}", DIALLED),
    "OUTBOUND_AGENT_FAILED": (f"id=00001 {CALL}", DIALLED),
    "PREDICTIVE_AGENT_ANSWER": (f"id=00001 {CALL} agent_login=jkowalski", TALKED),
    "PREVIEW_RECORD": (
        "id=00001 record_id=162 agent_login=jkowalski",
        "name=Outbound customer_id=154 phone_number=523993855",
    ),
    "OUTBOUND_RECORD_SAVED": (
        "id=00001 record_id=162",
        f"{SAVED} {CALL} next_call_date=2017-04-20 assigned_agent_login=jkowalski previous_status_id=NULL",
    ),
    "AGENT_LOGGED_IN": ("agent_login=jkowalski", ""),
    "AGENT_LOGGED_OUT": ("agent_login=jkowalski", ""),
    "AGENT_PHONE_CONNECTED": ("agent_login=jkowalski", "phone_number=800"),
    "AGENT_STATUS_CHANGED": ("agent_login=jkowalski", "pause_id=1 previous_pause_id=NULL"),
    "CHAT_CONVERSATION_CREATED": (
        "conversation_id=83a3f676 chat_queue_id=1",
        "client_name=John client_email=john.smith@foo.bar",
    ),
    "CHAT_AGENT_ASSIGNED": ("conversation_id=83a3f676 chat_queue_id=1 agent_login=jkowalski", ""),
    "CHAT_CONVERSATION_CLOSED": ("conversation_id=83a3f676 chat_queue_id=1", ""),
    "TICKET_CREATED": ("ticket_id=1", "agent_login=jkowalski direction=in_behalf_of"),
    "TICKET_MESSAGE_RECEIVED": ("ticket_id=1", "message_id=2 ticket_queue_id=3"),
    "TICKET_AGENT_REPLIED": ("ticket_id=1", "message_id=2 agent_login=jkowalski"),
    "TICKET_CLOSED": ("ticket_id=1", "agent_login=jkowalski"),
    "CUSTOMER_CREATED": ("customer_id=154", "company_id=NULL"),
    # in no documentation, but delivered
    "CUSTOMER_UPDATED": ("customer_id=154", "company_id=null"),
    "RECORDING_READY": (CALL, "filename=SOME-QUEUE/2014-11-17/1.wav"),
}


def fields(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split())


def reading(body: Mapping[str, Any], received: int = NOW, *, trust: bool = False) -> Parsed | Unknown | Invalid:
    return parse(present(body), WARSAW, received, trust=trust, keep_days=30)


def event(body: Mapping[str, Any], received: int = NOW) -> Parsed:
    said = reading(body, received)
    assert isinstance(said, Parsed), said
    return said


def faults(**body: Any) -> tuple[FieldError, ...]:
    """What is wrong with a queue entry that is like this."""
    said = reading({"action": "ENTER_QUEUE", "date": DATE, "connection_id": "1", "queue_id": "2"} | body)
    assert isinstance(said, Invalid)
    return said.errors


def test_there_are_39_actions_and_each_is_in_the_table() -> None:
    assert len(ACTIONS) == 39
    assert set(ACTIONS) == set(EVENT_TYPES) == set(FIELDS)
    assert len(get_args(Known)) == 39


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_is_read_with_every_documented_field(action: str) -> None:
    required, rest = ACTIONS[action]
    body = {"action": action, "date": DATE} | fields(required) | fields(rest)
    said = reading(body)

    assert isinstance(said, Parsed)
    assert type(said.event) is EVENT_TYPES[action]
    known = msgspec.to_builtins(said.event)
    assert {name: str(value) for name, value in known.items()} == present(body) | {"date": str(NOW)}


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_is_read_with_nothing_but_what_its_effect_hangs_on(action: str) -> None:
    assert isinstance(reading({"action": action, "date": DATE} | fields(ACTIONS[action][0])), Parsed)


@pytest.mark.parametrize("action", ACTIONS)
def test_of_the_required_fields_every_missing_one_is_named(action: str) -> None:
    required = fields(ACTIONS[action][0])
    said = reading({"action": action})

    assert isinstance(said, Invalid)
    assert {fault.field for fault in said.errors} == {*required}


@pytest.mark.parametrize("action", ACTIONS)
def test_no_field_of_an_action_is_undocumented(action: str) -> None:
    required, rest = ACTIONS[action]
    documented = {*fields(required), *fields(rest)}
    dialled = {"name", "record_id", "phone_number", "customer_id", "agent_login", "caller_id"}
    spoken = {"duration", "billsec", "filename"}
    every_dialling_event_may_have = dialled | spoken if "caller_id" in rest else set()

    assert {field.name for field in FIELDS[action]} == documented | every_dialling_event_may_have


NOTHINGS = ["NULL", "null", "Null", "nUlL", " null ", "\tNULL\r\n", "\N{NO-BREAK SPACE}null", "", "  ", "\n", None]


@pytest.mark.parametrize("nothing", NOTHINGS)
def test_null_in_any_letter_case_and_blanks_are_none(nothing: str | None) -> None:
    said = reading({"action": "AGENT_CONNECTED", "date": DATE, "agent_login": nothing} | fields(QUEUED))

    assert said == Parsed(AgentConnected(date=NOW, connection_id="1416225570.341", queue_id="155"))


@pytest.mark.parametrize("word", ["None", "nil", "undefined", "(null)", "nulla", "null null", "0"])
def test_other_words_for_nothing_are_names(word: str) -> None:
    assert present({"agent_login": word}) == {"agent_login": word}


@pytest.mark.parametrize("action", ACTIONS)
def test_every_optional_field_may_be_none_in_any_way(action: str) -> None:
    required, rest = ACTIONS[action]
    plain = {"action": action, "date": DATE} | fields(required)
    optional = [field.name for field in FIELDS[action] if not field.required]

    assert {*optional} >= fields(rest).keys() - fields(required).keys()
    for nothing in NOTHINGS:
        assert reading(plain | dict.fromkeys(optional, nothing)) == reading(plain)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_required_field_that_is_none_is_named(action: str) -> None:
    required = [field.name for field in FIELDS[action] if field.required]

    for nothing in NOTHINGS:
        assert reading({"action": action, "date": DATE} | dict.fromkeys(required, nothing)) == Invalid(
            tuple(FieldError(name, f"is missing: {action} needs it") for name in required)
        )


@pytest.mark.parametrize("blank", [" ", "\n", "\r\n", "\t", "\N{NO-BREAK SPACE}", "\N{IDEOGRAPHIC SPACE}"])
def test_blanks_around_values_are_cut(blank: str) -> None:
    for action, (required, rest) in ACTIONS.items():
        body = {"action": action, "date": DATE} | fields(required) | fields(rest)

        assert present({name: f"{blank}{value}{blank}" for name, value in body.items()}) == present(body)


@pytest.mark.parametrize("written", [str.lower, str.capitalize, str.swapcase])
def test_an_action_in_another_letter_case_is_that_action(written: Callable[[str], str]) -> None:
    for action in ACTIONS:
        assert present({"action": f" {written(action)}\n"}) == {"action": action}


def test_ids_are_opaque_text() -> None:
    said = reading({"action": "EXIT_QUEUE", "date": DATE, "connection_id": "00001", "queue_id": "0155"})

    assert isinstance(said, Parsed)
    assert msgspec.to_builtins(said.event)["connection_id"] == "00001"


def test_fields_nobody_knows_are_ignored() -> None:
    assert isinstance(reading({"action": "CUSTOMER_CREATED", "date": DATE, "customer_id": "1", "mood": "good"}), Parsed)


def test_an_action_nobody_knows_is_unknown_and_not_wrong() -> None:
    assert reading({"action": "COFFEE_MADE"}) == Unknown("COFFEE_MADE")


def test_a_body_without_an_action_is_wrong() -> None:
    said = reading({"date": DATE})

    assert said == Invalid((FieldError("action", "is missing: every Thulium event names its action"),))


NO_SPANS = [
    "-1",
    "7.5",
    "67.0",
    "1e3",
    "seven",
    "00:01:07",
    "67s",
    "604801",
    "٣",
    "+7",
    "9" * 5000,
    True,
    [],
    {},
    ["7"],
]


@pytest.mark.parametrize(
    ("action", "field"),
    [
        ("ABANDONED", "hold_time"),
        ("AGENT_COMPLETED", "duration"),
        ("AGENT_COMPLETED", "billsec"),
        ("OUTBOUND_COMPLETED", "duration"),
        ("OUTBOUND_COMPLETED", "billsec"),
    ],
)
def test_what_is_no_whole_seconds_up_to_a_week_counts_as_unknown(action: str, field: str) -> None:
    body = {"action": action, "date": DATE, "id": "00001"} | fields(QUEUED)

    for span in NO_SPANS:
        assert reading(body | {field: span}) == Parsed(event(body).event, believed=False), span


@pytest.mark.parametrize("span", ["0", "7", " 7 ", "0007", "604800"])
def test_a_span_of_nothing_and_of_a_week_are_believed(span: str) -> None:
    said = reading({"action": "ABANDONED", "date": DATE, "hold_time": span} | fields(QUEUED))

    assert said == Parsed(Abandoned(date=NOW, connection_id="1416225570.341", queue_id="155", hold_time=int(span)))


@pytest.mark.parametrize("value", [True, False, ["a"], [], {"a": "1"}, {}], ids=repr)
def test_an_optional_field_that_is_no_text_counts_as_unknown(value: Any) -> None:
    said = reading({"action": "ENTER_QUEUE", "date": DATE, "source_name": value, "source_number": "1"} | fields(QUEUED))

    assert said == Parsed(
        EnterQueue(date=NOW, connection_id="1416225570.341", queue_id="155", source_number="1"), believed=False
    )


@pytest.mark.parametrize("value", [True, False, ["155"], [], {"id": "155"}, {}], ids=repr)
def test_a_required_field_that_is_no_text_is_wrong(value: Any) -> None:
    assert faults(queue_id=value) == (FieldError("queue_id", "must be one text or number"),)
    assert reading({"action": value}) == Invalid((FieldError("action", "must be one text or number"),))


@pytest.mark.parametrize("value", [True, ["a"], {"a": {"b": ["c"]}}, None, "x" * 5000], ids=repr)
def test_a_field_that_nobody_knows_may_hold_anything(value: Any) -> None:
    body = {"action": "ENTER_QUEUE", "date": DATE} | fields(QUEUED)

    assert reading(body | {"meta": value}) == reading(body)


def test_a_required_id_over_a_thousand_characters_is_wrong() -> None:
    assert faults(queue_id="x" * 1001) == (FieldError("queue_id", "has 1001 characters; 1000 is the most"),)
    assert isinstance(reading({"action": "EXIT_QUEUE", "connection_id": "1", "queue_id": "x" * 1000}), Parsed)


def test_another_text_over_a_thousand_characters_is_cut_there() -> None:
    body = {"action": "ENTER_QUEUE", "date": DATE} | fields(QUEUED)

    assert reading(body | {"source_name": "ż" * 5000}) == reading(body | {"source_name": "ż" * 1000})
    assert event(body | {"source_name": "ż" * 5000}).believed


def test_an_action_over_a_thousand_characters_is_wrong() -> None:
    assert reading({"action": "A" * 1000}) == Unknown("A" * 1000)
    assert reading({"action": "A" * 1001}) == Invalid((FieldError("action", "has 1001 characters; 1000 is the most"),))


@pytest.mark.parametrize("date", ["yesterday", "2016-04-20", "2016-02-30 09:46:24", "0", "2016-04-20 09:46:60"])
def test_a_date_that_is_none_is_wrong(date: str) -> None:
    detail = f"is no date: {date!r}; expected YYYY-MM-DD HH:MM:SS"

    assert faults(date=date) == (FieldError("date", detail),)


def test_everything_that_is_wrong_is_said_at_once_the_date_last() -> None:
    said = reading({"action": "PREVIEW_RECORD", "record_id": "1", "date": "soon"})

    assert isinstance(said, Invalid)
    assert [fault.field for fault in said.errors] == ["id", "agent_login", "date"]


@pytest.mark.parametrize("date", [["2016-04-20 09:46:24"], True, {}], ids=repr)
def test_a_date_that_is_no_text_is_wrong(date: Any) -> None:
    assert [fault.field for fault in faults(date=date)] == ["date"]


@pytest.mark.parametrize("nothing", NOTHINGS)
def test_a_missing_date_means_the_instant_received_and_is_unexpected(nothing: str | None) -> None:
    said = reading({"action": "EXIT_QUEUE", "date": nothing} | fields(QUEUED), NOW + 5)

    assert said == Parsed(ExitQueue(date=NOW + 5, connection_id="1416225570.341", queue_id="155"), False, False, None)


@pytest.mark.parametrize(
    ("age", "date", "believed", "late", "ahead"),
    [
        (0, NOW, True, False, 0),
        (86_400, NOW, True, False, -86_400),
        (86_401, NOW, True, True, None),
        (30 * 86_400, NOW, True, True, None),
        (30 * 86_400 + 1, NOW + 30 * 86_400 + 1, False, False, None),
        (-300, NOW, True, False, 300),
        (-301, NOW - 301, False, False, 301),
        (-86_400 * 365, NOW - 86_400 * 365, False, False, 86_400 * 365),
    ],
)
def test_a_date_is_believed_from_keep_days_before_to_five_minutes_after(
    age: int, date: int, believed: bool, late: bool, ahead: int | None
) -> None:
    said = event({"action": "ENTER_QUEUE", "date": DATE} | fields(QUEUED), NOW + age)

    assert said.event.date == date
    assert (said.believed, said.late, said.ahead) == (believed, late, ahead)


def test_a_recordings_dates_are_always_believed() -> None:
    said = reading({"action": "ENTER_QUEUE", "date": DATE} | fields(QUEUED), NOW + 10**8, trust=True)

    assert isinstance(said, Parsed)
    assert (said.believed, said.late, said.ahead) == (True, False, None)
    assert said.event.date == NOW
