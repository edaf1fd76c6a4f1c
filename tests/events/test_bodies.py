"""From bytes to fields: form, multipart and JSON say the same thing, and bytes that say nothing are refused."""

import pytest

from app.events import bodies
from app.events.bodies import NotABody, WrongField

BOUNDARY = "multipart/form-data; boundary=xx"


def part(name: str, value: bytes, more: str = "") -> bytes:
    head = f'--xx\r\nContent-Disposition: form-data; name="{name}"\r\n{more}\r\n'
    return head.encode() + value + b"\r\n"


def test_a_form_is_its_fields() -> None:
    body = bodies.from_form(b"action=ENTER_QUEUE&date=2016-04-20+09%3A46%3A24&source_name=BOK%3A+Kowalski&none=")

    assert body == {
        "action": "ENTER_QUEUE",
        "date": "2016-04-20 09:46:24",
        "source_name": "BOK: Kowalski",
        "none": "",
    }


def test_letters_of_every_language_arrive() -> None:
    assert bodies.from_form("a=Łódź&b=%C5%81%C3%B3d%C5%BA".encode()) == {"a": "Łódź", "b": "Łódź"}
    assert bodies.from_form(b"a=%B3", "iso-8859-2") == {"a": "ł"}


def test_of_a_repeated_name_the_last_counts() -> None:
    assert bodies.from_form(b"a=1&a=2&&=3&b") == {"a": "2", "b": ""}


def test_an_equals_sign_may_be_part_of_a_value() -> None:
    assert bodies.from_form(b"a=b=c") == {"a": "b=c"}


@pytest.mark.parametrize(("data", "charset"), [(b"a=\xff", "utf-8"), (b"a=1", "no-such-charset")])
def test_a_form_that_is_no_text_is_refused(data: bytes, charset: str) -> None:
    with pytest.raises(NotABody):
        bodies.from_form(data, charset)


def test_a_multipart_form_is_its_fields() -> None:
    data = part("action", b"ENTER_QUEUE") + part("source_name", "Łódź".encode()) + b"--xx--\r\n"

    assert bodies.from_multipart(data, BOUNDARY) == {"action": "ENTER_QUEUE", "source_name": "Łódź"}


def test_a_part_may_have_a_charset_of_its_own() -> None:
    data = part("name", b"\xb3", "Content-Type: text/plain; charset=iso-8859-2\r\n") + b"--xx--\r\n"

    assert bodies.from_multipart(data, BOUNDARY) == {"name": "ł"}


@pytest.mark.parametrize("data", [b"", b"action=ENTER_QUEUE", b"--xx--\r\n", part("a", b"\xff") + b"--xx--\r\n"])
def test_what_is_no_multipart_form_is_refused(data: bytes) -> None:
    with pytest.raises(NotABody):
        bodies.from_multipart(data, BOUNDARY)


def test_a_multipart_form_without_a_boundary_is_refused() -> None:
    with pytest.raises(NotABody):
        bodies.from_multipart(part("a", b"1"), "multipart/form-data")


def test_a_json_object_is_its_fields_and_numbers_stay_the_text_they_were() -> None:
    body = bodies.from_json(b'{"connection_id": 1416225570.340, "queue_id": 155, "hold_time": null, "x": 1e999}')

    assert bodies.from_object(body) == {
        "connection_id": "1416225570.340",
        "queue_id": "155",
        "hold_time": None,
        "x": "1e999",
    }


@pytest.mark.parametrize("data", [b"", b"{", b"{'a': 1}", b"[" * 100_000, b'"\xff"', b"{} {}"])
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(NotABody):
        bodies.from_json(data)


@pytest.mark.parametrize("value", [[], "text", None, True, "1"])
def test_what_is_no_object_is_refused(value: object) -> None:
    with pytest.raises(NotABody):
        bodies.from_object(value)


@pytest.mark.parametrize("value", [[], {}, True, False])
def test_a_field_that_is_no_text_is_named(value: object) -> None:
    with pytest.raises(WrongField) as wrong:
        bodies.from_object({"action": "ENTER_QUEUE", "queue_id": value})

    assert wrong.value.field == "queue_id"
    assert str(wrong.value) == "queue_id must be one text or number"


@pytest.mark.parametrize(("data", "so"), [(b' \n{"a": 1}', True), (b"[1]", True), (b"a=1", False), (b"", False)])
def test_a_body_without_a_type_is_looked_at(data: bytes, so: bool) -> None:
    assert bodies.looks_like_json(data) is so


def test_the_same_fields_in_another_order_are_the_same_bytes() -> None:
    assert bodies.canonical({"a": "1", "b": "2"}) == bodies.canonical({"b": "2", "a": "1"})
    assert bodies.canonical({"a": "1", "b": "2"}) != bodies.canonical({"a": "2", "b": "1"})


def test_form_and_json_are_doubles_of_each_other() -> None:
    form = bodies.from_form(b"queue_id=155&action=EXIT_QUEUE")
    json = bodies.from_object(bodies.from_json(b'{"action": "EXIT_QUEUE", "queue_id": 155}'))

    assert form == json


def test_half_a_character_is_refused_for_no_file_could_keep_it() -> None:
    with pytest.raises(NotABody):
        bodies.from_object(bodies.from_json(rb'{"source_name": "\ud83d"}'))
