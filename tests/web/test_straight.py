"""A plain delivery goes straight, past router, middlewares and signals: nobody outside can tell."""

from pathlib import Path

import pytest

from app.web import straight
from app.web.access import WEBHOOK
from app.web.keys import REQUESTS
from app.web.webhook import taken
from tests.serving import DAY, open_wallboard

RINGS = {
    "action": "AGENT_RINGING",
    "date": f"{DAY} 09:00:00",
    "connection_id": "1.1",
    "queue_id": "155",
    "agent_login": "jkowalski",
}
CHARSET = "application/x-www-form-urlencoded; charset=utf-8"
SECURE = {"X-Forwarded-Proto": "https", "Authorization": "Basic YTpi"}


@pytest.mark.parametrize("headers", [{}, SECURE], ids=["here", "by a proxy"])
async def test_both_ways_answer_the_same(tmp_path: Path, headers: dict[str, str]) -> None:
    toml = '[webhook]\nusername = "a"\npassword = "b"\n' if headers else ""
    async with open_wallboard(tmp_path, toml) as board:
        first = await board.delivers(RINGS, **headers)
        other = await board.delivers(RINGS, **headers, **{"Content-Type": CHARSET})
        assert (first.version, other.version) == (1, 2)
        same = {name: value for name, value in first.headers.items() if name != "Date"}
        assert same == {name: value for name, value in other.headers.items() if name != "Date"}
        assert board.app[REQUESTS][WEBHOOK, 200] == 2


async def test_what_is_wrong_is_kept_once_and_told_like_any_refusal(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        answer = await board.delivers({**RINGS, "agent_login": ""})
        assert (answer.status, answer.headers["Content-Type"]) == (422, "application/problem+json")
        assert answer.json["errors"][0]["field"] == "agent_login"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        feed = (await board.state())["feed"]["today"]
        assert (feed["events"], feed["rejected"]) == (1, 1)
        assert board.app[REQUESTS] == {(WEBHOOK, 422): 1, ("/state", 200): 1}


async def test_plain_deliveries_take_it_and_others_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[int] = []

    async def noted(*arguments: object) -> int:
        went.append(1)
        return await taken(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(straight, "taken", noted)
    async with open_wallboard(tmp_path) as board:
        assert (await board.delivers(RINGS)).version == len(went) == 1
        assert (await board.delivers(RINGS, **{"Content-Type": CHARSET})).version == 2
        assert (await board.delivers(RINGS, **{"Sec-Fetch-Site": "cross-site"})).status == 403
        assert (await board.delivers(RINGS, Host="board.example.org")).status == 403
        assert len(went) == 1
