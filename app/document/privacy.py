"""How much of a person is shown: numbers masked, agents' names shortened. Pure.

Every document that holds a number or a kept body goes through here, whoever asks for it, as `[privacy]` says.
Not here: what role tv never gets at all (`rows.py`, `agents.py`), and what is not even kept (`runtime/redaction.py`).
"""

import re
from collections.abc import Mapping

from ..config.schema import Privacy

HIDDEN = "\N{HORIZONTAL ELLIPSIS}"
NUMBERS = frozenset({"source_number", "destination_number", "phone_number", "caller_id"})
# A date is kept; six digits and more, however they are grouped, are taken to be a number.
_DATE = r"\d{4}-\d\d-\d\d(?:[ T+]\d\d(?::|%3A)\d\d(?:(?::|%3A)\d\d)?)?"
_NUMBER = r"\+?\d(?:[ \-./()+]{0,2}\d){5,}"
_DATE_OR_NUMBER = re.compile(rf"({_DATE})|{_NUMBER}")
_BETWEEN_NAMES = re.compile(r"[\s._]+")


def number(text: str, privacy: Privacy) -> str | None:
    """A number as far as anybody may see it: whole, its last three digits, or None.

    Of a SIP address (`sip:user@host`, `user@host:port`) the user part is the number.
    """
    match privacy.numbers:
        case "full":
            return text
        case "last3":
            user = text.partition("@")[0]
            return HIDDEN + re.sub(r"\D", "", user)[-3:]
        case "none":
            return None


def prose(text: str, privacy: Privacy) -> str:
    """A text with the numbers in it masked: a caller's name may be a number, a body that was no event hold several."""
    if privacy.numbers == "full":
        return text
    return _DATE_OR_NUMBER.sub(lambda found: found[1] or number(found[0], privacy) or HIDDEN, text)


def body(fields: Mapping[str, str | None], privacy: Privacy) -> dict[str, str | None]:
    """The fields of a kept body as far as anybody may see them; under "none" its numbers are absent. Ids stay."""
    shown: dict[str, str | None] = {}
    for name, value in fields.items():
        if value is None or (name not in NUMBERS and (name == "id" or name.endswith("_id"))):
            shown[name] = value
        elif name not in NUMBERS:
            shown[name] = prose(value, privacy)
        elif (masked := number(value, privacy)) is not None:
            shown[name] = masked
    return shown


def agent_name(name: str, privacy: Privacy) -> str:
    """An agent's name as the TV shows it: whole, the first name, or initials. `Kowalska, Anna` is understood."""
    if privacy.agents == "name":
        return name
    last, comma, first = name.partition(",")
    ordered = f"{first.strip()} {last}" if comma else name.partition("@")[0]
    names = [part for part in _BETWEEN_NAMES.split(ordered) if part]
    if privacy.agents == "initials":
        names = ["".join(part[0].upper() for part in names)]
    return names[0] if any(names) else HIDDEN
