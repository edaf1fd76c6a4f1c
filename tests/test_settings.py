"""The configuration file: what is right, and everything that is wrong with it at once."""

import pytest

from app.settings_file import Mistakes, parse

WHOLE = """
timezone = "Europe/London"
language = "en"
day_start = "06:00"

[server]
host = "127.0.0.1"
port = 9000

[webhook]
username = "thulium"
password = "x"

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


def test_what_contradicts_itself_is_told_beside_what_is_malformed() -> None:
    text = """
    timezone = "Mars/Olympus"
    server.port = "8080"
    webhook.username = "thulium"
    [queues.155]
    warn.waiting = 6
    alarm.waiting = 3
    """

    assert keys(text) == {"timezone", "server.port", "webhook", "queues.155.alarm.waiting"}


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
