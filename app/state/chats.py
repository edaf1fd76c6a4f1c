"""A chat conversation: it waits, an agent has it (perhaps one after another), it is over."""

import msgspec
from msgspec.structs import replace

from ..events import ChatAgentAssigned, ChatConversationClosed, ChatConversationCreated
from .rules import NEVER, Expire
from .transitions import CHAT, REORDERING_S, ChatStatus

ChatEvent = ChatConversationCreated | ChatAgentAssigned | ChatConversationClosed


class Chat(msgspec.Struct, frozen=True, kw_only=True):
    """What a conversation's events say.

    `queue` is where it is now, `created_in`, `assigned_in` and `closed_in` are where it was when that happened.
    `started` is its first sign, `created` the date of its creation if that was seen, `since` when what it
    does now began. `assigned` is its first assignment, `agents` who had it and since when, in that order.
    """

    id: str
    queue: str
    started: int
    since: int
    status: ChatStatus = ChatStatus.UNSEEN
    created: int | None = None
    created_in: str = ""
    assigned: int | None = None
    assigned_in: str = ""
    closed: int | None = None
    closed_in: str = ""
    agents: tuple[tuple[str, int], ...] = ()
    client_name: str | None = None
    client_email: str | None = None
    unexpected: tuple[int, ...] = ()
    expired: tuple[int, ...] = ()

    @property
    def live(self) -> bool:
        """Whether it waits or is with an agent."""
        return self.status in {ChatStatus.WAITING, ChatStatus.ACTIVE}

    @property
    def agent(self) -> str | None:
        """Who has it now."""
        return self.agents[-1][0] if self.status is ChatStatus.ACTIVE else None


def begun(event: ChatEvent) -> Chat:
    """The chat before its first event."""
    return Chat(id=event.conversation_id, queue=event.chat_queue_id, started=event.date, since=event.date)


def due(chat: Chat, expire: Expire) -> int:
    """When it is taken to be over if nothing ends it."""
    return chat.since + expire.chat if chat.live else NEVER


def age(chat: Chat, until: int, expire: Expire) -> Chat:
    """The chat, over if it was due before or at `until`."""
    when = due(chat, expire)
    if when > until:
        return chat
    return replace(chat, status=ChatStatus.CLOSED, since=when, expired=(*chat.expired, when))


def step(chat: Chat, event: ChatEvent, expire: Expire) -> Chat:
    """The chat after one more event."""
    chat = _record_unexpected(age(chat, event.date - 1, expire), event)
    match event:
        case ChatConversationCreated():
            return _created(chat, event)
        case ChatAgentAssigned():
            return _assigned(chat, event)
        case ChatConversationClosed():
            return _closed(chat, event)


def _created(chat: Chat, event: ChatConversationCreated) -> Chat:
    chat = replace(
        chat,
        client_name=chat.client_name or event.client_name,
        client_email=chat.client_email or event.client_email,
    )
    if chat.created is None:
        chat = replace(chat, created=event.date, created_in=event.chat_queue_id)
    if chat.status is not ChatStatus.UNSEEN:
        return chat  # dated after its assignment or its end it is counted, but the conversation waits no more
    return replace(chat, status=ChatStatus.WAITING, queue=event.chat_queue_id, since=event.date)


def _assigned(chat: Chat, event: ChatAgentAssigned) -> Chat:
    """An agent has it, in the queue that the event names; a missed one is missed no longer."""
    if chat.assigned is None:
        chat = replace(chat, assigned=event.date, assigned_in=event.chat_queue_id)
    return replace(
        chat,
        status=ChatStatus.ACTIVE,
        queue=event.chat_queue_id,
        since=event.date,
        closed=None,
        agents=(*chat.agents, (event.agent_login, event.date)),
    )


def _closed(chat: Chat, event: ChatConversationClosed) -> Chat:
    if chat.closed is None:
        chat = replace(chat, closed=event.date, closed_in=event.chat_queue_id)
    return replace(chat, status=ChatStatus.CLOSED, queue=event.chat_queue_id, since=event.date)


def _record_unexpected(chat: Chat, event: ChatEvent) -> Chat:
    """The chat, with a note if the table does not expect the event and disorder does not explain it."""
    if chat.status in CHAT[type(event)].expected:
        return chat
    if chat.status is not ChatStatus.UNSEEN and event.date - chat.since <= REORDERING_S:
        return chat
    return replace(chat, unexpected=(*chat.unexpected, event.date))
