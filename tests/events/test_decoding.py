"""From bytes to fields: form, multipart and JSON say the same thing, and bytes that say nothing are refused."""

import codecs
import json
from typing import Any

import msgspec
import pytest

from app.events import decoding
from app.events.decoding import FORM, JSON, Body, NotABody, TooMany, Unreadable, Unsupported

BOUNDARY = b"xx"
MULTIPART = "multipart/form-data; boundary=xx"
LUKASZ = {"action": "ENTER_QUEUE", "source_name": "Łukasz Żółć"}


def part(name: str, value: bytes, more: str = "") -> bytes:
    head = f'--xx\r\nContent-Disposition: form-data; name="{name}"\r\n{more}\r\n'
    return head.encode() + value + b"\r\n"


def decoded(data: bytes, kind: str) -> Body:
    """The one body in it."""
    found, array = decoding.decode(data, kind)
    assert not array
    assert isinstance(found[0], dict), found
    return found[0]


def stored(body: Body) -> Any:
    """The body as the journal keeps it, read by any program."""
    return json.loads(msgspec.json.encode(body))


# Forms.


def test_a_form_is_its_fields() -> None:
    body = decoding.from_form(b"action=ENTER_QUEUE&date=2016-04-20+09%3A46%3A24&source_name=BOK%3A+Kowalski&none=")

    assert body == {
        "action": "ENTER_QUEUE",
        "date": "2016-04-20 09:46:24",
        "source_name": "BOK: Kowalski",
        "none": "",
    }


def test_letters_of_every_language_arrive() -> None:
    assert decoding.from_form("a=Łódź&b=%C5%81%C3%B3d%C5%BA".encode()) == {"a": "Łódź", "b": "Łódź"}
    assert decoding.from_form(b"a=%B3", "iso-8859-2") == {"a": "ł"}


def test_of_a_repeated_name_the_last_counts() -> None:
    assert decoding.from_form(b"a=1&a=2&&=3&b") == {"a": "2", "b": ""}


def test_an_equals_sign_may_be_part_of_a_value() -> None:
    assert decoding.from_form(b"a=b=c") == {"a": "b=c"}


@pytest.mark.parametrize("more", [b"", b"&x=" + b"y" * 10_000, b"&x=%B3"], ids=["short", "long", "not UTF-8"])
def test_percent_signs_that_encode_nothing_stay(more: bytes) -> None:
    assert (
        decoding.from_form(b"a=100%&b=%zz&c=%4&d=%41%" + more).items()
        >= {
            "a": "100%",
            "b": "%zz",
            "c": "%4",
            "d": "A%",
        }.items()
    )


def test_a_long_value_is_unquoted_whole() -> None:
    assert decoding.from_form(b"a=" + b"%C5%81b" * 30_000) == {"a": "Łb" * 30_000}


def test_a_form_has_at_most_a_thousand_fields() -> None:
    assert len(decoding.from_form("&".join(f"f{i}=" for i in range(1000)).encode())) == 1000
    with pytest.raises(NotABody, match="over 1000 fields"):
        decoding.from_form(b"a&" * 1000)


# Charsets.


@pytest.mark.parametrize(
    "data",
    [
        "source_name=Łukasz Żółć".encode("windows-1250"),
        b"source_name=%A3ukasz+%AF%F3%B3%E6",
        "source_name=Łukasz+".encode("windows-1250") + b"%AF%F3%B3%E6",
        "source_name=Łukasz Żółć".encode(),
        b"source_name=%C5%81ukasz+%C5%BB%C3%B3%C5%82%C4%87",
    ],
    ids=["raw", "percent", "mixed", "utf-8", "utf-8 percent"],
)
def test_a_value_that_is_no_utf8_is_windows_1250_raw_or_percent_encoded(data: bytes) -> None:
    body = decoded(b"action=ENTER_QUEUE&other=%C5%82&" + data, FORM)

    assert body == LUKASZ | {"other": "ł"}


