"""How much of a person is shown, as `[privacy]` says."""

import pytest

from app.config.schema import Privacy
from app.document import privacy

FULL, LAST3, NONE = (Privacy(numbers=how) for how in ("full", "last3", "none"))


@pytest.mark.parametrize(
    ("number", "last3"),
    [
        ("523993855", "…855"),
        ("+48 523 993 855", "…855"),
        ("(52) 399-38-55", "…855"),
        ("anonymous", "…"),
        ("112", "…112"),
    ],
)
def test_a_number_is_whole_its_end_or_nothing(number: str, last3: str) -> None:
    assert privacy.number(number, FULL) == number
    assert privacy.number(number, LAST3) == last3
    assert privacy.number(number, NONE) is None


@pytest.mark.parametrize(
    ("text", "last3", "none"),
    [
        ("BOK: Kowalski", "BOK: Kowalski", "BOK: Kowalski"),
        ("BOK: +48 523-993-855", "BOK: …855", "BOK: …"),
        ("2026-11-20 09:00:00", "2026-11-20 09:00:00", "2026-11-20 09:00:00"),
        ('{"a": "523 993 855", "n": 12}', '{"a": "…855", "n": 12}', '{"a": "…", "n": 12}'),
        ("date=2026-11-20+09%3A00%3A00&n=%2B48523993855", "date=2026-11-20+09%3A00%3A00&n=%2B…855", None),
    ],
)
def test_a_number_hidden_in_a_text_is_found(text: str, last3: str, none: str | None) -> None:
    assert privacy.prose(text, FULL) == text
    assert privacy.prose(text, LAST3) == last3
    assert none is None or privacy.prose(text, NONE) == none


def test_a_kept_body_is_shown_without_its_numbers_and_with_its_ids() -> None:
    body = {
        "action": "ENTER_QUEUE",
        "date": "2026-11-20 09:00:00",
        "connection_id": "1416225570.341",
        "source_number": "523993855",
        "source_name": "523993855",
        "caller_id": "224877099",
        "note": None,
    }

    assert privacy.body(body, FULL) == body
    assert privacy.body(body, LAST3) == body | {"source_number": "…855", "source_name": "…855", "caller_id": "…099"}
    hidden = {name: body[name] for name in ("action", "date", "connection_id", "note")}
    assert privacy.body(body, NONE) == hidden | {"source_name": "…"}


@pytest.mark.parametrize(
    ("name", "first", "initials"),
    [
        ("Anna Nowak", "Anna", "AN"),
        ("Nowak, Anna", "Anna", "AN"),
        ("Łucja Nowak-Śliwa", "Łucja", "ŁN"),
        ("jan.kowalski@firma.example", "jan", "JK"),
        ("jkowalski", "jkowalski", "J"),
        ("800", "800", "8"),
        (" ", "…", "…"),
    ],
)
def test_an_agent_is_called_as_the_office_agreed(name: str, first: str, initials: str) -> None:
    assert privacy.agent_name(name, Privacy()) == name
    assert privacy.agent_name(name, Privacy(agents="first_name")) == first
    assert privacy.agent_name(name, Privacy(agents="initials")) == initials
