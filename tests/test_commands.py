"""The commands as they are typed: what they print, how they end."""

import asyncio
import json
import shlex
import socket
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import click
import pytest

from app import cli
from tests.server import DAY, Wallboard, bodies, command, open_wallboard, run, started, surroundings

NEEDS = '[webhook]\nusername = "thulium"\npassword = "s3cret-pw"\n'


def written(directory: Path, text: str) -> str:
    (directory / "wallboard.toml").write_text(text, encoding="utf-8")
    return "wallboard.toml"


# Is this configuration right?


def test_check_says_that_a_configuration_is_right(tmp_path: Path) -> None:
    done = run(tmp_path, "check", written(tmp_path, '[queues.155]\nname = "Sprzedaż"\n'))

    assert (done.returncode, done.stderr) == (0, "")
    assert "wallboard.toml" in done.stdout


def test_check_says_everything_that_is_wrong_one_line_each(tmp_path: Path) -> None:
    wrong = 'langage = "pl"\nserver.port = "x"\n[queues.155.warn]\nwaiting = 0\n[[keys]]\nname = "TV"\nrole = "x"\n'
    done = run(tmp_path, "check", written(tmp_path, wrong))
    lines = done.stderr.splitlines()

    assert (done.returncode, done.stdout) == (2, "")
    assert [line.partition(":")[0] for line in lines] == [
        "langage",
        "server.port",
        "queues.155.warn.waiting",
        "keys[0].role",
        "keys[0].hash",
    ]


@pytest.mark.parametrize(("password", "warned"), [("1", True), ("thulium", True), ("s3cret-pw", False)])
def test_check_warns_of_a_password_that_can_be_guessed(tmp_path: Path, password: str, *, warned: bool) -> None:
    done = run(tmp_path, "check", written(tmp_path, f'[webhook]\nusername = "thulium"\npassword = "{password}"\n'))

    assert done.returncode == 0
    assert done.stderr.startswith("warning: webhook.password: ") == warned


def test_serve_refuses_the_same_mistakes_in_the_same_words(tmp_path: Path) -> None:
    config = written(tmp_path, 'langage = "pl"\ntimezone = "Mars"\n')
    checked, served = run(tmp_path, "check", config), run(tmp_path, "serve", "--config", config)

    assert (served.returncode, served.stderr) == (2, checked.stderr)
    assert len(served.stderr.splitlines()) == 2


def test_a_mistake_is_named_with_the_files_line(tmp_path: Path) -> None:
    text = '# comment\n[queues.155]\nname = "Sales"\nwarn = {\n}\n'.replace("{\n}", "{ waiting = 0 }")
    text += '[[keys]]\nname = "TV"\nrole = "tv"\nhash = "x"\n[boards.sales]\nqueues = [\n  "155",\n  156,\n]\n'
    done = run(tmp_path, "check", written(tmp_path, text))

    assert done.stderr.splitlines() == [
        "queues.155.warn.waiting: must be a whole number, at least 1 (wallboard.toml, line 4)",
        "keys[0].hash: must be a line that `wallboard key` prints (wallboard.toml, line 8)",
        'boards.sales.queues[1]: must be a text, in "quotes" (wallboard.toml, line 10)',
    ]


def test_with_the_password_in_the_environment_alone_all_commands_work_and_serve_needs_it(tmp_path: Path) -> None:
    config = written(tmp_path, '[webhook]\nusername = "thulium"\n')
    checked = run(tmp_path, "check", config)
    (tmp_path / "journal.jsonl").write_text(
        '{"version": 1, "received": "2026-11-20T09:00:00+00:00", "kind": "tick", "body": {}}\n'
    )
    where = ("--config", config, "--data-dir", "data")
    done = [
        run(tmp_path, "import", "journal.jsonl", *where),
        run(tmp_path, "names", *where),
        run(tmp_path, "export", *where),
        *(run(tmp_path, "print", what, "--config", config) for what in ("config", "systemd", "nginx")),
    ]
    served = run(tmp_path, "serve", *where)

    assert checked.returncode == 0
    assert checked.stderr == (
        "warning: webhook.password: is missing: set it, or WALLBOARD_WEBHOOK_PASSWORD in the environment\n"
    )
    assert [(one.returncode, one.stderr) for one in done] == [(0, "")] * 6
    assert (served.returncode, len(served.stderr.splitlines())) == (2, 1)
    assert "WALLBOARD_WEBHOOK_PASSWORD" in served.stderr


