"""The agents as the TV lists them: tiles by name, and a register by status. Pure.

Keep in sync with static/js/roster.js.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .format import count, duration, seconds_since
from .levels import pause_too_long
from .names import cut, fit_name, sort_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from .catalogue import Catalogue

# The order of the register: what needs a look, who can take a call, who soon can, who cannot.
GROUPS = ("too_long", "available", "ringing", "dialing", "wrap_up", "no_phone", "on_call", "paused")
# Up to how many agents a density of tiles holds on a landscape screen, and what has room there and, briefly, on a
# portrait one: ems for the name, for the word, and for the word beside a time of an hour or more.
_FEW_UPRIGHT, _UPRIGHT = (7.2, 5.8, 5.8), (5.6, 5.3, 4.3)
_TILES = (
    (6, "few", ((10.5, 5.6, 5.6), _FEW_UPRIGHT)),
    (8, "few", ((10.5, 5.6, 5.6), _UPRIGHT)),
    (14, "several", ((10.2, 9.0, 8.0), _UPRIGHT)),
    (21, "some", ((6.9, 6.0, 4.6), _UPRIGHT)),
    (32, "more", ((6.3, 5.2, 3.9), _UPRIGHT)),
    (10**9, "many", ((6.4, 5.3, 4.0), _UPRIGHT)),
)
# Ems that the mark for open chats, and in the register every character of a time over four, takes from the name.
_CHATS = 2.0
_CHARACTER = 0.45
# Densities of the register: columns, rows, ems of room for the name.
_REGISTER = {
    "landscape": (
        ("few", 2, 6, 10.0),
        ("several", 3, 9, 7.8),
        ("some", 4, 13, 7.4),
        ("more", 5, 18, 6.8),
        ("many", 7, 24, 6.0),
    ),
    "portrait": (("few", 1, 10, 9.0), ("some", 2, 15, 5.6), ("many", 2, 22, 6.2)),
}


def tiles(agents: Mapping[str, Any], now: datetime, words: Catalogue) -> dict[str, Any]:
    """The agents who are there, by name."""
    there = [(key, agent) for key, agent in agents.items() if agent["status"] != "logged_out"]
    there.sort(key=lambda item: (sort_key(_name(*item)), item[0]))
    _, density, rooms = next(rule for rule in _TILES if len(there) <= rule[0])
    return {
        "density": density,
        "number": len(there),
        "count": words("logged_in", n=count(len(there), words)),
        "tiles": [_tile(key, agent, rooms, now, words) for key, agent in there],
    }


def register(agents: Mapping[str, Any], now: datetime, words: Catalogue) -> dict[str, Any]:
    """The agents by status, as the lines of the first page; for either orientation, since only CSS knows which."""
    groups = _grouped(agents, now)
    counts = {status: len(members) for status, members in groups}
    sheets = []
    for orientation in _REGISTER:
        density, room, lines = _chosen(groups, orientation)
        items = [_register_item(line, counts, room, now, words) for line in lines]
        sheets.append({"orientation": orientation, "density": density, "lines": items})
    return {"number": sum(counts.values()), "sheets": sheets}


def _chosen(groups: Groups, orientation: str) -> tuple[str, float, list[Line]]:
    """The roomiest density that holds all on one page, else the densest; and the first page."""
    for density, columns, rows, room in _REGISTER[orientation]:
        pages = paginate(groups, columns, rows)
        if len(pages) == 1:
            return density, room, pages[0]
    return density, room, pages[0]


Member = tuple[str, "Mapping[str, Any]"]
Groups = list[tuple[str, list[Member]]]
Line = tuple[str, Member | None]
_GAP: Line = ("", None)


def paginate(groups: Groups, columns: int, rows: int) -> list[list[Line]]:
    """Lines for each page: (status, none) is a heading, (status, agent) an agent.

    A heading is repeated where a column continues a group and never stands alone at a column's foot.
    Pauses that last too long are on every page.
    """
    room = columns * rows
    pinned = groups[:1] if groups and groups[0][0] == "too_long" else []
    start: list[Line] = []
    for status, members in pinned:
        _place(start, status, members[: room // 2], (rows, room))
    pages = [list(start)]
    for status, members in groups[len(pinned) :]:
        placed = _place(pages[-1], status, members, (rows, room))
        while placed < len(members):
            pages.append(list(start))
            placed += _place(pages[-1], status, members[placed:], (rows, room))
    return pages


def _place(page: list[Line], status: str, members: list[Member], size: tuple[int, int]) -> int:
    rows, room = size
    placed = 0
    while placed < len(members) and len(page) < room:
        line = len(page) % rows
        headed = placed == 0 or line == 0
        if headed and line == rows - 1:
            page.append(_GAP)
            continue
        if headed:
            page.append((status, None))
        page.append((status, members[placed]))
        placed += 1
    return placed


def _grouped(agents: Mapping[str, Any], now: datetime) -> Groups:
    found: dict[str, list[Member]] = {status: [] for status in GROUPS}
    for key, agent in agents.items():
        status = "too_long" if pause_too_long(agent, now) else agent["status"]
        if status in found:
            found[status].append((key, agent))
    for members in found.values():
        members.sort(key=lambda item: (_since(item[1]), sort_key(_name(*item)), item[0]))
    return [(status, members) for status, members in found.items() if members]


def _register_item(
    line: Line, counts: Mapping[str, int], room: float, now: datetime, words: Catalogue
) -> dict[str, Any]:
    status, member = line
    if member is not None:
        tile = _tile(*member, ((room, room, room),), now, words)
        name = fit_name(
            _name(*member), room - _CHARACTER * (len(tile["time"]) - (3 if tile["level"] == "warning" else 4))
        )
        return {"heading": False, **tile, "name": name}
    too_long = status == "too_long"
    return {
        "heading": True,
        "status": "paused" if too_long else status,
        "level": "warning" if too_long else "normal",
        "icon": "warning" if too_long else status or "none",
        "word": words(f"heading.{status}") if status else "",
        "count": count(counts[status], words) if status else "",
    }


def _tile(
    key: str,
    agent: Mapping[str, Any],
    rooms: Sequence[tuple[float, float, float]],
    now: datetime,
    words: Catalogue,
) -> dict[str, Any]:
    """`rooms` for the name and the word: on a landscape screen and, if any, on a portrait one."""
    too_long = pause_too_long(agent, now)
    status = agent["status"]
    word = words("status.too_long" if too_long else f"status.{status}")
    if status == "paused" and not too_long:
        word = str(agent.get("pause", {}).get("name", word))
    since = _since(agent)
    seconds = seconds_since(since, now) if since else None
    beside_hours = (seconds or 0) >= 3600
    names = [fit_name(_name(key, agent), name - (_CHATS if agent["chats"] else 0)) for name, _, _ in rooms]
    short = [cut(word, long if beside_hours else room, ".") for _, room, long in rooms]
    return {
        "id": key,
        "name": names[0],
        "brief_name": names[-1],
        "status": status,
        "level": "warning" if too_long else "normal",
        "icon": "warning" if too_long else status,
        "word": short[0],
        "brief_word": short[-1],
        "chats": str(len(agent["chats"])) if agent["chats"] else "",
        "since": since,
        "time": duration(seconds),
    }


def _since(agent: Mapping[str, Any]) -> str:
    since = agent.get("since", "")
    return str(agent.get("pause", {}).get("since", since) if agent["status"] == "paused" else since)


def _name(key: str, agent: Mapping[str, Any]) -> str:
    return str(agent.get("name", key))
