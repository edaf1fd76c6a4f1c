"""What can be raised, from the board's own document, and in which words."""

from functools import partial
from typing import Any

import pytest

from app.alerts.conditions import Condition, Facts, conditions
from app.alerts.wording import over_text, text_of, title_of
from app.web.assets import asset_folder
from app.web.translations import read_catalogue

NOW = 1_800_000_000
ALL_WELL = Facts()
SAY = {language: read_catalogue(asset_folder("static"), language) for language in ("en", "pl")}
english = partial(text_of, state="raised", say=SAY["en"])


def at(seconds: int) -> str:
    """An instant so many seconds before now, as a document has it."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    from app.events.timestamps import iso  # noqa: PLC0415

    return iso(NOW - seconds, ZoneInfo("Europe/Warsaw"))


def queue(waiting: int, longest: int = 0, **limits: Any) -> dict[str, Any]:
    since = {"oldest_waiting_since": at(longest)} if waiting else {}
    return {"name": "Sales", "limits": limits, "waiting": waiting, "today": {"abandoned": 0}, **since}


def agent(name: str, status: str = "available", queues: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {"name": name, "status": status, "queues": list(queues), **more}


def board(queues: Any = (), agents: Any = (), last_event: int = 5) -> dict[str, Any]:
    """A document's parts that alerts read."""
    queues, agents = dict(queues), dict(agents)
    waiting = [row for row in queues.values() if row["waiting"]]
    available = sum(row["status"] == "available" for row in agents.values())
    since = min([row["oldest_waiting_since"] for row in waiting], default=None)
    totals = {"waiting": sum(row["waiting"] for row in waiting), **({"oldest_waiting_since": since} if since else {})}
    return {
        "queues": queues,
        "agents": agents,
        "totals": totals | {"agents": {"available": available, "logged_in": len(agents)}},
        "feed": {"last_event": at(last_event)},
    }


def raised(document: dict[str, Any], facts: Facts = ALL_WELL) -> dict[str, Condition]:
    return {id_: one for id_, one in conditions({"": document}, {}, facts, NOW).items() if one.level}


def test_a_queue_says_how_much_against_which_limit_and_who_is_available() -> None:
    agents = {"a": agent("Anna", queues=("155",)), "b": agent("Bob", queues=("156",)), "c": agent("Cezary", "on_call")}
    (one,) = raised(board({"155": queue(7, 161, alarm={"waiting": 6, "longest_wait": 120})}, agents)).values()

    assert (one.subject, one.level) == ("queue:155", "alarm")
    assert english(one) == "Sales: 7 waiting (limit 6), longest wait 2:41 (limit 2:00), 1 available (Anna)"
    assert text_of(one, "again", SAY["pl"]) == (
        "Nadal: Sales: czeka 7 (próg 6), najdłużej 2:41 (próg 2:00), wolni: 1 (Anna)"
    )


def test_the_limit_that_is_reached_is_the_one_that_is_named() -> None:
    limits = {"warn": {"waiting": 2, "longest_wait": 60}, "alarm": {"waiting": 6}}
    (one,) = raised(board({"155": queue(3, 30, **limits)}, {"a": agent("Anna")})).values()

    assert (one.level, one.limits) == ("warning", {"waiting": 2})


def test_a_caller_who_waits_a_minute_with_no_one_available_is_an_alarm_without_any_limit() -> None:
    busy = {"a": agent("Anna", "on_call")}

    assert raised(board({"155": queue(1, 59)}, busy)) == {}
    (one,) = raised(board({"155": queue(1, 60)}, busy)).values()
    assert (one.subject, one.level) == ("unattended", "alarm")
    assert english(one) == "Call center: 1 waiting, longest wait 1:00, no one available"


def test_a_pause_over_its_limit_is_a_warning() -> None:
    pause = {"id": "1", "name": "Lunch", "limit": 900, "since": at(930)}
    (one,) = raised(board(agents={"a": agent("Anna", "paused", pause=pause)})).values()

    assert (one.subject, one.level) == ("pause:a", "warning")
    assert english(one) == "Anna: Lunch for 15:30 (limit 15:00)"
    assert title_of(one, SAY["en"]) == "Anna, Lunch"


def test_a_quarter_hour_without_an_event_is_an_alarm_while_agents_are_logged_in() -> None:
    assert raised(board(last_event=900)) == {}
    (one,) = raised(board(agents={"a": agent("Anna")}, last_event=900)).values()

    assert (one.subject, english(one)) == ("feed", "No event from Thulium for 15:00")


@pytest.mark.parametrize(("rejected", "received", "is_raised"), [(1, 10, False), (2, 200, False), (2, 199, True)])
def test_over_one_percent_rejected_in_an_hour_is_a_warning(rejected: int, received: int, is_raised: bool) -> None:
    found = raised(board(), Facts(rejected=rejected, received=received))

    assert list(found) == (["rejected"] if is_raised else [])
    assert not found or english(found["rejected"]) == "2 of 199 events of the last hour rejected"


def test_a_journal_that_cannot_be_written_is_an_alarm() -> None:
    (one,) = raised(board(), Facts(journal_error="the disk is full")).values()

    assert english(one) == "Events cannot be stored: the disk is full"


def test_the_end_says_how_bad_it_was_in_both_languages() -> None:
    figures = {"waiting": 9, "longest": 250, "abandoned": 3}

    assert over_text("Sales", 720, figures, SAY["en"]) == (
        "Sales: over after 12:00, at most 9 waiting, longest wait 4:10, 3 abandoned"
    )
    assert over_text("Sales", 720, figures, SAY["pl"]) == (
        "Sales: koniec po 12:00, najwięcej czekających 9, najdłużej 4:10, porzucone 3"
    )


def test_a_subject_of_two_boards_is_raised_of_the_first() -> None:
    alarm = board({"155": queue(7, alarm={"waiting": 6})}, {"a": agent("Anna")})
    found = conditions({"sales": alarm, "all": alarm}, {}, Facts(), NOW)

    assert [(one.subject, one.board) for one in found.values() if one.level] == [("queue:155", "sales")]
