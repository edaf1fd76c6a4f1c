"""Erasure of one person from what is stored, without changing any figure. Pure: trees in, trees out.

The person's number, address, id or login becomes a made-up one, the same everywhere, so that whatever is compared by it
is compared as before. Names, and recordings' names, of the person's calls and chats are dropped.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

PersonKind = Literal["number", "email", "customer", "agent"]
MIN_DIGITS, COMPARED_DIGITS = 7, 9
LINKS = ("connection_id", "conversation_id", "ticket_id")
"""The fields by which an entry belongs to a call, a chat or a ticket."""
NAMES = frozenset({"source_name", "client_name", "client_email", "filename"})
"""Fields that name a caller or a chat's client, also within a number's call."""
_DIGITS = re.compile(r"\d(?:[\s().\-/]{0,2}\d){5,}")
_NO_DIGIT = re.compile(r"\D")
Trees = Callable[[Any], Any]


class Person(NamedTuple):
    """Who is erased. `stand_in` takes the place of `value`; it says nothing of the person."""

    kind: PersonKind
    value: str
    stand_in: str


class Unclear(ValueError):
    """The person cannot be found by this; the text says why."""


def person(kind: PersonKind, value: str) -> Person:
    """The person, with a made-up stand-in. Unclear for a number too short to be one person's."""
    value = value.strip()
    token = secrets.token_hex(4)
    match kind:
        case "number":
            digits = _NO_DIGIT.sub("", value)
            if len(digits) < MIN_DIGITS:
                raise Unclear(f"a number has at least {MIN_DIGITS} digits")
            return Person(kind, digits[-COMPARED_DIGITS:], f"000{secrets.randbelow(10**6):06}")
        case "email":
            if "@" not in value:
                raise Unclear("an e-mail address has an @")
            return Person(kind, value.casefold(), f"erased-{token}@erased.invalid")
        case _:
            if not value:
                raise Unclear("is empty")
            return Person(kind, value, f"erased-{token}")


class Eraser:
    """Finds the person in entries, then erases them there and in what was made of those entries."""

    def __init__(self, one: Person) -> None:
        """`links` are the person's calls, chats and tickets, `names` what they were called; `find` collects both."""
        self.person = one
        self.links: set[str] = set()
        self.names: set[str] = set()

    def find(self, body: Any) -> bool:
        """Whether this entry names the person; then its call, chat or ticket is theirs."""
        if not self._is_in(body):
            return False
        if self.person.kind != "agent" and isinstance(body, dict):
            self.links |= {str(body[name]) for name in LINKS if body.get(name)}
        return True

    def is_linked(self, body: Any) -> bool:
        """Whether the entry is of one of the person's calls, chats or tickets."""
        return isinstance(body, dict) and any(str(body.get(name)) in self.links for name in LINKS)

    def entry(self, body: Any) -> Any:
        """The entry without the person."""
        if self.is_linked(body):
            for name in NAMES & body.keys():
                if isinstance(body[name], str) and any(char.isalpha() for char in body[name]):
                    self.names.add(body[name])
            body = {name: None if name in NAMES else value for name, value in body.items()}
        return self._without(body)

    def state(self, tree: Mapping[str, Any]) -> Any:
        """An encoded state's tree without the person; what their calls and chats were called goes with them."""
        cleaned = self._without(dict(tree))
        for section in ("calls", "chats"):
            for id_ in self.links & cleaned.get(section, {}).keys():
                cleaned[section][id_] = self._without_names(cleaned[section][id_])
        for section in ("days", "closing", "finished", "unidentified"):
            cleaned[section] = self._without_names(cleaned.get(section))
        return cleaned

    def _is_in(self, tree: Any) -> bool:
        match tree:
            case str():
                return self._text(tree) != tree
            case dict():
                return any(self._is_in(key) or self._is_in(value) for key, value in tree.items())
            case list():
                return any(map(self._is_in, tree))
            case int() if self.person.kind in {"number", "customer"} and not isinstance(tree, bool):
                return self._text(str(tree)) != str(tree)
            case _:
                return False

    def _without(self, tree: Any) -> Any:
        match tree:
            case str():
                return self._text(tree)
            case dict():
                return {self._key(key): self._within(key, value) for key, value in tree.items()}
            case list():
                return list(map(self._without, tree))
            case _:
                return tree

    def _within(self, key: Any, value: Any) -> Any:
        """An agent's settings lose the name too."""
        cleaned = self._without(value)
        if self.person.kind == "agent" and key == self.person.value and isinstance(cleaned, dict) and "name" in cleaned:
            return cleaned | {"name": self.person.stand_in}
        return cleaned

    def _key(self, key: Any) -> Any:
        return self._text(key) if isinstance(key, str) else key

    def _text(self, text: str) -> str:
        kind, value, stand_in = self.person
        match kind:
            case "number":
                return _DIGITS.sub(self._digits, text) if value[-4:] in _NO_DIGIT.sub("", text) else text
            case "email":
                at = text.casefold().find(value)
                return text if at < 0 else re.sub(re.escape(value), stand_in, text, flags=re.IGNORECASE)
            case _:
                return stand_in if text == value else text

    def _digits(self, found: re.Match[str]) -> str:
        digits = _NO_DIGIT.sub("", found[0])
        return self.person.stand_in if digits[-COMPARED_DIGITS:] == self.person.value else found[0]

    def _without_names(self, tree: Any) -> Any:
        match tree:
            case str():
                return None if tree in self.names else tree
            case dict():
                return {key: self._without_names(value) for key, value in tree.items()}
            case list():
                return list(map(self._without_names, tree))
            case _:
                return tree
