"""From the newer state to everybody who watches: a patch at once, a burst gathered, a ping in silence."""

import asyncio
import time

from ..board.difference import Json
from ..board.document import Audience, Document, named
from ..events.dates import iso
from ..settings import Settings
from .frames import Frame, frame
from .hub import Hub, Subscriber
from .wallboard import Wallboard

PACE = 0.07  # seconds between patches of a burst: at most 14 a second, and nobody sees a difference
SILENCE = 2.0  # seconds after which a quiet line says that it lives


class Publisher:
    """One document for each audience that somebody watches, and its way to the hub."""

    def __init__(self, settings: Settings, wallboard: Wallboard, hub: Hub, release: str) -> None:
        """Nobody watches yet. `release` goes with every ping, so that pages notice an upgrade."""
        self.settings = settings
        self.wallboard = wallboard
        self.hub = hub
        self.release = release
        self._documents: dict[Audience, Document] = {}
        self._spoken: dict[Audience, float] = {}
        self._states: dict[Audience, tuple[tuple[int, int], Frame]] = {}
        self._changed = asyncio.Event()

    def wake(self) -> None:
        """There is something new."""
        self._changed.set()

    def reload(self, settings: Settings) -> None:
        """From the next version on, send everybody what these settings make of the state."""
        self.settings = settings
        for audience, document in self._documents.items():
            if audience.board is None or audience.board in settings.boards:
                document.renew(settings)

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
            document.refresh(self.wallboard.state)
            self._spoken[audience] = time.monotonic()
        subscriber.offer(self._state(audience, document))
        self.hub.join(subscriber)

    async def publish_changes(self) -> None:
        """Send the first change after a quiet moment at once, and what follows it gathered. Never ends."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            self.publish()
            await asyncio.sleep(PACE)

    async def ping(self) -> None:
        """Tell every audience that heard nothing for a while that the line lives. Never ends."""
        while True:
            now = time.monotonic()
            for audience in self.hub.audiences:
                if now - self._spoken.get(audience, 0.0) >= SILENCE:
                    self._send(audience, frame("ping", self._ping()))
            next_ = min((self._spoken[a] for a in self.hub.audiences), default=now) + SILENCE
            await asyncio.sleep(max(next_ - time.monotonic(), 0.01))

    def publish(self) -> None:
        """Send each audience the patch from what it has to what is."""
        state, as_of = self.wallboard.state, self.wallboard.now()
        watched = set(self.hub.audiences)
        self._documents = {a: document for a, document in self._documents.items() if a in watched}
        self._states = {a: kept for a, kept in self._states.items() if a in watched}
        for audience, document in self._documents.items():
            if document.shows(state):
                continue
            patch = named(document.refresh(state), state.version, as_of, self.settings)
            self._send(audience, frame("patch", patch, state.version))

    def _state(self, audience: Audience, document: Document) -> Frame:
        """The whole document as a frame; made once for everybody who joins at this version and second."""
        now = int(self.wallboard.now())
        made, kept = self._states.get(audience, (None, None))
        if kept is None or made != (document.version, now):
            content = named(document.content, document.version, now, self.settings)
            kept = frame("state", content, document.version)
            self._states[audience] = ((document.version, now), kept)
        return kept

    def _send(self, audience: Audience, sent: Frame) -> None:
        self._spoken[audience] = time.monotonic()
        self.hub.send(audience, sent)

    def _ping(self) -> Json:
        now = iso(self.wallboard.now(), self.settings.zone)
        trouble = {"trouble": "journal"} if self.wallboard.trouble else {}
        return {"version": self.wallboard.state.version, "now": now, "release": self.release} | trouble
