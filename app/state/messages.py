"""The messages to the screens: posted, withdrawn, and over at their second. Who may post: `web/messages.py`."""

from ..events.server_entries import MessageEntry
from .commit import schedule
from .rules import NEVER
from .state import CONFLICT, Message, State

MESSAGE_APPLIED = "message"
MAX_MESSAGES = 20
"""At a time. The entry that finds so many is a conflict, so that senders of the same moment cannot add up to more."""


def apply_message(state: State, entry: MessageEntry, _instant: int) -> str:
    """Post the entry's message, or withdraw the one that it names; a conflict where that cannot be."""
    if entry.until is None:
        if entry.id not in state.messages:
            return CONFLICT
        expire(state, entry.id, state.now)
    elif len(state.messages) >= MAX_MESSAGES:
        return CONFLICT
    elif entry.until > state.now:
        state.messages[entry.id] = Message(entry.text, entry.until, entry.level, entry.boards, entry.by)
        schedule(state, entry.until, "message", entry.id)
        state.touch("message")
    return MESSAGE_APPLIED


def due(state: State, id_: str) -> int:
    """When a message is over."""
    message = state.messages.get(id_)
    return message.until if message else NEVER


def expire(state: State, id_: str, _now: int) -> None:
    """End a message."""
    if state.messages.pop(id_, None):
        state.touch("message")
