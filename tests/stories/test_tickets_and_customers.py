"""Tickets: which are open, and since when a customer waits for a reply. Customers are only counted."""

from itertools import permutations

import pytest

from tests.story import Centre


def test_a_new_ticket_is_open_and_awaits_no_reply() -> None:
    centre = Centre().at("09:00").opens_ticket("broken door")

    assert centre.tickets()["open"] == 1
    assert centre.tickets()["awaiting_reply"] == 0
    assert centre.tickets()["today"]["created"] == 1


def test_a_ticket_awaits_a_reply_from_the_customers_message_on() -> None:
    centre = Centre().at("09:00").opens_ticket("broken door").at("09:01").gets_mail("broken door")
    centre.at("09:05").gets_mail("broken door")

    assert centre.tickets()["awaiting_reply"] == 1
    assert centre.tickets()["oldest_awaiting_since"][11:19] == "09:01:00"
    assert centre.tickets()["today"]["received"] == 2


def test_a_reply_ends_the_waiting_and_counts_for_the_agent() -> None:
    centre = Centre().at("09:00").gets_mail("broken door").at("09:05").replies("ala", "broken door")

    assert centre.tickets()["open"] == 1
    assert centre.tickets()["awaiting_reply"] == 0
    assert "oldest_awaiting_since" not in centre.tickets()
    assert centre.tickets()["today"]["replied"] == 1
    assert centre.agent_today("ala")["tickets_replied"] == 1


def test_a_message_after_a_reply_awaits_a_reply_again() -> None:
    centre = Centre().at("09:00").gets_mail("broken door").at("09:05").replies("ala", "broken door")
    centre.at("09:10").gets_mail("broken door")

    assert centre.tickets()["oldest_awaiting_since"][11:19] == "09:10:00"


def test_a_closed_ticket_is_no_longer_open() -> None:
    centre = Centre().at("09:00").gets_mail("broken door").at("09:05").closes_ticket("broken door")

    assert centre.tickets()["open"] == centre.tickets()["awaiting_reply"] == 0
    assert centre.tickets()["today"]["closed"] == 1


def test_a_message_on_a_closed_ticket_opens_it_again() -> None:
    centre = Centre().at("09:00").opens_ticket("broken door").at("09:05").closes_ticket("broken door")
    centre.at("09:10").gets_mail("broken door")

    assert centre.tickets()["open"] == centre.tickets()["awaiting_reply"] == 1


def test_a_message_on_an_unseen_ticket_opens_it() -> None:
    centre = Centre().at("09:00").gets_mail("broken door")

    assert centre.tickets()["open"] == 1
    assert centre.tickets()["today"]["created"] == 0


def test_a_reply_to_or_closing_of_an_unseen_ticket_is_only_counted() -> None:
    centre = Centre().at("09:00").replies("ala", "broken door").closes_ticket("broken window")

    assert centre.tickets()["open"] == 0
    assert centre.tickets()["today"] == {"created": 0, "received": 0, "replied": 1, "closed": 1}
    assert centre.feed()["unexpected"] == 0


@pytest.mark.parametrize("order", [*permutations(["gets_mail", "is_answered", "closes_ticket"])])
def test_inside_one_second_message_reply_and_closing_follow_in_that_order(order: tuple[str, ...]) -> None:
    centre = Centre().at("08:00").opens_ticket("broken door").at("09:00")
    for verb in order:
        getattr(centre, verb)("broken door")

    assert centre.tickets()["open"] == centre.tickets()["awaiting_reply"] == 0


def test_a_message_delivered_after_its_reply_awaits_no_reply() -> None:
    centre = Centre().at("09:00:02").replies("ala", "broken door").learns_of("09:00").gets_mail("broken door")

    assert centre.tickets()["open"] == 1
    assert centre.tickets()["awaiting_reply"] == 0


def test_a_ticket_expires_thirty_days_after_its_last_event() -> None:
    centre = Centre().at("09:00").gets_mail("broken door").at("09:00", "2026-03-03").replies("ala", "broken door")
    centre.at("09:59:59", "2026-04-02")
    assert centre.tickets()["open"] == 1
    centre.at("10:00")

    assert centre.tickets()["open"] == 0
    assert centre.feed()["expired"] == 1


def test_tickets_stay_open_over_midnight_and_the_figures_start_again() -> None:
    centre = Centre().at("23:00").gets_mail("broken door").at("00:00", "2026-03-03")

    assert centre.tickets()["open"] == centre.tickets()["awaiting_reply"] == 1
    assert centre.tickets()["today"]["received"] == 0


def test_a_customer_is_counted() -> None:
    centre = Centre().at("09:00").meets_customer("154").meets_customer("155")

    assert centre.document()["customers"] == {"today": {"created": 2}}
