"""The demo's past days: books of a few simulated days, dated back, made in a process of its own so that nothing waits.

`python -m app.cli.demo_days` reads what is wanted from its input and writes a line a day, as an export has them.
"""

import asyncio
import logging
import os
import sys
from datetime import date, timedelta
from typing import TypeVar

import msgspec
from aiohttp import web

from .. import simulator
from ..config.schema import Settings
from ..history.books import Book, QueueBook, encode, make_book
from ..history.days import BOOK
from ..journal import StoredDay
from ..journal.jsonl import day_line, records
from ..runtime.sequencing import TICK, Sequencer, Submission
from ..state.apply import apply
from ..state.daily_totals import Day
from ..state.state import BOOK_OPEN_S, State, make_day
from ..web.app_keys import DAYS, INGEST

PAST_DAYS = 15  # so that each of the last week has the day of the week before
VARIANTS = 3  # simulated days in turn, so that a day differs from that of the week before
PRIORITY = 10  # lower than that of the demo itself
T = TypeVar("T")
log = logging.getLogger(__name__)


class Wanted(msgspec.Struct):
    """A center, and the second of today from which on its days are simulated: as late as the demo's own began."""

    agents: int
    seed: int
    begins: float
    settings: dict[str, object]


async def add_past_days(app: web.Application, wanted: Wanted) -> None:
    """Store the days in the demo's journal once they are made, and compare today with one of them."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is the demo's
    )
    try:
        written, _ = await process.communicate(msgspec.json.encode(wanted))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        log.warning("the demo has no past days: making them ended with status %d", process.returncode)
    rows: list[StoredDay] = []
    list(records(written.splitlines(), days=rows))
    ingest = app[INGEST]
    await ingest.journal.put_days(rows)
    app[DAYS].forget()
    ingest.references.clear()
    await ingest.load_references(ingest.state.today.name)


def past_days(wanted: Wanted) -> list[StoredDay]:
    """The books of the days before the one in which the demo begins."""
    settings = msgspec.convert(wanted.settings, Settings)
    today = make_day(int(wanted.begins), settings.rules)
    made = [_simulated(settings, wanted, number, today) for number in range(VARIANTS)]
    rows = []
    for number in range(1, PAST_DAYS + 1):
        name = date.fromisoformat(today.name) - timedelta(days=number)
        noon = int(today.begin + 43_200 - number * 86_400)
        day = make_day(noon, settings.rules)
        rows.append(StoredDay(str(name), BOOK, encode(_dated(made[number % VARIANTS], day))))
    return rows


def _simulated(settings: Settings, wanted: Wanted, number: int, today: Day) -> Book:
    """A day of the center, by another seed than the demo's."""
    begins = int(wanted.begins)
    center = simulator.Simulation(
        agents=wanted.agents,
        seed=wanted.seed + 1 + number,
        begins=begins,
        curve=simulator.always_busy(begins),
        timezone=settings.timezone,
    )
    state, sequencer = State(rules=settings.rules), Sequencer(settings.rules, None, 0)
    for event in center.events(today.end):
        apply(state, sequencer.stamp(Submission({**event.body}), event.at)[1])
    apply(state, sequencer.stamp(TICK, today.end + BOOK_OPEN_S)[1])
    return make_book(state.finished[-1], today.begin)


def _dated(book: Book, day: Day) -> Book:
    """The same figures of another day, quarter hour by quarter hour."""
    ahead = day.begin - book.begin

    def moved(quarters: dict[int, T]) -> dict[int, T]:
        return {at + ahead: counts for at, counts in quarters.items()}

    return msgspec.structs.replace(
        book,
        name=day.name,
        begin=day.begin,
        end=day.end,
        queues={
            id_: QueueBook(queue.day, msgspec.Raw(msgspec.msgpack.encode(moved(queue.by_quarter()))))
            for id_, queue in book.queues.items()
        },
        chat_queues={
            id_: msgspec.structs.replace(chats, quarters=moved(chats.quarters))
            for id_, chats in book.chat_queues.items()
        },
        campaigns={
            id_: msgspec.structs.replace(campaign, quarters=moved(campaign.quarters))
            for id_, campaign in book.campaigns.items()
        },
    )


def _main() -> None:
    os.nice(PRIORITY)
    wanted = msgspec.json.decode(sys.stdin.buffer.read(), type=Wanted)
    sys.stdout.buffer.writelines(map(day_line, past_days(wanted)))


if __name__ == "__main__":
    _main()
