"""A day that is over stays open for an hour, then its book is final."""

from app.config.schema import Board
from app.history.books import Book, decode, encode, make_book
from app.history.day_rows import day_document
from tests.story import Centre, Json

QUEUE_COUNTERS = (
    "entered",
    "answered",
    "abandoned",
    "abandoned_short",
    "left",
    "abandoned_in_time",
    "answered_in_time",
)


def closed(centre: Centre) -> Book:
    """The newest final book, as it is kept."""
    return decode(encode(make_book(centre.state.finished[-1], centre.state.began)))


def shown(centre: Centre) -> Json:
    return day_document(closed(centre), None, centre.settings, Board(), final=True)


def evening(centre: Centre) -> Centre:
    """One answered, one abandoned, one that waits over midnight."""
    centre.at("23:40").enters("a").at("23:40:10").answers("ala", "a").at("23:44").completes("ala", "a")
    centre.at("23:45").enters("b").at("23:46").hangs_up("b")
    return centre.at("23:59").enters("c")


def midnight(centre: Centre) -> Centre:
    return centre.at("00:00", "2026-03-03")


def test_a_book_equals_the_last_document_of_its_day_and_its_quarters_add_up() -> None:
    centre = evening(Centre())
    last = centre.at("23:59:59").document()["queues"]["sales"]["today"]
    book = shown(midnight(centre).at("01:00"))

    queue = book["queues"]["sales"]
    assert {name: queue[name] for name in last} == last
    assert book["totals"] == last
    assert len(queue["quarters"]) == 96
    assert {name: sum(q[name] for q in queue["quarters"]) for name in QUEUE_COUNTERS} == {
        name: last[name] for name in QUEUE_COUNTERS
    }
    assert sum(quarter["talk_time"]["total"] for quarter in queue["quarters"]) == last["talk_time"]["total"] == 230


def test_a_late_answer_counts_in_the_day_before_while_that_is_open() -> None:
    centre = midnight(evening(Centre())).at("00:40").learns_of("23:59:30", "2026-03-02").answers("ala", "c")
    today = centre.document()["queues"]["sales"]["today"]
    book = shown(centre.at("01:00"))

    assert (today["entered"], today["answered"]) == (0, 0)
    assert (book["queues"]["sales"]["entered"], book["queues"]["sales"]["answered"]) == (3, 2)


def test_a_late_answer_changes_no_final_book() -> None:
    centre = midnight(evening(Centre())).at("01:10").learns_of("23:59:30", "2026-03-02").answers("ala", "c")

    assert shown(centre)["queues"]["sales"]["answered"] == 1


def test_a_caller_who_waits_over_midnight_entered_on_both_days() -> None:
    centre = midnight(evening(Centre())).at("00:05").answers("ala", "c")
    today = centre.document()["queues"]["sales"]["today"]
    book = shown(centre.at("01:00"))

    assert (today["entered"], today["answered"]) == (1, 1)
    assert (book["queues"]["sales"]["entered"], book["queues"]["sales"]["answered"]) == (3, 1)


def test_a_login_that_ends_while_the_book_is_open_counts_in_it() -> None:
    centre = Centre().at("22:00").logs_in("ala")
    midnight(centre).at("00:30").logs_out("ala").at("01:00")

    assert centre.state.finished[-1].agents["ala"].logged_in_time == 7200
    assert centre.document()["agents"]["ala"]["today"]["logged_in_time"] == 1800


def test_thresholds_and_names_are_those_of_the_reader() -> None:
    centre = Centre().at("10:00").enters("a").at("10:00:25").answers("ala", "a")
    midnight(centre).at("01:00")
    later = Centre(queues={"sales": {"name": "Sales", "seconds": 30}}).settings

    first = day_document(closed(centre), None, centre.settings, Board(), final=True)["queues"]["sales"]
    second = day_document(closed(centre), None, later, Board(), final=True)["queues"]["sales"]

    assert (first["name"], first["service_level"]) == ("sales", 0.0)
    assert (second["name"], second["service_level"]) == ("Sales", 1.0)


def test_the_day_in_which_the_journal_began_is_incomplete() -> None:
    centre = midnight(Centre().at("10:00").enters("a")).at("01:00")

    assert not closed(centre).complete

    assert closed(centre.at("01:00", "2026-03-04")).complete


def test_a_day_is_incomplete_where_over_a_quarter_of_an_hour_was_not_recorded() -> None:
    centre = midnight(Centre().at("10:00").enters("x")).at("12:00")
    noon = int(centre.now())
    for since, until in ((noon - 600, "12:00"), (noon - 300, "12:00"), (noon + 3600, "13:04:59")):
        centre.at(until).misses(since)
    whole = closed(centre.at("02:00", "2026-03-04"))
    centre.at("10:16", "2026-03-04").misses(int(centre.now()) - 901)

    assert whole.complete
    assert not closed(centre.at("02:00", "2026-03-05")).complete


def test_a_gap_over_midnight_counts_on_both_days() -> None:
    centre = midnight(Centre().at("10:00").enters("x")).at("23:00")
    since = int(centre.now())
    centre.misses(since, "02:00", "2026-03-04")
    first = closed(centre)
    second = closed(centre.at("02:00", "2026-03-05"))

    assert (first.name, first.complete) == ("2026-03-03", False)
    assert (second.name, second.complete) == ("2026-03-04", False)


def test_quarters_are_instants_where_the_clock_changes() -> None:
    spring = midnight(Centre("2026-03-28").at("12:00").enters("x")).at("12:00", "2026-03-29").enters("a")
    spring.at("02:00", "2026-03-30")
    autumn = Centre("2026-10-25").at("02:10").enters("a").at("02:10", again=True).enters("b")
    autumn.at("02:00", "2026-10-26")

    assert len(shown(spring)["queues"]["sales"]["quarters"]) == 92
    quarters = shown(autumn)["queues"]["sales"]["quarters"]
    assert len(quarters) == 100
    assert [quarter["at"] for quarter in quarters if quarter["entered"]] == [
        "2026-10-25T02:00:00+02:00",
        "2026-10-25T02:00:00+01:00",
    ]


def test_chats_and_campaigns_are_kept_by_quarter() -> None:
    centre = (
        Centre()
        .at("10:00")
        .happens("CHAT_CONVERSATION_CREATED", conversation_id="x", chat_queue_id="1", client_name="Ola")
    )
    centre.at("10:20").happens("CHAT_AGENT_ASSIGNED", conversation_id="x", chat_queue_id="1", agent_login="ala")
    centre.dials("ala", "1.1", "00001").at("10:21").happens(
        "OUTBOUND_BUSY", connection_id="1.1", id="00001", name="Outbound"
    )
    book = closed(midnight(centre).at("01:00"))

    chats, campaign = book.chat_queues["1"], book.campaigns["00001"]
    assert [counts.created for counts in chats.quarters.values()] == [1, 0]
    assert chats.day.wait == {1200: 1}
    assert [counts.outcomes for counts in campaign.quarters.values()] == [{"busy": 1}]
    assert (campaign.name, campaign.day.attempts) == ("Outbound", 1)


def test_a_clock_that_was_ahead_over_midnight_leaves_the_day_as_it_was() -> None:
    centre = Centre().at("23:00").enters("a").at("23:01").answers("ala", "a").at("23:02").completes("ala", "a")
    centre.at("00:10", "2026-03-03").at("23:10", "2026-03-02")

    assert centre.document()["queues"]["sales"]["today"]["answered"] == 1
    assert centre.document()["day"] == "2026-03-02"
