"""What the program prints for whoever runs it, and that the programs it is for take it."""

import contextlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import command
from app.config.loading import parse
from app.server.deploy_files import FILES, PRINTABLE
from tests.config.test_loading import WHOLE
from tests.server import DAY, bodies, run, started
from tests.tools import needed, tried


@pytest.fixture
def config(tmp_path: Path) -> str:
    (tmp_path / "wallboard.toml").write_text(WHOLE, encoding="utf-8")
    return "wallboard.toml"


def printed(directory: Path, what: str, *options: str, **environ: str) -> str:
    """What the command prints; run in this process, because there is much to print."""
    with contextlib.chdir(directory):
        done = CliRunner(env=environ).invoke(command, ["print", what, *options])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("what", PRINTABLE)
def test_everything_is_printed_with_and_without_a_configuration(tmp_path: Path, config: str, what: str) -> None:
    assert printed(tmp_path, what).endswith("\n")
    assert printed(tmp_path, what, "--config", config).endswith("\n")


def test_the_printed_configuration_is_right_and_says_the_same(tmp_path: Path, config: str) -> None:
    text = printed(tmp_path, "config", "--config", config, WALLBOARD_JOURNAL_URL="sqlite:from-elsewhere")
    (tmp_path / "again.toml").write_text(text, encoding="utf-8")
    (tmp_path / "empty.toml").write_text(printed(tmp_path, "config"), encoding="utf-8")

    assert parse(text) == parse(WHOLE)
    assert "from-elsewhere" not in text
    assert parse((tmp_path / "empty.toml").read_text()) == parse("")
    checked = run(tmp_path, "check", "again.toml")
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("what", FILES)
def test_files_are_filled_in_from_the_configuration(tmp_path: Path, config: str, what: str) -> None:
    text = printed(tmp_path, what, "--config", config, "--site", "board.firma.pl")
    said = {
        "systemd": f"serve --config {tmp_path / config}",
        "container": f"{tmp_path / config}:/etc/wallboard.toml:ro",
        "nginx": "server_name board.firma.pl;",
        "caddy": "board.firma.pl {",
        "apache": "ServerName board.firma.pl",
        "alerts": 'wallboard_queue_waiting{queue="155"} >= 6',
    }

    assert said[what] in text
    if what in {"nginx", "caddy", "apache", "alerts"}:
        assert "127.0.0.1:9000" in text


@pytest.mark.parametrize(("host", "reached"), [("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("192.0.2.1", "192.0.2.1")])  # noqa: S104
def test_a_proxy_reaches_the_wallboard_wherever_it_listens(tmp_path: Path, host: str, reached: str) -> None:
    (tmp_path / "wallboard.toml").write_text(f'server.host = "{host}"\n')

    assert f"proxy_pass http://{reached}:8080;" in printed(tmp_path, "nginx", "--config", "wallboard.toml")


def test_systemd_finds_the_unit_right_and_well_fenced(tmp_path: Path, config: str) -> None:
    needed("systemd-analyze")
    unit = tmp_path / "wallboard.service"
    text = printed(tmp_path, "systemd", "--config", config)
    program = re.search(r"ExecStart=(\S+)", text)
    assert program
    assert Path(program[1]).parent == Path(sys.executable).parent
    unit.write_text(text.replace(program[1], "/bin/true"))  # the checkout's own program may be in a home

    assert tried("systemd-analyze", "verify", "--man=no", str(unit)) == ""
    exposed = tried("systemd-analyze", "security", "--offline=yes", "--no-pager", str(unit))
    level = re.search(r"exposure level for wallboard.service: ([\d.]+)", exposed)
    assert level
    assert float(level[1]) < 2


def test_a_program_in_a_home_is_told(tmp_path: Path) -> None:
    done = run(tmp_path, "print", "systemd", "--config", "/dev/null")

    assert done.returncode == 0
    assert ("/opt" in done.stderr) == Path(sys.executable).is_relative_to("/home")


def test_the_containers_commands_are_right(tmp_path: Path) -> None:
    """No engine builds it here, but its health check and its program's words are Python's and ours."""
    text = printed(tmp_path, "container")
    check = re.search(r'HEALTHCHECK .* CMD \[".*?", "-c", "(.*)"\]', text)
    words = re.search(r"CMD \[\"serve\", (.*)\]", text)
    assert check
    assert words
    done = subprocess.run([sys.executable, "-c", check[1]], capture_output=True, text=True, check=False)

    assert "URLError" in done.stderr or done.returncode == 0
    assert run(tmp_path, "serve", *[w.strip('" ') for w in words[1].split(",")], "--help").returncode == 0


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_manual_is_printed_in_the_configurations_language_or_the_one_asked_for(
    tmp_path: Path, language: str
) -> None:
    (tmp_path / "en.toml").write_text('language = "en"')
    text = printed(tmp_path, "manual", "--language", language)

    assert text.startswith("# Instalacja\n" if language == "pl" else "# Install\n")
    assert printed(tmp_path, "manual", "--config", "en.toml").startswith("# Install\n")


def test_a_page_of_the_manual_is_printed_alone(tmp_path: Path) -> None:
    text = printed(tmp_path, "manual", "--language", "en", "--page", "tv")

    assert re.findall(r"(?m)^# .*", text) == ["# TV"]


# The names that are missing.


async def test_names_lists_what_events_named_and_nobody_configured_also_while_serving(tmp_path: Path) -> None:
    known = '[queues.155]\nname = "Sprzedaż"\n[boards.sales]\ncampaigns = ["00002"]\n'
    (tmp_path / "wallboard.toml").write_text(known, encoding="utf-8")
    async with started(tmp_path, "--clock", "events", "--config", "wallboard.toml") as running:
        board = running.wallboard
        await board.comes("anna", "09:00:00")
        await board.pauses("jan.nowak", "09:00:00")
        await board.calls("1.1", "09:00:00")
        await board.calls("1.2", "09:00:00", queue="20")
        await board.calls("1.3", "09:00:00", queue="3")
        await board.writes("c-1", "09:00:00")
        for id_ in ("00001", "00002"):
            await board.hears("OUTBOUND_BUSY", "09:00:00", id=id_, connection_id="1", name='Out "bound"')
        await board.hears("NEWS", "09:00:00", queue_id="no event that is known")
        wrong = {"action": "ENTER_QUEUE", "date": f"{DAY} 09:00:00", "queue_id": "rejected"}
        await board.delivers(bodies(wrong), Content_Type="application/json")
        done = run(tmp_path, "names", "--config", "wallboard.toml", "--data-dir", "data")
    tables = re.findall(r"(?m)^\[(.*)\]", done.stdout)

    assert (done.returncode, done.stderr) == (0, "")
    assert tables == ["queues.3", "queues.20", "chat_queues.1", "pauses.1", "agents.anna", 'agents."jan.nowak"']
    assert re.findall(r'(?m)^# "(\d+)"  (.*), in', done.stdout) == [("00001", '"Out \\"bound\\""')]
    whole = parse(known + done.stdout)
    assert whole.queues["20"].name == "20"
    (tmp_path / "wallboard.toml").write_text(known + done.stdout, encoding="utf-8")
    again = run(tmp_path, "names", "--config", "wallboard.toml", "--data-dir", "data")
    assert "[" not in again.stdout.replace("# Campaigns", "")


def test_without_a_journal_names_says_so(tmp_path: Path) -> None:
    done = run(tmp_path, "names", "--data-dir", "data")

    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
