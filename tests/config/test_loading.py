"""The configuration file: what is right, and everything that is wrong with it at once."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec
import pytest

from app.config.loading import Mistakes, load, parse
from app.config.mistakes import without_none
from app.config.sample import sample
from app.config.schema import Part, Settings
from app.config.warnings import warnings

WHOLE = """
timezone = "Europe/London"
language = "en"
day_start = "06:00"

[server]
host = "127.0.0.1"
port = 9000
frame_ancestors = ["self", "https://intranet.example.com:8443", "*.example.org"]
access_log = false

[webhook]
username = "thulium"
password = "s3cret-pw"

[privacy]
numbers = "last3"
agents = "initials"
recordings = true

[journal]
url = "sqlite:calls.db"
keep_days = 7

[service_level]
target = 1
seconds = 15
short_abandon = 0
formula = "abandon_in_time"

[expire]
ivr = 60
waiting = 60
ringing = 60
talking = 60
dialing = 60
preview = 60
wrap_up = 60
chat = 60
transferred = 60
ticket = 60

[agent]
wrap_up = 10

[queues.155]
name = "Sales"
seconds = 30
warn = { waiting = 3, longest_wait = 60 }
alarm = { waiting = 6, longest_wait = 120 }

[chat_queues.1]
name = "Chat"

[pauses.1]
name = "Break"
limit = 900

[agents.jkowalski]
name = "Jan"
team = "sales"

[[keys]]
name = "TV"
role = "tv"
hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000"

[boards.sales]
title = "Sales"
queues = ["155"]
chat_queues = ["1"]
campaigns = ["00001"]
teams = ["sales"]
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(Mistakes) as caught:
        parse(text)
    return caught.value.lines


def keys(text: str) -> set[str]:
    return {line.partition(": ")[0] for line in mistakes(text)}


def test_every_documented_key_is_known() -> None:
    settings = parse(WHOLE)

    assert settings.queues["155"].alarm is not None
    assert settings.queues["155"].alarm.longest_wait == 120
    assert settings.boards["sales"].teams == ["sales"]
    assert settings.keys[0].role == "tv"


def test_nothing_at_all_is_a_configuration_too() -> None:
    assert parse("") == parse('timezone = "Europe/Warsaw"\nday_start = "00:00"\nserver.port = 8080')


def test_all_mistakes_are_told_at_once_each_by_its_key() -> None:
    text = """
    timezone = 7
    langage = "pl"
    day_start = "24:00"
    server = { port = 70000, hots = "x" }
    journal = { url = "postgres://x", keep_days = 0 }
    service_level = { target = 80, formula = "best" }
    expire.ivr = -1
    agents = "everybody"

    [queues.155]
    warn = { waiting = "3", longest = 60 }
    [queues.156]
    seconds = 2.5
    [[keys]]
    name = "TV"
    role = "boss"
    hash = "sha256:xyz"
    [[keys]]
    role = "tv"
    [boards.sales]
    queues = [155]
    """

    assert keys(text) == {
        "timezone",
        "langage",
        "day_start",
        "server.port",
        "server.hots",
        "journal.url",
        "journal.keep_days",
        "service_level.target",
        "service_level.formula",
        "expire.ivr",
        "agents",
        "queues.155.warn.waiting",
        "queues.155.warn.longest",
        "queues.156.seconds",
        "keys[0].role",
        "keys[0].hash",
        "keys[1].name",
        "keys[1].hash",
        "boards.sales.queues[0]",
    }


def test_what_no_header_could_carry_is_told() -> None:
    key = '[[keys]]\nname = "TV"\nrole = "tv"\nhash = "sha256:' + "0" * 64 + '"\n'
    origins = ["self; script-src *", "self\\n", "https://a.example/path", "'self'"]
    text = f"""
    server.frame_ancestors = [{", ".join(f'"{origin}"' for origin in origins)}]
    privacy = {{ numbers = "last4", agents = "login", recordings = "no", faces = "none" }}
    [webhook]
    username = "thulium:admin"
    password = "a\\u0000b"
    {key}{key}
    """

    assert keys(text) == {
        *(f"server.frame_ancestors[{index}]" for index in range(len(origins))),
        "privacy.numbers",
        "privacy.agents",
        "privacy.recordings",
        "privacy.faces",
        "webhook.username",
        "webhook.password",
        "keys[1].hash",
    }
    assert keys('server.frame_ancestors = ["none", "self"]') == {"server.frame_ancestors"}


def test_what_contradicts_itself_is_told_beside_what_is_malformed() -> None:
    text = """
    timezone = "Mars/Olympus"
    server.port = "8080"
    """

    assert keys(text) == {"timezone", "server.port"}


