"""What one node of many does. Of a journal of its own a node is the one."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from ..journal import JournalError, SharedJournal
from .ingest import Ingest

RENEWALS = 3  # of a lease before it would end
IDLE_CHECK_S = 5.0  # between two looks whether the task is wanted


class Lease:
    """Whether this node is the one that does a task. `keep` goes on as long as the server does."""

    def __init__(
        self,
        ingest: Ingest,
        task: str,
        seconds: int,
        is_wanted: Callable[[], bool],
        gained: Callable[[], None] = lambda: None,
    ) -> None:
        """A node that ends without a word is the one for so many seconds more. `gained` is called when this one is."""
        self.is_held = not isinstance(ingest.journal, SharedJournal)
        self._journal = ingest.journal
        self._task = task
        self._seconds = seconds
        self._is_wanted = is_wanted
        self._gained = gained

    async def keep(self) -> None:
        """Be the one, or know that another node is; for ever."""
        journal = self._journal
        while isinstance(journal, SharedJournal):
            with suppress(JournalError):  # then nobody else can be the one
                is_held = self._is_wanted() and await journal.lease(self._task, self._seconds)
                if is_held and not self.is_held:
                    self._gained()
                self.is_held = is_held
            await asyncio.sleep(self._seconds / RENEWALS if self._is_wanted() else IDLE_CHECK_S)
