"""The ledger of simulated days: it adds up, and shows a call center as one would expect to find it."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.simulator import Simulation, configuration, whole_day
from tests.ledger import Ledger

WARSAW = ZoneInfo("Europe/Warsaw")
MORNING = int(datetime(2026, 11, 18, 9, tzinfo=WARSAW).timestamp())
LATE = int(datetime(2026, 11, 18, 22, 30, tzinfo=WARSAW).timestamp())
HOUR = 3600


def total(ledger: Ledger, figure: str) -> int:
    return sum(getattr(queue, figure) for queue in ledger.queues.values())


def worked(agents: int, seed: int, hours: int = 4, begins: int = MORNING) -> Ledger:
    ledger = Ledger(Simulation(agents=agents, seed=seed, begins=begins))
    for _ in ledger.events(begins + hours * HOUR):
        pass
    return ledger


@pytest.mark.parametrize(("agents", "seed"), [(25, 1), (25, 2), (40, 1), (40, 2), (40, 3), (150, 1)])
def test_a_centre_works_within_the_range_that_call_centres_know(agents: int, seed: int) -> None:
    ledger = worked(agents, seed)
    counted = total(ledger, "answered") + total(ledger, "abandoned") - total(ledger, "abandoned_short")
    assert 0.65 < total(ledger, "answered_in_time") / counted < 0.95
    assert 0.02 < total(ledger, "abandoned") / total(ledger, "entered") < 0.085
    assert 0.70 < ledger.simulation.occupancy() < 0.90
    assert max(queue.hold_time.maximum for queue in ledger.queues.values()) < 900


def test_the_smallest_centre_is_no_disaster() -> None:
    ledger = worked(5, seed=1, hours=8)
    assert total(ledger, "answered") > 0.7 * total(ledger, "entered") > 40


@pytest.mark.parametrize("seed", range(2))
def test_figures_move_and_alarms_come_and_go(seed: int) -> None:
    limits = configuration(40, seed)["queues"]
    ledger = Ledger(Simulation(agents=40, seed=seed, begins=MORNING))
    crossed: Counter[tuple[str, str]] = Counter()
    levels = set()
    before = "calm"
    for minute in range(240):
        for _ in ledger.events(MORNING + 60 * minute):
            pass
        now = "calm"
        for queue, book in ledger.queues.items():
            waited = ledger.now - (book.oldest_waiting_since or ledger.now)
            for level in ("warn", "alarm"):
                limit = limits[queue][level]
                if book.waiting >= limit["waiting"] or waited >= limit["longest_wait"]:
                    now = level
        crossed[before, now] += 1
        before = now
        answered = total(ledger, "answered")
        levels.add(round(100 * total(ledger, "answered_in_time") / answered) if answered else None)
    assert crossed["calm", "warn"] + crossed["calm", "alarm"] > 3
    assert crossed["warn", "calm"] + crossed["alarm", "calm"] > 3
    assert crossed["calm", "calm"] > 100
    assert crossed["alarm", "alarm"] + crossed["warn", "alarm"] + crossed["calm", "alarm"] > 0
    assert len(levels) > 5


def test_at_any_moment_every_visit_has_one_outcome_or_waits_over_midnight_too() -> None:
    ledger = Ledger(Simulation(agents=40, seed=3, begins=LATE))
    for _ in ledger.events(LATE + 2 * HOUR):
        for queue in ledger.queues.values():
            assert queue.entered == queue.answered + queue.abandoned + queue.left + queue.waiting
            assert min(queue.answered, queue.abandoned, queue.left, queue.talking) >= 0


def test_at_midnight_the_figures_start_again_and_what_lives_goes_on() -> None:
    ledger = Ledger(Simulation(agents=40, seed=4, begins=LATE))
    midnight = LATE + int(1.5 * HOUR)
    for _ in ledger.events(midnight - 0.001):
        pass
    before = ledger.document()
    waiting = {queue: book.waiting for queue, book in ledger.queues.items()}
    assert total(ledger, "answered") > 100
    for _ in ledger.events(midnight + 0.001):
        pass
    after = ledger.document()
    assert {queue: book.entered for queue, book in ledger.queues.items()} == waiting
    assert total(ledger, "answered") == 0
    assert all(agent.talk_time == 0 for agent in ledger.agents.values())
    for queue, entry in after["queues"].items():
        assert entry["talking"] == before["queues"][queue]["talking"]
    for queue, entry in after["chat_queues"].items():
        assert {key: entry[key] for key in ("waiting", "active")} == {
            key: before["chat_queues"][queue][key] for key in ("waiting", "active")
        }
        assert entry["today"]["created"] == 0
    assert sum(entry["active"] + entry["waiting"] for entry in after["chat_queues"].values()) > 0
    assert after["tickets"]["open"] == before["tickets"]["open"] > 0


def test_of_a_login_over_midnight_each_day_gets_its_part() -> None:
    ledger = Ledger(Simulation(agents=12, seed=1, begins=LATE))
    midnight = LATE + int(1.5 * HOUR)
    for event in ledger.events(midnight + HOUR):
        if event.at > midnight and event.body["action"] == "AGENT_LOGGED_OUT":
            book = ledger.agents[event.body["agent_login"]]
            assert book.logged_in_time == int(event.at) - midnight
            return
    pytest.fail("nobody went home")


def test_breaks_are_sometimes_too_long_and_of_several_kinds() -> None:
    ledger = Ledger(Simulation(agents=40, seed=1, begins=MORNING))
    limits = {pause.id: pause.limit for pause in ledger.simulation.centre.pauses.values()}
    since: dict[str, float] = {}
    kinds: Counter[str] = Counter()
    too_long, changed = 0.0, 0
    for event in ledger.events(MORNING + 6 * HOUR):
        if event.body["action"] != "AGENT_STATUS_CHANGED":
            continue
        agent, kind, before = (event.body[key] for key in ("agent_login", "pause_id", "previous_pause_id"))
        if before != "NULL":
            too_long += event.at - since[agent] > limits[before]
            changed += kind != "NULL"
        kinds[kind] += 1
        since[agent] = event.at
    assert set(kinds) == {"NULL", *limits}
    assert 0 < too_long < 0.3 * sum(kinds.values())
    assert changed > 0


def test_staff_follows_the_load_through_a_whole_day() -> None:
    midnight = int(datetime(2026, 11, 18, tzinfo=WARSAW).timestamp())
    ledger = Ledger(Simulation(agents=40, seed=2, begins=midnight, curve=whole_day(midnight, 0)))
    there = []
    for hour in range(1, 13):
        for _ in ledger.events(midnight + hour * HOUR):
            pass
        agents = ledger.agents.values()
        there.append(sum(agent.logged_in_since is not None for agent in agents))
    assert max(there[8:]) > 2 * min(there[1:5]) >= 16


@pytest.mark.parametrize("agents", [5, 40, 150])
def test_the_configuration_names_everything_that_occurs_and_nothing_twice(agents: int) -> None:
    settings = configuration(agents, seed=6)
    ledger = Ledger(Simulation(agents=agents, seed=6, begins=MORNING))
    keys = {
        "queue_id": "queues",
        "chat_queue_id": "chat_queues",
        "agent_login": "agents",
        "pause_id": "pauses",
    }
    for event in ledger.events(MORNING + HOUR):
        for field, section in keys.items():
            value = event.body.get(field, "NULL")
            assert value == "NULL" or value in settings[section]
    names = [agent["name"] for agent in settings["agents"].values()]
    assert len(set(names)) == agents
    assert len(settings["boards"]) == 2
    for board in settings["boards"].values():
        assert board["queues"]
        assert set(board["queues"]) <= set(settings["queues"])
        assert set(board["chat_queues"]) <= set(settings["chat_queues"])
        assert set(board["teams"]) <= {agent["team"] for agent in settings["agents"].values()}
