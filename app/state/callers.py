"""A day's callers by number: when each entered a queue, hung up waiting, was spoken to. Data and plain questions.

What a call puts in: `callbacks.py`. What is shown of it: `document/abandoned.py`.
"""

import re
from collections.abc import Callable
from typing import Literal

import msgspec

COMPARED_DIGITS = 9  # a Polish number without prefixes, which exchanges write in many ways

_SCHEME = re.compile(r"^\s*(?:sips?|tel):", re.IGNORECASE)
_NO_DIGIT = re.compile(r"[^0-9]")


class Contact(msgspec.Struct, frozen=True, gc=False):
    """A conversation that began at `at`: the caller's own call was answered, or a campaign called."""

    at: int
    how: Literal["answered", "called"]
    agent: str | None = None


class CallerDay(msgspec.Struct, gc=False):
    """One number's day: entries into queues, contacts, and abandoned visits as (second, queue); in no order."""

    entered: tuple[int, ...] = ()
    contacts: tuple[Contact, ...] = ()
    abandoned: tuple[tuple[int, str], ...] = ()

    def awaits_callback(self, in_queue: Callable[[str], bool]) -> bool:
        """Whether this caller hung up in one of these queues and nobody has spoken to them since."""
        last = max([at for at, queue in self.abandoned if in_queue(queue)], default=None)
        return last is not None and self.contact_after(last) is None

    def contact_after(self, at: int) -> Contact | None:
        """The next conversation. Of several in one second: one whose agent is known, the caller's own call."""
        later = [contact for contact in self.contacts if contact.at > at]
        return min(later, key=lambda one: (one.at, one.agent is None, one.how, one.agent or ""), default=None)

    def entered_after(self, at: int) -> int | None:
        """When the caller next entered a queue."""
        return min([entered for entered in self.entered if entered > at], default=None)


class Rung(msgspec.Struct, frozen=True, gc=False):
    """How often a phone rang for a visit, and whose."""

    count: int = 0
    agents: frozenset[str] = frozenset()


class AbandonedVisit(msgspec.Struct, frozen=True, gc=False):
    """A visit whose caller hung up at `at`; `waited` is None where nobody knows.

    `rings` is how often a phone rang for it, `agents` whose.
    """

    at: int
    connection_id: str
    queue: str
    waited: int | None = None
    number: str | None = None
    name: str | None = None
    rings: int = 0
    agents: tuple[str, ...] = ()


class Abandoned(msgspec.Struct):
    """A day's abandoned visits.

    `visits` are those of calls already forgotten, `seconds` how many callers hung up in which second. `available`
    says who was then: the places in `logins` as bits, little-endian (`availability.py`).
    """

    visits: list[AbandonedVisit] = msgspec.field(default_factory=list)
    seconds: dict[int, int] = msgspec.field(default_factory=dict)
    logins: list[str] = msgspec.field(default_factory=list)
    available: dict[int, bytes] = msgspec.field(default_factory=dict)


def caller_key(number: str | None) -> str | None:
    """What numbers are compared by: their last nine digits, shorter ones whole; None of a withheld one.

    Of a SIP address the user part counts. A user part with letters and fewer than nine digits is a name and compared
    as such; one without any digit ("anonymous") is no number.
    """
    if not number:
        return None
    if number.isdecimal() and number.isascii():
        return number[-COMPARED_DIGITS:]
    user = _SCHEME.sub("", number).partition("@")[0].partition(";")[0]
    digits = _NO_DIGIT.sub("", user)
    if not digits:
        return None
    if len(digits) >= COMPARED_DIGITS:
        return digits[-COMPARED_DIGITS:]
    return user.strip().casefold() if any(map(str.isalpha, user)) else digits
