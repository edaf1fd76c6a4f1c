"""Chats: one waits, is assigned to an agent, perhaps to another, and is closed."""

from itertools import permutations

import pytest

from tests.story import Centre


def test_a_conversation_waits() -> None:
    centre = Centre(chat_queues={"web": {"name": "Czat WWW"}}).at("09:00").starts_chat("eva", client_name="John Smith")

    assert centre.chat_queue()["name"] == "Czat WWW"
    assert centre.chat_queue()["waiting"] == 1
    assert centre.chat_queue()["oldest_waiting_since"][11:19] == "09:00:00"
    assert centre.chat("eva")["client_name"] == "John Smith"
    assert "agent" not in centre.chat("eva")


def test_an_agent_takes_a_chat() -> None:
    centre = Centre().at("08:00").logs_in("ala").at("09:00").starts_chat("eva").at("09:00:20").takes_chat("ala", "eva")

    assert centre.chat("eva")["agent"] == "ala"
    assert centre.since(centre.chat("eva")) == "09:00:20"
    assert centre.chat("eva")["started"][11:19] == "09:00:00"
    assert centre.chat_queue()["waiting"] == 0
    assert centre.chat_queue()["active"] == 1
    assert centre.chat_queue()["today"]["wait_time"] == {"average": 20, "maximum": 20}
    assert "oldest_waiting_since" not in centre.chat_queue()


def test_chats_are_shown_beside_the_status() -> None:
    centre = Centre().at("08:00").logs_in("ala").at("09:00").starts_chat("eva").takes_chat("ala", "eva")

    assert centre.status("ala") == "available"
    assert centre.agent("ala")["chats"] == ["eva"]
    assert centre.agent_today("ala")["chats"] == 1


def test_a_closed_conversation_is_over() -> None:
    centre = Centre().at("09:00").starts_chat("eva").takes_chat("ala", "eva").at("09:10").ends_chat("eva")

    assert centre.document()["chats"] == {}
    assert centre.agent("ala")["chats"] == []
    assert centre.chat_queue()["active"] == 0
    assert centre.chat_queue()["today"]["closed"] == 1
    assert centre.chat_queue()["today"]["missed"] == 0


def test_a_chat_closed_unassigned_is_missed() -> None:
    centre = Centre().at("09:00").starts_chat("eva").at("09:10").ends_chat("eva")

    assert centre.chat_queue()["waiting"] == 0
    assert centre.chat_queue()["today"]["missed"] == 1
    assert centre.chat_queue()["today"]["closed"] == 0


def test_a_reassigned_chat_counts_once_for_the_queue_and_once_for_each_agent() -> None:
    centre = Centre().at("09:00").starts_chat("eva").at("09:00:20").takes_chat("ala", "eva")
    centre.at("09:05").takes_chat("ola", "eva").at("09:06").takes_chat("ala", "eva")

    assert centre.chat_queue()["today"]["assigned"] == 1
    assert centre.chat_queue()["today"]["wait_time"] == {"average": 20, "maximum": 20}
    assert centre.agent_today("ala")["chats"] == centre.agent_today("ola")["chats"] == 1
    assert centre.since(centre.chat("eva")) == "09:06:00"


def test_a_reassigned_chat_is_no_longer_with_its_first_agent() -> None:
    centre = Centre().at("09:00").starts_chat("eva").takes_chat("ala", "eva").at("09:05").takes_chat("ola", "eva")

    assert centre.agent("ala")["chats"] == []
    assert centre.agent("ola")["chats"] == ["eva"]
    assert centre.chat_queue()["active"] == 1


def test_an_assignment_without_a_creation_counts_but_its_wait_is_unknown() -> None:
    centre = Centre().at("09:00").takes_chat("ala", "eva")

    assert centre.chat_queue()["today"]["assigned"] == 1
    assert centre.chat_queue()["today"]["created"] == 0
    assert centre.chat_queue()["today"]["wait_time"] == {}


def test_a_late_creation_corrects_the_wait() -> None:
    centre = Centre().at("09:00:02").takes_chat("ala", "eva").learns_of("09:00").starts_chat("eva")

    assert centre.chat_queue()["active"] == 1
    assert centre.chat_queue()["waiting"] == 0
    assert centre.chat_queue()["today"]["wait_time"] == {"average": 2, "maximum": 2}


def test_a_creation_and_an_assignment_before_a_known_end_do_not_reopen_the_chat() -> None:
    centre = Centre().at("09:10").ends_chat("eva").learns_of("09:00").starts_chat("eva")
    assert centre.document()["chats"] == {}
    centre.learns_of("09:01").takes_chat("ala", "eva")

    assert centre.document()["chats"] == {}
    assert centre.agent("ala")["chats"] == []
    assert centre.chat_queue()["today"]["closed"] == 1
    assert centre.chat_queue()["today"]["missed"] == 0


