"""The events of one thing: sorted by date, rank and content, whatever order they came in."""

from itertools import permutations

import pytest

from app.events import AgentConnected, EnterQueue, ExitQueue, Known
from app.state.ordering import fold, insert, rank_key
from app.state.transitions import CALL

ENTER = EnterQueue(date=10, connection_id="1", queue_id="1")
CONNECT = AgentConnected(date=10, connection_id="1", queue_id="1", agent_login="ala")
OTHER = AgentConnected(date=10, connection_id="1", queue_id="1", agent_login="ola")
EXIT = ExitQueue(date=10, connection_id="1", queue_id="1")
AGAIN = EnterQueue(date=11, connection_id="1", queue_id="1")
RIGHT: list[Known] = [ENTER, CONNECT, OTHER, EXIT, AGAIN]


def sorted_in(order: tuple[Known, ...]) -> list[Known]:
    events: list[Known] = []
    for event in order:
        insert(events, event, rank_key(CALL))
    return events


@pytest.mark.parametrize("order", [*permutations(RIGHT)])
def test_events_stand_by_date_rank_and_content_in_whatever_order_they_came(order: tuple[Known, ...]) -> None:
    assert sorted_in(order) == RIGHT


def test_insert_says_at_which_place_the_event_is() -> None:
    events: list[Known] = []

    assert insert(events, CONNECT, rank_key(CALL)) == 0
    assert insert(events, ENTER, rank_key(CALL)) == 0
    assert insert(events, AGAIN, rank_key(CALL)) == 2


def test_of_two_alike_the_later_is_the_last_one() -> None:
    events: list[Known] = [ENTER]

    assert insert(events, ENTER, rank_key(CALL)) == 1


def test_a_fold_takes_one_step_after_another() -> None:
    assert fold("", RIGHT, lambda told, event: told + type(event).__name__[0]) == "EAAEE"


def test_a_fold_of_nothing_is_its_base() -> None:
    assert fold("base", [], lambda told, _: told + "!") == "base"
