"""What one thing tells another: the only messages here that are not Thulium's own.

A talk's end is known to the call alone (an AGENT_COMPLETED may name nobody); the agent's wrap-up
hangs on it.
"""

import msgspec


class TalkEnded(msgspec.Struct, frozen=True, kw_only=True, tag="ended", tag_field="action"):
    """A talk of this agent, begun at `begun`, ended at `date`; `campaign` says whether it was a campaign's call."""

    date: int
    begun: int
    connection_id: str
    campaign: bool
