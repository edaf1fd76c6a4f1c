"""Where recovery begins: the state as it was kept now and then, and when it is kept again.

A checkpoint is believed only if this very code made it by the same rules: another release may count what this one
shows, or count it otherwise. Not here: the entries between two checkpoints, which `recovery.py` applies.
"""

import logging

from ..journal import Checkpoint, Journal, JournalError
from ..state import state as states
from ..state.server_entries import first_needed
from ..state.state import State
from .fingerprint import code_digest, made_by, without_name

CHECKPOINT_EVERY = 10_000  # entries: less than half a second of replay; the checkpoint of a busy day takes 5 ms
log = logging.getLogger(__name__)


class Checkpoints:
    """The checkpoints in a journal: which version is kept, and of which day."""

    def __init__(self, journal: Journal) -> None:
        """Nothing is kept yet; `newest` says what is."""
        code_digest()  # now: the files may be another release's by the time of the first checkpoint
        self._journal = journal
        self._version = 0
        self._day = ""

    async def newest(self, empty: State) -> State:
        """The state to go on from: the newest one made by this code and these rules, else what the journal begins with.

        That is `empty`, or where the first entries were trimmed, the checkpoint before what is left of them.
        """
        fitting = await self._journal.newest_checkpoint(_made_by(empty))
        state = _decoded(fitting, empty) if fitting else None
        if state is None:
            state = await self._beginning(empty)
        self._version, self._day = state.version, ""
        return state

    def due(self, state: State) -> bool:
        """After many entries, and once a day, so that old entries can go a day at a time."""
        self._day = self._day or state.today.name
        return state.version - self._version >= CHECKPOINT_EVERY or state.today.name != self._day

    async def save(self, state: State, keep_days: int) -> None:
        """Keep this state, and with a new day forget entries older than `keep_days`. A failure is only logged."""
        version, day, now = state.version, state.today.name, state.now * 1000
        needed = first_needed(state)
        if version == self._version:
            return
        encoded = _made_by(state) + states.encode(state)
        try:
            await self._journal.save(Checkpoint(version, now, encoded))
            if day != self._day:
                await self._journal.trim(now - keep_days * 86_400_000, needed)
            self._version, self._day = version, day
        except JournalError as error:
            log.warning("no checkpoint was kept: %s", error)

    async def _beginning(self, empty: State) -> State:
        """The state before the first entry that there is. What it cannot be trusted for is logged."""
        if await self._journal.newest_checkpoint():
            log.info("no checkpoint was made by this release and configuration: replaying the whole journal")
        first = await self._journal.first_checkpoint()
        if first is None:
            return empty
        state = _decoded(first, empty)
        if state is None:
            log.warning(
                "the entries up to %d were trimmed, and this release cannot read the checkpoint that stands for them: "
                "who logged in and which tickets were opened before is not known until an event says so",
                first.version,
            )
            return empty
        log.warning(
            "the entries up to %d were trimmed, and another release or configuration made the checkpoint that stands "
            "for them: what began before and still lasts (logins, tickets) is shown as that one saw it, and a figure "
            "that it did not have lacks that part; all that came after is counted anew",
            first.version,
        )
        return state


def _made_by(state: State) -> bytes:
    return made_by(state.rules, event_time=state.event_time)


def _decoded(checkpoint: Checkpoint, empty: State) -> State | None:
    """The checkpoint's state under the rules of `empty`, if this release can read it."""
    try:
        state = states.decode(without_name(checkpoint.state))
    except ValueError:
        return None
    state.rules, state.event_time = empty.rules, empty.event_time
    return state