def test_what_can_be_run_but_contradicts_itself_is_a_doubt() -> None:
    text = """
    service_level.short_abandon = 30
    [queues.155]
    warn.waiting = 6
    alarm = { waiting = 3, longest_wait = 10 }
    [queues.156]
    seconds = 30
    alarm.longest_wait = 29
    [agents.anna]
    team = "sales"
    [boards.sales]
    queues = ["155", "157"]
    chat_queues = ["1"]
    campaigns = ["00001"]
    teams = ["slaes", "sales"]
    """

    assert [line.partition(": ")[0] for line in warnings(parse(text))] == [
        "service_level.short_abandon",
        "queues.155.alarm.waiting",
        "queues.155.alarm.longest_wait",
        "queues.156.alarm.longest_wait",
        "boards.sales.queues[1]",
        "boards.sales.chat_queues[0]",
        "boards.sales.teams[0]",
    ]


def test_two_keys_of_one_name_are_a_doubt() -> None:
    keys = "".join(f'[[keys]]\nname = "TV"\nrole = "tv"\nhash = "sha256:{64 * digit}"\n' for digit in "01")

    assert [line.partition(": ")[0] for line in warnings(parse(keys))] == ["keys[0].name", "keys[1].name"]


def test_the_whole_configuration_of_the_documentation_raises_no_doubt() -> None:
    assert warnings(parse(WHOLE)) == []


def keys_of(kind: Any, prefix: str = "") -> Iterator[str]:
    """Every key that can be set."""
    for field in msgspec.structs.fields(kind):
        inner = without_none(field.type)
        key = f"{prefix}{field.name}"
        if get_origin(inner) is dict:
            yield from keys_of(get_args(inner)[1], f"{key}.x.")
        elif isinstance(inner, type) and issubclass(inner, Part):
            yield from keys_of(inner, f"{key}.")
        elif key != "keys":
            yield key


@pytest.mark.parametrize("key", list(keys_of(Settings)))
def test_each_key_set_wrong_is_told_by_its_name(key: str) -> None:
    assert keys(f"{key} = 1979-05-27") == {key}
    assert keys(f"{key}x = 1") == {f"{key}x"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('language = "de"', "language: must be one of pl, en"),
        ('day_start = "25:00"', "day_start: must be HH:MM"),
        ('journal.url = "postgres://x"', "journal.url: must be sqlite:FILE, memory: or redis://HOST:PORT/DATABASE"),
    ],
)
def test_a_mistake_says_what_was_expected(text: str, line: str) -> None:
    assert mistakes(text) == [line]


# Secrets from the environment.


def test_secrets_may_come_from_the_environment() -> None:
    environ = {
        "WALLBOARD_WEBHOOK_USERNAME": "thulium",
        "WALLBOARD_WEBHOOK_PASSWORD": "secret",
        "WALLBOARD_JOURNAL_URL": "memory:",
    }
    settings = parse('[webhook]\nusername = "somebody else"\n', environ)

    assert (settings.webhook.username, settings.webhook.password, settings.journal.url) == (
        "thulium",
        "secret",
        "memory:",
    )


def test_what_is_wrong_in_the_environment_is_told_by_its_key_without_the_secret() -> None:
    with pytest.raises(Mistakes) as caught:
        parse("webhook = 5", {"WALLBOARD_JOURNAL_URL": "postgres://me:secret@db", "WALLBOARD_WEBHOOK_USERNAME": ""})

    assert {line.partition(": ")[0] for line in caught.value.lines} == {"journal.url", "webhook"}
    assert "secret" not in "".join(caught.value.lines)


# The commented file.


def test_the_commented_file_says_nothing_by_itself_and_everything_uncommented() -> None:
    text = sample(Settings())
    whole = parse(re.sub(r"(?m)^#(?=\S)", "", text))

    assert parse(text) == Settings()
    assert warnings(whole) == []
    for table in (whole, *vars_of(whole)):
        unset = [name for name in table.__struct_fields__ if getattr(table, name) in (None, {}, [])]
        assert not unset, table


def vars_of(settings: Settings) -> Iterator[Part]:
    """Every table of a configuration."""
    for name in settings.__struct_fields__:
        value = getattr(settings, name)
        several = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
        yield from (table for table in several if isinstance(table, Part))


def test_every_key_is_described() -> None:
    text = sample(Settings())
    lines = text.splitlines()
    undescribed = [
        line for before, line in pairwise(lines) if re.match(r"#\w+ = ", line) and not before.startswith("# ")
    ]

    assert not undescribed


def test_the_commented_file_of_a_configuration_says_the_same() -> None:
    settings = parse(WHOLE.replace("[queues.155]", '[queues."nr 1 ż"]\n[queues.156]\nseconds = 9\n[queues.155]'))

    assert parse(sample(settings)) == settings
    assert sample(settings).count("Its own threshold") == 1, "explained once, however many there are"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "/etc/localtime", "Europe", "", "Europe/\\u0000"])
