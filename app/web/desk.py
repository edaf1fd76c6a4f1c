"""What the supervisors' first paint says: who waits, who can take it, how the day goes. Pure.

Each list holds as many rows as a screen may show; the script goes on from there. Columns and their plain figures:
columns.py. Keep the rest in sync with static/js/desk/lists/.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from . import levels
from .columns import COLUMNS, DAY, TICKETS, drop_rate, written
from .curve import curve
from .format import NOTHING, count, duration, percent, seconds_since
from .names import isolated, sort_key
from .totals import total
from .view import key_figures, queue_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .catalogue import Catalogue

    Row = dict[str, Any]

STAGES = ("waiting", "ringing", "ivr", "dialing", "talking")
STATUSES = ("available", "ringing", "dialing", "wrap_up", "no_phone", "on_call", "paused", "logged_out")
# Rows that a large screen may show of a list; more would only delay the first paint.
SCREENFUL = 40
VIEWS = ("all", "waits", "agents", "day")


def desk_view(document: Mapping[str, Any], now_iso: str, words: Catalogue) -> dict[str, Any]:
    """Everything the template of the supervisors' page prints."""
    desk = _Desk(document, datetime.fromisoformat(now_iso), words)
    now = desk.now
    return {
        "clock": f"{now:%H:%M:%S}",
        "trust": trust(document, now, words),
        "figures": key_figures(document, queue_rows(document, now, words), now, words),
        "formula": formula(document["service_level"], words),
        "lists": {name: desk.listed(name) for name in COLUMNS},
        "curve": curve(document["trend"], now),
        "day": [(column, written(column, document, now, words)) for column in DAY],
        "tickets": [(column, written(column, document, now, words)) for column in TICKETS],
        "outcomes": [
            desk.outcomes(campaign)
            for _, campaign in sorted(document["campaigns"].items(), key=lambda item: _named(*item))
        ],
        "queues": [
            (key, queue.get("name", key))
            for key, queue in sorted(document["queues"].items(), key=lambda item: _named(*item))
        ],
        "teams": sorted({agent["team"] for agent in document["agents"].values() if "team" in agent}, key=sort_key),
        "statuses": STATUSES,
    }


def formula(rules: Mapping[str, Any], words: Catalogue) -> str:
    """The target and the formula of the service level, in words."""
    return words(
        f"formula_long.{rules['formula']}",
        target=percent(rules["target"], words),
        short=rules["short_abandon"],
        seconds=rules["seconds"],
    )


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


