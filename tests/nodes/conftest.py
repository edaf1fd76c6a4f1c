"""Redis for these tests: skipped with a sentence where there is none, a failure where CI is set."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.nodes.servers import PROGRAM, RedisServer


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[RedisServer]:
    if PROGRAM is None:
        if os.environ.get("CI"):
            pytest.fail("redis-server is not installed")
        pytest.skip("redis-server is not installed; apt-get install redis-server")
    async with RedisServer(tmp_path / "redis") as server:
        yield server
