"""Rolling windows: the last minutes of a queue beside its day."""

from tests.story import Centre, Json


def centre(*minutes: int) -> Centre:
    return Centre(recent={"minutes": list(minutes)})


def busy(centre: Centre) -> Centre:
    """Six calls between 10:59 and 11:59, one of them waiting at noon."""
    centre.at("10:59:50").enters("b").at("11:00:00").answers("ala", "b")
    centre.at("11:20:00").enters("c").at("11:20:05").answers("ala", "c")
    centre.at("11:31:00").enters("d").at("11:31:03").hangs_up("d")
    centre.at("11:40:00").enters("e").at("11:40:40").answers("ala", "e")
    centre.at("11:50:00").enters("f").at("11:50:20").answers("ala", "f")
    centre.at("11:55:00").enters("g").at("11:55:30").hangs_up("g")
    return centre.at("11:59:00").enters("h").at("12:00")


def window(centre: Centre, minutes: int) -> Json:
    row: Json = centre.document()["queues"]["sales"]["recent"][str(minutes)]
    return row


def test_a_window_holds_its_whole_minutes_and_the_running_one() -> None:
    told = busy(centre(15, 30, 60))

    assert window(told, 15) == {
        "entered": 3,
        "answered": 1,
        "abandoned": 1,
        "abandoned_short": 0,
        "left": 0,
        "answered_in_time": 1,
        "service_level": 0.5,
        "hold_time": {"average": 20, "maximum": 20},
    }
    assert window(told, 30) == {
        "entered": 5,
        "answered": 2,
        "abandoned": 2,
        "abandoned_short": 1,
        "left": 0,
        "answered_in_time": 1,
        "service_level": 0.3333,
        "hold_time": {"average": 30, "maximum": 40},
    }
    assert (window(told, 60)["entered"], window(told, 60)["service_level"]) == (6, 0.6)
    assert told.document()["totals"]["recent"]["30"] == window(told, 30)


def test_a_minute_leaves_the_window_when_the_next_one_begins() -> None:
    told = busy(centre(60)).at("12:00:59")

    assert window(told, 60)["answered"] == 4

    told.at("12:01")

    assert (window(told, 60)["answered"], window(told, 60)["service_level"]) == (3, 0.5)


def test_a_late_answer_corrects_the_windows() -> None:
    told = busy(centre(15, 30)).learns_of("11:55:10").answers("ala", "g")

    assert (window(told, 15)["answered"], window(told, 15)["service_level"]) == (2, 1.0)
    assert (window(told, 30)["answered"], window(told, 30)["service_level"]) == (3, 0.6667)


def test_a_window_goes_on_over_the_day_rollover_and_counts_a_waiting_caller_once() -> None:
    told = centre(30).at("23:50").enters("a").at("00:05", "2026-03-03")

    assert told.document()["queues"]["sales"]["today"]["entered"] == 1
    assert window(told, 30)["entered"] == 1

    told.answers("ala", "a")

    assert (window(told, 30)["entered"], window(told, 30)["answered"]) == (1, 1)

    told.at("00:21")

    assert (window(told, 30)["entered"], window(told, 30)["answered"]) == (0, 1)


def test_a_queue_is_listed_while_a_window_holds_a_figure_of_it() -> None:
    told = centre(30).at("23:50").enters("a").at("23:51").answers("ala", "a").at("23:52").completes("ala", "a")

    assert told.at("00:05", "2026-03-03").document()["queues"]["sales"]["today"]["entered"] == 0
    assert told.document()["totals"]["recent"]["30"]["answered"] == 1

    told.at("00:22")

    assert told.document()["queues"] == {}
    assert told.document()["totals"]["recent"]["30"]["answered"] == 0


def test_an_empty_window_says_nothing_of_the_service_level() -> None:
    told = Centre(queues={"sales": {}}).at("09:00")

    assert window(told, 30) == {
        "entered": 0,
        "answered": 0,
        "abandoned": 0,
        "abandoned_short": 0,
        "left": 0,
        "answered_in_time": 0,
        "hold_time": {},
    }


def test_windows_follow_a_clock_that_was_set_right() -> None:
    told = centre(30).at("09:00").enters("a").at("09:01").answers("ala", "a").at("19:00").at("09:05")

    told.enters("b").at("09:06").answers("ala", "b")

    assert window(told, 30)["entered"] == 1
    assert window(told, 30)["answered"] == 1