class _Desk:
    """The lists of one document at one moment."""

    def __init__(self, document: Mapping[str, Any], now: datetime, words: Catalogue) -> None:
        self.document = document
        self.now = now
        self.words = words

    def listed(self, name: str) -> Row:
        """A list's columns, first rows, totals and number."""
        section: Mapping[str, Any] = self.document[name]
        make = {
            "queues": self.queue,
            "calls": self.call,
            "chats": self.chat,
            "agents": self.agent,
            "chat_queues": self.chat_queue,
            "campaigns": self.campaign,
        }[name]
        order = {"calls": self.call_order, "chats": _chat_order, "agents": self.agent_order, "queues": self.queue_order}
        by = order.get(name, _named)
        first = sorted(section.items(), key=lambda item: by(*item))[:SCREENFUL]
        rows = [{"id": key, **make(key, row), **self._texts(name, key, row)} for key, row in first]
        return {
            "name": name,
            "columns": COLUMNS[name],
            "rows": rows,
            "number": len(section),
            "summary": self.words(f"number_of.{name}", n=count(len(section), self.words)),
            "totals": self._totals(name),
        }

    def _totals(self, name: str) -> Row:
        rows = [*self.document[name].values()]
        whole = self.document["totals"] if name == "queues" and rows else None
        return {column.name: total(column, rows, whole, self.now, self.words) for column in COLUMNS[name]}

    def _texts(self, name: str, key: str, row: Mapping[str, Any]) -> Row:
        if name in {"agents", "calls"}:
            row = {**row, "since": _since(row) if name == "agents" else _wait_began(row)}
        plain = {
            column.name: written(column, row, self.now, self.words)
            for column in COLUMNS[name]
            if column.kind not in {"main", "text"}
        }
        special = {"calls": self.call_texts, "chats": self.chat_texts, "agents": self.agent_texts}
        if name == "queues":
            plain["limits"] = self.limits(row)
        return {"cells": plain | (special[name](key, row) if name in special else {})}

    def queue_order(self, key: str, queue: Mapping[str, Any]) -> tuple[object, ...]:
        return (levels.RANK[levels.queue_levels(queue, self.now).level], *_named(key, queue))

    def queue(self, key: str, queue: Mapping[str, Any]) -> Row:
        found = levels.queue_levels(queue, self.now)
        plain = found.level == levels.NORMAL
        return {
            "main": queue.get("name", key),
            "icon": "none" if plain else found.level,
            "word": "" if plain else self.words(f"level_short.{found.level}"),
            "open": "",
            "marks": {
                "level": found.level,
                "waiting": found.waiting,
                "longest": found.longest,
                **({"idle": ""} if plain and not queue["waiting"] else {}),
            },
        }

    def limits(self, queue: Mapping[str, Any]) -> str:
        limits = queue.get("limits", {})
        parts = []
        for level in (levels.WARNING, levels.ALARM):
            own = limits.get("warn" if level == levels.WARNING else level, {})
            said = [count(own["waiting"], self.words)] if "waiting" in own else []
            said += [duration(own["longest_wait"])] if "longest_wait" in own else []
            if said:
                parts.append(f"{self.words(f'level_short.{level}')} {' · '.join(said)}")
        return "; ".join(parts) or NOTHING

    def call(self, key: str, call: Mapping[str, Any]) -> Row:
        inbound = call["direction"] == "inbound"
        number = call.get("source_number" if inbound else "destination_number", self.words("no_number"))
        level = self.call_level(call)
        icon = ("ringing" if call["stage"] == "ringing" else "none") if inbound else "dialing"
        return {
            "main": number,
            "icon": icon if level == levels.NORMAL else level,
            "word": "" if level == levels.NORMAL else self.words(f"level_short.{level}"),
            "open": f"call:{key}",
            "marks": {"stage": call["stage"], "level": level},
        }

    def call_order(self, key: str, call: Mapping[str, Any]) -> tuple[object, ...]:
        stage = "waiting" if "waiting_since" in call else call["stage"]
        began = datetime.fromisoformat(_wait_began(call)).timestamp()
        return (levels.RANK[self.call_level(call)], STAGES.index(stage), began, key)

    def call_level(self, call: Mapping[str, Any]) -> str:
        queue = self.document["queues"].get(call.get("queue", ""), {})
        if call["stage"] not in ("waiting", "ringing") or not queue:
            return levels.NORMAL
        alone = {**queue, "waiting": 0, "oldest_waiting_since": _wait_began(call)}
        return levels.queue_levels(alone, self.now).longest

    def call_texts(self, _key: str, call: Mapping[str, Any]) -> Row:
        inbound = call["direction"] == "inbound"
        return {
            "stage": self.words(f"stage.{call['stage']}"),
            "place": self.place(call),
            "caller": call.get("source_name", NOTHING),
            "with_agents": ", ".join(isolated(self.agent_name(agent)) for agent in call["agents"]) or NOTHING,
            "line": call.get("destination_number" if inbound else "source_number", NOTHING),
        }

    def place(self, call: Mapping[str, Any]) -> str:
        for field, section in (("queue", "queues"), ("campaign", "campaigns")):
            if field in call:
                return str(self.document[section].get(call[field], {}).get("name", call[field]))
        return NOTHING

    def agent_name(self, agent: str) -> str:
        return str(self.document["agents"].get(agent, {}).get("name", agent))

    def chat(self, _key: str, chat: Mapping[str, Any]) -> Row:
        client = chat.get("client_name") or chat.get("client_email") or self.words("no_name")
        marks = {"stage": "active" if "agent" in chat else "waiting"}
        opened = f"agent:{chat['agent']}" if "agent" in chat else ""
        return {"main": client, "icon": "none", "word": "", "open": opened, "marks": marks}

    def chat_texts(self, _key: str, chat: Mapping[str, Any]) -> Row:
        queue = chat["chat_queue"]
        return {
            "stage": self.words("stage.active" if "agent" in chat else "stage.waiting"),
            "chat_queue": self.document["chat_queues"].get(queue, {}).get("name", queue),
            "with_agents": self.agent_name(chat["agent"]) if "agent" in chat else NOTHING,
            "email": chat.get("client_email", NOTHING),
        }

    def agent_order(self, key: str, agent: Mapping[str, Any]) -> tuple[object, ...]:
        place = -1 if levels.pause_too_long(agent, self.now) else STATUSES.index(agent["status"])
        since = _since(agent)
        return (place, datetime.fromisoformat(since).timestamp() if since else float("inf"), *_named(key, agent))

    def agent(self, key: str, agent: Mapping[str, Any]) -> Row:
        too_long = levels.pause_too_long(agent, self.now)
        return {
            "main": agent.get("name", key),
            "icon": "warning" if too_long else agent["status"],
            "word": "",
            "open": f"agent:{key}",
            "marks": {"status": agent["status"], "level": levels.WARNING if too_long else levels.NORMAL},
        }

    def agent_texts(self, key: str, agent: Mapping[str, Any]) -> Row:
        serves = (isolated(self.document["queues"].get(queue, {}).get("name", queue)) for queue in agent["queues"])
        return {
            "status": self.status(agent),
            "with": self.occupation(agent),
            "serves": ", ".join(serves) or NOTHING,
            "team": agent.get("team", NOTHING),
            "phone": agent.get("phone", NOTHING),
            "login": key,
        }

    def status(self, agent: Mapping[str, Any]) -> str:
        if levels.pause_too_long(agent, self.now):
            return self.words("status.too_long")
        word = self.words(f"status.{agent['status']}")
        return str(agent.get("pause", {}).get("name", word)) if agent["status"] == "paused" else word

    def occupation(self, agent: Mapping[str, Any]) -> str:
        """The agent's calls, preview, chats and the limit of the pause."""
        words, calls = self.words, self.document["calls"]
        parts = [isolated(self.place(calls[call])) for call in agent["calls"] if call in calls]
        if "preview" in agent:
            campaign = agent["preview"]["campaign"]
            name = self.document["campaigns"].get(campaign, {}).get("name", campaign)
            parts.append(words("previews", campaign=isolated(name)))
        if agent["chats"]:
            parts.append(words("chats_of_agent", n=len(agent["chats"])))
        if "pause" in agent and agent["status"] != "paused":
            parts.append(isolated(agent["pause"]["name"]))
        if "limit" in agent.get("pause", {}):
            parts.append(words("pause_limit", limit=duration(agent["pause"]["limit"])))
        return " · ".join(parts) or NOTHING

    def chat_queue(self, key: str, queue: Mapping[str, Any]) -> Row:
        marks = {} if queue["waiting"] else {"idle": ""}
        return {"main": queue.get("name", key), "icon": "none", "word": "", "open": "", "marks": marks}

    def campaign(self, key: str, campaign: Mapping[str, Any]) -> Row:
        marks = {} if campaign["dialing"] + campaign["talking"] else {"idle": ""}
        return {"main": campaign.get("name", key), "icon": "none", "word": "", "open": "", "marks": marks}

    def outcomes(self, campaign: Mapping[str, Any]) -> Row:
        """How a campaign's attempts ended, as bars in percent of the most frequent ending."""
        today = campaign["today"]
        found = [("connected", today["connected"]), *sorted(today["outcomes"].items(), key=lambda o: (-o[1], o[0]))]
        most = max(n for _, n in found) or 1
        bars = [
            {
                "word": self.words("connected_outcome" if name == "connected" else f"outcome.{name}"),
                "number": count(n, self.words),
                "width": round(100 * n / most, 1),
                "name": name,
            }
            for name, n in found
        ]
        return {"name": campaign.get("name", ""), "bars": bars, "drop_rate": drop_rate(campaign, self.words)}


def _since(agent: Mapping[str, Any]) -> str | None:
    """When what is shown began; of a pause its own beginning, though a call was taken in it."""
    began: str | None = (agent["status"] == "paused" and agent.get("pause", {}).get("since")) or agent.get("since")
    return began


def _named(key: str, row: Mapping[str, Any]) -> tuple[str, str]:
    return sort_key(str(row.get("name", key))), key


def _wait_began(call: Mapping[str, Any]) -> str:
    """When what is shown of a call began; while it rings its caller waits still, and that is shown."""
    began: str = call.get("waiting_since", call["since"])
    return began


def _chat_order(key: str, chat: Mapping[str, Any]) -> tuple[object, ...]:
    return ("agent" in chat, datetime.fromisoformat(chat["since"]).timestamp(), key)
