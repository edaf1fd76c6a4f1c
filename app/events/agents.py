"""Agents: coming, going, phones and pauses."""

from .event import Event, Text


class AgentLoggedIn(Event, frozen=True, kw_only=True, tag="AGENT_LOGGED_IN"):
    """The agent logs in."""

    agent_login: Text


class AgentLoggedOut(Event, frozen=True, kw_only=True, tag="AGENT_LOGGED_OUT"):
    """The agent logs out."""

    agent_login: Text


class AgentPhoneConnected(Event, frozen=True, kw_only=True, tag="AGENT_PHONE_CONNECTED"):
    """The agent's phone was connected; `phone_number` reaches the agent. No event reports its disconnection."""

    agent_login: Text
    phone_number: Text | None = None


class AgentStatusChanged(Event, frozen=True, kw_only=True, tag="AGENT_STATUS_CHANGED"):
    """The agent paused, changed the pause or became free (no `pause_id`)."""

    agent_login: Text
    pause_id: Text | None = None
    previous_pause_id: Text | None = None


AnyAgent = AgentLoggedIn | AgentLoggedOut | AgentPhoneConnected | AgentStatusChanged
