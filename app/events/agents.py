"""Agents: coming, going, phones and pauses."""

from .event import Event


class AgentLoggedIn(Event, frozen=True, kw_only=True, tag="AGENT_LOGGED_IN"):
    """The agent logs in."""

    agent_login: str


class AgentLoggedOut(Event, frozen=True, kw_only=True, tag="AGENT_LOGGED_OUT"):
    """The agent logs out."""

    agent_login: str


class AgentPhoneConnected(Event, frozen=True, kw_only=True, tag="AGENT_PHONE_CONNECTED"):
    """The agent's phone joined; `phone_number` is where the agent is reached. No event says that it left."""

    agent_login: str
    phone_number: str | None = None


class AgentStatusChanged(Event, frozen=True, kw_only=True, tag="AGENT_STATUS_CHANGED"):
    """The agent paused, changed the pause or became free (no `pause_id`)."""

    agent_login: str
    pause_id: str | None = None
    previous_pause_id: str | None = None
