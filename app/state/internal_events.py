"""Events derived by one entity for another: the only ones here that are not Thulium's own.

Only the call knows when a talk ended (an AGENT_COMPLETED may name no agent); the agent's wrap-up depends on it.
"""

import msgspec


class TalkEnded(msgspec.Struct, frozen=True, kw_only=True, tag="ended", tag_field="action"):
    """The agent's talk that began at `begun` ended at `date`; `campaign`: it was a campaign's call."""

    date: int
    begun: int
    connection_id: str
    campaign: bool
