"""An agent's day read from the journal agrees with the board, for any events in any order."""

import asyncio
import json
from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.config.schema import Settings
from app.document.agents import agent_row
from app.history.event_log import JournalHistory
from app.history.timeline_cache import TimelineCache
from app.journal.memory import MemoryJournal
from app.runtime.ingest import Ingest
from app.runtime.sequencing import Sequencer, Submission
from app.state.apply import apply
from app.state.state import make_day
from tests.examples import examples
from tests.laws.strategies import START, days
from tests.story import Body

AGENTS = ("ala", "ola", "ela")
SETTINGS = Settings()


class Kept:
    """A center under the clock of events, whose journal can be queried."""

    def __init__(self) -> None:
        self.journal = MemoryJournal()
        self.wallboard = Ingest(SETTINGS, self.journal, event_time=True)
        self.timelines = TimelineCache(self.wallboard, JournalHistory(self.wallboard))

    def hears(self, body: Body) -> None:
        state = self.wallboard.state
        record, entry = Sequencer(state.rules, state.clock, state.version).stamp(Submission(body), 0.0)
        self.journal.records.append(record)
        apply(state, entry)

    async def day(self, login: str) -> Any:
        state = self.wallboard.state
        told = await self.timelines.answer(login, make_day(state.now, state.rules))
        return told and json.loads(told)

    def row(self, login: str) -> Any:
        return agent_row(self.wallboard.state, login, SETTINGS, "supervisor")


def agrees(told: Any, row: Any) -> None:
    assert told["figures"] == row["today"]
    last = told["spans"][-1]
    assert last["status"] == row["status"]
    hidden = row["status"] in {"ringing", "dialing", "wrap_up"}  # a status of higher precedence may hide its start
    if "since" in row and not hidden:
        assert last["since"] == row["since"]


def is_a_day(told: Any) -> None:
    """Spans follow one another without gap or overlap, and the totals are their sums."""
    spans = told["spans"]
    assert [span["since"] for span in spans[1:]] == [span["until"] for span in spans[:-1]]
    assert "until" not in spans[-1]
    for status, total in told["totals"].items():
        assert total == sum(span["seconds"] for span in spans if span["status"] == status)
    begin, now = (datetime.fromisoformat(told[key]) for key in ("begin", "as_of"))
    assert sum(told["totals"].values()) == (now - begin).total_seconds()


def slower(body: Body, pace: int) -> Body:
    """The same event of a day on which everything takes `pace` times as long."""
    date = START + pace * (datetime.fromisoformat(str(body["date"])) - START)
    return body | {"date": f"{date:%Y-%m-%d %H:%M:%S}"}


@given(day=days(most=18), pace=st.sampled_from([1, 10, 60]), data=st.data())
@examples(120)
def test_the_timeline_agrees_with_the_board_at_every_query(day: list[Body], pace: int, data: st.DataObject) -> None:
    order = [slower(body, pace) for body in data.draw(st.permutations(day))]
    asked_at = data.draw(st.sets(st.integers(0, len(order)), max_size=3)) | {len(order)}
    centre = Kept()

    async def whole() -> None:
        for number, body in enumerate(order, 1):
            centre.hears(body)
            if number in asked_at:
                for login in AGENTS:
                    if (row := centre.row(login)) and (told := await centre.day(login)):
                        agrees(told, row)
                        is_a_day(told)

    asyncio.run(whole())
