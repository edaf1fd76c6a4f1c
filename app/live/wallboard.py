"""The one writer: a body is read, made durable, numbered and applied here, and nowhere else.

Bodies that arrive while a commit is under way wait together for the next one. The journal's order is the order:
entries are applied as it gives them, and whoever posted one is answered when its version has come true. A
journal of our own gives back what was just appended; a shared one gives every node's entries, by `follow`.
Nothing is awaited between reading the state and having changed it, so there are no locks.
"""

import asyncio
import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from ..events.reading import Fault, Wrong
from ..journal import Checkpoint, Damaged, Gap, Journal, JournalError, Record, SharedJournal
from ..settings import Settings
from ..state import state as states
from ..state.apply import Entry, apply
from ..state.passing import SET_BACK, advance, next_due
from ..state.state import State
from .entries import TICK, Offered, Stamper, replayed
from .meter import Meter
from .posts import Appended, Outcome, Post
from .room import Room

CHECKPOINT_EVERY = 10_000  # entries: less than half a second of replay; the checkpoint of a busy day takes 5 ms
SLOW = 2.0  # seconds of one commit after which whoever comes is refused rather than kept waiting
BREATH = 500  # bodies stamped or applied between two breaths of the event loop: about 15 ms
TURNS = 3  # of the event loop that a request takes from its first byte to being offered
TOGETHER = 200  # posts that are written without waiting for more
LATE = 5.0  # seconds of applying after which recovery says how far it is
AGAIN = 0.5  # seconds until a shared journal that failed is tried again
PATIENCE = 2.0  # seconds that a closing wallboard waits for the last entries to come back from a shared journal
APART = 0.3  # seconds over which the nodes spread the tick that each of them could write
log = logging.getLogger(__name__)


class Closed(Exception):
    """The wallboard takes nothing more: the server is stopping."""