def test_a_time_zone_that_is_none_is_told(zone: str) -> None:
    assert keys(f'timezone = "{zone}"') == {"timezone"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("service_level.target = nan", "service_level.target"),
        ("service_level.target = inf", "service_level.target"),
        ("service_level.target = true", "service_level.target"),
        ("server.port = 8080.0", "server.port"),
        ("journal.keep_days = 1_000_000_000_000", "journal.keep_days"),
        ("expire.ivr = 100_000_000_000_000_000_000", "expire.ivr"),
        ("day_start = 06:00:00", "day_start"),
        ('language = "de"', "language"),
        ('boards."a/b".title = "x"', 'boards."a/b"'),
        ("keys = {}", "keys"),
        ("server = 5", "server"),
        ("queues = []", "queues"),
        ("[[queues.155]]", "queues.155"),
    ],
)
def test_a_value_that_cannot_be_is_told_by_its_key(text: str, key: str) -> None:
    assert keys(text) == {key}


@pytest.mark.parametrize("text", ["timezone", "a = [", "x = 1\nx = 2", "[queues.155\n", "a = " + "[" * 5000])
def test_what_is_no_toml_is_told_in_one_line(text: str) -> None:
    (line,) = mistakes(text)

    assert line.startswith("not TOML")
    assert "\n" not in line


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("timezone", 1, "`key = value`"),
        ('language = "pl"\n\nday_start = 06:00x', 3, "a line of its own"),
        ("language = pl", 1, '"quotes"'),
        ('[webhook]\npassword = "s3cret', 2, "closing quote"),
        ('[webhook]\npassword = "s3cret\nusername = "x"', 2, "closing quote"),
        ("[webhook]\npassword = 's3cret", 2, "closing quote"),
        ('language = "pl"\nlanguage = "en"\n', 2, "given before"),
        ('timezone = "Europe\\Warsaw"', 1, "backslash"),
        ("[queues.155\n", 1, "]"),
        ("[queues.155]\n[queues.155]\n", 2, "given before"),
    ],
)
def test_a_syntax_error_names_the_file_and_the_line_in_plain_words(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    file = tmp_path / "wallboard.toml"
    file.write_text(text)
    with pytest.raises(Mistakes) as wrong:
        load(file)
    (told,) = wrong.value.lines

    assert told.startswith(f"{file}: not TOML: line {line}: ")
    assert words in told
    assert "s3cret" not in told


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    file = tmp_path / "wallboard.toml"
    file.write_bytes(b"\xef\xbb\xbf" + b'language = "en"\r\n')

    assert load(file, {}).language == "en"


@pytest.mark.parametrize("encoding", ["windows-1250", "utf-16"])
def test_a_file_that_is_not_utf_8_is_told_by_its_line(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "wallboard.toml"
    file.write_bytes('language = "pl"\n[queues.155]\nname = "Sprzedaż"\n'.encode(encoding))
    with pytest.raises(Mistakes) as wrong:
        load(file)

    line = 3 if encoding == "windows-1250" else 1
    assert wrong.value.lines == [f"{file}: line {line}: is not UTF-8; save the file in that encoding"]


@pytest.mark.parametrize(
    "url",
    [
        "redis://localhost",
        "redis://user:p%40ss@10.0.0.5:6380/3",
        "rediss://:pass@redis.example:6379/0?ssl_ca_certs=/etc/ca.pem",
        "redis+sentinel://one:26379,two,[::1]:26379/service/0",
        "rediss+sentinel://user:pass@one:26379/service?username=s&password=t",
    ],
)
def test_a_journal_may_be_on_redis(url: str) -> None:
    assert parse(f'[journal]\nurl = "{url}"\nprefix = "{{north}}"\nreplicas = 1').journal.on_redis


@pytest.mark.parametrize(
    ("journal", "key"),
    [
        ('url = "redis://"', "journal.url"),
        ('url = "redis://:secret@host:port/0"', "journal.url"),
        ('url = "redis://one:1,two:2/0"', "journal.url"),
        ('url = "redis://:secret@host/name"', "journal.url"),
        ('url = "redis://host/0?ssl_ca_cert=x"', "journal.url"),
        ('url = "redis+sentinel://:secret@one:26379"', "journal.url"),
        ('url = "redis+sentinel://one:26379/service/name"', "journal.url"),
        ('url = "redis://host"\nprefix = ""', "journal.prefix"),
        ("replicas = 1", "journal.replicas"),
    ],
)
def test_a_wrong_address_of_redis_is_named_and_not_repeated(journal: str, key: str) -> None:
    with pytest.raises(Mistakes) as wrong:
        parse(f"[journal]\n{journal}")

    (line,) = wrong.value.lines
    assert line.startswith(f"{key}: ")
    assert "secret" not in line
