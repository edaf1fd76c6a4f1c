"""What the supervisors' first paint says: who waits, who can take it, how the day goes. Pure.

Keep in sync with static/js/elements/call-list.js and agent-table.js.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from .format import NOTHING, count, duration, seconds_since
from .levels import pause_too_long
from .names import sort_key
from .view import tv_view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .catalogue import Catalogue

STAGES = ("waiting", "ringing", "ivr", "dialing", "talking")
STATUSES = ("available", "ringing", "dialing", "wrap_up", "no_phone", "on_call", "paused", "logged_out")


def desk_view(document: Mapping[str, Any], now_iso: str, words: Catalogue) -> dict[str, Any]:
    """Everything the template of the supervisors' page prints."""
    now = datetime.fromisoformat(now_iso)
    calls = _calls(document, now, words)
    agents = _agents(document, now, words)
    there = document["totals"]["agents"]["logged_in"]
    return {
        **tv_view(document, now_iso, "desk", words),
        "seconds": f"{now:%S}",
        "calls": calls,
        "calls_count": words("call_count", n=count(len(calls), words)),
        "people": agents,
        "people_count": words("logged_in", n=count(there, words)),
        "trust": trust(document, now, words),
    }


def trust(document: Mapping[str, Any], now: datetime, words: Catalogue) -> str:
    """How far the feed can be trusted, in one line."""
    feed = document["feed"]
    parts = [
        words("events_today", n=count(feed["today"]["events"], words)),
        words("rejected_today", n=count(feed["today"]["rejected"], words)),
    ]
    if "last_event" in feed:
        parts.append(words("last_event", time=duration(seconds_since(feed["last_event"], now))))
    return " · ".join(parts)


def _calls(document: Mapping[str, Any], now: datetime, words: Catalogue) -> list[dict[str, Any]]:
    calls = sorted(
        document["calls"].items(),
        key=lambda item: (STAGES.index(item[1]["stage"]), item[1]["since"], item[0]),
    )
    return [_call(key, call, document, now, words) for key, call in calls]


def _call(
    key: str, call: Mapping[str, Any], document: Mapping[str, Any], now: datetime, words: Catalogue
) -> dict[str, Any]:
    other = "source_number" if call["direction"] == "inbound" else "destination_number"
    return {
        "id": key,
        "stage": call["stage"],
        "since": call["since"],
        "time": duration(seconds_since(call["since"], now)),
        "word": words(f"stage.{call['stage']}"),
        "place": _place(call, document),
        "agents": ", ".join(_agent_name(agent, document) for agent in call["agents"]) or NOTHING,
        "number": call.get(other, NOTHING),
        "name": call.get("source_name", NOTHING),
    }


def _place(call: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    if "queue" in call:
        return str(document["queues"].get(call["queue"], {}).get("name", call["queue"]))
    if "campaign" in call:
        return str(document["campaigns"].get(call["campaign"], {}).get("name", call["campaign"]))
    return NOTHING


def _agent_name(agent: str, document: Mapping[str, Any]) -> str:
    return str(document["agents"].get(agent, {}).get("name", agent))


def _agents(document: Mapping[str, Any], now: datetime, words: Catalogue) -> list[dict[str, Any]]:
    rows = [_agent(key, agent, document, now, words) for key, agent in document["agents"].items()]
    return sorted(rows, key=lambda row: row["order"])


def _agent(
    key: str, agent: Mapping[str, Any], document: Mapping[str, Any], now: datetime, words: Catalogue
) -> dict[str, Any]:
    too_long = pause_too_long(agent, now)
    status, today, name = agent["status"], agent["today"], str(agent.get("name", key))
    pause = agent.get("pause", {}) if status == "paused" else {}
    since = str(pause.get("since", agent.get("since", "")))
    word = words("status.too_long" if too_long else f"status.{status}")
    return {
        "id": key,
        "order": (-1 if too_long else STATUSES.index(status), sort_key(name), key),
        "status": status,
        "level": "warning" if too_long else "normal",
        "icon": "warning" if too_long else status,
        "name": name,
        "word": word if too_long else pause.get("name", word),
        "since": since,
        "time": duration(seconds_since(since, now) if since else None),
        "with": _with(agent, pause, document, words),
        "answered": count(today["answered"], words),
        "talk_time": duration(today["talk_time"]),
        "pause_time": duration(today["pause_time"]),
    }


def _with(agent: Mapping[str, Any], pause: Mapping[str, Any], document: Mapping[str, Any], words: Catalogue) -> str:
    parts = [_place(document["calls"][call], document) for call in agent["calls"] if call in document["calls"]]
    if agent["chats"]:
        parts.append(words("chats_of_agent", n=len(agent["chats"])))
    if "limit" in pause:
        parts.append(words("pause_limit", limit=duration(pause["limit"])))
    return " · ".join(parts) or NOTHING