def test_an_agent_who_logs_out_keeps_the_chat() -> None:
    centre = Centre().at("09:00").logs_in("ala").starts_chat("eva").takes_chat("ala", "eva").at("09:05").logs_out("ala")

    assert centre.status("ala") == "logged_out"
    assert centre.agent("ala")["chats"] == ["eva"]


def test_a_conversation_expires_after_a_day() -> None:
    centre = Centre().at("09:00").starts_chat("eva").takes_chat("ala", "eva").at("08:59:59", "2026-03-03")
    assert centre.agent("ala")["chats"] == ["eva"]
    centre.at("09:00")

    assert centre.document()["chats"] == {}
    assert centre.document()["agents"] == {}
    assert centre.document()["chat_queues"] == {}
    assert centre.feed()["expired"] == 2  # the chat, and the login of an agent without events for 16 hours


def test_an_assignment_dated_after_the_end_opens_it_again_and_is_unexpected() -> None:
    centre = Centre().at("09:00").starts_chat("eva").takes_chat("ala", "eva").at("09:10").ends_chat("eva")
    centre.at("09:10:10").takes_chat("ola", "eva")

    assert centre.agent("ola")["chats"] == ["eva"]
    assert centre.chat_queue()["today"]["closed"] == 0
    assert centre.feed()["unexpected"] == 1


def test_an_assignment_three_seconds_after_the_end_is_expected() -> None:
    centre = Centre().at("09:10").starts_chat("eva").ends_chat("eva").at("09:10:03").takes_chat("ala", "eva")

    assert centre.feed()["unexpected"] == 0


def test_a_chat_whose_creation_is_dated_after_its_assignment_counts_as_created() -> None:
    centre = Centre().at("09:00").takes_chat("ala", "x1").at("09:00:01").starts_chat("x1").at("09:05")

    assert centre.chat_queue()["today"]["created"] == 1
    assert centre.chat_queue()["today"]["wait_time"] == {}
    assert (centre.chat_queue()["waiting"], centre.chat_queue()["active"]) == (0, 1)


def test_an_assignment_in_another_queue_moves_the_conversation_there() -> None:
    centre = Centre().at("09:00").starts_chat("eva", "web").at("09:00:20").takes_chat("ala", "eva", "shop")

    assert centre.chat("eva")["chat_queue"] == "shop"
    assert centre.chat_queue("web")["today"]["created"] == 1
    assert centre.chat_queue("web")["today"]["assigned"] == 0
    assert centre.chat_queue("web")["waiting"] == centre.chat_queue("web")["active"] == 0
    assert centre.chat_queue("shop")["active"] == 1
    assert centre.chat_queue("shop")["today"]["assigned"] == 1
    assert centre.chat_queue("shop")["today"]["wait_time"] == {"average": 20, "maximum": 20}


def test_a_conversation_counts_as_closed_where_it_is_closed() -> None:
    centre = Centre().at("09:00").starts_chat("eva", "web").takes_chat("ala", "eva", "web")
    centre.at("09:10").ends_chat("eva", "shop")

    assert centre.chat_queue("web")["today"]["closed"] == 0
    assert centre.chat_queue("web")["active"] == 0
    assert centre.chat_queue("shop")["today"]["closed"] == 1


@pytest.mark.parametrize("order", [*permutations(["starts", "takes", "ends"])])
def test_a_conversation_that_moves_is_the_same_in_any_order(order: tuple[str, ...]) -> None:
    centre = Centre().at("09:05")
    verbs = {
        "starts": lambda: centre.learns_of("09:00").starts_chat("eva", "web"),
        "takes": lambda: centre.learns_of("09:01").takes_chat("ala", "eva", "shop"),
        "ends": lambda: centre.learns_of("09:02").ends_chat("eva", "help"),
    }
    for verb in order:
        verbs[verb]()

    assert {queue: row["today"]["closed"] for queue, row in centre.document()["chat_queues"].items()} == {
        "web": 0,
        "shop": 0,
        "help": 1,
    }
    assert centre.chat_queue("web")["today"]["created"] == centre.chat_queue("shop")["today"]["assigned"] == 1


def test_a_missed_conversation_that_is_reopened_and_taken_is_no_longer_missed() -> None:
    centre = Centre().at("09:00").starts_chat("eva").at("09:02").ends_chat("eva")
    assert centre.chat_queue()["today"]["missed"] == 1
    centre.at("09:05").starts_chat("eva").at("09:06").takes_chat("ala", "eva")
    assert centre.chat_queue()["today"]["missed"] == 0
    centre.at("09:10").ends_chat("eva")

    assert centre.chat_queue()["today"]["missed"] == 0
    assert centre.chat_queue()["today"]["closed"] == 1
    assert centre.chat_queue()["today"]["assigned"] == 1
