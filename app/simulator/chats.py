"""Chats: clients write, wait, get an agent (sometimes another later), or give up unanswered."""

from collections.abc import Generator
from dataclasses import dataclass
from random import Random
from typing import Any, Final
from uuid import UUID

import simpy

from . import chance, people
from .floor import Floor, Seat
from .rare_events import ONCE_AN_HOUR
from .staffing import Staffing
from .world import World

Steps = Generator[Any, Any, Any]

_REASSIGNED: Final = 0.08
_MEAN: Final = 280.0


@dataclass(eq=False)
class _Place:
    """A chat that waits for an agent; `offer` brings the seat, which is kept already."""

    chat_queue: str
    offer: simpy.Event


class Chats:
    """All chat conversations."""

    def __init__(self, world: World, floor: Floor, staffing: Staffing) -> None:
        self._world = world
        self._floor = floor
        self._staffing = staffing
        self._rng = world.chance("chats")
        self._waiting: list[_Place] = []
        floor.freed.append(self._freed)
        for chat_queue in world.centre.chat_queues:
            world.env.process(self._arrivals(chat_queue))

    def _arrivals(self, chat_queue: str) -> Steps:
        world, rng = self._world, self._world.chance(f"chats/{chat_queue}")
        yield world.wait(60)
        while True:
            pause = rng.expovariate(self._staffing.chats(chat_queue, world.env.now))
            yield world.wait(min(900.0, pause))  # several in every hour, in the smallest centre too
            world.env.process(self._chat(chat_queue))

    def _chat(self, chat_queue: str) -> Steps:
        world, rng = self._world, self._rng
        conversation, name = str(_uuid(rng)), people.stranger(rng)
        created = world.now
        world.emit(
            "CHAT_CONVERSATION_CREATED",
            conversation_id=conversation,
            client_name=name,
            client_email=people.mail(rng, name) if rng.random() < 0.8 else "NULL",
            chat_queue_id=chat_queue,
        )
        book = world.books.chat_queues[chat_queue]
        book.created += 1
        book.waiting += 1
        seat = yield from self._find(chat_queue)
        book.waiting -= 1
        if seat is None:
            book.missed += 1
            world.rota.done("missed chat", world.env.now)
        else:
            book.wait_time.add(world.now - created)
            book.assigned += 1
            book.active += 1
            yield from self._converse(conversation, chat_queue, seat)
            book.active -= 1
            book.closed += 1
        world.emit("CHAT_CONVERSATION_CLOSED", conversation_id=conversation, chat_queue_id=chat_queue)

    def _find(self, chat_queue: str) -> Steps:
        """An agent who takes the chat, or none when the client's patience ends first."""
        world, rng = self._world, self._rng
        hasty = world.rota.due("missed chat", world.env.now, ONCE_AN_HOUR)
        end = world.wait(rng.uniform(1.1, 2.4) if hasty else chance.lognormal(rng, 320, 0.5, least=20, most=900))
        yield world.wait(2.5 + rng.expovariate(1 / 5)) | end  # nobody notices a new chat at once
        if end.processed:
            return None
        seat = self._seat(chat_queue)
        if seat:
            self._floor.chat_begins(seat)
            return seat
        place = _Place(chat_queue, world.env.event())
        self._waiting.append(place)
        yield place.offer | end
        if place.offer.triggered:
            return place.offer.value
        self._waiting.remove(place)
        return None

    def _converse(self, conversation: str, chat_queue: str, seat: Seat) -> Steps:
        """With one agent until the end, or half of it each with two."""
        world, rng = self._world, self._rng
        length = chance.lognormal(rng, _MEAN, 0.8, least=25, most=1800)
        self._assign(conversation, chat_queue, seat)
        if world.rota.due("another chat agent", world.env.now) or rng.random() < _REASSIGNED:
            yield world.wait(length / 2)
            other = self._seat(chat_queue)
            if other and other is not seat:
                self._floor.chat_begins(other)
                self._floor.chat_ends(seat)
                seat = other
                self._assign(conversation, chat_queue, seat)
                world.rota.done("another chat agent", world.env.now)
            length /= 2
        yield world.wait(length)
        self._floor.chat_ends(seat)

    def _assign(self, conversation: str, chat_queue: str, seat: Seat) -> None:
        self._world.emit(
            "CHAT_AGENT_ASSIGNED",
            conversation_id=conversation,
            agent_login=seat.agent.login,
            chat_queue_id=chat_queue,
        )
        self._world.books.agents[seat.agent.login].chats += 1

    def _seat(self, chat_queue: str) -> Seat | None:
        """Whoever has a chat already takes the next one too, so that the others stay free for calls."""
        able = [seat for seat in self._floor.chatting[chat_queue] if seat.free_for_chat]
        return max(able, key=lambda seat: (seat.chats, -seat.idle_since), default=None)

    def _freed(self, seat: Seat) -> None:
        if not seat.free_for_chat:
            return
        for place in self._waiting:
            if place.chat_queue in seat.agent.chat_queues:
                self._waiting.remove(place)
                self._floor.chat_begins(seat)
                place.offer.succeed(seat)
                return


def _uuid(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)
