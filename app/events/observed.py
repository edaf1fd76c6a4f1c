"""An observation: what Thulium's REST API answered, as the journal stores it. Asking and parsing: `thulium/`.

It holds names, agents' statuses and waiting callers; no e-mail address and no customer's label. Times stay the texts
that Thulium wrote: `state/observing.py` reads them as it reads an event's date.
"""

import msgspec


class AgentStatus(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An agent's status by Thulium's word for it, the pause's id, and the wall clock's text of the last change."""

    login: str
    status: str
    pause: str | None = None
    since: str | None = None


class WaitingCaller(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A caller in a queue, without a connection id."""

    number: str | None = None
    since: str | None = None


class Named(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The name of a queue, chat queue, pause, campaign or agent; `team` is an agent's alone."""

    name: str | None = None
    team: str | None = None


Names = dict[str, dict[str, Named]]
"""Names by the configuration's table and by id. A table that is there holds all names of its kind."""


class Observation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything that was read at once.

    `waiting` holds the callers of each queue that was looked at; `again` marks a later look, which only says who is
    still there.
    """

    names: Names = {}
    statuses: tuple[AgentStatus, ...] = ()
    waiting: dict[str, tuple[WaitingCaller, ...]] = {}
    again: bool = False


def to_body(observation: Observation) -> bytes:
    """The observation as the body of a journal entry."""
    return msgspec.json.encode(observation)


def from_body(body: bytes) -> Observation:
    """The observation in a journal entry. ValueError if it is none."""
    return msgspec.json.decode(body, type=Observation)
