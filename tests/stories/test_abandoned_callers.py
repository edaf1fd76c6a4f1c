"""Abandoned callers: what is listed of each, and who still awaits a callback."""

import pytest

from app.state.state import decode, encode
from tests.story import Centre, Json

ANNA, BERT = "523993855", "602731499"
TUESDAY = "2026-03-03"
BOARDS = {
    "sales": {"queues": ["sales"], "teams": ["first"]},
    "help": {"queues": ["help"], "teams": ["second"]},
}


def hangs_up(
    centre: Centre, call: str, begun: str, ended: str, queue: str = "sales", *, number: str | None = ANNA
) -> Centre:
    return centre.at(begun).enters(call, queue, number).at(ended).hangs_up(call, queue)


def only(rows: list[Json]) -> Json:
    (row,) = rows
    return row


# The list


def test_an_abandoned_caller_is_listed_with_all_known_fields() -> None:
    centre = Centre().at("08:00").logs_in("ala").logs_in("ola").logs_in("ela")
    centre.at("09:00").enters("anna").rings("ala", "anna").at("09:00:10").does_not_answer("ala", "anna")
    centre.rings("ola", "anna").rings("ala", "anna").at("09:00:40").hangs_up("anna")

    assert centre.abandoned() == [
        {
            "at": "2026-03-02T09:00:40+01:00",
            "connection_id": "anna",
            "queue": "sales",
            "source_number": ANNA,
            "source_name": "BOK: Kowalski",
            "waited": 40,
            "rings": 3,
            "agents": ["ala", "ola"],
            "available": 3,
        }
    ]


def test_the_newest_is_listed_first_and_a_limit_takes_the_newest() -> None:
    centre = hangs_up(Centre(), "a", "09:00", "09:01")
    hangs_up(hangs_up(centre, "b", "09:02", "09:03"), "c", "09:04", "09:05")

    assert [row["connection_id"] for row in centre.abandoned()] == ["c", "b", "a"]
    assert [row["connection_id"] for row in centre.abandoned(limit=2)] == ["c", "b"]
    assert centre.abandoned(limit=0) == []


def test_one_queue_or_one_board_lists_its_own_callers() -> None:
    centre = hangs_up(Centre(boards=BOARDS), "a", "09:00", "09:01", "sales")
    hangs_up(centre, "b", "09:02", "09:03", "help")

    assert [row["connection_id"] for row in centre.abandoned(queue="help")] == ["b"]
    assert [row["connection_id"] for row in centre.abandoned("sales")] == ["a"]
    assert centre.abandoned("sales", "help") == []
    assert centre.abandoned(queue="nowhere") == []


def test_the_wait_is_thuliums_own_or_by_the_dates_or_absent() -> None:
    centre = Centre().at("09:00").enters("said").at("09:00:30").hangs_up("said", after="28")
    centre.at("09:01").enters("dated").at("09:01:30").hangs_up("dated").hangs_up("never seen to enter")
    waited = {row["connection_id"]: row.get("waited") for row in centre.abandoned()}

    assert waited == {"said": 28, "dated": 30, "never seen to enter": None}
    assert "waited" not in next(row for row in centre.abandoned() if row["connection_id"] == "never seen to enter")


def test_an_answered_caller_and_one_who_left_are_not_listed() -> None:
    centre = Centre().at("09:00").enters("anna").enters("bert").enters("cleo")
    centre.at("09:01").answers("ala", "anna").leaves("bert")

    assert centre.abandoned() == []
    assert centre.callbacks() == 0


def test_each_visit_of_a_call_is_listed_with_its_own_rings() -> None:
    centre = Centre().at("09:00").enters("anna", "sales").rings("ala", "anna", "sales")
    centre.at("09:01").hangs_up("anna", "sales").at("09:01:05").enters("anna", "help").rings("ola", "anna", "help")
    centre.at("09:02").hangs_up("anna", "help")

    assert [(row["queue"], row["rings"], row["agents"]) for row in centre.abandoned()] == [
        ("help", 1, ["ola"]),
        ("sales", 1, ["ala"]),
    ]


