"""The documents for who asks once: brought up to date, and let go when nobody asks for them any more."""

import asyncio
from pathlib import Path

import pytest

from app.config.loading import parse
from app.document.document import Audience
from app.runtime import snapshots
from app.runtime.snapshots import MAX_DOCUMENTS
from app.runtime.yielding import TimeSlice
from app.server.reload import reload
from app.web.app_keys import PUBLISHER, SNAPSHOTS
from tests.server import open_wallboard

MANY = 3 * MAX_DOCUMENTS
BOARDS = "".join(f'[boards.b{number}]\nqueues = ["{number}"]\n' for number in range(MANY))


async def test_only_the_documents_asked_for_last_are_kept(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, BOARDS) as board:
        await board.calls("1.1", "09:00:00", queue="0")
        first = [(await board.asks(f"/state?board=b{number}")).json for number in range(MANY)]
        documents, copies = board.app[SNAPSHOTS]._snapshots, board.app[SNAPSHOTS].document_cache._documents
        again = (await board.asks("/state?board=b0")).json

        assert len(documents) == MAX_DOCUMENTS
        assert len(copies) <= MAX_DOCUMENTS
        assert again["queues"] == first[0]["queues"]


async def test_a_document_that_nobody_asked_for_in_a_while_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_wallboard(tmp_path, BOARDS) as board:
        await board.asks("/state?board=b0")
        monkeypatch.setattr(snapshots, "IDLE_S", 0.0)
        await asyncio.sleep(0.01)
        answer = await board.asks("/state?board=b1")

        assert answer.status == 200
        assert [audience.board for audience in board.app[SNAPSHOTS]._snapshots] == ["b1"]
        assert [audience.board for audience in board.app[SNAPSHOTS].document_cache._documents] == ["b1"]


async def test_what_is_sent_of_a_version_is_let_go_with_the_next_one(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, BOARDS) as board, board.watched("?board=b0") as screen:
        await screen.next()
        version = await board.calls("1.1", "09:00:00", queue="0")
        await screen.until(version)

        assert board.app[SNAPSHOTS].document_cache._documents == {}
        assert board.app[PUBLISHER]._states == {}


async def test_a_document_made_while_the_configuration_changed_is_by_the_new_one(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, BOARDS) as board:
        await board.calls("1.1", "09:00:00", queue="0")
        documents = board.app[SNAPSHOTS]
        preparing = asyncio.create_task(documents.prepare(Audience("tv"), TimeSlice(0.0)))
        await asyncio.sleep(0)
        await reload(board.app, parse('[queues.0]\nname = "Sales"\n'))
        await preparing

        assert documents.document(Audience("tv"))["queues"]["0"]["name"] == "Sales"
