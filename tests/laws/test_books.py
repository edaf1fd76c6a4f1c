"""The wallboard's figures are the books of a simulated centre, which knows what truly happened."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
import pytest

from app.config.schema import Settings
from app.document.document import Audience, Document
from app.events.decoding import from_form
from app.runtime.sequencing import TICK, Sequencer, Submission
from app.simulator import Channel, Simulation, configuration, whole_day
from app.state.apply import apply
from app.state.state import State

HOUR = 3600


class Watched:
    """A simulated centre and the wallboard that hears of it over a line."""

    def __init__(
        self, agents: int, seed: int, begins: str, hours: int, *, event_time: bool = True, **line: float
    ) -> None:
        self.settings = msgspec.convert(configuration(agents, seed), Settings)
        self.begins = int(datetime.fromisoformat(begins).replace(tzinfo=self.settings.zone).timestamp())
        self.ends = self.begins + hours * HOUR
        self.centre = Simulation(agents=agents, seed=seed, begins=self.begins, curve=whole_day(self.begins, 8))
        self.line = Channel(seed, **line)
        self.state = State(rules=self.settings.rules, event_time=event_time)

    def hear_everything(self) -> "Watched":
        for delivery in self.line.deliveries(self.centre.events(self.ends)):
            self._stamp(Submission(from_form(delivery.body)), delivery.due)
        return self

    def rest(self, hours: float) -> "Watched":
        """Nothing arrives for some hours."""
        self._stamp(TICK, self.ends + hours * HOUR)
        return self

    def content(self) -> dict[str, Any]:
        document = Document(Audience("supervisor"), self.settings)
        document.refresh(self.state)
        return document.content

    def _stamp(self, offered: Submission, now: float) -> None:
        clock = self.state.clock if self.state.event_time else None
        apply(self.state, Sequencer(self.state.rules, clock, self.state.version).stamp(offered, now)[1])


def differing(truth: Any, shown: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where the books say something else than the board; of what nobody counted the board may say nothing."""
    if isinstance(truth, dict):
        for key, value in truth.items():
            yield from differing(value, (shown or {}).get(key), f"{path}/{key}")
    elif truth != shown and (truth, shown) != (0, None):
        yield path, truth, shown


def untold(watched: Watched, queue: str) -> int:
    """The calls that only a transfer says are talked in: no event tells their end, so a board learns it later."""
    talks = [[leg for leg in story.call.legs if leg.ended is None] for story in watched.state.calls.values()]
    return sum(any(leg.queue == queue and leg.provisional for leg in legs) for legs in talks)


MORNING, SPRING, AUTUMN = "2026-03-02T08:00:00", "2026-03-28T22:00:00", "2026-10-24T22:00:00"
BAD = {"doubles": 0.1, "disorder": 3.0}
DAYS: dict[str, tuple[int, int, str, int, dict[str, float]]] = {
    # agents, seed, when it begins, hours, the line
    "a morning": (40, 1, MORNING, 2, {}),
    "a long day": (12, 2, MORNING, 12, {}),
    "a bad line": (40, 3, MORNING, 2, BAD),
    "over midnight": (25, 4, "2026-03-02T22:30:00", 3, BAD),
    "the clock is put forward": (12, 5, SPRING, 7, BAD),
    "the clock is put back": (12, 6, AUTUMN, 8, BAD),
}


@pytest.mark.parametrize("event_time", [True, False], ids=["clock of events", "wall clock"])
@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS)
def test_the_board_shows_what_truly_happened(
    day: tuple[int, int, str, int, dict[str, float]], event_time: bool
) -> None:
    agents, seed, begins, hours, line = day
    watched = Watched(agents, seed, begins, hours, event_time=event_time, **line).hear_everything()
    books, content = watched.centre.books.document(), watched.content()
    talking = {queue: book.pop("talking") for queue, book in books["queues"].items()}
    shown = {queue: content["queues"].get(queue, {}).get("talking", 0) for queue in talking}

    assert list(differing(books, content)) == []
    assert all(talking[queue] <= shown[queue] <= talking[queue] + untold(watched, queue) for queue in talking)
    assert content["feed"]["today"]["unexpected"] == 0
    assert content["feed"]["today"]["rejected"] == content["feed"]["today"]["unknown"] == 0


LOSSES = [(12, 1, MORNING), (12, 2, SPRING), (12, 3, AUTUMN), (25, 4, MORNING)]


def numbers(value: object) -> list[float]:
    if isinstance(value, dict):
        return [number for part in value.values() for number in numbers(part)]
    return [value] if isinstance(value, int | float) else []


@pytest.mark.parametrize(("agents", "seed", "begins"), LOSSES)
def test_where_one_in_twenty_is_lost_the_figures_still_add_up(agents: int, seed: int, begins: str) -> None:
    content = Watched(agents, seed, begins, 3, loss=0.05, doubles=0.1, disorder=3).hear_everything().content()

    for queue in (*content["queues"].values(), content["totals"]):
        today = queue["today"]
        assert today["entered"] == today["answered"] + today["abandoned"] + today["left"] + queue["waiting"]
        assert today["abandoned_short"] <= today["abandoned_in_time"] <= today["abandoned"]
        assert today["answered_in_time"] <= today["answered"]
    assert min(numbers(content)) >= 0


@pytest.mark.parametrize("seed", [1, 2])
def test_where_one_in_twenty_is_lost_a_campaign_call_has_one_outcome_at_most(seed: int) -> None:
    content = Watched(25, seed, MORNING, 3, loss=0.05, doubles=0.1, disorder=3).hear_everything().content()

    for campaign in content["campaigns"].values():
        today = campaign["today"]
        live = campaign["dialing"] + campaign["talking"]
        assert today["completed"] + sum(today["outcomes"].values()) + live <= today["attempts"]
        assert today["connected"] <= today["attempts"]


@pytest.mark.parametrize(("agents", "seed", "begins"), LOSSES)
def test_where_one_in_twenty_is_lost_nothing_is_stuck_when_time_has_passed(agents: int, seed: int, begins: str) -> None:
    watched = Watched(agents, seed, begins, 3, event_time=False, loss=0.05, disorder=3).hear_everything().rest(30)
    content = watched.content()

    assert content["calls"] == content["chats"] == {}
    assert content["totals"]["waiting"] == content["totals"]["talking"] == content["totals"]["in_ivr"] == 0
    assert all(row["waiting"] == row["talking"] == 0 for row in content["queues"].values())
    assert all(row["waiting"] == row["active"] == 0 for row in content["chat_queues"].values())
    assert content["campaigns"] == {}
    for agent in content["agents"].values():
        assert agent["calls"] == agent["chats"] == []
        assert agent["status"] in {"available", "paused", "no_phone", "logged_out"}
        assert "preview" not in agent
    assert not watched.state.calls
    assert not watched.state.chats
