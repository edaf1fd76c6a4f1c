"""An hour, and a day, in a simulated centre: what is told, and how. The sending is tested elsewhere."""

import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.simulator import FIELDS, Simulation, plan, whole_day

WARSAW = ZoneInfo("Europe/Warsaw")
NOON = int(datetime(2026, 11, 18, 12, tzinfo=WARSAW).timestamp())
SUNDAY_NIGHT = int(datetime(2026, 11, 22, 2, 30, tzinfo=WARSAW).timestamp())
HOUR = 3600
# Of a call, a chat or a ticket: what has to be told before the others.
FIRST = {"ENTER_IVR", "CHAT_CONVERSATION_CREATED", "TICKET_CREATED"}


def centre(agents: int = 40, seed: int = 1, begins: int = NOON) -> Simulation:
    return Simulation(agents=agents, seed=seed, begins=begins)


def bodies(simulation: Simulation, seconds: float) -> list[dict[str, str]]:
    return [event.body for event in simulation.events(simulation.now + seconds)]


def test_the_same_seed_tells_the_same_day_and_another_seed_another() -> None:
    first, again, other = (bodies(centre(seed=seed), HOUR) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_the_same_seed_tells_the_same_day_in_a_process_with_another_hash_order() -> None:
    program = (
        "import hashlib; from app.simulator import Simulation;"
        f"s = Simulation(agents=12, seed=3, begins={NOON});"
        f"print(hashlib.sha256(repr([e.body for e in s.events({NOON + HOUR})]).encode()).hexdigest())"
    )
    root = Path(__file__).parents[2]
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            cwd=root,
            env={"PYTHONHASHSEED": hashing},
        ).stdout
        for hashing in ("1", "2")
    }
    assert len(told) == 1


@pytest.mark.parametrize("agents", [5, 40, 150])
@pytest.mark.parametrize("begins", [NOON, SUNDAY_NIGHT])
def test_all_37_actions_occur_in_every_hour_whatever_the_time(agents: int, begins: int) -> None:
    simulation = centre(agents=agents, begins=begins)
    for _ in range(2):
        assert {body["action"] for body in bodies(simulation, HOUR)} == set(FIELDS)
    assert len(FIELDS) == 37


def test_a_quiet_night_of_a_rehearsal_has_all_37_actions_too() -> None:
    midnight = int(datetime(2026, 11, 18, tzinfo=WARSAW).timestamp())
    simulation = Simulation(agents=40, seed=1, begins=midnight, curve=whole_day(midnight, 0))
    by_hour = [bodies(simulation, HOUR) for _ in range(11)]
    assert all({body["action"] for body in hour} == set(FIELDS) for hour in by_hour)
    assert len(by_hour[10]) > 2 * len(by_hour[2])


def test_every_event_has_all_documented_fields_as_text_and_nothing_else() -> None:
    for body in bodies(centre(), HOUR):
        assert set(body) == {"action", "date", *FIELDS[body["action"]]}
        assert all(isinstance(value, str) and value for value in body.values())
        assert all(len(value) < 200 for value in body.values())


def test_dates_are_the_local_wall_clock_of_the_second_and_never_go_back() -> None:
    simulation = centre()
    last = ""
    for event in simulation.events(NOON + HOUR):
        moment = datetime.strptime(event.body["date"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=WARSAW)
        assert int(event.at) == moment.timestamp()
        assert event.body["date"] >= last
        last = event.body["date"]


def test_no_event_is_told_twice_and_each_story_begins_at_its_beginning() -> None:
    told = set()
    begun = set()
    for body in bodies(centre(), 3 * HOUR):
        assert frozenset(body.items()) not in told
        told.add(frozenset(body.items()))
        story = next((body[key] for key in ("queue_id", "chat_queue_id", "ticket_id") if key in body), None)
        thing = body.get("connection_id") or body.get("conversation_id") or body.get("ticket_id")
        if body["action"] in FIRST:
            begun.add(thing)
        elif story and thing:
            assert thing in begun, body


def test_names_numbers_and_addresses_are_evidently_invented() -> None:
    for body in bodies(centre(), HOUR):
        for field in ("source_number", "caller_id"):
            assert body.get(field, "000").startswith("000")
        if body["action"].startswith("OUTBOUND") or body["action"] == "PREVIEW_RECORD":
            assert body["phone_number"].startswith("000")
        mail = body.get("client_email", "NULL")
        assert mail == "NULL" or mail.split("@")[1] in ("example.com", "example.org", "example.net")


def test_queues_ring_everybody_or_one_after_another() -> None:
    simulation = centre()
    strategies = {queue.id: queue.strategy for queue in simulation.centre.queues.values()}
    rings = Counter(
        (body["connection_id"], body["queue_id"], body["date"])
        for body in bodies(simulation, 2 * HOUR)
        if body["action"] == "AGENT_RINGING"
    )
    widest: Counter[str] = Counter()
    for (_, queue, _), many in rings.items():
        widest[strategies[queue]] = max(widest[strategies[queue]], many)
    assert widest == {"ring_all": 4, "one_by_one": 1}


def test_a_caller_who_cannot_be_served_leaves_for_another_queue() -> None:
    moved: Counter[int] = Counter()
    visits: dict[str, list[str]] = {}
    for body in bodies(centre(), 6 * HOUR):
        if body["action"] == "ENTER_QUEUE":
            call = visits.setdefault(body["connection_id"], [])
            call.append(body["queue_id"])
            moved[len(call)] += 1
    assert moved[2] > 5
    assert all(len(set(queues)) == len(queues) for queues in visits.values())


def test_exits_from_the_queue_come_before_and_after_the_connect_and_share_its_second_mostly() -> None:
    gaps: Counter[str] = Counter()
    exits = {}
    connects = {}
    for place, body in enumerate(bodies(centre(), 2 * HOUR)):
        key = (body.get("connection_id"), body.get("queue_id"))
        if body["action"] == "EXIT_QUEUE":
            exits[key] = (place, body["date"])
        elif body["action"] == "AGENT_CONNECTED":
            connects[key] = (place, body["date"])
    for key in exits.keys() & connects.keys():
        gaps["before" if exits[key][0] < connects[key][0] else "after"] += 1
        gaps["same second"] += exits[key][1] == connects[key][1]
    assert min(gaps["before"], gaps["after"]) > 0.2 * len(connects)
    assert gaps["same second"] > 0.5 * len(connects)


@pytest.mark.parametrize(
    ("agents", "queues", "chat_queues", "campaigns"), [(5, 2, 1, 3), (40, 8, 2, 3), (150, 25, 4, 6)]
)
def test_a_centre_is_as_large_as_it_is_asked_to_be(agents: int, queues: int, chat_queues: int, campaigns: int) -> None:
    centre = plan(agents, seed=5)
    assert len(centre.agents) == agents
    assert (len(centre.queues), len(centre.chat_queues)) == (queues, chat_queues)
    assert len(centre.campaigns) == campaigns
    assert len(centre.pauses) == 4
    assert all(agent.queues for agent in centre.agents.values())
    assert all(queue.overflow in centre.queues for queue in centre.queues.values())
    for queue in centre.queues:
        assert any(queue in agent.queues for agent in centre.agents.values())


@pytest.mark.parametrize("agents", [4, 151, -1])
def test_a_centre_of_no_sensible_size_is_refused(agents: int) -> None:
    with pytest.raises(ValueError, match="5 to 150 agents"):
        plan(agents, seed=1)