def test_json_and_multipart_that_are_no_utf8_are_windows_1250() -> None:
    text = json.dumps(LUKASZ, ensure_ascii=False).encode("windows-1250")
    parts = b"".join(part(name, value.encode("windows-1250")) for name, value in LUKASZ.items()) + b"--xx--\r\n"

    assert decoded(text, JSON) == LUKASZ
    assert decoded(parts, MULTIPART) == LUKASZ


def test_bytes_that_windows_1250_does_not_have_cost_a_letter_and_not_the_call() -> None:
    assert decoding.from_form(b"a=x\x81y&b=%81") == {"a": "x\ufffdy", "b": "\ufffd"}


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("utf-8", "utf-8"),
        ('"UTF-8"', "utf-8"),
        ("utf8", "utf-8"),
        ("us-ascii", "utf-8"),
        ("ISO-8859-2", "iso-8859-2"),
        ("windows-1250", "windows-1250"),
        ("cp1250", "windows-1250"),
        ("utf-16", "utf-16"),
        ("utf-16le", "utf-16-le"),
        ("utf-16be", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("kind", [JSON, FORM, "text/plain"])
def test_a_declared_charset_is_read(charset: str, codec: str, kind: str) -> None:
    as_json, as_form = json.dumps(LUKASZ, ensure_ascii=False), "action=ENTER_QUEUE&source_name=Łukasz+Żółć"

    assert decoded(as_json.encode(codec), f"{kind}; charset={charset}") == LUKASZ
    if kind != JSON:
        assert decoded(as_form.encode(codec), f"{kind}; charset={charset}") == LUKASZ


@pytest.mark.parametrize(
    "charset", ["punycode", "utf-7", "idna", "klingon", "unicode_escape", "undefined", "zip", "\x00"]
)
@pytest.mark.parametrize("kind", [JSON, FORM, MULTIPART])
def test_a_charset_that_is_not_on_the_list_is_unsupported(charset: str, kind: str) -> None:
    with pytest.raises(Unsupported, match="send UTF-8"):
        decoding.decode(b"a=1", f"{kind}; charset={charset}")


@pytest.mark.parametrize("kind", [JSON, FORM, "", "text/plain"])
@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_leading_byte_order_mark_is_dropped(mark: bytes, kind: str) -> None:
    codec = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}[mark]
    as_json, as_form = json.dumps(LUKASZ, ensure_ascii=False), "action=ENTER_QUEUE&source_name=Łukasz+Żółć"

    assert decoded(mark + as_json.encode(codec), kind) == LUKASZ
    if kind != JSON:
        assert decoded(mark + as_form.encode(codec), kind) == LUKASZ


def test_a_byte_order_mark_before_the_first_part_is_dropped() -> None:
    assert decoded(codecs.BOM_UTF8 + part("a", b"1") + b"--xx--\r\n", MULTIPART) == {"a": "1"}


# Multipart.


def test_a_multipart_form_is_its_fields() -> None:
    data = part("action", b"ENTER_QUEUE") + part("source_name", "Łódź".encode()) + b"--xx--\r\n"

    assert decoding.from_multipart(data, BOUNDARY) == {"action": "ENTER_QUEUE", "source_name": "Łódź"}


def test_a_multipart_value_may_hold_lines_and_what_looks_like_a_boundary() -> None:
    value = b"a\r\n--x\r\n--xy\r\n-- xx\r\n"

    assert decoding.from_multipart(part("a", value) + b"--xx--\r\n", BOUNDARY) == {"a": value.decode()}


