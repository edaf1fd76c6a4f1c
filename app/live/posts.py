"""What was posted and is not answered yet: bodies on their way through the journal to becoming true.

Not here: the journal and the state. Whoever moves them tells this what has become of which version.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..events.reading import Unknown, Wrong
from ..journal import JournalError, Record, Unconfirmed
from ..state.apply import Entry
from .entries import Offered


class Outcome(NamedTuple):
    """What became of one body: its version, how it counted, and its faults if it was wrong."""

    version: int
    result: str
    said: Wrong | Unknown | None


class Post:
    """Bodies offered together: stamped, appended, then answered as their versions come true, `next` the first."""

    __slots__ = ("bodies", "done", "entries", "next", "outcomes")

    def __init__(self, bodies: Sequence[Offered]) -> None:
        """Offered, and nothing else yet."""
        self.bodies = bodies
        self.done: asyncio.Future[list[Outcome]] = asyncio.get_running_loop().create_future()
        self.entries: list[Entry] = []
        self.outcomes: list[Outcome] = []
        self.next = 0

    def refuse(self, error: JournalError) -> None:
        """Tell the sender to come again."""
        if not self.done.done():
            self.done.set_exception(type(error)(str(error)))


class Appended:
    """Posts that are in the journal and wait for their turn, in its order."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._posts: deque[Post] = deque()

    def __bool__(self) -> bool:
        """Whether anybody waits."""
        return bool(self._posts)

    def add(self, posts: Iterable[Post], version: int) -> None:
        """These were appended, the first entry with this version."""
        for post in posts:
            post.next = version
            version += len(post.entries)
            self._posts.append(post)

    def entry(self, record: Record) -> Entry | None:
        """What was stamped here for this record, if it was here and as the journal has it: read once is enough."""
        post = self._posts[0] if self._posts else None
        if post is None or post.next != record.version:
            return None
        entry = post.entries[len(post.outcomes)]
        if entry.instant != record.received // 1000:
            return None
        return Entry(record.version, entry.instant, entry.said, entry.mark)

    def came_true(self, version: int, result: str) -> None:
        """Answer whoever waits for this version; whoever was passed over may not be here."""
        while self._posts and self._posts[0].next < version:
            self._posts.popleft().refuse(Unconfirmed("the journal went on without it"))
        if not self._posts or self._posts[0].next > version:
            return
        post = self._posts[0]
        said = post.entries[len(post.outcomes)].said
        post.outcomes.append(Outcome(version, result, said if isinstance(said, Wrong | Unknown) else None))
        post.next += 1
        if len(post.outcomes) == len(post.entries):
            self._posts.popleft()
            if not post.done.done():
                post.done.set_result(post.outcomes)

    def refuse(self, error: JournalError) -> None:
        """Send everybody away: what they posted may come true later, but nobody can say when."""
        while self._posts:
            self._posts.popleft().refuse(Unconfirmed(str(error)))

    async def answered(self, seconds: float) -> None:
        """Wait until nobody waits, or so long."""
        if self._posts:
            await asyncio.wait([post.done for post in self._posts], timeout=seconds)
