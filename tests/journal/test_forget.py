"""`forget`: one person is erased from the files, and no figure changes."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from app.document.merge_patch import Json
from app.history.erasure import Eraser, Person, Unclear, person
from tests.server import Wallboard, command, run, started, surroundings

NUMBER, OTHER = "523993855", "601002003"
STAND_IN = "000123456"


async def a_day(board: Wallboard) -> None:
    """A caller who abandons, calls again and is answered, chats; and another, and the agent's pause."""
    await board.comes("anna", "08:00:00")
    await board.calls("1.1", "09:00:00")
    await board.gives_up("1.1", "09:00:30")
    await board.calls("1.2", "09:05:00")
    await board.answers("anna", "1.2", "09:05:10")
    await board.ends("anna", "1.2", "09:06:00")
    await board.hears("ENTER_QUEUE", "09:10:00", connection_id="1.3", queue_id="155", source_number=f"+48{OTHER}")
    await board.hears("ABANDONED", "09:10:40", connection_id="1.3", queue_id="155")
    await board.writes("7", "09:20:00")
    await board.calls("1.4", "09:30:00")
    await board.delivers({"action": "ENTER_QUEUE", "source_number": "+48 523-993-855", "date": "x"})


def forgotten(directory: Path, *who: str) -> str:
    done = run(directory, "forget", *who, "--data-dir", "data")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def files(directory: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted((directory / "data").iterdir()))


def figures(state: Json) -> Json:
    """All that counts, without whose it is."""
    live = [{name: value for name, value in call.items() if "number" not in name and "name" not in name}
            for _, call in sorted(state["calls"].items())]  # fmt: skip
    return {name: state[name] for name in ("totals", "queues", "trend", "callbacks", "feed", "chat_queues")} | {
        "calls": live
    }


def contact(row: Json) -> tuple[Any, ...]:
    """When a caller gave up, called again and was spoken to."""
    return row["at"], row.get("again"), row.get("contacted")


async def test_a_caller_is_gone_from_every_file_and_every_figure_stays(tmp_path: Path) -> None:
    async with started(tmp_path, "--clock", "events") as running:
        await a_day(running.wallboard)
        before = await running.wallboard.state()
        abandoned = (await running.wallboard.asks("/abandoned")).json["abandoned"]
        await running.stopped()
    assert NUMBER.encode() in files(tmp_path)
    said = forgotten(tmp_path, "--number", f"+48 {NUMBER}")
    left = files(tmp_path)
    again = forgotten(tmp_path, "--number", NUMBER)
    async with started(tmp_path, "--clock", "events") as running:
        after = await running.wallboard.state()
        still = (await running.wallboard.asks("/abandoned")).json["abandoned"]
        log = (await running.wallboard.asks("/rejected")).text

    assert said == "erased from 4 entries, 1 checkpoints, 0 days\n"
    assert again == "erased from 0 entries, 0 checkpoints, 0 days\n"
    assert NUMBER.encode() not in left
    assert b"Kowalski" not in left
    assert OTHER.encode() in left
    assert figures(after) == figures(before)
    assert list(map(contact, still)) == list(map(contact, abandoned))
    assert "523-993" not in log


async def test_a_running_server_forgets_within_seconds(tmp_path: Path) -> None:
    async with started(tmp_path, "--clock", "events") as running:
        board = running.wallboard
        await a_day(board)
        before = await board.state()
        await asyncio.to_thread(forgotten, tmp_path, "--number", NUMBER)
        after = await board.state()
        pages = [(await board.asks(path)).text for path in ("/state", "/abandoned", "/log", "/calls?q=523993855", "/")]
        version = await board.calls("1.5", "09:40:00", queue="156")
        await running.stopped()
    async with started(tmp_path, "--clock", "events") as running:
        again = await running.wallboard.state()

    assert figures(after) == figures(before)
    assert not [page for page in pages if NUMBER in page or "Kowalski" in page]
    assert version == before["version"] + 1
    assert again["version"] == version


