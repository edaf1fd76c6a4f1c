"""Which ids events named: when first, when last and how often, a bounded number of them."""

from app.events import AgentStatusChanged, EnterQueue
from app.state.sightings import MAX_SIGHTINGS, Sighting, Sightings, note_ids


def test_every_id_that_an_event_names_is_counted_with_its_first_and_last_date() -> None:
    seen: Sightings = {}
    for date in (20, 10, 30):
        note_ids(seen, AgentStatusChanged(date=date, agent_login="anna", pause_id="1"))
    note_ids(seen, EnterQueue(date=5, connection_id="1.1", queue_id="155"))
    note_ids(seen, AgentStatusChanged(date=40, agent_login="anna"))

    assert seen == {
        "agents": {"anna": Sighting(10, 40, 4)},
        "pauses": {"1": Sighting(10, 30, 3)},
        "queues": {"155": Sighting(5, 5, 1)},
    }


def test_the_id_not_named_for_longest_gives_way() -> None:
    seen: Sightings = {}
    for number in range(MAX_SIGHTINGS):
        note_ids(seen, EnterQueue(date=number, connection_id="1.1", queue_id=str(number)))
    note_ids(seen, EnterQueue(date=5000, connection_id="1.1", queue_id="0"))
    note_ids(seen, EnterQueue(date=5001, connection_id="1.1", queue_id="new"))

    assert len(seen["queues"]) == MAX_SIGHTINGS
    assert "0" in seen["queues"]
    assert "new" in seen["queues"]
    assert "1" not in seen["queues"]
