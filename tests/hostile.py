"""Bodies of at most a mebibyte, made to cost whoever decodes them as much time or memory as can be."""

import json

MIB = 1 << 20
JSON, FORM, MULTIPART = "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
FORM_DATA = "Content-Disposition: form-data; "


def _part(head: str, value: bytes = b"v") -> bytes:
    return (f"--x\r\n{head}\r\n\r\n".encode() + value + b"\r\n--x--")[:MIB]


def _parts(head: str, value: str) -> bytes:
    return "".join(f"--x\r\n{FORM_DATA}name=f{i}{head}\r\n\r\n{value}\r\n" for i in range(20_000))[:MIB].encode()


def _array(one: object, count: int) -> bytes:
    return json.dumps([one] * count).encode()


HOSTILE: dict[str, tuple[bytes, str]] = {
    # charsets
    "punycode": (("a-" + "b9" * (MIB // 2 - 1)).encode(), f"{JSON}; charset=punycode"),
    "no UTF-8, declared as such": (b"a=" + b"\xff" * (MIB - 2), f"{FORM}; charset=utf-8"),
    "no UTF-8": (b"a=" + b"\x81" * (MIB - 2), FORM),
    "wide characters": ("a=\N{GRINNING FACE}".encode() + b"x" * (MIB - 8), FORM),
    "no UTF-8 in JSON": (b'{"a":"' + b"\x81" * (MIB - 6), JSON),
    "lone surrogates of UTF-16": (b"a\x00=\x00" + b"\x00\xd8" * (MIB // 2 - 2), f"{FORM}; charset=utf-16"),
    # multipart
    "20,000 parts": (_parts("", "v"), MULTIPART),
    "999 parts": (_parts("", "v" * 1000), MULTIPART),
    "60,000 parameters": (_part(FORM_DATA + "; ".join(f"a{i}=b" for i in range(60_000))), MULTIPART),
    "60,000 pieces of a name": (_part(FORM_DATA + "; ".join(f"name*{i}=b" for i in range(60_000))), MULTIPART),
    "60,000 encoded words": (_part(FORM_DATA + 'name="' + "=?utf-8?q?a?= " * 60_000 + '"'), MULTIPART),
    "60,000 headers": (_part(FORM_DATA + "name=a\r\n" + "a: b\r\n" * 60_000), MULTIPART),
    "many open quotes": (_parts("".join(f';a{i}="' for i in range(70)), "v"), MULTIPART),
    "15,000 multiparts in one another": (
        "".join(
            f"--x\r\nContent-Type: multipart/mixed; boundary=x{i}\r\n\r\n--x{i}\r\n" for i in range(15_000)
        ).encode(),
        MULTIPART,
    ),
    "almost boundaries": (_part(FORM_DATA + "name=a", b"\r\n--y" * 200_000), MULTIPART),
    "line ends": (_part(FORM_DATA + "name=a", b"\r\n" * 500_000), MULTIPART),
    "base64": (_part(FORM_DATA + "name=a\r\nContent-Transfer-Encoding: base64", b"AAAA" * 262_000), MULTIPART),
    # forms
    "a million ampersands": (b"&" * MIB, FORM),
    "1,000 fields": (b"&".join(b"f%d=%s" % (i, b"v" * 1000) for i in range(1000))[:MIB], FORM),
    "a million percent signs": (b"a=" + b"%" * (MIB - 2), FORM),
    "350,000 escapes": (b"a=" + b"%41" * (MIB // 3 - 1), FORM),
    "260,000 escapes and letters": (b"a=" + b"%41a" * (MIB // 4 - 1), FORM),
    "350,000 escapes that are no UTF-8": (b"a=" + b"%81" * (MIB // 3 - 1), FORM),
    "escapes in UTF-16": (("a=" + "%41" * 170_000).encode("utf-16"), f"{FORM}; charset=utf-16"),
    # JSON
    "half a million numbers": (b"[" + b"1," * (MIB // 2 - 2) + b"1]", JSON),
    "350,000 lists": (b"[" + b"[]," * (MIB // 3 - 2) + b"1]", JSON),
    "350,000 texts": (b"[" + b'"",' * (MIB // 3 - 2) + b"1]", JSON),
    "a million open lists": (b"[" * MIB, JSON),
    "500 lists 900 deep": (b"[" + b",".join([b"[" * 900 + b"]" * 900] * 500) + b"]", JSON),
    "80 lists 900 deep": (b"[" + b",".join([b"[" * 900 + b"]" * 900] * 80) + b"]", JSON),
    "78,000 names": (b"{" + b",".join(b'"%x":1' % i for i in range(78_000)) + b"}", JSON),
    "78,000 names in objects": (
        b"[" + b",".join(b"{" + b",".join(b'"%x_%x":1' % (i, n) for i in range(970)) + b"}" for n in range(80)) + b"]",
        JSON,
    ),
    "78,000 numbers in a field": (b'{"a":[' + b"1," * 78_000 + b"1]}", JSON),
    "39,000 maps in a field": (b'{"a":[' + b'{"b":1},' * 26_000 + b"1]}", JSON),
    "a million commas": (b'{"a":"' + b"," * (MIB - 8) + b'"}', JSON),
    "half a million escaped quotes": (b'{"a":",[{' + b'\\"' * (MIB // 2 - 8), JSON),
    "a million backslashes": (b'["' + b"\\" * (MIB - 2), JSON),
    "half characters": (b'{"a":"' + b"\\ud83d" * (MIB // 6 - 2) + b'"}', JSON),
    "a number of a million digits": (b'{"a":' + b"1" * (MIB - 6) + b"}", JSON),
    "20,000 empty objects": (_array({}, 20_000), JSON),
    "20,000 numbers": (_array(1, 20_000), JSON),
    "19,000 objects without what they need": (_array({"action": "PREVIEW_RECORD", "date": "x"}, 19_000), JSON),
    # recordings
    "100,000 recordings": (b"{" + b'"filename":"a",' * 60_000, JSON),
    "recordings in a field": (b'{"a":"' + b"filename=" * (MIB // 9 - 2) + b'"}', JSON),
}
