"""From JSON answers to frozen structs, and a list of what could not be read. Pure; asking is `client.py`'s.

Little of the API is documented, so every likely shape is accepted. E-mail addresses, customers' labels and passwords
are never copied out of an answer, and a problem names a field, never its value.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from ..config.text import is_readable
from ..events.observed import AgentStatus, WaitingCaller

ENVELOPES = ("result", "data", "items")
ERRORS = {"error", "errors", "message"}
MAX_TEXT_CHARS = 200  # of a name or an id; the longest names seen have 60
MAX_PROBLEMS = 1000  # of one answer
LOGINS = {"login", "agent_login", "user_login"}
INACTIVE = {"0", "false", "no", "n"}
BLANKS = re.compile(r"\s+")
TIME = re.compile(r"\d{4}-\d{2}-\d{2}[ Tt]\d{2}:\d{2}:\d{2}([.,]\d+)?( ?([Zz]|[+-]\d{2}(:?\d{2})?))?")
EPOCH_MS = 100_000_000_000  # a number above this is in milliseconds
PLAIN_STATUSES = ("OFF", "FREE", "PAUSED")
BUSY_ENDINGS = ("CALL", "RINGING", "PREVIEW")  # INBOUND_CALL, OUTBOUND_CALL, CALL, RINGING, OUTBOUND_PREVIEW

T = TypeVar("T", bound=msgspec.Struct)


class Problem(NamedTuple):
    """A field that could not be read, as `agents[3].name`, and why."""

    field: str
    detail: str


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    """An agent's login, name and team."""

    login: str
    name: str | None = None
    team: str | None = None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """Anything with an id and a name."""

    id: str
    name: str | None = None


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook registered in Thulium: where it goes and for which actions. Its password is not read."""

    url: str
    actions: frozenset[str]


class Parsed(msgspec.Struct, Generic[T], frozen=True):
    """The rows of an answer that could be read, how many of them have each field, and what could not be read."""

    rows: tuple[T, ...]
    fields: dict[str, int]
    problems: tuple[Problem, ...]


class NotAList(ValueError):
    """An answer that holds no list in any of the known shapes. The text says what it is."""


def rows_of(answer: Any) -> list[Any]:
    """The list in an answer: itself, in an envelope, or as the values of an object whose keys are ids."""
    if isinstance(answer, list):
        return answer
    if not isinstance(answer, dict):
        raise NotAList(f"the answer is {_kind(answer)}, not a list")
    for name in ENVELOPES:
        if isinstance(answer.get(name), list | dict):
            return rows_of(answer[name])
    lists = [value for name, value in answer.items() if isinstance(value, list) and name not in ERRORS]
    if len(lists) == 1:
        return lists[0]
    if answer and not answer.keys() & ERRORS and all(isinstance(value, dict) for value in answer.values()):
        return [{"id": key} | value for key, value in answer.items()]
    if answer and all(key.isdecimal() and isinstance(value, str) for key, value in answer.items()):
        return [{"id": key, "name": value} for key, value in answer.items()]
    raise NotAList(f"the answer is an object without a list in {', '.join(ENVELOPES)}")


def agents(rows: Iterable[Any], teams: Mapping[str, str]) -> Parsed[Agent]:
    """The active agents; `teams` are the groups' names by id."""
    return _parsed("agents", rows, lambda row: _agent(row, teams))


def items(resource: str, rows: Iterable[Any], *ids: str) -> Parsed[Item]:
    """Things with an id, by the first of these fields or `id`, and a name."""
    return _parsed(resource, rows, lambda row: _item(row, (*ids, "id")))


def statuses(rows: Iterable[Any]) -> Parsed[AgentStatus]:
    """What each agent does."""
    return _parsed("agents_statuses", rows, _status)


def waiting_callers(queue: str, rows: Iterable[Any]) -> Parsed[WaitingCaller]:
    """Who waits in a queue; a customer's id and label stay behind."""
    return _parsed(f"queues/{queue}/waiting_list", rows, _waiting_caller)


def registrations(rows: Iterable[Any]) -> Parsed[Registration]:
    """The webhooks that are registered."""
    return _parsed("webhooks", rows, _registration)