def test_rings_belong_to_their_visit_of_the_same_queue() -> None:
    centre = Centre().at("09:00").enters("anna").rings("ala", "anna").at("09:00:20").hangs_up("anna")
    centre.at("09:05").enters("anna").at("09:05:05").rings("ola", "anna").at("09:05:10").rings("ela", "anna")
    centre.at("09:05:30").hangs_up("anna")

    assert [(row["rings"], row["agents"]) for row in centre.abandoned()] == [(2, ["ela", "ola"]), (1, ["ala"])]


def test_a_ring_without_a_queue_or_before_a_missing_entry_counts() -> None:
    centre = Centre().at("09:00").enters("anna").rings("ala", "anna", None)
    centre.rings("ola", "bert").at("09:00:30").hangs_up("anna").hangs_up("bert")

    assert {row["connection_id"]: row["agents"] for row in centre.abandoned()} == {"anna": ["ala"], "bert": ["ola"]}


# Callbacks


def test_an_abandoned_caller_awaits_a_callback_in_every_document() -> None:
    centre = hangs_up(Centre(), "a", "09:00", "09:01")

    assert centre.document()["callbacks"] == centre.document("tv")["callbacks"] == {"open": 1}
    assert "contacted" not in only(centre.abandoned())


def test_a_caller_who_hangs_up_twice_awaits_one_callback() -> None:
    centre = hangs_up(hangs_up(Centre(), "a", "09:00", "09:01"), "b", "09:10", "09:11")
    hangs_up(centre, "c", "09:20", "09:21", number=BERT)

    assert centre.callbacks() == 2
    assert [row["connection_id"] for row in centre.abandoned(only_open=True)] == ["c", "b"]
    assert len(centre.abandoned()) == 3


def test_a_board_counts_the_callers_of_its_queues() -> None:
    centre = hangs_up(hangs_up(Centre(boards=BOARDS), "a", "09:00", "09:01", "sales"), "b", "09:02", "09:03", "help")
    hangs_up(centre, "c", "09:04", "09:05", "help", number=BERT)

    assert [centre.callbacks(board=board) for board in (None, "sales", "help")] == [2, 1, 2]
    assert centre.callbacks("tv", "help") == 2


def test_a_caller_who_calls_again_and_is_answered_awaits_no_callback() -> None:
    centre = hangs_up(Centre(), "a", "09:00", "09:01")
    centre.at("09:10").enters("b", "help").at("09:10:20").answers("ala", "b", "help")

    assert centre.callbacks() == 0
    assert centre.abandoned(only_open=True) == []
    row = only(centre.abandoned())
    assert row["again"] == "2026-03-02T09:10:00+01:00"
    assert row["contacted"] == {"at": "2026-03-02T09:10:20+01:00", "how": "answered", "agent": "ala"}


def test_an_answer_that_names_no_agent_is_a_contact_too() -> None:
    centre = hangs_up(Centre(), "a", "09:00", "09:01").at("09:10").enters("b").answers(None, "b")

    assert only(centre.abandoned())["contacted"] == {"at": "2026-03-02T09:10:00+01:00", "how": "answered"}


def test_an_answer_without_a_queue_is_a_contact_too() -> None:
    centre = hangs_up(Centre(), "a", "09:00", "09:01").at("09:10").calls("b").at("09:11").answers("ala", "b", None)

    assert only(centre.abandoned())["contacted"]["agent"] == "ala"


def test_a_conversation_known_by_its_end_alone_began_its_length_earlier() -> None:
    centre = hangs_up(Centre(), "a", "09:00", "09:01").at("09:10").enters("b")
    centre.at("09:12").completes("ala", "b", billsec="90")

    assert only(centre.abandoned())["contacted"] == {
        "at": "2026-03-02T09:10:30+01:00",
        "how": "answered",
        "agent": "ala",
    }


