"""What one thing tells another, and what an observation says of an agent: the only signs that are no events.

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


class StatusObserved(msgspec.Struct, frozen=True, kw_only=True, tag="observed", tag_field="action"):
    """An agent's status by Thulium's word for it (`OFF`, `FREE`, `PAUSED`, else on a call), since `date`.

    `seen` is when it was asked, `pause` the pause's id.
    """

    date: int
    seen: int
    agent_login: str
    status: str
    pause: str | None = None