class _Row:
    """One object of an answer: its fields by several names, and what is wrong with them."""

    def __init__(self, given: Mapping[str, Any], place: str, problems: list[Problem]) -> None:
        self.given = given
        self.place = place
        self.problems = problems

    def problem(self, name: str, detail: str) -> None:
        self.problems.append(Problem(f"{self.place}.{name}", detail))

    def text(self, *names: str, required: str = "") -> str | None:
        """The first of these fields that has a value, as one line; `required` is what to call it if none has."""
        for name in names:
            value = self.given.get(name)
            if value is None or value == "" or (isinstance(value, str) and value.strip().lower() in {"", "null"}):
                continue
            return self._text(name, value)
        if required:
            self.problem(required, "is missing")
        return None

    def _text(self, name: str, value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, str | int):
            self.problem(name, f"is {_kind(value)}, not a text or a whole number")
            return None
        text = BLANKS.sub(" ", str(value)).strip()
        if "@" in text:
            self.problem(name, "holds an e-mail address, which is not stored")
            return None
        is_printable = text.isprintable() and is_readable(text)
        if len(text) > MAX_TEXT_CHARS or not is_printable:
            self.problem(name, f"is over {MAX_TEXT_CHARS} characters" if is_printable else "is not printable")
            return None
        return text

    def part(self, name: str) -> "_Row":
        """An object inside this one; an empty one where there is none."""
        inner = self.given.get(name)
        return _Row(inner if isinstance(inner, dict) else {}, f"{self.place}.{name}", self.problems)

    def time(self, *names: str) -> str | None:
        """A wall clock's text; seconds or milliseconds since 1970 become one in UTC."""
        text = self.text(*names)
        if text is None:
            return None
        if text.isascii() and text.isdecimal() and len(text) <= len(str(EPOCH_MS)) + 2:
            seconds = int(text) / (1000 if int(text) > EPOCH_MS else 1)
            return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}Z"
        if not TIME.fullmatch(text):
            self.problem(names[0], "is no date and time")
            return None
        return text


def _parsed(resource: str, rows: Iterable[Any], read: Callable[[_Row], T | None]) -> Parsed[T]:
    found: list[T] = []
    problems: list[Problem] = []
    for index, row in enumerate(rows):
        place = f"{resource}[{index}]"
        if not isinstance(row, dict):
            problems.append(Problem(place, f"is {_kind(row)}, not an object"))
        elif (one := read(_Row(row, place, problems))) is not None:
            found.append(one)
    return Parsed(tuple(found), _field_counts(found), tuple(problems[:MAX_PROBLEMS]))


def _field_counts(found: list[T]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for row in found:
        fields = msgspec.structs.asdict(row)
        counts.update({name: int(value is not None) for name, value in fields.items()})
    return dict(counts)


def _agent(row: _Row, teams: Mapping[str, str]) -> Agent | None:
    if str(row.given.get("active", True)).strip().lower() in INACTIVE:
        return None
    login = row.text("login", "agent_login", "user_login") or row.text("agent_id", "id")
    if login is None or (login.isdecimal() and not row.given.keys() & LOGINS):
        row.problem("login", "is missing")
        return None
    parts = (row.text("name", "first_name"), row.text("surname", "last_name"))
    name = " ".join(part for part in parts if part) or row.text("full_name", "display_name")
    if not name:
        row.problem("name", "is missing")
    return Agent(login=login, name=name or None, team=_team(row, teams))


def _team(row: _Row, teams: Mapping[str, str]) -> str | None:
    group = row.part("group")
    name = row.text("group_name", "team") or group.text("name")
    id_ = row.text("group_id", "agent_group_id", "agents_group_id") or group.text("group_id", "id")
    if name or id_ is None:
        return name
    if teams and id_ not in teams:
        row.problem("group_id", "is the id of no group")
    return teams.get(id_)


def _item(row: _Row, ids: tuple[str, ...]) -> Item | None:
    id_ = row.text(*ids, required="id")
    return None if id_ is None else Item(id=id_, name=row.text("name", "label", "title", required="name"))


def _status(row: _Row) -> AgentStatus | None:
    login = row.text("login", "agent_login", "user_login") or row.part("agent").text("login")
    status = row.text("status", "state", required="status")
    if login is None:
        row.problem("login", "is missing")
    if login is None or status is None:
        return None
    status = status.upper()
    if status not in PLAIN_STATUSES and not status.endswith(BUSY_ENDINGS):
        row.problem("status", f"is none of {', '.join(PLAIN_STATUSES)} and ends in none of {', '.join(BUSY_ENDINGS)}")
        return None
    pause = row.text("pause_id") or row.part("pause").text("pause_id", "id")
    if status == "PAUSED" and pause is None:
        row.problem("pause_id", "is missing")
        return None
    return AgentStatus(login=login, status=status, pause=pause, since=row.time("last_change", "since"))


def _waiting_caller(row: _Row) -> WaitingCaller | None:
    number = row.given.get("phone_number", row.given.get("source_number"))
    if isinstance(number, str):
        # A SIP address has an @; its user part is what numbers are compared by.
        number = number.partition("@")[0].rpartition(":")[2]
    phone = _Row({"phone_number": number}, row.place, row.problems).text("phone_number")
    since = row.time("started_at", "since", "date")
    if since is None:
        row.problem("started_at", "is missing")
    return WaitingCaller(number=phone, since=since)


def _registration(row: _Row) -> Registration | None:
    url = row.given.get("subscription_url")
    actions = row.given.get("actions")
    if not isinstance(url, str):
        row.problem("subscription_url", "is missing" if url is None else f"is {_kind(url)}, not a text")
        return None
    if not isinstance(actions, list):
        row.problem("actions", "is missing" if actions is None else f"is {_kind(actions)}, not a list")
        return None
    return Registration(url=url, actions=frozenset(str(action).upper() for action in actions))


def _kind(value: Any) -> str:
    """What a JSON value is, without saying what it holds."""
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "a truth value"}
    return "null" if value is None else kinds.get(type(value), "a number")