class Wallboard:
    """The truth and its only writer.

    `changed` is called after every batch that was applied, `begun_anew` when a shared journal has lost what was
    applied: from then on versions may mean something else, in the next one of `histories`.
    """

    def __init__(self, settings: Settings, journal: Journal, *, by_events: bool = False) -> None:
        """An empty wallboard; `recover` fills it from the journal, `run` and `follow` keep it going."""
        self.settings = settings
        self.journal = journal
        self._shared = journal if isinstance(journal, SharedJournal) else None
        self.state = State(rules=settings.rules, by_events=by_events)
        self.recovered = asyncio.Event()
        self.trouble = ""
        self.broken = False
        self.room = Room()
        self.refused: Counter[str] = Counter()
        self.meter = Meter()
        self.changed: Callable[[], None] = lambda: None
        self.begun_anew: Callable[[], None] = lambda: None
        self.histories = 1
        self._offers: list[Post] = []
        self._offered = asyncio.Event()
        self._appended = Appended()
        self._appending = asyncio.Lock()
        self._saved = 0
        self._saved_day = ""
        self._slow = False
        self._closing = False

    def now(self) -> float:
        """The time that the board shows: the wall clock, or the newest date of a recording."""
        return float(self.state.now) if self.state.by_events and self.state.now else time.time()

    async def recover(self) -> None:
        """Bring back the state; while the journal cannot be read, say so and stay not ready."""
        while not self.recovered.is_set():
            try:
                await self._recover()
            except JournalError as error:
                if self.trouble != str(error):
                    log.critical("nothing can be recovered: %s", error)
                self.trouble = str(error)
                if isinstance(error, Damaged):
                    return
                await asyncio.sleep(AGAIN)

    async def _recover(self) -> None:
        """Begin at the newest checkpoint that fits and apply the entries after it."""
        checkpoint = await self.journal.newest_checkpoint()
        state = self._fitting(checkpoint)
        if state is None and (first := await self.journal.first_checkpoint()):
            state = self._fitting(first, any_rules=True)
        self.state = state or self._unwritten()
        self._saved = self.state.version
        began = told = time.monotonic()
        async for records in self.journal.read(self.state.version):
            await self._apply(map(self._entry, records))
            await asyncio.sleep(0)
            if time.monotonic() - told > LATE:
                told = time.monotonic()
                log.info("replaying the journal: %d entries after %.0f s", self.state.version, told - began)
        if not self.state.by_events:
            advance(self.state, max(self.state.now, 0) or int(time.time()))
        self._saved_day = self.state.today.name
        self._well()
        self.recovered.set()
        if self._checkpoint_is_due():
            await self.save()  # so that the next start, here or on another node, need not read all this again

    def _unwritten(self) -> State:
        return State(rules=self.state.rules, by_events=self.state.by_events)

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
        if self._slow:
            raise JournalError(self.trouble)
        post = Post(offered)
        self._offers.append(post)
        self._offered.set()
        return await post.done

    async def run(self) -> None:
        """Write whatever is offered until `close`, a batch at a time."""
        await self.recovered.wait()
        while not self._closing or self._offers:
            await self._offered.wait()
            posts = await self._gathered()
            if posts:
                await self._write(posts)
        await self._appended.answered(PATIENCE)

    async def _gathered(self) -> list[Post]:
        """All that are offered by the time that nobody else is seen to come: they share the commit."""
        quiet = seen = 0
        while quiet < TURNS and seen < TOGETHER:
            await asyncio.sleep(0)
            quiet = quiet + 1 if len(self._offers) == seen else 0
            seen = len(self._offers)
        self._offered.clear()
        posts, self._offers = self._offers, []
        return posts

    async def follow(self) -> None:
        """Apply what any node appends to a shared journal, as it comes. Never ends by itself."""
        await self.recovered.wait()
        while self._shared:
            try:
                async for records in self._shared.follow(self.state.version):
                    async with self._appending:
                        pass  # whoever has just appended some of these learns their versions first
                    await self._apply(map(self._entry, records))
            except Gap as gap:
                log.critical("%s: beginning again from what it has", gap)
                self.recovered.clear()
                self._refuse([], gap)
                self._appended.refuse(gap)
                await asyncio.sleep(AGAIN)
                await self.recover()
                self.histories += 1
                self.begun_anew()
                self.changed()
            except JournalError as error:
                self._refuse([], error)
                self._appended.refuse(error)
                await asyncio.sleep(AGAIN)

    async def tick(self) -> None:
        """While nothing arrives, write an entry when, and only when, something is due. Never ends by itself."""
        await self.recovered.wait()
        while True:
            if self.trouble and not self._slow:
                await self._probe()
            delay = 1.0 if self.state.by_events else next_due(self.state) - time.time()
            set_back = not self.state.by_events and time.time() < self.state.now - SET_BACK
            if (delay <= 0 or set_back) and not self._offers:
                await self._tick_once()
            # A second's grain is what dates have; an event may bring an earlier due time at any moment.
            await asyncio.sleep(min(max(delay, 0.05), 1.0))

    async def reload(self, settings: Settings) -> None:
        """Be configured anew by settings with the same rules; an entry of its own carries that to the screens."""
        self.settings = settings
        if self.recovered.is_set():
            await self._tick_once()

    async def close(self) -> None:
        """Take nothing more; what was offered is still written by `run`."""
        self._closing = True
        self._offered.set()

    async def save(self) -> None:
        """Keep a checkpoint, and forget entries older than `keep_days`."""
        version = self.state.version
        if version == self._saved or not self.recovered.is_set() or self.trouble:
            return
        now = self.state.now * 1000
        encoded = states.encode(self.state)
        day = self.state.today.name
        try:
            await self.journal.save(Checkpoint(version, now, encoded))
            if day != self._saved_day:
                await self.journal.trim(now - self.settings.journal.keep_days * 86_400_000)
            self._saved, self._saved_day = version, day
        except JournalError as error:
            log.warning("no checkpoint was kept: %s", error)

    def _checkpoint_is_due(self) -> bool:
        """After many entries, and once a day, so that old entries can go a day at a time."""
        self._saved_day = self._saved_day or self.state.today.name
        return self.state.version - self._saved >= CHECKPOINT_EVERY or self.state.today.name != self._saved_day

    async def _tick_once(self) -> None:
        if self._shared:
            await asyncio.sleep(random.uniform(0, APART))  # noqa: S311 - no secret
            if next_due(self.state) > time.time():
                return
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
            self._well()

    async def _write(self, posts: list[Post]) -> None:
        """Stamp these, append them, and apply them unless a shared journal will say when it is their turn."""
        state = self.state
        stamper = Stamper(state.rules, state.clock if state.by_events else None, state.version)
        records = await self._stamped(stamper, posts)
        async with self._appending:
            began = time.perf_counter()
            try:
                version = await self._kept(records)
            except JournalError as error:
                self._refuse(posts, error)
                return
            self.meter.journal.observe(time.perf_counter() - began)
            self._well()
            self._appended.add(posts, version)
        if self._shared is None:
            await self._apply([entry for post in posts for entry in post.entries])

    async def _kept(self, records: Sequence[Record]) -> int:
        """Commit these; the first one's version. Whoever comes while a disk keeps that waiting is refused."""
        commit = asyncio.ensure_future(self.journal.append(records))
        try:
            while not (await asyncio.wait({commit}, timeout=SLOW))[0]:
                self._slow = True
                behind, self._offers = self._offers, []
                self._refuse(behind, JournalError(f"the journal has not answered for over {SLOW:.0f} s"))
        finally:
            self._slow = False
        return commit.result()

    async def _stamped(self, stamper: Stamper, posts: list[Post]) -> list[Record]:
        now = time.time()
        records = []
        for post in posts:
            for start in range(0, len(post.bodies), BREATH):
                if start:
                    await asyncio.sleep(0)
                for offered in post.bodies[start : start + BREATH]:
                    record, entry = self._stamp(stamper, offered, now)
                    records.append(record)
                    post.entries.append(entry)
        return records

    def _stamp(self, stamper: Stamper, offered: Offered, now: float) -> tuple[Record, Entry]:
        """The body's record and entry. A fault of ours in reading one must not stop the others."""
        version = stamper.version
        try:
            return stamper.stamp(offered, now)
        except Exception:
            log.exception("a fault in reading a body")
            stamper.version = version
            return stamper.stamp(Offered(None, "", (Fault("", "was not understood by the wallboard"),)), now)

    def _well(self) -> None:
        if self.trouble:
            log.info("webhooks are taken again")
        self.trouble = ""

    def _refuse(self, posts: Iterable[Post], error: JournalError) -> None:
        if not self.trouble:
            log.error("webhooks are refused: %s", error)
        self.trouble = str(error)
        for post in posts:
            post.refuse(error)

    def _entry(self, record: Record) -> Entry:
        """The entry that a record is."""
        try:
            return self._appended.entry(record) or replayed(record, self.state.rules, trust=self.state.by_events)
        except ValueError:
            log.error("entry %d of the journal is damaged and counts as rejected", record.version)  # noqa: TRY400
            return Entry(record.version, record.received // 1000, Wrong(()))

    async def _apply(self, entries: Iterable[Entry]) -> None:
        """Make these true, in the journal's order, and answer who waited for them."""
        if not self.state.version:
            self.state = self._unwritten()  # the clock may have run before the first entry; on no two nodes the same
        began = time.perf_counter()
        for count, entry in enumerate(entries, 1):
            result = self._made_true(entry)
            self.meter.results[result] += 1
            self._appended.came_true(entry.version, result)
            if count % BREATH == 0:
                await asyncio.sleep(0)
        if self.recovered.is_set():
            self.meter.apply.observe(time.perf_counter() - began)
            self.changed()
            if self._checkpoint_is_due():
                await self.save()

    def _made_true(self, entry: Entry) -> str:
        """Apply one entry. A fault of ours in one event must not stop the others: it is logged, without data."""
        try:
            return apply(self.state, entry)
        except Exception:
            log.exception("a fault in applying entry %d", entry.version)
            return "applied"
