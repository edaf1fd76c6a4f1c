"""The one writer: a body is read, made durable, numbered and applied here, and nowhere else.

Bodies that arrive while a commit is under way wait together for the next one. Nothing is awaited between
reading the state and having changed it, so there are no locks.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..events.reading import Fault, Unknown, Wrong
from ..journal import Checkpoint, Journal, JournalError, Record
from ..settings import Settings
from ..state import state as states
from ..state.apply import Entry, apply
from ..state.passing import advance, next_due
from ..state.state import State
from .entries import TICK, Offered, Stamper, replayed
from .meter import Meter

CHECKPOINT_EVERY = 50_000  # entries: about two seconds of replay
BREATH = 500  # bodies of one array applied between two breaths of the event loop: about 15 ms
LATE = 5.0  # seconds of applying after which recovery says how far it is
log = logging.getLogger(__name__)


class Outcome(NamedTuple):
    """What became of one body: its version, how it counted, and its faults if it was wrong."""

    version: int
    result: str
    said: Wrong | Unknown | None


class Closed(Exception):
    """The wallboard takes nothing more: the server is stopping."""


class Wallboard:
    """The truth and its only writer. `changed` is called after every batch that was applied."""

    def __init__(self, settings: Settings, journal: Journal, *, by_events: bool = False) -> None:
        """An empty wallboard; `recover` fills it from the journal, `run` keeps it going."""
        self.settings = settings
        self.journal = journal
        self.state = State(rules=settings.rules, by_events=by_events)
        self.recovered = asyncio.Event()
        self.trouble = ""
        self.broken = False
        self.meter = Meter()
        self.changed: Callable[[], None] = lambda: None
        self._offers: list[tuple[Sequence[Offered], asyncio.Future[list[Outcome]]]] = []
        self._offered = asyncio.Event()
        self._saved = 0
        self._saved_day = ""
        self._closing = False

    def now(self) -> float:
        """The time that the board shows: the wall clock, or the newest date of a recording."""
        return float(self.state.now) if self.state.by_events and self.state.now else time.time()

    async def recover(self) -> None:
        """Bring back the state; if the journal cannot be read, say so and stay not ready."""
        try:
            await self._recover()
        except JournalError as error:
            self.trouble = str(error)
            log.critical("nothing can be recovered: %s", error)

    async def _recover(self) -> None:
        """Begin at the newest checkpoint that fits and apply the entries after it."""
        checkpoint = await self.journal.newest_checkpoint()
        state = self._fitting(checkpoint)
        if state is None and (first := await self.journal.first_checkpoint()):
            state = self._fitting(first, any_rules=True)
        if state is not None:
            self.state = state
        began = told = time.monotonic()
        async for records in self.journal.read(self.state.version):
            for record in records:
                self._made_true(self._replayed(record))
            await asyncio.sleep(0)
            if time.monotonic() - told > LATE:
                told = time.monotonic()
                log.info("replaying the journal: %d entries after %.0f s", self.state.version, told - began)
        if not self.state.by_events:
            advance(self.state, max(self.state.now, 0) or int(time.time()))
        self._saved, self._saved_day = self.state.version, self.state.today.name
        self.recovered.set()

    def _replayed(self, record: Record) -> Entry:
        try:
            return replayed(record, self.state.rules, trust=self.state.by_events)
        except ValueError:
            log.error("entry %d of the journal is damaged and counts as rejected", record.version)  # noqa: TRY400
            return Entry(record.version, record.received // 1000, Wrong(()))

    def _fitting(self, checkpoint: Checkpoint | None, *, any_rules: bool = False) -> State | None:
        """The checkpoint's state, if this release can read it and it was made by the same rules."""
        if checkpoint is None:
            return None
        try:
            state = states.decode(checkpoint.state)
        except ValueError:
            log.info("the checkpoint is another release's: replaying the journal instead")
            return None
        if (state.rules, state.by_events) != (self.state.rules, self.state.by_events) and not any_rules:
            log.info("the configuration's clock or lifetimes changed: replaying the journal")
            return None
        state.rules, state.by_events = self.state.rules, self.state.by_events
        return state

    async def receive(self, offered: Sequence[Offered]) -> list[Outcome]:
        """Make these bodies durable and true. JournalError if they could not be kept, Closed when stopping."""
        if self._closing:
            raise Closed
        done: asyncio.Future[list[Outcome]] = asyncio.get_running_loop().create_future()
        self._offers.append((offered, done))
        self._offered.set()
        return await done

    async def run(self) -> None:
        """Write whatever is offered until `close`, a batch at a time."""
        await self.recovered.wait()
        while not self._closing or self._offers:
            await self._offered.wait()
            await asyncio.sleep(0)  # whoever is being read in this turn of the loop shares the commit
            self._offered.clear()
            offers, self._offers = self._offers, []
            if offers:
                await self._write(offers)
            if self._checkpoint_is_due() and not self.trouble:
                await self.save()

    async def tick(self) -> None:
        """While nothing arrives, write an entry when, and only when, something is due. Never ends by itself."""
        await self.recovered.wait()
        while not self.state.by_events:
            if self.trouble:
                await self._probe()
            delay = next_due(self.state) - time.time()
            if delay <= 0 and not self._offers:
                await self._tick_once()
            # A second's grain is what dates have; an event may bring an earlier due time at any moment.
            await asyncio.sleep(min(max(delay, 0.05), 1.0))

    async def close(self) -> None:
        """Take nothing more; what was offered is still written by `run`."""
        self._closing = True
        self._offered.set()

    async def save(self) -> None:
        """Keep a checkpoint, and forget entries older than `keep_days`."""
        version = self.state.version
        if version == self._saved or not self.recovered.is_set():
            return
        now = self.state.now * 1000
        encoded = states.encode(self.state)
        try:
            await self.journal.save(Checkpoint(version, now, encoded))
            await self.journal.trim(now - self.settings.journal.keep_days * 86_400_000)
            self._saved, self._saved_day = version, self.state.today.name
        except JournalError as error:
            log.warning("no checkpoint was kept: %s", error)

    def _checkpoint_is_due(self) -> bool:
        """After many entries, and once a day, so that old entries can go a day at a time."""
        self._saved_day = self._saved_day or self.state.today.name
        return self.state.version - self._saved >= CHECKPOINT_EVERY or self.state.today.name != self._saved_day

    async def _tick_once(self) -> None:
        try:
            await self.receive([TICK])
        except (JournalError, Closed):
            await asyncio.sleep(1)

    async def _probe(self) -> None:
        """See whether the journal can be written again, so that it is known before the next webhook."""
        try:
            await self.journal.probe()
        except JournalError as error:
            self.trouble = str(error)
        else:
            self.trouble = ""

    async def _write(self, offers: list[tuple[Sequence[Offered], asyncio.Future[list[Outcome]]]]) -> None:
        now = time.time()
        state = self.state
        stamper = Stamper(state.rules, state.clock if state.by_events else None, state.version)
        stamped = []
        for bodies, _ in offers:
            stamped.append([self._stamped(stamper, body, now) for body in bodies[:BREATH]])
            for start in range(BREATH, len(bodies), BREATH):
                await asyncio.sleep(0)
                stamped[-1] += [self._stamped(stamper, body, now) for body in bodies[start : start + BREATH]]
        began = time.perf_counter()
        try:
            await self.journal.append([record for batch in stamped for record, _ in batch])
        except JournalError as error:
            self._refuse(offers, error)
            return
        kept = time.perf_counter()
        self.meter.journal.observe(kept - began)
        self.trouble = ""
        for batch, (_, done) in zip(stamped, offers, strict=True):
            outcomes = [self._applied(entry) for _, entry in batch[:BREATH]]
            for start in range(BREATH, len(batch), BREATH):
                await asyncio.sleep(0)
                outcomes += [self._applied(entry) for _, entry in batch[start : start + BREATH]]
            if not done.done():
                done.set_result(outcomes)
        self.meter.apply.observe(time.perf_counter() - kept)
        self.changed()

    def _stamped(self, stamper: Stamper, offered: Offered, now: float) -> tuple[Record, Entry]:
        """The body's record and entry. A fault of ours in reading one must not stop the others."""
        version = stamper.version
        try:
            return stamper.stamp(offered, now)
        except Exception:
            log.exception("a fault in reading a body")
            stamper.version = version
            return stamper.stamp(Offered(None, "", (Fault("", "was not understood by the wallboard"),)), now)

    def _refuse(
        self, offers: list[tuple[Sequence[Offered], asyncio.Future[list[Outcome]]]], error: JournalError
    ) -> None:
        if not self.trouble:
            log.error("webhooks are refused: %s", error)
        self.trouble = str(error)
        for _, done in offers:
            if not done.done():
                done.set_exception(JournalError(str(error)))

    def _applied(self, entry: Entry) -> Outcome:
        result = self._made_true(entry)
        self.meter.results[result] += 1
        said = entry.said if isinstance(entry.said, Wrong | Unknown) else None
        return Outcome(entry.version, result, said)

    def _made_true(self, entry: Entry) -> str:
        """Apply one entry. A fault of ours in one event must not stop the others: it is logged, without data."""
        try:
            return apply(self.state, entry)
        except Exception:
            log.exception("a fault in applying entry %d", entry.version)
            return "applied"
