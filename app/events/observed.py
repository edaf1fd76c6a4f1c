"""The parts of an observation: what Thulium's REST API answered, as the journal stores it (`server_entries.py`).

No e-mail address and no customer's label is among them. Times stay the texts that Thulium wrote; `state/observing.py`
reads them as an event's date is read. Asking and parsing: `thulium/`.
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
"""Names by table and id, as in the configuration, and of `campaigns`. A table holds all names of its kind."""
