"""Checkpoints: where recovery starts, and when the state is stored again.

A checkpoint is used only if this very code made it by the same rules: another release may count the same entries
differently. Not here: the entries between two checkpoints, which `recovery.py` applies.
"""

import asyncio
import logging
import time
import zlib

from ..journal import CHECKPOINT_INTERVAL_ENTRIES, Checkpoint, Journal, JournalError
from ..state import state as states
from ..state.server_entries import first_needed
from ..state.state import State
from .fingerprint import code_digest, made_by, without_name
from .yielding import TimeSlice, run_in_slices

DEFLATE_LEVEL = 1  # half the size in a tenth of the time of the default
log = logging.getLogger(__name__)


class Checkpoints:
    """The checkpoints in a journal: the stored version, and its day. `saved_at` is when the last one was stored."""

    def __init__(self, journal: Journal) -> None:
        code_digest()  # now: the files may be another release's by the time of the first checkpoint
        self._journal = journal
        self.saved_at = time.time()
        self._version = 0
        self._day = ""

    async def newest(self, empty: State) -> State:
        """The state to continue from: the newest one made by this code and these rules, else the journal's beginning.

        That is `empty`, or where the first entries were trimmed, the checkpoint in their place.
        """
        fitting = await self._journal.newest_checkpoint(_made_by(empty))
        state = await _decoded(fitting, empty) if fitting else None
        if state is None:
            state = await self._beginning(empty)
        self._version, self._day = state.version, ""
        return state

    def due(self, state: State) -> bool:
        """After many entries, and once a day, so that old entries can go a day at a time."""
        self._day = self._day or state.today.name
        return state.version - self._version >= CHECKPOINT_INTERVAL_ENTRIES or state.today.name != self._day

    async def save(self, state: State, keep_days: int) -> None:
        """Store this state, and with a new day trim entries older than `keep_days`. A failure is only logged."""
        version, day, now = state.version, state.today.name, state.now * 1000
        needed = first_needed(state)
        if version == self._version:
            return
        name, encoded = _made_by(state), states.encode(state)
        encoded = name + await asyncio.to_thread(zlib.compress, encoded, DEFLATE_LEVEL)
        try:
            await self._journal.save(Checkpoint(version, now, encoded))
            if day != self._day:
                await self._journal.trim(now - keep_days * 86_400_000, needed)
            self._version, self._day, self.saved_at = version, day, time.time()
        except JournalError as error:
            log.warning("no checkpoint was stored: %s", error)

    async def before(self, version: int, empty: State, time_slice: TimeSlice) -> State | None:
        """The newest stored state of a version up to this one, made by this code and these rules, in slices of time.

        None where there is none and the entries that it would be made of were trimmed.
        """
        checkpoint = await self._journal.checkpoint_at(version, _made_by(empty))
        if checkpoint and (state := await _decoded(checkpoint, empty, time_slice)):
            return state
        first = await self._journal.first_checkpoint()
        if first is None:
            return empty
        return await _decoded(first, empty, time_slice) if first.version <= version else None

    async def _beginning(self, empty: State) -> State:
        """The state before the first entry there is. What it lacks is logged."""
        if await self._journal.newest_checkpoint():
            log.info("no checkpoint was made by this release and configuration: replaying all entries")
        first = await self._journal.first_checkpoint()
        if first is None:
            return empty
        state = await _decoded(first, empty)
        if state is None:
            log.warning(
                "the entries up to %d were trimmed, and this release cannot read the checkpoint in their place: "
                "logins and tickets from before are unknown until an event names them",
                first.version,
            )
            return empty
        log.warning(
            "the entries up to %d were trimmed, and another release or configuration made the checkpoint in their "
            "place: logins and tickets from before are shown as in that checkpoint, and figures that it lacks miss "
            "that part; all later entries are counted again",
            first.version,
        )
        return state


def _made_by(state: State) -> bytes:
    return made_by(state.rules, event_time=state.event_time)


async def _decoded(checkpoint: Checkpoint, empty: State, time_slice: TimeSlice | None = None) -> State | None:
    """The checkpoint's state under the rules of `empty`, if this release can read it."""
    try:
        encoded = await asyncio.to_thread(without_name, checkpoint.state)
        state = await run_in_slices(states.decoding(encoded), time_slice or TimeSlice())
    except ValueError:
        return None
    state.rules, state.event_time = empty.rules, empty.event_time
    return state
