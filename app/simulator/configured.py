"""The 37 webhooks and their fields, in the documentation's order: what a delivery looks like.

Not a reader: the simulator knows nothing of how the server understands them.
"""

from typing import Final

NONE: Final = "NULL"
"""How Thulium writes that there is no value."""

_RING: Final = ("connection_id", "queue_id", "agent_login", "source_number", "destination_number")
_DIAL: Final = (
    "id",
    "name",
    "record_id",
    "phone_number",
    "connection_id",
    "customer_id",
    "agent_login",
    "duration",
    "billsec",
    "filename",
    "caller_id",
)
_DIALLED: Final = (
    "OUTBOUND_CUSTOMER_CONNECTED",
    "OUTBOUND_COMPLETED",
    "OUTBOUND_DROP",
    "OUTBOUND_BUSY",
    "OUTBOUND_FAX",
    "OUTBOUND_NO_ANSWER",
    "OUTBOUND_WRONG_NUMBER",
    "OUTBOUND_VOICE_MAIL",
    "OUTBOUND_FAILURE",
    "OUTBOUND_CONNECTION_PROBLEM",
    "OUTBOUND_BLACKLIST",
    "OUTBOUND_AGENT_FAILED",
    "PREDICTIVE_AGENT_ANSWER",
)

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "ENTER_IVR": ("connection_id", "source_number", "destination_number"),
    "ENTER_QUEUE": ("connection_id", "queue_id", "source_number", "source_name"),
    "EXIT_QUEUE": ("connection_id", "queue_id"),
    "ABANDONED": ("connection_id", "queue_id", "source_number", "hold_time"),
    "AGENT_RINGING": _RING,
    "AGENT_NOT_ANSWERED": _RING,
    "AGENT_CONNECTED": _RING,
    "AGENT_COMPLETED": (
        "connection_id",
        "queue_id",
        "customer_id",
        "agent_login",
        "source_number",
        "destination_number",
        "duration",
        "billsec",
        "filename",
        "reason",
    ),
    "QUEUE_TRANSFERRED_TO_AGENT": ("connection_id", "type", "queue_id", "agent_login", "destination_number"),
    "OUTBOUND_CONNECTING": (*_DIAL, "attempt"),
    **dict.fromkeys(_DIALLED, _DIAL),
    "PREVIEW_RECORD": ("id", "name", "record_id", "customer_id", "phone_number", "agent_login"),
    "OUTBOUND_RECORD_SAVED": (
        "id",
        "name",
        "record_id",
        "phone_number",
        "agent_login",
        "system_status",
        "status_id",
        "connection_id",
        "next_call_date",
        "assigned_agent_login",
        "previous_status_id",
    ),
    "AGENT_LOGGED_IN": ("agent_login",),
    "AGENT_LOGGED_OUT": ("agent_login",),
    "AGENT_PHONE_CONNECTED": ("agent_login", "phone_number"),
    "AGENT_STATUS_CHANGED": ("agent_login", "pause_id", "previous_pause_id"),
    "CHAT_CONVERSATION_CREATED": ("conversation_id", "client_name", "client_email", "chat_queue_id"),
    "CHAT_AGENT_ASSIGNED": ("conversation_id", "agent_login", "chat_queue_id"),
    "CHAT_CONVERSATION_CLOSED": ("conversation_id", "chat_queue_id"),
    "TICKET_CREATED": ("ticket_id", "agent_login", "direction"),
    "TICKET_MESSAGE_RECEIVED": ("ticket_id", "message_id", "ticket_queue_id"),
    "TICKET_AGENT_REPLIED": ("ticket_id", "message_id", "agent_login"),
    "TICKET_CLOSED": ("ticket_id", "agent_login"),
    "CUSTOMER_CREATED": ("customer_id", "company_id"),
}


def body(action: str, date: str, **known: str | int) -> dict[str, str]:
    """One delivery's body: every documented field as text, `NULL` where nothing is known yet.

    A field the documentation does not name raises KeyError: the simulator must not invent any.
    """
    fields = dict.fromkeys(FIELDS[action], NONE)
    for field, value in known.items():
        if field not in fields:
            raise KeyError(f"{action} has no field {field}")
        fields[field] = str(value)
    return {"action": action, **fields, "date": date}