@pytest.mark.parametrize(
    ("value", "more", "text"),
    [
        (b"\xb3", "Content-Type: text/plain; charset=iso-8859-2\r\n", "ł"),
        (b"YcWC", "Content-Transfer-Encoding: BASE64\r\n", "ał"),
        (b"a=C5=82", "Content-Transfer-Encoding: quoted-printable\r\n", "ał"),
        (b"a", "Content-Transfer-Encoding: 8bit\r\nContent-Length: 1\r\n", "a"),
    ],
)
def test_a_part_may_have_a_charset_and_an_encoding_of_its_own(value: bytes, more: str, text: str) -> None:
    assert decoding.from_multipart(part("name", value, more) + b"--xx--\r\n", BOUNDARY) == {"name": text}


def test_a_parts_charset_that_is_not_on_the_list_is_unsupported() -> None:
    with pytest.raises(Unsupported):
        decoding.decode(part("a", b"1", "Content-Type: text/plain; charset=punycode\r\n") + b"--xx--\r\n", MULTIPART)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"action=ENTER_QUEUE",
        b"--xx--\r\n",
        b"--xx\r\n\r\nno name\r\n--xx--\r\n",
        part("a", b"1", "Content-Type: multipart/mixed; boundary=yy\r\n") + b"--xx--\r\n",
        part("a", b"YQ=", "Content-Transfer-Encoding: base64\r\n") + b"--xx--\r\n",
        part("a", b"1", "X: y\r\n" * 8) + b"--xx--\r\n",
        part("a", b"1", f"X: {'y' * 600}\r\n") + b"--xx--\r\n",
        part("a", b"1") * 1001 + b"--xx--\r\n",
    ],
    ids=["empty", "form", "no part", "no name", "nested", "no base64", "headers", "long header", "parts"],
)
def test_what_is_no_multipart_form_is_refused(data: bytes) -> None:
    with pytest.raises(NotABody):
        decoding.from_multipart(data, BOUNDARY)


@pytest.mark.parametrize("kind", ["multipart/form-data", f"multipart/form-data; boundary={'x' * 300}"])
def test_a_multipart_form_without_a_possible_boundary_is_refused(kind: str) -> None:
    assert decoding.decode(part("a", b"1"), kind) == (
        [Unreadable(part("a", b"1").decode(), "is no multipart form")],
        False,
    )


# JSON.


def test_a_json_object_is_its_fields_and_numbers_stay_the_text_they_were() -> None:
    body = decoded(b'{"connection_id": 1416225570.340, "queue_id": 155, "hold_time": null, "x": 1e999}', JSON)

    assert body == {"connection_id": "1416225570.340", "queue_id": "155", "hold_time": None, "x": "1e999"}


def test_what_a_field_of_json_holds_is_stored_as_it_came() -> None:
    value = '{"tags":["a",1.50,-0,1e999,{"b":true}],"test":false,"meta":{},"none":null}'
    body = decoded(value.encode(), JSON)

    assert msgspec.json.encode(body).decode() == value
    assert stored(decoding.from_journal(msgspec.json.encode(body))) == stored(body)
    assert decoding.canonical(decoding.from_journal(msgspec.json.encode(body))) == decoding.canonical(body)


@pytest.mark.parametrize("blanks", [b"", b" \r\n\t"])
@pytest.mark.parametrize("kind", [FORM, FORM.upper(), "", "text/plain", f"{FORM}; charset=utf-8"])
def test_json_is_known_by_its_look(kind: str, blanks: bytes) -> None:
    assert decoded(blanks + b'{"action": "X"}', kind) == {"action": "X"}
    assert decoding.decode(blanks + b'[{"action": "X"}]', kind) == ([{"action": "X"}], True)


@pytest.mark.parametrize("data", [b"", b"{", b"{'a': 1}", b"[" * 1000, b"{} {}"])
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(NotABody, match="is no JSON"):
        decoding.from_json(data.decode())


@pytest.mark.parametrize("value", [[], "text", None, True, "1"])
def test_what_is_no_object_is_refused(value: object) -> None:
    with pytest.raises(NotABody, match="is no JSON object"):
        decoding.from_object(value)


def nested(levels: int) -> Any:
    value: Any = "x"
    for level in range(levels):
        value = [value] if level % 2 else {"a": value}
    return value


