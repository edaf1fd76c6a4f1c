"""Chats: a conversation starts, is taken and ends."""

from .event import Event


class ChatConversationCreated(Event, frozen=True, kw_only=True, tag="CHAT_CONVERSATION_CREATED"):
    """A conversation starts."""

    conversation_id: str
    client_name: str | None = None
    client_email: str | None = None
    chat_queue_id: str


class ChatAgentAssigned(Event, frozen=True, kw_only=True, tag="CHAT_AGENT_ASSIGNED"):
    """An agent takes the conversation or is given it, perhaps after another had it."""

    conversation_id: str
    agent_login: str
    chat_queue_id: str


class ChatConversationClosed(Event, frozen=True, kw_only=True, tag="CHAT_CONVERSATION_CLOSED"):
    """The conversation ends."""

    conversation_id: str
    chat_queue_id: str
