"""From the newer state to everybody who watches: a patch at once, a burst gathered, a ping in silence."""

import asyncio
import time

from ..config.schema import Settings
from ..document.document import Audience, Document, with_version
from ..document.merge_patch import Json, diff
from ..events.timestamps import iso
from .encoding import DocumentCache, Frame, frame
from .hub import Hub, Subscriber
from .ingest import Ingest
from .yielding import SLICE_S, BackgroundSlice, TimeSlice

MIN_PATCH_INTERVAL_S = 0.052  # at most 19 patches a second in a burst
MAX_DEFERRAL_S = 0.02  # of patches behind webhooks, after each slice of time
PING_INTERVAL_S = 2.0  # seconds after which a quiet line says that it lives


class Publisher:
    """One document for each audience that somebody watches, and its way to the hub."""

    def __init__(self, settings: Settings, ingest: Ingest, hub: Hub, copies: DocumentCache, release: str) -> None:
        """Nobody watches yet. `release` goes with every ping, so that pages notice an upgrade."""
        self.settings = settings
        self.ingest = ingest
        self.hub = hub
        self.document_cache = copies
        self.release = release
        self._documents: dict[Audience, Document] = {}
        self._sent_at: dict[Audience, float] = {}
        self._pages: dict[Audience, str] = {}
        self._states: dict[tuple[Audience, bool], tuple[tuple[int, str], Frame]] = {}
        self._changed = asyncio.Event()
        self._sending = asyncio.Lock()  # two frames on their way at once could change places behind one that waits

    def wake(self) -> None:
        """There is something new."""
        self._changed.set()

    def reload(self, settings: Settings) -> None:
        """From the next version on, send everybody what these settings make of the state."""
        self.settings = settings

    def forget(self) -> None:
        """Make whole documents anew: versions mean something else from now on. Patches lead there by themselves."""
        self._states.clear()

    def subscribe(self, subscriber: Subscriber) -> None:
        """Give the client the whole state, and every later patch."""
        audience = subscriber.audience
        watched = audience in self.hub.audiences
        document = self._documents.get(audience) if watched else None
        if document is None:
            document = self._documents[audience] = Document(audience, self.settings)
            document.refresh(self.ingest.state)
            self._sent_at[audience] = time.monotonic()
            self._pages[audience] = self.settings.page_edition(audience.board)
        self.hub.join(subscriber, self._state(document, packed=subscriber.encoding.packed))

    async def publish_changes(self) -> None:
        """Send the first change after a quiet moment at once, and what follows it gathered. Never ends."""
        due = 0.0
        while True:
            await self._changed.wait()
            if (early := due - time.monotonic()) > 0:
                await asyncio.sleep(early)
            self._changed.clear()
            due = time.monotonic() + MIN_PATCH_INTERVAL_S
            await self.publish()

    async def ping(self) -> None:
        """Tell every audience that heard nothing for a while that the line lives. Never ends."""
        while True:
            now = time.monotonic()
            for audience in self.hub.audiences:
                async with self._sending:
                    if now - self._sent_at.get(audience, 0.0) >= PING_INTERVAL_S:
                        await self._send(audience, self._ping(audience))
            next_ = min((self._sent_at[a] for a in self.hub.audiences), default=now) + PING_INTERVAL_S
            await asyncio.sleep(max(next_ - time.monotonic(), 0.01))

    async def publish(self) -> None:
        """Send each audience the patch from what it has to what is."""
        watched = set(self.hub.audiences)
        self._documents = {a: document for a, document in self._documents.items() if a in watched}
        self._states.clear()
        self.document_cache.forget_before(self.ingest.state.version)
        time_slice = BackgroundSlice(self.ingest.is_answering, SLICE_S, MAX_DEFERRAL_S)
        for audience in list(self._documents):
            if time_slice.is_over():
                await time_slice.renew()
            async with self._sending:
                if (patch := await self._patch(audience, time_slice)) is not None:
                    await self._send(audience, patch)
                page = self.settings.page_edition(audience.board)
                if self._pages.get(audience) != page:
                    self._pages[audience] = page
                    await self._send(audience, self._ping(audience, has_new_page=True))

    async def _patch(self, audience: Audience, time_slice: TimeSlice) -> Frame | None:
        """Bring the audience's document up to date; what its watchers are to be sent, before anybody else may join."""
        document = self._documents[audience]
        if document.shows(self.ingest.state) or not self._has_board(audience.board):
            return None
        if document.settings is self.settings and document.follows(self.ingest.state):
            patch = document.refresh(self.ingest.state)
        else:
            old, document = document, await self._rebuild(audience, time_slice)
            if self._documents[audience] is not old:
                return None  # all its watchers left, and who joined since has the newest state
            self._documents[audience] = document
            patch = diff(old.content, document.content)
        version = document.version
        return frame("patch", with_version(patch, version, self.ingest.now(), self.settings), version)

    async def _rebuild(self, audience: Audience, time_slice: TimeSlice) -> Document:
        """A whole document, in slices of time: by a new configuration, or when a day has turned."""
        while True:
            document = Document(audience, self.settings)
            for _ in document.fill(self.ingest.state):
                if time_slice.is_over():
                    await time_slice.renew()
            if document.settings is self.settings:
                document.refresh(self.ingest.state)
                return document

    def _has_board(self, board: str | None) -> bool:
        """Whether the configuration has this board; the watchers of one that it lost are withdrawn."""
        return board is None or board in self.settings.boards

    def _state(self, document: Document, *, packed: bool) -> Frame:
        """The whole document as a frame; made once for everybody who joins at this version and second."""
        as_of = iso(self.ingest.now(), self.settings.zone)
        key = document.audience, packed
        made, cached = self._states.get(key, (None, None))
        if cached is None or made != (document.version, as_of):
            cached = self.document_cache.of(document).frame(as_of, packed=packed)
            self._states[key] = ((document.version, as_of), cached)
        return cached

    async def _send(self, audience: Audience, sent: Frame) -> None:
        self._sent_at[audience] = time.monotonic()
        await self.hub.send(audience, sent)

    def _ping(self, audience: Audience, *, has_new_page: bool = False) -> Frame:
        """A ping; pages need their edition once it has been changed in the browser, whenever that was."""
        ping: Json = {
            "version": self.ingest.state.version,
            "now": iso(self.ingest.now(), self.settings.zone),
            "release": self.release,
        }
        if has_new_page or self.ingest.state.browser.revision:
            ping["page"] = self.settings.page_edition(audience.board)
        if self.ingest.error:
            ping["trouble"] = "journal"
        return frame("ping", ping)
