"""What no server recorded is an entry of the journal, written before anything that comes after it."""

import time
from pathlib import Path

from app.history.recorder import ANY_DAY, HEARTBEAT
from app.journal import StoredDay
from app.web.app_keys import INGEST, RECORDER
from tests.server import open_wallboard


async def test_a_start_says_since_when_nothing_was_recorded(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, clock="wall") as board:
        await board.delivers({"action": "CUSTOMER_CREATED", "customer_id": "1"})
        ingest = board.app[INGEST]
        assert ingest.state.gaps == []
        since = int(time.time()) - 1000
        await board.app[RECORDER].beat()
        before = ingest.state.version

    async with open_wallboard(tmp_path, clock="wall") as board:  # at once: nothing was missed
        await board.delivers({"action": "CUSTOMER_CREATED", "customer_id": "2"})
        assert board.app[INGEST].state.gaps == []
        await board.app[INGEST].journal.put_days([StoredDay(ANY_DAY, HEARTBEAT, str(since).encode())])
        await board.app[RECORDER].resume()
        last = await board.delivers({"action": "CUSTOMER_CREATED", "customer_id": "3"})

        assert [begun for begun, _ in board.app[INGEST].state.gaps] == [since]
        assert last.version == before + 3

    async with open_wallboard(tmp_path, clock="wall") as board:  # and it is replayed
        await board.recovered()
        assert [begun for begun, _ in board.app[INGEST].state.gaps] == [since]
