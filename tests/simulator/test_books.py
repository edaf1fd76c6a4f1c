"""The books of simulated days: they add up, and they show a centre as one would expect to find it."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.simulator import Books, Simulation, configuration, whole_day

WARSAW = ZoneInfo("Europe/Warsaw")
MORNING = int(datetime(2026, 11, 18, 9, tzinfo=WARSAW).timestamp())
LATE = int(datetime(2026, 11, 18, 22, 30, tzinfo=WARSAW).timestamp())
HOUR = 3600


def total(books: Books, figure: str) -> int:
    return sum(getattr(queue, figure) for queue in books.queues.values())


def worked(agents: int, seed: int, hours: int = 4, begins: int = MORNING) -> tuple[Simulation, Counter[str]]:
    simulation = Simulation(agents=agents, seed=seed, begins=begins)
    told = Counter(event.body["action"] for event in simulation.events(begins + hours * HOUR))
    return simulation, told


@pytest.mark.parametrize(("agents", "seed"), [(25, 1), (25, 2), (40, 1), (40, 2), (40, 3), (150, 1)])
def test_a_centre_works_within_the_range_that_call_centres_know(agents: int, seed: int) -> None:
    simulation, _ = worked(agents, seed)
    books = simulation.books
    counted = total(books, "answered") + total(books, "abandoned") - total(books, "abandoned_short")
    assert 0.65 < total(books, "answered_in_time") / counted < 0.95
    assert 0.02 < total(books, "abandoned") / total(books, "entered") < 0.085
    assert 0.70 < simulation.occupancy() < 0.90
    assert max(queue.hold_time.maximum for queue in books.queues.values()) < 900


def test_the_smallest_centre_is_no_disaster() -> None:
    simulation, _ = worked(5, seed=1, hours=8)
    books = simulation.books
    assert total(books, "answered") > 0.7 * total(books, "entered") > 40


@pytest.mark.parametrize("seed", range(2))
def test_figures_move_and_alarms_come_and_go(seed: int) -> None:
    limits = configuration(40, seed)["queues"]
    simulation = Simulation(agents=40, seed=seed, begins=MORNING)
    crossed: Counter[tuple[str, str]] = Counter()
    levels = set()
    before = "calm"
    for minute in range(240):
        for _ in simulation.events(MORNING + 60 * minute):
            pass
        now = "calm"
        for queue, book in simulation.books.queues.items():
            waited = simulation.now - (book.oldest_waiting_since or simulation.now)
            for level in ("warn", "alarm"):
                limit = limits[queue][level]
                if book.waiting >= limit["waiting"] or waited >= limit["longest_wait"]:
                    now = level
        crossed[before, now] += 1
        before = now
        answered = total(simulation.books, "answered")
        levels.add(round(100 * total(simulation.books, "answered_in_time") / answered) if answered else None)
    assert crossed["calm", "warn"] + crossed["calm", "alarm"] > 3
    assert crossed["warn", "calm"] + crossed["alarm", "calm"] > 3
    assert crossed["calm", "calm"] > 100
    assert crossed["alarm", "alarm"] + crossed["warn", "alarm"] + crossed["calm", "alarm"] > 0
    assert len(levels) > 5


def test_the_books_count_what_was_told() -> None:
    simulation, told = worked(40, seed=2)
    books = simulation.books
    assert total(books, "entered") == told["ENTER_QUEUE"]
    assert total(books, "answered") == told["AGENT_CONNECTED"]
    assert total(books, "abandoned") == told["ABANDONED"]
    agents = books.agents.values()
    assert sum(agent.answered for agent in agents) == told["AGENT_CONNECTED"]
    assert sum(agent.not_answered for agent in agents) == told["AGENT_NOT_ANSWERED"]
    assert sum(agent.tickets_replied for agent in agents) == told["TICKET_AGENT_REPLIED"]
    assert sum(agent.chats for agent in agents) == told["CHAT_AGENT_ASSIGNED"]
    campaigns = books.campaigns.values()
    assert sum(campaign.completed for campaign in campaigns) == told["OUTBOUND_COMPLETED"]
    assert sum(campaign.saved for campaign in campaigns) == told["OUTBOUND_RECORD_SAVED"]
    for outcome in ("busy", "fax", "no_answer", "drop", "agent_failed", "blacklist"):
        counted = sum(campaign.outcomes[outcome] for campaign in campaigns)
        assert counted == told[f"OUTBOUND_{outcome.upper()}"]
    chats = books.chat_queues.values()
    assert sum(chat.created for chat in chats) == told["CHAT_CONVERSATION_CREATED"]
    assert sum(chat.closed + chat.missed for chat in chats) == told["CHAT_CONVERSATION_CLOSED"]
    assert books.tickets.created == told["TICKET_CREATED"]
    assert books.tickets.closed == told["TICKET_CLOSED"]
    assert books.customers.created == told["CUSTOMER_CREATED"]


def test_at_any_moment_every_visit_has_one_outcome_or_waits_over_midnight_too() -> None:
    simulation = Simulation(agents=40, seed=3, begins=LATE)
    for _ in simulation.events(LATE + 2 * HOUR):
        for queue in simulation.books.queues.values():
            assert queue.entered == queue.answered + queue.abandoned + queue.left + queue.waiting
            assert min(queue.answered, queue.abandoned, queue.left, queue.talking) >= 0


def test_at_midnight_the_figures_start_again_and_what_lives_goes_on() -> None:
    simulation = Simulation(agents=40, seed=4, begins=LATE)
    midnight = LATE + int(1.5 * HOUR)
    for _ in simulation.events(midnight - 0.001):
        pass
    before = simulation.books.document()
    waiting = {queue: book.waiting for queue, book in simulation.books.queues.items()}
    assert total(simulation.books, "answered") > 100
    for _ in simulation.events(midnight + 0.001):
        pass
    after = simulation.books.document()
    assert {queue: book.entered for queue, book in simulation.books.queues.items()} == waiting
    assert total(simulation.books, "answered") == 0
    assert all(agent.talk_time == 0 for agent in simulation.books.agents.values())
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
    simulation = Simulation(agents=12, seed=1, begins=LATE)
    midnight = LATE + int(1.5 * HOUR)
    for event in simulation.events(midnight + HOUR):
        if event.at > midnight and event.body["action"] == "AGENT_LOGGED_OUT":
            book = simulation.books.agents[event.body["agent_login"]]
            assert book.logged_in_time == int(event.at) - midnight
            return
    pytest.fail("nobody went home")


def test_breaks_are_sometimes_too_long_and_of_several_kinds() -> None:
    simulation = Simulation(agents=40, seed=1, begins=MORNING)
    limits = {pause.id: pause.limit for pause in simulation.centre.pauses.values()}
    since: dict[str, float] = {}
    kinds: Counter[str] = Counter()
    too_long, changed = 0.0, 0
    for event in simulation.events(MORNING + 6 * HOUR):
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
    simulation = Simulation(agents=40, seed=2, begins=midnight, curve=whole_day(midnight, 0))
    there = []
    for hour in range(1, 13):
        for _ in simulation.events(midnight + hour * HOUR):
            pass
        agents = simulation.books.agents.values()
        there.append(sum(agent.logged_in_since is not None for agent in agents))
    assert max(there[8:]) > 2 * min(there[1:5]) >= 16


@pytest.mark.parametrize("agents", [5, 40, 150])
def test_the_configuration_names_everything_that_occurs_and_nothing_twice(agents: int) -> None:
    settings = configuration(agents, seed=6)
    simulation = Simulation(agents=agents, seed=6, begins=MORNING)
    keys = {
        "queue_id": "queues",
        "chat_queue_id": "chat_queues",
        "agent_login": "agents",
        "pause_id": "pauses",
    }
    for event in simulation.events(MORNING + HOUR):
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