async def test_an_agent_is_erased_under_a_made_up_login(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("[history]\nagent_days = 30\n")
    async with started(tmp_path, "--clock", "events", "--config", "c.toml") as running:
        await running.wallboard.comes("annakowalska", "2026-11-19 08:00:00")
        await running.wallboard.calls("1.0", "2026-11-19 09:00:00")
        await running.wallboard.answers("annakowalska", "1.0", "2026-11-19 09:00:10")
        await running.wallboard.ends("annakowalska", "1.0", "2026-11-19 09:01:00")
        await running.wallboard.comes("annakowalska", "2026-11-20 08:00:00")
        await running.wallboard.calls("1.1", "2026-11-20 09:00:00")
        before = await running.wallboard.state()
        days = (await running.wallboard.asks("/days")).json
        await running.stopped()
    said = forgotten(tmp_path, "--agent", "annakowalska")
    exported = run(tmp_path, "export", "--days", "--data-dir", "data").stdout
    async with started(tmp_path, "--clock", "events", "--config", "c.toml") as running:
        after = await running.wallboard.state()
        report = (await running.wallboard.asks("/days/2026-11-19")).json
        again = (await running.wallboard.asks("/days")).json

    assert said.endswith(" 1 days\n")
    assert "annakowalska" not in exported
    assert b"annakowalska" not in files(tmp_path)
    assert after["totals"] == before["totals"]
    assert [login[:7] for login in after["agents"]] == ["erased-"]
    assert report["agents"] == {}
    assert again == days


async def test_a_kill_in_between_leaves_all_or_nothing_and_the_next_run_completes(tmp_path: Path) -> None:
    async with started(tmp_path, "--clock", "events") as running:
        await a_day(running.wallboard)
        before = await running.wallboard.state()
        await running.stopped()
    for delay in (0.3, 0.4, 0.5):
        process = await asyncio.create_subprocess_exec(
            *command("forget", "--number", NUMBER, "--data-dir", "data"),
            cwd=tmp_path,
            env=surroundings(),
            stdout=asyncio.subprocess.DEVNULL,
        )
        await asyncio.sleep(delay)  # somewhere within its work
        if process.returncode is None:
            process.kill()
        await process.wait()
    forgotten(tmp_path, "--number", NUMBER)
    async with started(tmp_path, "--clock", "events") as running:
        after = await running.wallboard.state()

    assert NUMBER.encode() not in files(tmp_path)
    assert figures(after) == figures(before)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name one person: --number, --email, --customer or --agent"),
        (("--number", "1", "--agent", "a"), "name one person: --number, --email, --customer or --agent"),
        (("--number", "12-34"), "--number: a number has at least 7 digits"),
        (("--email", "anna"), "--email: an e-mail address has an @"),
    ],
)
def test_who_is_meant_must_be_clear(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "journal.db").touch()
    done = run(tmp_path, "forget", *words, "--data-dir", "data")

    assert (done.returncode, done.stderr) == (2, f"{said}\n")


TEXTS = [
    ("523993855", STAND_IN),
    ("48523993855", STAND_IN),
    ("+48 523-993-855", f"+{STAND_IN}"),
    ("sip:48523993855@host", f"sip:{STAND_IN}@host"),
    ("523993856", "523993856"),
    ("action=X&source_number=%2B48523993855&x=1", f"action=X&source_number=%2B{STAND_IN}&x=1"),
    ("1700000000", "1700000000"),
]


@pytest.mark.parametrize(("text", "left"), TEXTS)
def test_a_number_is_found_however_it_is_written(text: str, left: str) -> None:
    eraser = Eraser(Person("number", NUMBER, STAND_IN))
    body: dict[str, Any] = {"a": [text], "source_name": "Anna"}

    assert eraser.find(body) is (text != left)
    assert json.dumps(eraser.entry(body)) == json.dumps({"a": [left], "source_name": "Anna"})


def test_a_mail_address_is_found_in_any_case_and_the_chat_loses_its_name() -> None:
    eraser = Eraser(Person("email", "a@b.c", "x@erased.invalid"))
    first = {"conversation_id": "7", "client_email": "A@b.C", "client_name": "Anna"}
    second = {"conversation_id": "7", "client_name": "Anna", "agent_login": "bob"}
    assert [eraser.find(first), eraser.find(second)] == [True, False]

    assert eraser.entry(first) == {"conversation_id": "7", "client_email": None, "client_name": None}
    assert eraser.entry(second) == {"conversation_id": "7", "client_name": None, "agent_login": "bob"}


def test_a_short_number_is_nobodys() -> None:
    with pytest.raises(Unclear):
        person("number", "12345")
