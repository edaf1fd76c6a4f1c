"""Invented people: fictional names, numbers that cannot be dialed, reserved mail domains.

No Polish number begins with 0, so `000…` is unassigned; RFC 2606 reserves example.com, .org and .net.
The surnames are recognizably made up (Zmyślak: "invented", Nibylski: "as if").
"""

from random import Random
from typing import Final

_WOMEN: Final = (
    "Anna", "Barbara", "Celina", "Dorota", "Ewa", "Felicja", "Grażyna", "Halina", "Irena", "Joanna",
    "Kinga", "Lucyna", "Łucja", "Marta", "Natalia", "Olga", "Paulina", "Renata", "Sylwia", "Teresa",
)  # fmt: skip
_MEN: Final = (
    "Adam", "Bartosz", "Cezary", "Dawid", "Emil", "Filip", "Grzegorz", "Henryk", "Igor", "Jan",
    "Kamil", "Leszek", "Łukasz", "Marek", "Norbert", "Oskar", "Piotr", "Rafał", "Szymon", "Tomasz",
)  # fmt: skip
# A surname as (feminine form, masculine form).
_SURNAMES: Final = (
    ("Nibylska", "Nibylski"),
    ("Zmyślak", "Zmyślak"),
    ("Fikcyjska", "Fikcyjski"),
    ("Przykładna", "Przykładny"),
    ("Bajkowicz", "Bajkowicz"),
    ("Makietowska", "Makietowski"),
    ("Wzorcowska", "Wzorcowski"),
    ("Urojewska", "Urojewski"),
    ("Atrapska", "Atrapski"),
    ("Legendziak", "Legendziak"),
    ("Pozorna", "Pozorny"),
    ("Niktowska", "Niktowski"),
    ("Szkicowska", "Szkicowski"),
    ("Domniemalska", "Domniemalski"),
    ("Rzekomska", "Rzekomski"),
    ("Próbniak", "Próbniak"),
    ("Zmyślewicz", "Zmyślewicz"),
    ("Hipotetyczna", "Hipotetyczny"),
)
_ASCII: Final = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")
_MAIL_DOMAINS: Final = ("example.com", "example.org", "example.net")


def colleagues(rng: Random, count: int) -> list[tuple[str, str]]:
    """`count` agents as (login, full name), all different: `jnibylski`, Jan Nibylski."""
    everybody = [
        f"{first} {surnames[form]}"
        for form, firsts in enumerate((_WOMEN, _MEN))
        for first in firsts
        for surnames in _SURNAMES
    ]
    rng.shuffle(everybody)
    taken: set[str] = set()
    found = []
    for name in everybody[:count]:
        login = _login(name, taken)
        taken.add(login)
        found.append((login, name))
    return found


def _login(name: str, taken: set[str]) -> str:
    first, surname = name.translate(_ASCII).lower().split()
    for length in range(1, len(first) + 1):
        if (login := first[:length] + surname) not in taken:
            return login
    return f"{first}{surname}{len(taken)}"


def stranger(rng: Random) -> str:
    """A caller's or client's full name."""
    form = rng.randrange(2)
    return f"{rng.choice((_WOMEN, _MEN)[form])} {rng.choice(_SURNAMES)[form]}"


def number(rng: Random) -> str:
    """A nine-digit phone number that cannot exist in Poland."""
    return f"000{rng.randrange(1_000_000):06d}"


def mail(rng: Random, name: str) -> str:
    """An address for `name` at a domain that is reserved for examples."""
    return f"{name.translate(_ASCII).lower().replace(' ', '.')}@{rng.choice(_MAIL_DOMAINS)}"