def test_a_conversation_before_the_hang_up_is_no_contact() -> None:
    centre = Centre().at("08:00").enters("early").answers("ala", "early").at("08:05").completes("ala", "early")
    hangs_up(centre, "a", "09:00", "09:01")

    assert centre.callbacks() == 1
    assert "contacted" not in only(centre.abandoned())
    assert "again" not in only(centre.abandoned())


def test_a_hang_up_after_a_contact_opens_again() -> None:
    centre = hangs_up(Centre(), "a", "09:00", "09:01").at("09:10").enters("b").answers("ala", "b")
    assert centre.callbacks() == 0
    hangs_up(centre, "c", "09:30", "09:31")

    assert centre.callbacks() == 1
    assert [row["connection_id"] for row in centre.abandoned(only_open=True)] == ["c"]
    assert ["contacted" in row for row in centre.abandoned()] == [False, True]


def test_again_is_the_next_entry_into_any_queue() -> None:
    centre = hangs_up(hangs_up(Centre(), "a", "09:00", "09:01"), "b", "09:10", "09:11", "help")
    hangs_up(centre, "c", "09:20", "09:21")
    again = {row["connection_id"]: row.get("again", "")[11:16] for row in centre.abandoned()}

    assert again == {"a": "09:10", "b": "09:20", "c": ""}


def test_a_campaigns_call_that_talks_is_a_contact() -> None:
    centre = hangs_up(Centre(), "a", "09:00", "09:01").at("09:10").dials("ala", "out")
    assert centre.callbacks() == 1
    centre.at("09:10:15").picks_up("out")

    assert centre.callbacks() == 0
    assert only(centre.abandoned())["contacted"] == {
        "at": "2026-03-02T09:10:15+01:00",
        "how": "called",
        "agent": "ala",
    }
    assert "again" not in only(centre.abandoned())


def test_a_predictive_call_is_a_contact_when_the_agent_joins() -> None:
    centre = hangs_up(Centre(), "a", "09:00", "09:01").at("09:10").dials(None, "out").picks_up("out")
    assert centre.callbacks() == 1
    centre.at("09:10:03").joins("ola", "out")

    assert only(centre.abandoned())["contacted"] == {
        "at": "2026-03-02T09:10:03+01:00",
        "how": "called",
        "agent": "ola",
    }


@pytest.mark.parametrize("outcome", ["NO_ANSWER", "BUSY", "FAILURE"])
def test_a_campaigns_call_without_a_talk_is_no_contact(outcome: str) -> None:
    centre = (
        hangs_up(Centre(), "a", "09:00", "09:01").at("09:10").dials("ala", "out").at("09:10:30").fails("out", outcome)
    )

    assert centre.callbacks() == 1


@pytest.mark.parametrize("machine", ["VOICE_MAIL", "FAX"])
def test_a_machine_that_answers_a_campaign_is_no_contact(machine: str) -> None:
    centre = hangs_up(Centre(), "a", "09:00", "09:01").at("09:10").dials("ala", "out").picks_up("out")
    centre.at("09:10:05").fails("out", machine)

    assert centre.callbacks() == 1
    assert "contacted" not in only(centre.abandoned())


def test_a_completed_campaigns_call_known_by_its_end_alone_is_a_contact() -> None:
    centre = hangs_up(hangs_up(Centre(), "a", "09:00", "09:01"), "b", "09:02", "09:03", number=BERT)
    centre.at("09:10").finishes("ala", "out", billsec="60").at("09:20").dialling(
        "COMPLETED", None, "out 2", phone_number=BERT
    )
    contacted = {row["connection_id"]: row["contacted"] for row in centre.abandoned()}

    assert contacted == {
        "a": {"at": "2026-03-02T09:09:00+01:00", "how": "called", "agent": "ala"},
        "b": {"at": "2026-03-02T09:20:00+01:00", "how": "called"},
    }


