"""States of the past: a checkpoint, the entries received until then, time advanced to then. Not here: who may ask.

The caller holds the `QueryLimit`: one is rebuilt at a time, in slices of time, webhooks first.
"""

from ..document.document import Audience, Document
from ..events.parsing import Invalid
from ..events.timestamps import iso
from ..journal import CHECKPOINT_INTERVAL_ENTRIES, Record, Wanted
from ..runtime.encoding import Block, EncodedDocument
from ..runtime.ingest import Ingest, apply_entry
from ..runtime.sequencing import replay
from ..runtime.yielding import run_in_slices
from ..state import state as states
from ..state.apply import Entry
from ..state.expiry import advance_to
from ..state.state import State
from .days import Days
from .event_log import JournalHistory

MAX_CACHED_STATES = 2  # of some megabytes each: going on from one costs only the entries between


class OutOfReach(Exception):
    """An instant or version before the first one that can be answered, or after the last one. `first` is an instant."""

    def __init__(self, first: int | None) -> None:
        super().__init__("not in the journal")
        self.first = first


class PastStates:
    """The states that were requested last, as their last entry left them."""

    def __init__(self, ingest: Ingest, history: JournalHistory, days: Days) -> None:
        """Nothing is rebuilt yet."""
        self.ingest = ingest
        self.days = days
        self.history = history
        self._states: list[State] = []

    def forget(self) -> None:
        """Rebuild everything: versions mean something else from now on."""
        self._states.clear()

    async def at(self, instant: int) -> State:
        """The state at the end of this second. OutOfReach, or JournalError where the journal cannot be read."""
        version = await self.history.last_version_before(instant + 1)
        first = await self.history.begins()
        if first is None or instant < first:
            raise OutOfReach(first)
        state = await self._after(version)
        advance_to(state, max(instant, state.now))
        return state

    async def after(self, version: int) -> tuple[State, Record]:
        """The state after this entry, and the entry. OutOfReach, or JournalError where the journal cannot be read."""
        record = await self.ingest.journal.next_after(version - 1) if version else None
        if record is None or record.version != version or version > self.ingest.state.version:
            raise OutOfReach(await self.history.begins())
        return await self._after(version), record

    async def document(self, state: State, audience: Audience) -> Document:
        """What the audience saw of a state."""
        settings = self.ingest.settings_at(state)
        if audience.board is not None and audience.board not in settings.boards:
            settings = self.ingest.settings  # a newer board
        references = {state.today.name: await self.days.reference(state.today.name)}
        document, time_slice = Document(audience, settings, references), self.ingest.background_slice()
        for _ in document.fill(state):
            if time_slice.is_over():
                await time_slice.renew()
        document.refresh(state)
        return document

    async def _after(self, version: int) -> State:
        """A copy of the state after this entry: the one that is stored goes on only by entries."""
        state = await self._nearest(version)
        time_slice = self.ingest.background_slice()
        search = self.ingest.journal.search(state.version, version, Wanted(kinds=None))
        async for records in search:
            for record in records:
                apply_entry(state, _entry(record, state))
                state.finished.clear()
                if time_slice.is_over():
                    await time_slice.renew()
        self._states = [state, *[one for one in self._states if one is not state]][:MAX_CACHED_STATES]
        await time_slice.renew()
        encoded = states.encode(state)
        await time_slice.renew()
        return await run_in_slices(states.decoding(encoded), time_slice)

    async def _nearest(self, version: int) -> State:
        """A state not long before this version."""
        near = [one for one in self._states if 0 <= version - one.version < CHECKPOINT_INTERVAL_ENTRIES]
        if near:
            return max(near, key=lambda one: one.version)
        state = await self.ingest.checkpoints.before(version, self.ingest.empty(), self.ingest.background_slice())
        if state is None:
            raise OutOfReach(await self.history.begins())
        return state


def encoded(document: Document, instant: int) -> tuple[Block, Block]:
    """The document as JSON, to the byte as `/state` gave it, but for its instant."""
    return EncodedDocument(document).blocks(iso(instant, document.settings.zone))


def _entry(record: Record, state: State) -> Entry:
    try:
        return replay(record, state.rules, trust=state.event_time)
    except ValueError:  # damaged: recovery has logged it
        return Entry(record.version, record.received // 1000, Invalid(()))
