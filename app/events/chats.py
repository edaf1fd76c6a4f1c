"""Chats: a conversation starts, is taken and ends."""

from .event import Event, Text


class ChatConversationCreated(Event, frozen=True, kw_only=True, tag="CHAT_CONVERSATION_CREATED"):
    """A conversation starts."""

    conversation_id: Text
    client_name: Text | None = None
    client_email: Text | None = None
    chat_queue_id: Text


class ChatAgentAssigned(Event, frozen=True, kw_only=True, tag="CHAT_AGENT_ASSIGNED"):
    """An agent takes the conversation or is given it, perhaps after another had it."""

    conversation_id: Text
    agent_login: Text
    chat_queue_id: Text


class ChatConversationClosed(Event, frozen=True, kw_only=True, tag="CHAT_CONVERSATION_CLOSED"):
    """The conversation ends."""

    conversation_id: Text
    chat_queue_id: Text


AnyChat = ChatConversationCreated | ChatAgentAssigned | ChatConversationClosed
