"""Which calls a text finds: by number, caller's name, agent or id, as far as a supervisor may see them. Pure.

The same rule as the page's filter: every word stands in what is shown, whatever its case and accents.
Not here: where the events come from (`history/event_log.py`).
"""

import re
from collections.abc import Sequence
from unicodedata import combining, normalize

from ..config.schema import Settings
from ..events import decoding
from ..events.parsing import present
from . import privacy

SEARCHED = ("connection_id", "source_number", "source_name", "destination_number", "phone_number")
MIN_DIGITS = 3  # fewer are taken as a word
_NO_NUMBER = re.compile(r"[^\d+ ()/.-]")
_NO_DIGIT = re.compile(r"\D")


class CallQuery:
    """A text that calls are searched by."""

    def __init__(self, text: str, settings: Settings) -> None:
        """A text of digits is one number, however it is grouped; any other is words."""
        digits = _NO_DIGIT.sub("", text)
        is_number = len(digits) >= MIN_DIGITS and _NO_NUMBER.search(text) is None
        self._words: Sequence[str] = (digits,) if is_number else plain(text).split()
        self._settings = settings
        self.containing = [digits.encode()] if is_number else None

    def matches(self, body: bytes) -> bool:
        """Whether this body of the journal is an event of such a call."""
        try:
            fields = present(decoding.from_journal(body))
        except ValueError:
            return False  # a damaged entry: recovery has logged it
        if "connection_id" not in fields:
            return False
        known = {name: value for name, value in fields.items() if isinstance(value, str)}
        shown = privacy.body({name: known[name] for name in SEARCHED if name in known}, self._settings.privacy)
        login = known.get("agent_login", "")
        agent = self._settings.agents.get(login)
        text = plain(" ".join([*filter(None, shown.values()), login, (agent and agent.name) or ""]))
        return all(word in text for word in self._words)


def plain(text: str) -> str:
    """Lower case without accents: "zolw" finds "Żółw"."""
    letters = normalize("NFD", text.lower().replace("ł", "l"))
    return "".join([letter for letter in letters if not combining(letter)])
