"""What the TV's first paint says: the state document and a moment in, words and numbers out. Pure.

Keep in sync with static/js/elements, which say the same from the stream; a test compares both.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from . import levels
from .curve import curve
from .format import (
    NOTHING,
    age,
    count,
    duration,
    long_date,
    percent,
    percent_of,
    seconds_since,
    short_date,
    whole_percent,
)
from .names import breadth, cut, isolated, sort_key
from .roster import register, tiles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .catalogue import Catalogue

_BLANK = {"level": "normal", "icon": "", "text": ""}
# Room for a queue's name (rem) beside all columns, without "answered", without "abandoned" too; and on a
# portrait screen. The type's size by density (rem), and how much of its estimated breadth a name takes.
_NAME_ROOM = (("all", 29.4), ("fewer", 39.4), ("fewest", 48))
_PORTRAIT_ROOM = 20.8
_PORTRAIT_ALONE = 32
# More long names than this, or one too long for two lines, and a portrait table leaves out the service level rather
# than cut them.
_FEW_LONG = 2
_SIZES = {"few": 4.1, "some": 3.7, "many": 3.3, "lots": 3.3}
_DENSITIES = ((3, "few"), (6, "some"), (12, "many"))
_REAL = 0.925
# Where the type is larger the figures need more of the row (rem).
_FIGURES = {"few": 4.4, "some": 2.1, "many": 0.0, "lots": 0.0}
# Ems of room for a campaign's name: on a landscape screen, and on a portrait one.
_CAMPAIGN_ROOM, _CAMPAIGN_ROOM_UPRIGHT = 13.0, 7.2


def tv_view(document: Mapping[str, Any], now_iso: str, layout: str, words: Catalogue) -> dict[str, Any]:
    """Everything the templates of the TV print."""
    now = datetime.fromisoformat(now_iso)
    queues = queue_rows(document, now, words)
    return {
        "layout": layout,
        "clock": f"{now:%H:%M}",
        "date_long": long_date(now, words),
        "date_short": short_date(now, words),
        "notice": _notice(document, now, words),
        "figures": key_figures(document, queues, now, words),
        "queues": _queue_table(queues),
        "campaigns": campaign_rows(document, words),
        "curve": curve(document["trend"], now),
        "agents": tiles(document["agents"], now, words),
        "register": register(document["agents"], now, words),
    }


def queue_rows(document: Mapping[str, Any], now: datetime, words: Catalogue) -> list[dict[str, Any]]:
    """The queues as rows: alarms first, then warnings, each by name."""
    rows = [_queue_row(key, queue, now, words) for key, queue in document["queues"].items()]
    return sorted(rows, key=lambda row: (levels.RANK[row["level"]], sort_key(row["name"]), row["id"]))


def _queue_row(key: str, queue: Mapping[str, Any], now: datetime, words: Catalogue) -> dict[str, Any]:
    found = levels.queue_levels(queue, now)
    today = queue["today"]
    name = queue.get("name", key)
    return {
        "id": key,
        "name": name,
        "level": found.level,
        "levels": found,
        "icon": "none" if found.level == levels.NORMAL else found.level,
        "word": "" if found.level == levels.NORMAL else words(found.level),
        "why": _why(found, words),
        "idle": queue["waiting"] == 0 and found.level == levels.NORMAL,
        "lines": _lines(name),
        "waiting": count(queue["waiting"], words),
        "waiting_level": found.waiting,
        "longest": duration(found.seconds),
        "longest_level": found.longest,
        "service_level": percent(today.get("service_level"), words),
        "answered": count(today["answered"], words),
        "abandoned": count(today["abandoned"], words),
        "talking": count(queue["talking"], words),
        "hold": duration(today["hold_time"].get("average")),
    }


def _why(found: levels.QueueLevels, words: Catalogue) -> str:
    broken = [] if found.waiting_limit is None else [count(found.waiting_limit, words)]
    if found.longest_limit is not None:
        broken.append(duration(found.longest_limit))
    if not broken:
        return ""
    limits = words("limits", n=len(broken), a=broken[0], b=broken[-1])
    return f"{words(found.level)} · {limits}"


def _columns(broadest: float, density: str) -> str:
    rem = broadest * _SIZES[density] * _REAL + _FIGURES[density]
    return next((name for name, room in _NAME_ROOM if rem <= room), "fewest")


def _lines(name: str) -> str:
    """Whether a name needs two lines on a landscape screen; on a portrait one the layout itself breaks it."""
    return "tall" if breadth(name) * _SIZES["many"] * _REAL > _NAME_ROOM[-1][1] else ""


def _queue_table(rows: list[dict[str, Any]]) -> dict[str, Any]:
    broadest = max((breadth(row["name"]) for row in rows), default=0)
    wished = next((name for most, name in _DENSITIES if len(rows) <= most), "lots")
    # Large type only where it costs no column.
    keeps = wished == "lots" or _columns(broadest, wished) == "all"
    density = wished if keeps else "many"
    columns = _columns(broadest, density)
    upright = [breadth(row["name"]) * _SIZES["many"] * _REAL for row in rows]
    long = sum(rem > _PORTRAIT_ROOM for rem in upright) > _FEW_LONG or max(upright, default=0) > _PORTRAIT_ALONE
    return {"rows": rows, "columns": columns, "density": density, "long": long}


def key_figures(
    document: Mapping[str, Any], queues: list[dict[str, Any]], now: datetime, words: Catalogue
) -> dict[str, Any]:
    """The key figures and the notes under them; `queues` as `queue_rows` gives them."""
    totals, rules = document["totals"], document["service_level"]
    agents, today = totals["agents"], totals["today"]
    since = totals.get("oldest_waiting_since")
    chats, oldest_chat, active = _chats(document, now)
    staffing = levels.staffing(totals)
    worst = queues[0]["level"] if queues else levels.NORMAL
    level = levels.ALARM if levels.ALARM in (worst, staffing) else worst
    too_long = sum(levels.pause_too_long(agent, now) for agent in document["agents"].values())
    shown = whole_percent(today.get("service_level"))
    return {
        "level": level,
        "room": "tight" if max(agents["logged_in"], today["abandoned"] // 10) >= 100 else "normal",
        "waiting": count(totals["waiting"], words),
        "longest": duration(None if since is None else seconds_since(since, now)),
        "seconds": rules["seconds"],
        "service_level": NOTHING if shown is None else shown,
        "abandoned": count(today["abandoned"], words),
        "available": count(agents["available"], words),
        "staffing": staffing,
        "talking": count(agents["on_call"], words),
        "paused": count(agents["paused"], words),
        "logged_in": count(agents["logged_in"], words),
        "has_chats": bool(document["chat_queues"]),
        "chats": count(chats, words),
        "notes": {
            "waiting": _waiting_notes(queues, totals, staffing, words),
            "service_level": _service_level_notes(totals, rules, words),
            "abandoned": [
                _line(words("today")),
                _line(
                    ""
                    if not today["entered"]
                    else words("of_entered", percent=percent_of(today["abandoned"], today["entered"], words))
                ),
            ],
            "available": [_staffing_note(staffing, words)],
            "paused": [_line(words("paused_too_long", n=too_long), "warning", "warning") if too_long else _BLANK],
            "chats": [
                _line(words("chats_waiting", n=chats) if chats else ""),
                _line(
                    words("oldest_chat", time=duration(oldest_chat))
                    if oldest_chat is not None
                    else words("chats_active", n=active)
                ),
            ],
        },
    }


def _waiting_notes(
    queues: list[dict[str, Any]], totals: Mapping[str, Any], staffing: str, words: Catalogue
) -> list[dict[str, str]]:
    if staffing == levels.ALARM:
        return [_line(words("alarm_nobody"), "alarm", "alarm"), _BLANK]
    broken = [row for row in queues if row["level"] != levels.NORMAL]
    if not broken:
        menu = totals["in_ivr"]
        first = words("nobody_waits") if totals["waiting"] == 0 else ""
        second = words("in_ivr", n=menu) if menu else ""
        return [_line(first or second), _line(second if first else "")]
    worst = broken[0]
    level, found = worst["level"], worst["levels"]
    same = sum(row["level"] == level for row in broken) - 1
    more = f" {words('and_more', n=same)}" if same else ""
    name = isolated(cut(worst["name"], 9.6 if more else 13.8))
    causes = []
    if found.waiting_limit is not None:
        causes.append(words("cause_waiting", n=worst["waiting"], limit=count(found.waiting_limit, words)))
    if found.longest_limit is not None:
        causes.append(words("cause_longest", time=worst["longest"], limit=duration(found.longest_limit)))
    return [
        _line(words(f"{level}_in", queue=name) + more, level, level),
        _line(" · ".join(causes), level),
    ]


def _service_level_notes(totals: Mapping[str, Any], rules: Mapping[str, Any], words: Catalogue) -> list[dict[str, str]]:
    target = words("target", target=percent(rules["target"], words))
    below = levels.service_level_below(totals, rules["target"])
    formula = words(f"formula.{rules['formula']}", short=rules["short_abandon"], seconds=rules["seconds"])
    return [_line(target, "warning", "below") if below else _line(target), _line(formula)]


def _staffing_note(staffing: str, words: Catalogue) -> dict[str, str]:
    if staffing == levels.WARNING:
        return _line(words("nobody_available"), "warning", "warning")
    if staffing == levels.ALARM:
        return _line(words("nobody_logged_in"), "alarm", "alarm")
    return _BLANK


def _chats(document: Mapping[str, Any], now: datetime) -> tuple[int, int | None, int]:
    queues = document["chat_queues"].values()
    waits = [seconds_since(queue["oldest_waiting_since"], now) for queue in queues if "oldest_waiting_since" in queue]
    return (
        sum(queue["waiting"] for queue in queues),
        max(waits, default=None),
        sum(queue["active"] for queue in queues),
    )


def campaign_rows(document: Mapping[str, Any], words: Catalogue) -> list[dict[str, Any]]:
    """The campaigns as rows, by name."""
    rows = [_campaign_row(key, campaign, words) for key, campaign in document["campaigns"].items()]
    return sorted(rows, key=lambda row: (sort_key(row["name"]), row["id"]))


def _campaign_row(key: str, campaign: Mapping[str, Any], words: Catalogue) -> dict[str, Any]:
    today = campaign["today"]
    outcomes = sorted(today["outcomes"].items(), key=lambda item: (-item[1], item[0]))[:2]
    return {
        "id": key,
        "name": cut(campaign.get("name", key), _CAMPAIGN_ROOM),
        "brief_name": cut(campaign.get("name", key), _CAMPAIGN_ROOM_UPRIGHT),
        "idle": campaign["dialing"] + campaign["talking"] == 0,
        "outcomes": " · ".join(f"{count(n, words)} {words(f'outcome.{name}')}" for name, n in outcomes),
        **{field: count(campaign[field], words) for field in ("dialing", "talking")},
        **{field: count(today[field], words) for field in ("attempts", "connected", "completed", "saved")},
    }


def _notice(document: Mapping[str, Any], now: datetime, words: Catalogue) -> dict[str, str]:
    silent = levels.silent_for(document, now)
    if silent is not None:
        return {"kind": "silent", "text": words("feed_silent", age=age(silent, words))}
    tickets = document["tickets"]
    if not tickets["awaiting_reply"]:
        return {"kind": "none", "text": ""}
    text = words("tickets_waiting", n=tickets["awaiting_reply"])
    if "oldest_awaiting_since" in tickets:
        oldest = age(seconds_since(tickets["oldest_awaiting_since"], now), words)
        text += f" · {words('tickets_oldest', time=oldest)}"
    return {"kind": "tickets", "text": text}


def _line(text: str, level: str = "normal", icon: str = "") -> dict[str, str]:
    return {"level": level, "icon": icon, "text": text}
