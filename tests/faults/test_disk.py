"""The disk is full or locked: webhooks are refused at once and the reason is said, and all comes back by itself."""

import asyncio
from pathlib import Path

from tests.faults.harness import enters, fill, frozen, locked, small_disk, unready
from tests.server import Answer, ready, run, started


def refused(answer: Answer) -> bool:
    return answer.status == 503 and int(answer.headers["Retry-After"]) >= 1


async def test_a_disk_that_filled_up_refuses_and_takes_again_when_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "data"):
        async with started(tmp_path, "--clock", "events") as running:
            board = running.wallboard
            await board.calls("1.1", "09:00:00")
            filler = fill(tmp_path / "data")
            answers: list[Answer] = []
            while not answers or answers[-1].status == 200:  # what room the log has left
                answers.append(await board.delivers(enters(f"2.{len(answers)}") | {"source_name": "x" * 900}))
            taken = {f"2.{number}" for number in range(len(answers) - 1)} | {"1.1"}
            why = await unready(board)
            shown = await board.state()
            filler.unlink()
            await ready(board)
            await board.calls("3.1", "09:00:01")
            await running.killed()
        async with started(tmp_path, "--clock", "events") as again:
            kept = (await again.wallboard.state())["calls"].keys()

    assert refused(answers[-1])
    assert "full" in why
    assert shown["calls"].keys() == taken
    assert kept == taken | {"3.1"}


async def test_while_another_program_holds_the_file_webhooks_are_refused_at_once(tmp_path: Path) -> None:
    async with started(tmp_path, "--clock", "events") as running:
        board = running.wallboard
        await board.calls("1.1", "09:00:00")
        async with board.watched() as screen:
            with locked(tmp_path / "data" / "journal.db"):
                answers = await asyncio.gather(*(board.delivers(enters(f"2.{n}")) for n in range(30)))
                why = await unready(board)
                while (heard := await screen.next()).name != "ping" or "trouble" not in heard.data:
                    pass
            await ready(board)
            version = await board.calls("1.2", "09:00:01")
            while (heard := await screen.next()).name != "ping":
                pass

    assert all(refused(answer) for answer in answers)
    assert "locked" in why
    assert version == 2
    assert "trouble" not in heard.data


async def test_a_process_that_stood_still_goes_on_where_it_was(tmp_path: Path) -> None:
    async with started(tmp_path, "--clock", "events") as running:
        board = running.wallboard
        async with board.watched() as screen:
            await screen.next()
            with frozen(running):
                posts = [asyncio.create_task(board.delivers(enters(f"1.{n}"))) for n in range(50)]
                await asyncio.sleep(0.5)
                assert not any(post.done() for post in posts)
            versions = sorted([(await post).version for post in posts])
            shown = await screen.until(50)

    assert versions == list(range(1, 51))
    assert len(shown["calls"]) == 50


def test_a_directory_that_can_only_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    with small_disk(tmp_path / "data", "1m,ro"):
        done = run(tmp_path, "serve", "--port", "0", "--data-dir", "data")

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "Read-only" in done.stderr
