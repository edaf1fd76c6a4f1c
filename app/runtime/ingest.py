"""Ingest: a body is parsed, made durable, numbered and applied here, and nowhere else.

Bodies that arrive during a commit wait together for the next one. Entries are applied in the journal's order, and a
sender is answered when its version is applied. A local journal returns what was just appended; a shared one returns all
nodes' entries (`recovery.py`). Nothing is awaited between reading and changing the state, so there are no locks.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence

from ..config.effective import effective
from ..config.schema import Settings
from ..document.reference import ReferenceDay
from ..events.parsing import FieldError, Invalid
from ..events.server_entries import ServerEntry
from ..journal import Journal, JournalError, Record, SharedJournal
from ..state.apply import Entry, apply
from ..state.daily_totals import Day
from ..state.state import State
from .checkpoints import Checkpoints
from .limits import IngestLimits
from .pending import Outcome, PendingBatch, PendingQueue
from .sequencing import Sequencer, Submission, replay
from .stats import IngestStats
from .yielding import ARRIVAL_TURNS, BackgroundSlice, TimeSlice

SLOW_COMMIT_S = 2.0  # seconds of one commit after which new bodies are refused rather than left waiting
MAX_BATCH = 200  # posts that are written without waiting for more
SHUTDOWN_WAIT_S = 2.0  # seconds that a closing wallboard waits for the last entries to come back from a shared journal
log = logging.getLogger(__name__)


class Closed(Exception):
    """The server is stopping and accepts no more bodies."""


class Ingest:
    """The truth and its only writer.

    `changed` is called after every batch that was applied, `reconfigured` where an entry of it changed the settings,
    `begun_anew` when a shared journal has lost what was applied: from then on versions may mean something else, in the
    next one of `histories`. `file` holds the settings of the file, `settings` those in force. `keep_days` stores the
    days that became final; no checkpoint is stored before. `load_references` puts into `references` what a new day is
    compared with. `on_recovered` is awaited before the first webhook is taken. `stopped_at` is the date of the
    newest event that there was at the start, None without any.
    """

    def __init__(self, settings: Settings, journal: Journal, *, event_time: bool = False) -> None:
        """An empty wallboard: `recovery.py` fills it from the journal, `run` and `ticking.py` keep it going."""
        self.file = self.settings = settings
        self.journal = journal
        self._shared = isinstance(journal, SharedJournal)
        self.state = State(rules=settings.rules, event_time=event_time)
        self.settings_lock = asyncio.Lock()
        self._settings_of = (self.state.browser, self.state.observed_names)
        self.recovered = asyncio.Event()
        self.stopped_at: int | None = None
        self.error = ""
        self.slow = False
        self.broken = False
        self.limits = IngestLimits()
        self.refused: Counter[str] = Counter()
        self.meter = IngestStats()
        self.checkpoints = Checkpoints(journal)
        self.changed: Callable[[], None] = lambda: None
        self.reconfigured: Callable[[Settings], None] = lambda _settings: None
        self.on_reset: Callable[[], None] = lambda: None
        self.keep_days: Callable[[list[Day]], Awaitable[None]] = _keep_no_days
        self.references: dict[str, ReferenceDay | None] = {}
        self.on_recovered: Callable[[], Awaitable[None]] = _do_nothing
        self.load_references: Callable[[str], Awaitable[None]] = _load_no_references
        self.resets = 1
        self._submitted: list[PendingBatch] = []
        self._offered = asyncio.Event()
        self._appended = PendingQueue()
        self._appending = asyncio.Lock()
        self._writing = False
        self._closing = False

    def now(self) -> float:
        """The time that the board shows: the wall clock, or the newest date of a recording."""
        return float(self.state.now) if self.state.event_time and self.state.now else time.time()

    def submit(self, offered: Sequence[Submission]) -> asyncio.Future[list[Outcome]]:
        """Make these bodies durable and apply them: their outcomes, or JournalError if they could not be stored.

        JournalError immediately while the journal does not answer, Closed when stopping.
        """
        if self._closing:
            raise Closed
        if self.slow:
            raise JournalError(self.error)
        batch = PendingBatch(offered)
        self._submitted.append(batch)
        self._offered.set()
        return batch.done

    async def receive(self, offered: Sequence[Submission]) -> list[Outcome]:
        """Submit these bodies, and wait for their outcomes."""
        return await self.submit(offered)

    async def write(self, entries: Sequence[ServerEntry]) -> list[Outcome]:
        """Have these entries of the server's own made durable and applied, and wait for it."""
        return await self.receive([Submission(None, entry=entry) for entry in entries])

    async def run(self) -> None:
        """Write whatever is offered until `close`, a batch at a time."""
        await self.recovered.wait()
        while not self._closing or self._submitted:
            await self._offered.wait()
            batches = await self._gather()
            if batches:
                self._writing = True
                await self._write(batches)
                self._writing = False
        await self._appended.drain(SHUTDOWN_WAIT_S)

    async def _gather(self) -> list[PendingBatch]:
        """All bodies submitted until no other is about to be: they share the commit."""
        quiet = seen = 0
        while quiet < ARRIVAL_TURNS and seen < MAX_BATCH:
            await asyncio.sleep(0)
            quiet = quiet + 1 if len(self._submitted) == seen else 0
            seen = len(self._submitted)
        self._offered.clear()
        batches, self._submitted = self._submitted, []
        return batches

    async def close(self) -> None:
        """Accept no more bodies; those submitted are still written by `run`."""
        self._closing = True
        self._offered.set()

    async def save(self) -> None:
        """Store a checkpoint, if there is something new to store and a journal to store it in."""
        if not self.error and await self._keep_finished_days():
            await self.checkpoints.save(self.state, self.settings.journal.keep_days)

    def empty(self) -> State:
        """The state before the first entry."""
        return State(rules=self.state.rules, event_time=self.state.event_time)

    def settings_at(self, state: State) -> Settings:
        """The settings in force with this state, now or in the past."""
        return effective(self.file, state.browser.values, state.observed_names)

    def use_file(self, settings: Settings) -> None:
        """Have other settings of the file."""
        self.file = settings
        self.follow_settings(anew=True)

    def follow_settings(self, *, anew: bool = False) -> None:
        """Bring the settings in force up to the state, if an entry changed them, or `anew`."""
        given = (self.state.browser, self.state.observed_names)
        if not anew and all(one is other for one, other in zip(given, self._settings_of, strict=True)):
            return
        self._settings_of = given
        self.settings = self.settings_at(self.state)
        self.reconfigured(self.settings)

    async def apply_records(self, records: Iterable[Record]) -> None:
        """Apply entries from the journal."""
        async with self._appending:
            pass  # a commit that has just appended some of these learns their versions first
        await self._apply(map(self._entry, records))

    def reset(self) -> None:
        """Note that the journal has lost entries and its versions mean something else from now on."""
        self.resets += 1
        self.on_reset()
        self.changed()

    def fail_pending(self, error: JournalError) -> None:
        """Refuse all pending bodies: when they will be applied is not known."""
        self._refuse([], error)
        self._appended.refuse(error)

    def fail(self, error: JournalError) -> None:
        """The journal cannot be read or written."""
        if not self.error:
            log.error("webhooks are refused: %s", error)
        self.error = error.public

    def mark_healthy(self) -> None:
        """The journal can be read and written."""
        if self.error:
            log.info("webhooks are accepted again")
        self.error = ""

    @property
    def busy(self) -> bool:
        """Whether bodies wait for the next commit."""
        return bool(self._submitted)

    def is_answering(self) -> bool:
        """Whether a sender waits for its answer: other work is deferred meanwhile."""
        return bool(self._submitted) or self._writing or bool(self._appended)

    def background_slice(self) -> BackgroundSlice:
        """A slice of time for work that webhooks go before."""
        return BackgroundSlice(self.is_answering)

    async def _write(self, batches: list[PendingBatch]) -> None:
        """Stamp these, append them, and apply them unless they come back from a shared journal."""
        state = self.state
        stamper = Sequencer(state.rules, state.clock if state.event_time else None, state.version)
        records = await self._stamped(stamper, batches)
        async with self._appending:
            began = time.perf_counter()
            try:
                version = await self._commit(records)
            except JournalError as error:
                self._refuse(batches, error)
                return
            self.meter.journal.observe(time.perf_counter() - began)
            self.mark_healthy()
            self._appended.add(batches, version)
        if not self._shared:
            await self._apply([entry for batch in batches for entry in batch.entries])

    async def _commit(self, records: Sequence[Record]) -> int:
        """Commit these; the first one's version. Bodies that arrive while a disk delays that are refused."""
        watch = asyncio.get_running_loop().call_later(SLOW_COMMIT_S, self._refuse_backlog)
        try:
            return await self.journal.append(records)
        finally:
            watch.cancel()
            self.slow = False

    def _refuse_backlog(self) -> None:
        """Refuse the bodies behind a commit that takes long, and all later ones until it ends."""
        self.slow = True
        behind, self._submitted = self._submitted, []
        self._refuse(behind, JournalError(f"the journal has not answered for over {SLOW_COMMIT_S:.0f} s"))

    async def _stamped(self, stamper: Sequencer, batches: list[PendingBatch]) -> list[Record]:
        now, time_slice = time.time(), TimeSlice()
        records = []
        for batch in batches:
            for offered in batch.bodies:
                record, entry = self._stamp(stamper, offered, now)
                records.append(record)
                batch.entries.append(entry)
                if time_slice.is_over():
                    await time_slice.renew()
        return records

    def _stamp(self, stamper: Sequencer, offered: Submission, now: float) -> tuple[Record, Entry]:
        """The body's record and entry. An error of ours in parsing one must not stop the others."""
        version = stamper.version
        try:
            return stamper.stamp(offered, now)
        except Exception:
            log.exception("parsing a body failed")
            stamper.version = version
            return stamper.stamp(Submission(None, "", (FieldError("", "could not be parsed by the wallboard"),)), now)

    def _refuse(self, batches: Iterable[PendingBatch], error: JournalError) -> None:
        self.fail(error)
        for batch in batches:
            batch.refuse(error)

    def _entry(self, record: Record) -> Entry:
        """The entry that a record is."""
        return self._appended.entry(record) or replayed(record, self.state)

    async def _apply(self, entries: Iterable[Entry]) -> None:
        """Apply these in the journal's order, and answer their senders."""
        if not self.state.version:
            self.state = self.empty()  # the clock may have run before the first entry; on no two nodes the same
        began, time_slice = time.perf_counter(), TimeSlice()
        for entry in entries:
            result = apply_entry(self.state, entry)
            if entry.changes_settings and self.recovered.is_set():
                self.follow_settings()  # before this version is shown: its document is made by these settings
            self.meter.results[result] += 1
            if self.state.today.name not in self.references:
                await self.compare_day()
            self._appended.resolve(entry.version, result)
            if time_slice.is_over():
                await time_slice.renew()
        await self._keep_finished_days()
        if self.recovered.is_set():
            self.meter.apply.observe(time.perf_counter() - began)
            self.changed()
            if self.checkpoints.due(self.state):
                await self.save()

    async def compare_day(self) -> None:
        """Read what the state's day is compared with, before its document is shown."""
        await self._keep_finished_days()
        await self.load_references(self.state.today.name)

    async def _keep_finished_days(self) -> bool:
        """Store the days that have become final; whether none is left. What failed is tried again later."""
        state = self.state
        if not (finished := list(state.finished)):
            return True
        try:
            await self.keep_days(finished)
        except JournalError as error:
            log.warning("%d finished days are not stored yet: %s", len(finished), error)
            return False
        del state.finished[: len(finished)]
        return True


def replayed(record: Record, state: State) -> Entry:
    """The entry that a stored record is to this state."""
    try:
        return replay(record, state.rules, trust=state.event_time)
    except ValueError:
        log.error("entry %d of the journal is damaged and counts as rejected", record.version)  # noqa: TRY400
        return Entry(record.version, record.received // 1000, Invalid(()))


def apply_entry(state: State, entry: Entry) -> str:
    """Apply one entry. An error of ours in one event must not stop the others: it is logged, without data."""
    try:
        return apply(state, entry)
    except Exception:
        log.exception("applying entry %d failed", entry.version)
        return "applied"


async def _keep_no_days(_days: list[Day]) -> None:
    """Nobody asks for past days."""


async def _load_no_references(_day: str) -> None:
    """No day is compared with another."""


async def _do_nothing() -> None:
    """Nothing follows a recovery."""