def test_a_configuration_that_the_shell_has_emptied_to_print_into_it_is_not_overwritten(tmp_path: Path) -> None:
    config = tmp_path / "wallboard.toml"
    with config.open("w") as emptied:
        done = subprocess.run(
            command("print", "config", "--config", str(config)),
            cwd=tmp_path, env=surroundings(), stdout=emptied, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip

    assert (done.returncode, config.read_text()) == (2, "")
    assert "print to another file" in done.stderr


@pytest.mark.parametrize("file", ["nowhere.toml", "."])
def test_a_file_that_cannot_be_read_is_a_wrong_configuration(tmp_path: Path, file: str) -> None:
    done = run(tmp_path, "check", file)

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_to_be_reached_from_elsewhere_it_needs_credentials_and_a_key(tmp_path: Path) -> None:
    config = written(tmp_path, NEEDS + '[server]\nhost = "0.0.0.0"\nport = 0\n')
    served = run(tmp_path, "serve", "--config", config)
    checked = run(tmp_path, "check", config)
    wrong = [line for line in served.stderr.splitlines() if line.startswith(("keys", "webhook"))]

    assert (served.returncode, len(wrong)) == (2, 1)
    assert "`wallboard key --role admin --name NAME`" in wrong[0]
    assert checked.returncode == 0  # the key may have been made in the browser
    assert checked.stderr.startswith("warning: keys: needs a key")


@pytest.mark.parametrize(
    ("role", "name"),
    [("tv", "Office TV"), ("supervisor", 'Kasia\'s "big" TV\\ Łódź'), ("tv", "TV\t2\x7f")],
)
def test_key_prints_an_entry_that_check_accepts(tmp_path: Path, role: str, name: str) -> None:
    made = run(tmp_path, "key", "--role", role, "--name", name)
    entry = made.stdout[made.stdout.index("[[keys]]") :]
    config = written(tmp_path, NEEDS + '[server]\nhost = "192.0.2.1"\n' + entry)
    checked = run(tmp_path, "check", config)

    assert made.returncode == 0
    assert (checked.returncode, checked.stderr) == (0, "")


async def test_a_made_keys_link_opens_its_page(tmp_path: Path) -> None:
    made = run(tmp_path, "key", "--role", "tv", "--name", "TV").stdout
    link = made.splitlines()[1].split()[1]
    config = written(tmp_path, made[made.index("[[keys]]") :])
    async with started(tmp_path, "--config", config) as running:
        opened = await running.wallboard.asks(link)
        page = await running.wallboard.asks(
            opened.headers["Location"], Cookie=opened.headers["Set-Cookie"].split(";")[0]
        )

    assert (opened.status, page.status) == (303, 200)


# Wrong usage, and the same program by another name.


@pytest.mark.parametrize(
    "words",
    [
        ["dance"],
        ["serve", "--port", "x"],
        ["serve", "--port", "99999"],
        ["serve", "--clock", "sun"],
        ["key", "--role", "boss", "--name", "x"],
        ["key", "--role", "tv"],
        ["check"],
        ["replay", "nowhere.jsonl", "--url", "http://127.0.0.1:1/"],
        ["simulate", "--url", "http://127.0.0.1:1/", "--user", "nocolon"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_says_why(tmp_path: Path, words: list[str]) -> None:
    done = run(tmp_path, *words)

    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_python_m_app_is_the_same_program(tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("wallboard")
    if not script.exists():
        pytest.skip("the command is not installed beside this Python: pip install -e .")
    by_name = subprocess.run(
        [script, "serve", "--help"],
        cwd=tmp_path,
        env=surroundings(),
        capture_output=True,
        text=True,
        check=True,
    )

    assert by_name.stdout == run(tmp_path, "serve", "--help").stdout
    assert run(tmp_path, "--version").returncode == 0


# Starting.


async def test_serve_prints_where_it_is_once_it_listens(tmp_path: Path) -> None:
    async with started(tmp_path) as running:
        address = running.wallboard.address
        assert [line.split()[-1] for line in running.printed] == [
            f"{address}/",
            f"{address}/tv",
            f"{address}/webhooks/thulium",
        ]
        assert (await running.wallboard.asks("/tv")).status == 200


async def test_a_second_serve_on_the_same_directory_is_told_so(tmp_path: Path) -> None:
    async with started(tmp_path) as running:
        second = await asyncio.to_thread(run, tmp_path, "serve", "--port", "0", "--data-dir", "data")
        assert (await running.wallboard.asks("/readyz")).status == 200

    assert second.returncode == 1
    assert second.stderr.splitlines() == ["another wallboard uses data"]


async def test_a_second_journal_in_the_same_directory_is_a_second_serve_too(tmp_path: Path) -> None:
    config = written(tmp_path, '[journal]\nurl = "sqlite:other.db"\n')
    async with started(tmp_path):
        process = await asyncio.create_subprocess_exec(
            *command("serve", "--port", "0", "--data-dir", "data", "--config", config),
            stdout=asyncio.subprocess.PIPE,
            cwd=tmp_path,
            env=surroundings(),
        )
        assert process.stdout is not None
        said = await process.stdout.readline()
        if said:
            process.terminate()
        await process.wait()

    assert (said, process.returncode) == (b"", 1)


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run(tmp_path, "serve", "--port", port, "--data-dir", "data")

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert port in done.stderr


def test_an_address_of_another_machine_is_told(tmp_path: Path) -> None:
    key = run(tmp_path, "key", "--role", "tv", "--name", "TV").stdout
    config = written(tmp_path, NEEDS + key[key.index("[[keys]]") :])
    done = run(tmp_path, "serve", "--config", config, "--host", "192.0.2.1", "--port", "0", "--data-dir", "data")

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_a_journal_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "journal.db").write_bytes(b"this was never a database " * 1000)
    done = run(tmp_path, "serve", "--port", "0", "--data-dir", "data")
    exported = run(tmp_path, "export", "--data-dir", "data")

    assert done.returncode == exported.returncode == 1
    assert len(done.stderr.splitlines()) == len(exported.stderr.splitlines()) == 1


def test_a_data_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run(tmp_path, "serve", "--port", "0", "--data-dir", "file/data")

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


async def test_systemd_says_where_the_journal_lies(tmp_path: Path) -> None:
    async with started(tmp_path, "--clock", "events") as running:
        await running.wallboard.calls("1.1", "09:00:00")
        exported = await asyncio.to_thread(run, tmp_path, "export", STATE_DIRECTORY=str(tmp_path / "data"))

    assert json.loads(exported.stdout)["version"] == 1


# Ending.


async def test_sigterm_ends_it_with_0_whatever_is_open(tmp_path: Path) -> None:
    """Screens watch, one delivery is half sent, one connection idles; what was answered is kept."""
    async with started(tmp_path, "--clock", "events") as running, AsyncExitStack() as open_:
        board = running.wallboard
        screens = [await open_.enter_async_context(board.watched(view)) for view in ("", "?role=tv")]
        for screen in screens:
            await screen.next()
        host, port = board.address.removeprefix("http://").split(":")
        idle = await asyncio.open_connection(host, int(port))
        half = await asyncio.open_connection(host, int(port))
        half[1].write(f"POST /webhooks/thulium HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 900\r\n\r\n".encode())
        await half[1].drain()
        version = await board.calls("1.1", "09:00:00")
        status = await running.stopped()
        for screen in screens:
            await screen.ends()
        for _, writer in (idle, half):
            writer.close()
    exported = run(tmp_path, "export", "--data-dir", "data")

    assert status == 0
    assert [json.loads(line)["version"] for line in exported.stdout.splitlines()] == [version]
    assert "Traceback" not in "".join(running.logged)


async def test_while_it_stops_what_was_read_is_answered_and_kept(tmp_path: Path) -> None:
    async with started(tmp_path, "--clock", "events") as running:
        board = running.wallboard
        posts = [
            asyncio.create_task(board.delivers({"action": "NEWS", "date": "x", "number": str(number)}))
            for number in range(60)
        ]
        done, _ = await asyncio.wait(posts, return_when=asyncio.FIRST_COMPLETED)
        status = await running.stopped()
        answers = await asyncio.gather(*posts, return_exceptions=True)
    kept = [json.loads(line) for line in run(tmp_path, "export", "--data-dir", "data").stdout.splitlines()]
    taken = {answer.version for answer in answers if not isinstance(answer, BaseException) and answer.status == 200}
    refused = {answer.status for answer in answers if not isinstance(answer, BaseException)} - {200}

    assert status == 0
    assert len(done) <= len(taken)
    assert taken <= {entry["version"] for entry in kept}
    assert refused <= {503}


async def test_who_waits_to_be_accepted_when_it_stops_is_refused_in_words(tmp_path: Path) -> None:
    connections = []
    async with open_wallboard(tmp_path) as board:
        host, port = board.address.removeprefix("http://").split(":")
        head = f"POST /webhooks/thulium HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 11\r\n\r\naction=NEWS"
        for _ in range(200):
            connections.append(socket.create_connection((host, int(port)), timeout=5))
            connections[-1].sendall(head.encode())
    answers = [connection.recv(12) for connection in connections]
    for connection in connections:
        connection.close()

    assert set(answers) == {b"HTTP/1.1 503"}


async def test_what_is_no_http_writes_few_lines_whoever_sends_it(tmp_path: Path) -> None:
    async with started(tmp_path) as running:
        host, port = running.wallboard.address.removeprefix("http://").split(":")
        for _ in range(50):
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(b"GET / HTTP/9.9\r\n\r\n")
            await reader.read()
            writer.close()
        await running.stopped()
    told = [line for line in running.logged if "was malformed" in line]

    assert len(told) == 5
    assert "no more such lines for a minute" in told[-1]


async def test_one_address_listens_on_both_families(tmp_path: Path) -> None:
    key = run(tmp_path, "key", "--role", "tv", "--name", "TV").stdout
    config = written(tmp_path, NEEDS + key[key.index("[[keys]]") :])
    async with started(tmp_path, "--config", config, "--host", "::") as running:
        port = running.wallboard.address.rpartition(":")[2]
        answered = []
        for address in ("127.0.0.1", "::1"):
            reader, writer = await asyncio.open_connection(address, int(port))
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            answered.append((await reader.readline()).split()[1])
            writer.close()
        taken = run(tmp_path, "serve", "--config", config, "--host", "::", "--port", port, "--data-dir", "other")

    assert running.printed[0] == f"Supervisors   {running.wallboard.address}/"
    assert "[::]" not in running.printed[0]  # an address that a browser can open, here and elsewhere
    assert answered == [b"200", b"200"]
    assert (taken.returncode, len(taken.stderr.splitlines())) == (1, 1)


async def test_ctrl_c_ends_it_too(tmp_path: Path) -> None:
    async with started(tmp_path) as running:
        running.process.send_signal(2)
        assert await running.ended() == 0


# A recording, taken and played again.


async def test_an_exported_journal_played_again_gives_the_same_board(tmp_path: Path) -> None:
    for place in ("first", "second"):
        (tmp_path / place).mkdir()
    async with started(tmp_path / "first", "--clock", "events") as running:
        await a_morning(running.wallboard)
        exported = await asyncio.to_thread(run, tmp_path / "first", "export", "--data-dir", "data")
        before = await running.wallboard.asks("/state")
    (tmp_path / "day.jsonl").write_text(exported.stdout, encoding="utf-8")
    async with started(tmp_path / "second", "--clock", "events") as running:
        url = f"{running.wallboard.address}/webhooks/thulium"
        played = await asyncio.to_thread(run, tmp_path, "replay", "day.jsonl", "--url", url, "--speed", "0")
        after = await running.wallboard.asks("/state")

    assert exported.returncode == played.returncode == 0
    assert after.json == before.json


async def a_morning(board: Wallboard) -> None:
    await board.comes("anna", "08:59:00")
    await board.calls("1.1", "09:00:00")
    await board.answers("anna", "1.1", "09:00:09")
    await board.ends("anna", "1.1", "09:04:00")
    await board.calls("1.2", "09:05:00")
    await board.gives_up("1.2", "09:05:30")
    await board.writes("c-1", "09:06:00")
    await board.delivers({"action": "ENTER_QUEUE", "date": f"{DAY} 09:06:10"})
    await board.delivers({"action": "NEWS", "date": f"{DAY} 09:06:20", "title": "Zażółć & gęślą=jaźń"})
    await board.delivers(
        bodies(
            {"action": "ENTER_QUEUE", "date": f"{DAY} 09:07:00", "connection_id": 1.3, "queue_id": 155},
            {"action": "ENTER_QUEUE", "date": f"{DAY} 09:07:00", "connection_id": None, "queue_id": "155"},
        ),
        Content_Type="application/json",
    )
    await board.pauses("anna", "09:08:00")


async def test_an_exported_line_is_what_arrived(tmp_path: Path) -> None:
    async with started(tmp_path) as running:
        await running.wallboard.delivers(
            b'{"action":"NEWS","n":1416225570.341,"none":null,"text":"\\u017c"}', Content_Type="application/json"
        )
        await running.wallboard.delivers(b"hello=", Content_Type="text/plain")
        await running.wallboard.delivers(b"[1]", Content_Type="application/json")
        done = await asyncio.to_thread(run, tmp_path, "export", "--data-dir", "data")
    lines = [json.loads(line) for line in done.stdout.splitlines()]

    assert [list(line) for line in lines] == [["version", "received", "kind", "body"]] * 3
    assert [line["kind"] for line in lines] == ["event", "rejected", "rejected"]
    assert lines[0]["body"] == {"action": "NEWS", "n": "1416225570.341", "none": None, "text": "ż"}
    assert lines[1]["body"] == {"hello": ""}
    assert all(line["received"].endswith("+00:00") for line in lines)


async def test_who_reads_only_the_first_line_of_an_export_hears_no_complaint(tmp_path: Path) -> None:
    async with started(tmp_path) as running:
        crowd = [{"action": "NEWS", "text": "x" * 500, "n": str(number)} for number in range(1500)]
        await running.wallboard.delivers(bodies(*crowd), Content_Type="application/json")
    done = await asyncio.to_thread(
        subprocess.run,
        ["sh", "-c", f"{shlex.join(command('export', '--data-dir', 'data'))} | head -n 1"],
        cwd=tmp_path,
        env=surroundings(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert json.loads(done.stdout)["version"] == 1
    assert done.stderr == ""


def test_with_nothing_to_export_it_says_so(tmp_path: Path) -> None:
    nothing = run(tmp_path, "export", "--data-dir", "data")
    memory = run(tmp_path, "export", "--config", written(tmp_path, 'journal.url = "memory:"'))

    assert nothing.returncode == memory.returncode == 1
    assert len(nothing.stderr.splitlines()) == len(memory.stderr.splitlines()) == 1


def test_help_lists_every_command_without_loading_the_program(tmp_path: Path) -> None:
    said = run(tmp_path, "--help", PYTHONPROFILEIMPORTTIME="1")

    for name, (_, sentence) in cli.COMMANDS.items():
        command = cli.command.get_command(click.Context(cli.command), name)
        assert command is not None
        assert command.get_short_help_str(200) == sentence
        assert name in said.stdout
    assert "click" in said.stderr
    assert "aiohttp" not in said.stderr


async def test_a_replay_of_which_nothing_is_accepted_has_failed(tmp_path: Path) -> None:
    body = {"action": "NEWS", "date": "2026-11-20 10:00:00"}
    entry = {"version": 1, "received": "2026-11-20T09:00:00+00:00", "kind": "event", "body": body}
    (tmp_path / "day.jsonl").write_text(json.dumps(entry) + "\n", encoding="utf-8")
    (tmp_path / "c.toml").write_text(
        '[webhook]\nusername = "thulium"\npassword = "secret-of-eight"\n', encoding="utf-8"
    )
    async with started(tmp_path, "--clock", "events", "--config", "c.toml") as running:
        url = f"{running.wallboard.address}/webhooks/thulium"
        wrong = ("replay", "day.jsonl", "--url", url, "--speed", "0", "--user", "thulium:wrong")
        done = await asyncio.to_thread(run, tmp_path, *wrong)

    assert (done.returncode, "nothing was accepted" in done.stderr) == (1, True)