# Numbers


@pytest.mark.parametrize(
    "number",
    [
        "+48523993855",
        "0048 523 993 855",
        "48-523-993-855",
        "(52) 399-38-55",
        "sip:523993855@pbx.example",
        "SIP:+48523993855@10.0.0.1:5060",
        "523993855@pbx.example;user=phone",
        "tel:+48-523-993-855;ext=12",
    ],
)
def test_numbers_are_compared_by_their_last_nine_digits(number: str) -> None:
    centre = hangs_up(Centre(), "a", "09:00", "09:01").at("09:10").enters("b", number=number).answers("ala", "b")

    assert centre.callbacks() == 0
    assert only(centre.abandoned())["source_number"] == ANNA


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("102", "102", True),
        ("102", "sip:102@pbx", True),
        ("102", "500600102", False),
        ("102", "2", False),
        ("sip:jan2@pbx", "sip:Jan2@elsewhere", True),
        ("sip:jan2@pbx", "sip:ola2@pbx", False),
        ("523993855", "623993855", False),
    ],
)
def test_shorter_numbers_are_compared_whole(one: str, other: str, same: bool) -> None:
    centre = hangs_up(Centre(), "a", "09:00", "09:01", number=one)
    centre.at("09:10").enters("b", number=other).answers("ala", "b")

    assert centre.callbacks() == (0 if same else 1)


@pytest.mark.parametrize(
    "number",
    [
        None,
        "",
        "NULL",
        "anonymous",
        "Anonymous",
        "unknown",
        "restricted",
        "sip:anonymous@anonymous.invalid",
        "<unknown>",
    ],
)
def test_a_withheld_number_is_listed_and_never_matches_nor_awaits_a_callback(number: str | None) -> None:
    centre = hangs_up(Centre(), "a", "09:00", "09:01", number=number)
    centre.at("09:10").enters("b", number=number).answers("ala", "b")

    row = only(centre.abandoned())
    assert row["connection_id"] == "a"
    assert "again" not in row
    assert "contacted" not in row
    assert centre.callbacks() == 0
    assert centre.abandoned(only_open=True) == []


def test_a_number_in_a_later_event_applies_to_the_whole_call() -> None:
    centre = Centre().at("09:00").enters("a", number=None).at("09:01").hangs_up("a")
    assert centre.callbacks() == 0
    centre.at("09:01:02").learns_of("09:00:10").happens(
        "AGENT_RINGING", connection_id="a", queue_id="sales", agent_login="ala", source_number=ANNA
    )

    assert centre.callbacks() == 1
    assert only(centre.abandoned())["source_number"] == ANNA


def test_another_call_under_the_same_id_has_its_own_caller() -> None:
    centre = hangs_up(Centre(), "one", "09:00", "09:01", number=BERT)
    centre.at("09:10").calls("one").at("09:10:05").enters("one").at("09:11").hangs_up("one")

    assert [row["source_number"] for row in centre.abandoned()] == [ANNA, BERT]
    assert centre.callbacks() == 2
    centre.at("09:20").enters("two", number=BERT).answers("ala", "two")
    assert [row["connection_id"] for row in centre.abandoned(only_open=True)] == ["one"]
    assert centre.abandoned(only_open=True)[0]["source_number"] == ANNA


# Available agents


def floor() -> Centre:
    """One agent in each status; only ala and ela are available."""
    teams = {"ala": {"team": "first"}, "ela": {"team": "second"}, "ula": {"team": "second"}}
    centre = Centre(agents=teams, boards=BOARDS, agent={"wrap_up": 60}).at("08:00")
    for agent in ("ala", "ela", "paused", "talks", "rings", "dials", "wraps up", "gone"):
        centre.logs_in(agent)
    centre.comes("without a phone").pauses("paused").at("08:30").logs_out("gone")
    centre.at("08:59").enters("x").answers("talks", "x").enters("y").answers("wraps up", "y").dials("dials", "out")
    return centre.at("08:59:50").completes("wraps up", "y").enters("z", "other").rings("rings", "z", "other")


