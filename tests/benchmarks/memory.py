"""Memory over a month: a thousand agents, 177,000 events, resident size after day 30 against after day 2.

Everything that grows with what is true or shown runs: the real Wallboard on its SQLite journal, and a document
kept up to date. A process of its own lives the month (`python -m tests.benchmarks.memory DIRECTORY`) and says
the resident megabytes after days 2 and 30; by then a day's worth of doubles is known, and it may grow no more.
"""

import asyncio
import gc
import random
import resource
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from app.application import make_journal
from app.config.schema import Settings
from app.document.document import Audience, Document
from app.events.decoding import Body
from app.runtime.ingest import Ingest
from app.runtime.recovery import recover
from app.runtime.sequencing import Submission
from tests.benchmarks.days import DAY, MIDNIGHT, ZONE
from tests.benchmarks.table import Row
from tests.benchmarks.webhook import Child

AGENTS = 1000
DAYS = 30
CALLS = 484  # a day, of 6 events each; with 3 for every agent 177,120 events in the month
QUEUES = 10
BATCH = 100
AIM = 1.1
FIRST = 2  # the day after which the size is compared


def measure() -> list[Row]:
    """One row."""
    with tempfile.TemporaryDirectory() as directory, Child("memory", directory) as child:
        early, late, events = map(float, child.heard().split())
    ratio = late / early
    return [
        Row(
            f"memory, {AGENTS:,} agents, {events:,.0f} events",
            f"{late:.1f} MB after day {DAYS}",
            f"after day {FIRST} {early:.1f} MB",
            f"{ratio:.2f}",
            f"<= {AIM}",
            ratio <= AIM,
        )
    ]


def _day(day: int) -> list[Body]:
    """One day's events by date: shifts from 8 to 16, calls within them."""
    chance = random.Random(day)
    begins = MIDNIGHT + day * DAY + 8 * 3600
    events = [event for agent in range(AGENTS) for event in _shift(f"agent{agent:04d}", begins + agent)]
    for number in range(CALLS):
        at = begins + 2000 + number * 50
        agent = f"agent{chance.randrange(AGENTS):04d}"
        events += _call(f"{at}.{number}", str(150 + chance.randrange(QUEUES)), agent, at, chance)
    events.sort(key=lambda event: event[0])
    return [{"date": _date(at), **fields} for at, fields in events]


def _shift(login: str, at: int) -> Iterator[tuple[int, Body]]:
    yield at, {"action": "AGENT_LOGGED_IN", "agent_login": login}
    yield at + 1, {"action": "AGENT_PHONE_CONNECTED", "agent_login": login, "phone_number": login[-4:]}
    yield at + 8 * 3600, {"action": "AGENT_LOGGED_OUT", "agent_login": login}


def _call(id_: str, queue: str, agent: str, at: int, chance: random.Random) -> Iterator[tuple[int, Body]]:
    waits, talks = chance.randrange(2, 40), chance.randrange(20, 600)
    call = {"connection_id": id_, "source_number": f"{chance.randrange(10**9):09d}"}
    queued: Body = {**call, "queue_id": queue}
    talking: Body = {**queued, "agent_login": agent}
    yield at, {"action": "ENTER_IVR", "destination_number": "800100100", **call}
    yield at + 5, {"action": "ENTER_QUEUE", **queued}
    yield at + 5 + waits, {"action": "AGENT_RINGING", **talking}
    yield at + 10 + waits, {"action": "EXIT_QUEUE", **queued}
    yield at + 10 + waits, {"action": "AGENT_CONNECTED", **talking}
    yield at + 10 + waits + talks, {"action": "AGENT_COMPLETED", **talking, "billsec": str(talks)}


def _date(at: int) -> str:
    return datetime.fromtimestamp(at, ZONE).strftime("%Y-%m-%d %H:%M:%S")


async def _live(directory: Path) -> list[float]:
    settings = Settings()
    wallboard = Ingest(settings, make_journal(settings, directory), event_time=True)
    await recover(wallboard)
    writer = asyncio.create_task(wallboard.run())
    document = Document(Audience("supervisor"), settings)
    sizes = []
    for day in range(1, DAYS + 1):
        bodies = _day(day)
        for begin in range(0, len(bodies), BATCH):
            await wallboard.receive([Submission(fields) for fields in bodies[begin : begin + BATCH]])
            document.refresh(wallboard.state)
        if day in {FIRST, DAYS}:
            del bodies
            gc.collect()
            sizes.append(_resident())
    await wallboard.close()
    await writer
    await wallboard.journal.close()
    return [*sizes, wallboard.state.version]


def _resident() -> float:
    """The megabytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    sys.stdout.write(" ".join(str(figure) for figure in asyncio.run(_live(Path(sys.argv[1])))) + "\n")
