"""Events that no delivery brings: those that one entity derives for another, and what an observation says of an agent.

Only the call knows when a talk ended (an AGENT_COMPLETED may name no agent); the agent's wrap-up depends on it.
"""

import msgspec


class TalkEnded(msgspec.Struct, frozen=True, kw_only=True, tag="ended", tag_field="action"):
    """The agent's talk that began at `begun` ended at `date`; `campaign`: it was a campaign's call."""

    date: int
    begun: int
    connection_id: str
    campaign: bool


class StatusObserved(msgspec.Struct, frozen=True, kw_only=True, tag="observed", tag_field="action"):
    """An agent's status by Thulium's word for it (`OFF`, `FREE`, `PAUSED`, else on a call), since `date`.

    `seen` is the instant of the request, `pause` the pause's id.
    """

    date: int
    seen: int
    agent_login: str
    status: str
    pause: str | None = None
