"""An imperfect line: what it does to deliveries, and what it must never do."""

from collections import Counter

import pytest

from app.simulator import Channel, Delivery, Event, Simulation

BEGINS = 1_795_000_000


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return list(Simulation(agents=40, seed=1, begins=BEGINS).events(BEGINS + 3600))


def sent(line: Channel, events: list[Event]) -> list[Delivery]:
    return list(line.deliveries(events))


def test_a_perfect_line_delivers_everything_once_and_in_order(events: list[Event]) -> None:
    deliveries = sent(Channel(1), events)
    assert [delivery.due for delivery in deliveries] == [event.at for event in events]
    assert len({delivery.body for delivery in deliveries}) == len(events)


def test_a_tenth_doubled_comes_twice_with_the_same_body_and_soon(events: list[Event]) -> None:
    line = Channel(1, doubles=0.1)
    deliveries = sent(line, events)
    times = Counter(delivery.body for delivery in deliveries)
    assert set(times.values()) == {1, 2}
    assert len(deliveries) == len(events) + line.doubled
    assert 0.06 < line.doubled / len(events) < 0.14
    assert all(0 <= delivery.due - delivery.dated <= 1 for delivery in deliveries)


def test_disorder_lets_deliveries_overtake_each_other_by_so_many_seconds_and_no_more(
    events: list[Event],
) -> None:
    deliveries = sent(Channel(1, disorder=3), events)
    newest, furthest = 0.0, 0.0
    for delivery in deliveries:
        furthest = max(furthest, newest - delivery.dated)
        newest = max(newest, delivery.dated)
    assert 2 < furthest <= 3
    assert {delivery.place for delivery in deliveries} == set(range(len(events)))
    assert [delivery.due for delivery in deliveries] == sorted(delivery.due for delivery in deliveries)


def test_what_is_lost_is_counted_and_nothing_else_is_missing(events: list[Event]) -> None:
    line = Channel(1, loss=0.05)
    deliveries = sent(line, events)
    assert len(deliveries) + line.lost == len(events)
    assert 0.03 < line.lost / len(events) < 0.08


def test_the_same_seed_makes_the_same_mistakes(events: list[Event]) -> None:
    mistakes = {"doubles": 0.05, "disorder": 2.0, "loss": 0.02}
    assert sent(Channel(4, **mistakes), events) == sent(Channel(4, **mistakes), events)
    assert sent(Channel(4, **mistakes), events) != sent(Channel(5, **mistakes), events)


@pytest.mark.parametrize("wrong", [{"doubles": 1.1}, {"loss": -0.1}, {"disorder": -1}])
def test_a_share_that_is_none_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Channel(1, **wrong)
