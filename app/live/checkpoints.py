"""Where recovery begins: the state as it was kept now and then, and when it is kept again.

Not here: the entries between two checkpoints, which `recovery.py` applies.
"""

import logging

from ..journal import Checkpoint, Journal, JournalError
from ..state import state as states
from ..state.state import State

CHECKPOINT_EVERY = 10_000  # entries: less than half a second of replay; the checkpoint of a busy day takes 5 ms
log = logging.getLogger(__name__)


class Checkpoints:
    """The checkpoints in a journal: which version is kept, and of which day."""

    def __init__(self, journal: Journal) -> None:
        """Nothing is kept yet; `newest` says what is."""
        self._journal = journal
        self._version = 0
        self._day = ""

    async def newest(self, empty: State) -> State:
        """The state to go on from: the newest one that fits, or the first before what was trimmed, or `empty`."""
        state = _fitting(await self._journal.newest_checkpoint(), empty)
        if state is None and (first := await self._journal.first_checkpoint()):
            state = _fitting(first, empty, any_rules=True)
        state = state or empty
        self._version, self._day = state.version, ""
        return state

    def due(self, state: State) -> bool:
        """After many entries, and once a day, so that old entries can go a day at a time."""
        self._day = self._day or state.today.name
        return state.version - self._version >= CHECKPOINT_EVERY or state.today.name != self._day

    async def save(self, state: State, keep_days: int) -> None:
        """Keep this state, and with a new day forget entries older than `keep_days`. A failure is only logged."""
        version, day, now = state.version, state.today.name, state.now * 1000
        if version == self._version:
            return
        encoded = states.encode(state)
        try:
            await self._journal.save(Checkpoint(version, now, encoded))
            if day != self._day:
                await self._journal.trim(now - keep_days * 86_400_000)
            self._version, self._day = version, day
        except JournalError as error:
            log.warning("no checkpoint was kept: %s", error)


def _fitting(checkpoint: Checkpoint | None, empty: State, *, any_rules: bool = False) -> State | None:
    """The checkpoint's state, if this release can read it and it was made by the same rules."""
    if checkpoint is None:
        return None
    try:
        state = states.decode(checkpoint.state)
    except ValueError:
        log.info("the checkpoint is another release's: replaying the journal instead")
        return None
    if (state.rules, state.by_events) != (empty.rules, empty.by_events) and not any_rules:
        log.info("the configuration's clock or lifetimes changed: replaying the journal")
        return None
    state.rules, state.by_events = empty.rules, empty.by_events
    return state