def test_a_field_nests_at_most_32_levels() -> None:
    assert decoding.from_object({"x": nested(32)}) == {"x": nested(32)}
    with pytest.raises(NotABody, match="nests deeper than 32"):
        decoding.from_object({"x": nested(33)})


def test_an_object_has_at_most_a_thousand_fields() -> None:
    assert len(decoding.from_object({str(i): "" for i in range(1000)})) == 1000
    with pytest.raises(NotABody, match="1001 fields"):
        decoding.from_object({str(i): "" for i in range(1001)})


def test_json_holds_at_most_80000_values_and_commas_in_a_text_are_none() -> None:
    assert len(decoding.from_json(f"[{'1,' * 79_990}1]")) == 79_991
    assert decoding.from_json(f'{{"a": "{",[{" * 100_000}"}}') == {"a": ",[{" * 100_000}
    with pytest.raises(NotABody, match="over 80000 values"):
        decoding.from_json(f"[{'1,' * 80_000}1]")


def test_each_element_of_an_array_is_taken_for_itself() -> None:
    found, array = decoding.decode(b'[{"a": 1}, 7, ["b", 2.50], {"c": "\\ud800"}]', JSON)

    assert array
    assert found == [
        {"a": "1"},
        Unreadable('"7"', "is no JSON object"),
        Unreadable('["b", "2.50"]', "is no JSON object"),
        {"c": "\ufffd"},
    ]


def test_an_array_holds_one_to_20000_events() -> None:
    assert len(decoding.decode(b"[" + b"{}," * 19_999 + b"{}]", JSON)[0]) == 20_000
    assert decoding.decode(b"[]", JSON) == ([Unreadable("[]", "is an empty array")], False)
    with pytest.raises(TooMany, match="holds 20001 events"):
        decoding.decode(b"[" + b"{}," * 20_000 + b"{}]", JSON)


@pytest.mark.parametrize("kind", ["application/xml", "application/octet-stream", "multipart/mixed; boundary=x", "żółć"])
def test_another_type_is_unsupported(kind: str) -> None:
    with pytest.raises(Unsupported, match="application/json"):
        decoding.decode(b"{}", kind)


# What is the same.


@pytest.mark.parametrize(("data", "so"), [(b' \n{"a": 1}', True), (b"[1]", True), (b"a=1", False), (b"", False)])
def test_a_body_without_a_type_is_looked_at(data: bytes, so: bool) -> None:
    assert decoding.looks_like_json(data) is so


def test_the_same_fields_in_another_order_are_the_same_bytes() -> None:
    assert decoding.canonical({"a": "1", "b": {"c": "1", "d": "2"}}) == decoding.canonical(
        {"b": {"d": "2", "c": "1"}, "a": "1"}
    )
    assert decoding.canonical({"a": "1", "b": "2"}) != decoding.canonical({"a": "2", "b": "1"})


def test_form_multipart_and_json_give_the_same_body() -> None:
    form = decoded(b"queue_id=155&action=EXIT_QUEUE", FORM)
    parts = decoded(part("queue_id", b"155") + part("action", b"EXIT_QUEUE") + b"--xx--", MULTIPART)
    as_json = decoded(b'{"action": "EXIT_QUEUE", "queue_id": 155}', JSON)

    assert form == parts == as_json


def test_half_a_character_which_no_file_could_keep_costs_a_letter_and_not_the_call() -> None:
    body = decoded(rb'{"source_name": "Jan \ud83d", "more": [{"\ude00x": "\ud83d\ude00"}], "queue_id": 7}', JSON)

    assert body == {
        "source_name": "Jan \ufffd",
        "more": [{"\ufffdx": "\N{GRINNING FACE}"}],
        "queue_id": "7",
    }
    assert stored(body) == body


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"a": }', b"\xff", b"{}" * 2])
def test_a_damaged_entry_of_the_journal_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the library says
        decoding.from_journal(data)