def test_available_counts_the_agents_that_the_board_shows_so_in_that_second() -> None:
    centre = hangs_up(floor(), "a", "09:00", "09:00:10")

    assert centre.totals()["agents"]["available"] == 2
    assert only(centre.abandoned())["available"] == 2


def test_a_board_counts_its_own_teams() -> None:
    centre = hangs_up(floor(), "a", "09:00", "09:00:10")

    assert only(centre.abandoned("sales"))["available"] == 1
    hangs_up(centre, "b", "09:01", "09:01:10", "help")
    assert [row["available"] for row in centre.abandoned("help")] == [1]


def test_available_is_counted_at_the_hang_up_and_not_now() -> None:
    centre = Centre().at("09:00").logs_in("ala").logs_in("ola").enters("a").at("09:00:30").hangs_up("a")
    centre.at("09:01").pauses("ala").logs_out("ola").enters("b").at("09:01:30").hangs_up("b")
    centre.at("09:02").is_free("ala").enters("c").at("09:02:30").hangs_up("c")

    assert [row["available"] for row in centre.abandoned()] == [1, 0, 2]


def test_an_agent_is_available_again_when_the_talk_or_the_wrap_up_is_over() -> None:
    centre = Centre(agent={"wrap_up": 30}).at("09:00").logs_in("ala").enters("x").answers("ala", "x")
    centre.at("09:00:10").hangs_up("a").at("09:01").completes("ala", "x")
    centre.at("09:01:10").hangs_up("b").at("09:01:29").hangs_up("c").at("09:01:30").hangs_up("d")
    available = {row["connection_id"]: row["available"] for row in centre.abandoned()}

    assert available == {"a": 0, "b": 0, "c": 0, "d": 1}


def test_a_rung_agent_is_available_once_the_caller_has_hung_up() -> None:
    centre = Centre().at("08:00").logs_in("ala").at("09:00").enters("a").rings("ala", "a").at("09:00:20").hangs_up("a")

    assert centre.status("ala") == "available"
    assert only(centre.abandoned())["available"] == 1


def test_a_late_event_corrects_the_available_agents() -> None:
    centre = Centre().at("08:00").logs_in("ala").logs_in("ola").at("09:00").enters("a").at("09:00:20").hangs_up("a")
    centre.at("09:20").learns_of("09:00:10").pauses("ala").learns_of("09:00:05").enters("x").answers("ola", "x")

    assert only(centre.abandoned())["available"] == 0


# The day: its limits, late events, restarts


def day_of(centre: Centre) -> list[Json]:
    centre.at("08:00").logs_in("ala").logs_in("ola").at("09:00").enters("a").rings("ala", "a")
    centre.at("09:00:30").hangs_up("a").leaves("a").at("09:10").enters("b").at("09:10:30").answers("ola", "b")
    return centre.abandoned()


def test_the_row_is_the_same_after_the_call_is_evicted() -> None:
    centre = Centre()
    before = day_of(centre)
    centre.at("09:40").pauses("ala").at("10:20").completes("ola", "b").at("13:00").logs_out("ala").logs_out("ola")
    centre.at("18:00").meets_customer("last")

    assert centre.state.calls == {}
    assert centre.abandoned() == before
    assert before[0]["available"] == 2
    assert before[0]["rings"] == 1


def test_availability_is_settled_even_if_nothing_happens_for_hours() -> None:
    centre = Centre()
    before = day_of(centre)
    centre.at("23:00").logs_out("ala").at("23:30").logs_in("ola")

    assert centre.abandoned() == before


@pytest.mark.parametrize("later", ["09:40", "15:00"])
def test_a_restart_keeps_rows_and_callbacks_whether_or_not_the_call_is_evicted(later: str) -> None:
    centre = Centre()
    day_of(centre)
    hangs_up(centre, "c", "09:30", "09:31", number=BERT).at(later)
    before = centre.abandoned()
    centre.state = decode(encode(centre.state))

    assert [row["connection_id"] for row in before] == ["c", "a"]
    assert centre.abandoned() == before
    assert centre.callbacks() == 1


def test_a_new_day_starts_without_abandoned_callers() -> None:
    centre = hangs_up(Centre(), "a", "23:50", "23:59:59").at("00:00", TUESDAY)

    assert centre.abandoned() == []
    assert centre.callbacks() == 0


def test_day_start_decides_when_a_day_starts() -> None:
    centre = hangs_up(Centre(day_start="06:00"), "a", "05:50", "05:59:59")
    hangs_up(centre, "b", "06:00", "06:00:10", number=BERT)

    assert [row["connection_id"] for row in centre.abandoned()] == ["b"]


def test_a_hang_up_before_midnight_that_is_delivered_after_it_is_yesterdays() -> None:
    centre = Centre().at("23:59").enters("a").at("00:00:02", TUESDAY).learns_of("23:59:58", "2026-03-02").hangs_up("a")

    assert centre.abandoned() == []
    assert centre.callbacks() == 0


def test_a_caller_who_enters_before_midnight_and_hangs_up_after_it_counts_today() -> None:
    centre = Centre().at("23:59:50").enters("a").at("00:00:10", TUESDAY).hangs_up("a")

    assert only(centre.abandoned())["waited"] == 20
    assert centre.callbacks() == 1


def test_yesterdays_contacts_and_callers_do_not_count() -> None:
    centre = hangs_up(Centre(), "a", "23:00", "23:01").at("00:10", TUESDAY).enters("b").at("00:11").hangs_up("b")

    assert [row["connection_id"] for row in centre.abandoned()] == ["b"]
    assert centre.callbacks() == 1


def test_a_late_answer_takes_an_abandoned_visit_back() -> None:
    centre = hangs_up(Centre(), "a", "09:00", "09:01").at("09:01:02").learns_of("09:00:50").answers("ala", "a")

    assert centre.abandoned() == []
    assert centre.callbacks() == 0


def test_a_late_hang_up_is_listed_at_its_own_time_with_later_events() -> None:
    centre = Centre().at("09:00").enters("a").at("09:10").enters("b").answers("ala", "b")
    centre.at("09:20").learns_of("09:01").hangs_up("a")

    row = only(centre.abandoned())
    assert (row["at"][11:19], row["again"][11:19], row["contacted"]["at"][11:19]) == (
        "09:01:00",
        "09:10:00",
        "09:10:00",
    )
    assert centre.callbacks() == 0


def test_a_late_hang_up_finds_its_callers_other_call_after_its_eviction() -> None:
    centre = (
        Centre().at("09:00").enters("a").at("09:30").enters("b").answers("ala", "b").at("09:31").completes("ala", "b")
    )
    centre.at("10:45").learns_of("09:01").hangs_up("a")

    assert only(centre.abandoned())["contacted"]["at"][11:16] == "09:30"
    assert centre.callbacks() == 0


def test_the_same_delivery_twice_is_one_row() -> None:
    centre = hangs_up(Centre(), "a", "09:00", "09:01")
    centre.hears(dict(reversed(centre.told[-1].items())))

    assert len(centre.abandoned()) == 1


def test_the_number_of_rows_is_the_queues_abandoned() -> None:
    centre = floor()
    for number in range(20):
        hangs_up(centre, f"c{number}", f"10:{number:02}:00", f"10:{number:02}:30", number=f"50060070{number % 7}")
    centre.at("15:00")

    assert len(centre.abandoned()) == centre.totals()["today"]["abandoned"] == 20
    assert centre.callbacks() == len(centre.abandoned(only_open=True)) == 7
