"""State documents for the pages to show: centres of any size and mood, made up but true to each other."""

import random
from datetime import datetime, timedelta
from typing import Any

FIRST = """
Agata Alicja Anna Artur Bartek Basia Celina Daria Ewa Filip Hubert Igor Irena Jacek Julia Kamil Kasia
Konrad Leon Maja Marek Michał Natalia Oskar Piotr Renata Szymon Tomek Wiktor Zofia Żaneta Łukasz
""".strip().split()
LAST = """
Dudek Górska Fijałkowski Lis Nowak Tracz Zając Kowalska Wójcik Czarnecka Jabłoński Rak Sowa Pająk
""".strip().split()
LONG_FIRST = ["Bartłomiej", "Krzysztof", "Aleksandra", "Wielisława", "Małgorzata", "Maksymilian"]
LONG_LAST = ["Brzęczyszczykiewicz", "Wiśniewska-Kowalczyk", "Konstantynopolitańczykowianeczka", "Szczepańska"]
QUEUES = [
    "Reklamacje",
    "Sprzedaż",
    "Pomoc techniczna",
    "Zamówienia",
    "Faktury",
    "Zwroty",
    "Rejestracja",
    "VIP",
    "Gwarancja",
    "Hurt",
    "Sklep Kraków",
    "Sklep Gdańsk",
    "Sklep Wrocław",
    "Sklep Łódź",
    "Serwis AGD",
    "Serwis RTV",
    "Raty i leasing",
    "Karta klienta",
    "Windykacja",
    "Dostawy",
    "Partnerzy",
    "Rekrutacja",
    "Infolinia nocna",
    "Linia angielska",
    "Zwroty kurier",
]
LONG_QUEUES = [
    "Reklamacje międzynarodowe",
    "Obsługa posprzedażowa klientów kluczowych",
    "Pomoc techniczna i serwis",
    "Zamówienia hurtowe",
    "Faktury i rozliczenia",
    "Rejestracja wizyt",
    "Kontakt z przewoźnikiem",
    "Ubezpieczenia",
]
STATUSES = (
    ["on_call"] * 24
    + ["paused"] * 6
    + ["available"] * 3
    + ["wrap_up"] * 3
    + ["ringing"] * 2
    + ["dialing"]
    + ["no_phone"]
)
NOW = datetime.fromisoformat("2026-11-22T12:46:24+01:00")


def document(
    agents: int = 40,
    queues: int = 8,
    mood: str = "busy",
    *,
    chats: bool = True,
    campaigns: int = 0,
    tickets: bool = False,
    long_names: bool = False,
    now: datetime = NOW,
    seed: int = 7,
) -> dict[str, Any]:
    """A state document: mood busy (an alarm, a warning, a pause too long), calm, or empty."""
    rng = random.Random(seed)
    made: dict[str, Any] = {
        "version": 1234,
        "as_of": now.isoformat(),
        "day": f"{now:%Y-%m-%d}",
        "feed": {
            "last_event": now.isoformat(),
            "today": {
                "events": 5120,
                "duplicates": 2,
                "rejected": 0,
                "unknown": 0,
                "unexpected": 1,
                "expired": 3,
            },
        },
        "service_level": {"target": 0.8, "seconds": 20, "short_abandon": 5, "formula": "short_excluded"},
        "agents": {} if mood == "empty" else _agents(agents, mood, long_names, now, rng),
        "queues": _queues(queues, mood, long_names, now, rng),
        "calls": {},
        "chat_queues": _chat_queues(mood, now) if chats else {},
        "chats": {},
        "campaigns": _campaigns(campaigns),
        "tickets": _tickets(tickets, now),
        "customers": {"today": {"created": 2}},
        "messages": [],
        "trend": {} if mood == "empty" else _trend(agents, now, rng),
    }
    made["calls"] = _calls(made["queues"])
    made["totals"] = _totals(made)
    for row in (made["totals"], *made["queues"].values()):
        row["recent"] = {"30": _window(row["today"])}
    if mood != "empty":
        made["reference"] = _reference(agents, now, random.Random(seed + 1))
    return made


def ago(now: datetime, seconds: float) -> str:
    return (now - timedelta(seconds=seconds)).isoformat()


def abandoned_call(id_: str, at: str, *, number: str | None, queue: str = "155", **more: Any) -> dict[str, Any]:
    """A row of /abandoned."""
    row: dict[str, Any] = {
        "at": f"{NOW:%Y-%m-%d}T{at}:00+01:00",
        "connection_id": id_,
        "queue": queue,
        "waited": 164,
        "rings": 2,
        "agents": ["agent001"],
        "available": 1,
    }
    if number is not None:
        row |= {"source_number": number, "source_name": "Filip Pozorny"}
    return row | more


def ended_call(id_: str, at: str, *, number: str, **more: Any) -> dict[str, Any]:
    """A row of /calls."""
    return {
        "connection_id": id_,
        "direction": "inbound",
        "started": f"{NOW:%Y-%m-%d}T{at}:00+01:00",
        "ended": f"{NOW:%Y-%m-%d}T{at}:30+01:00",
        "outcome": "abandoned",
        "queue": "155",
        "agents": [],
        "source_number": number,
        "source_name": "Filip Pozorny",
    } | more


def _agents(number: int, mood: str, long_names: bool, now: datetime, rng: random.Random) -> dict[str, Any]:
    names = _names(number, long_names)
    return {
        f"agent{place:03}": _agent(name, _status(place, mood, rng), place, mood, now=now, rng=rng)
        for place, name in enumerate(names)
    }


def _names(number: int, long_names: bool) -> list[str]:
    first, last = (LONG_FIRST, LONG_LAST) if long_names else (FIRST, LAST)
    return [f"{first[n % len(first)]} {last[(n * 5 + n // len(first)) % len(last)]}" for n in range(number)]


def _status(place: int, mood: str, rng: random.Random) -> str:
    if mood == "calm":
        return ("available", "available", "on_call", "paused", "available")[place % 5]
    if place == 1:
        return "paused"
    return "available" if place == 2 else rng.choice(STATUSES)


def _agent(name: str, status: str, place: int, mood: str, *, now: datetime, rng: random.Random) -> dict[str, Any]:
    spans = {"ringing": 12, "dialing": 20, "wrap_up": 90, "paused": 760, "available": 240}
    since = ago(now, rng.randrange(2, spans.get(status, 780)))
    if status == "on_call" and place % 37 == 5:
        since = ago(now, 3803)
    made: dict[str, Any] = {
        "name": name,
        "team": "sales" if place % 2 else "support",
        "status": status,
        "since": since,
        "logged_in": True,
        "logged_in_since": ago(now, 14_000),
        "phone_connected": status != "no_phone",
        "calls": [],
        "chats": ["a", "b"] if place % 11 == 4 else [],
        "queues": ["155"],
        "today": {
            "answered": rng.randrange(8, 38),
            "not_answered": 1,
            "outbound": 0,
            "chats": 2,
            "tickets_replied": 1,
            "talk_time": rng.randrange(1800, 12_000),
            "pause_time": rng.randrange(300, 3000),
            "logged_in_time": 9000,
        },
    }
    if status == "paused":
        too_long = mood == "busy" and place == 1
        made["since"] = ago(now, 1450) if too_long else since
        name = "Obiad" if place % 3 == 0 else "Przerwa"
        made["pause"] = {"id": "1", "name": name, "limit": 900, "since": made["since"]}
    return made


def _queues(number: int, mood: str, long_names: bool, now: datetime, rng: random.Random) -> dict[str, Any]:
    names = LONG_QUEUES + QUEUES if long_names else QUEUES
    return {str(155 + n): _queue(names[n], n, mood, now, rng) for n in range(number)}


def _queue(name: str, place: int, mood: str, now: datetime, rng: random.Random) -> dict[str, Any]:
    waiting, longest = {0: (9, 252), 1: (4, 52), 2: (2, 31), 3: (1, 14), 4: (1, 8)}.get(place, (0, 0))
    if mood != "busy":
        waiting, longest = (1, 9) if mood == "calm" and place == 1 else (0, 0)
    answered = 0 if mood == "empty" or place == 7 else rng.randrange(40, 190)
    abandoned = 0 if answered == 0 else rng.randrange(1, 18)
    in_time = int(answered * rng.uniform(0.6, 0.95))
    made: dict[str, Any] = {
        "name": name,
        "limits": {
            "seconds": 20,
            "warn": {"waiting": 3, "longest_wait": 60},
            "alarm": {"waiting": 6, "longest_wait": 120},
        },
        "waiting": waiting,
        "talking": rng.randrange(4),
        "today": {
            "entered": answered + abandoned + waiting,
            "answered": answered,
            "abandoned": abandoned,
            "abandoned_short": 0,
            "left": 0,
            "abandoned_in_time": 0,
            "answered_in_time": in_time,
            "hold_time": {"average": 14, "maximum": 61} if answered else {},
            "abandon_time": {"average": 33, "maximum": 50} if abandoned else {},
            "talk_time": {"total": 181 * answered, "average": 181} if answered else {"total": 0},
        },
    }
    if answered:
        made["today"]["service_level"] = round(in_time / (answered + abandoned), 4)
    made["today"]["service_level_parts"] = {"in_time": in_time, "counted": answered + abandoned}
    if waiting:
        made["oldest_waiting_since"] = ago(now, longest)
    return made


def _calls(queues: dict[str, Any]) -> dict[str, Any]:
    calls: dict[str, Any] = {}
    for key, queue in queues.items():
        for place in range(queue["waiting"]):
            since = queue["oldest_waiting_since"]
            calls[f"1416225570.{key}{place}"] = {
                "direction": "inbound",
                "stage": "waiting",
                "since": since,
                "started": since,
                "queue": key,
                "agents": [],
            }
    return calls


def _chat_queues(mood: str, now: datetime) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": "Czat WWW",
        "waiting": 3 if mood == "busy" else 0,
        "active": 2 if mood != "empty" else 0,
        "today": {
            "created": 9,
            "assigned": 8,
            "closed": 6,
            "missed": 1,
            "wait_time": {"average": 20, "maximum": 55},
        },
    }
    if mood == "busy":
        made["oldest_waiting_since"] = ago(now, 108)
    return {"1": made}


def _campaigns(number: int) -> dict[str, Any]:
    names = ["Przypomnienia", "Badanie satysfakcji", "Odnowienia umów", "Windykacja miękka"]
    return {
        f"{place:05}": {
            "name": names[place % 4],
            "dialing": place % 3,
            "talking": 2 if place % 2 == 0 else 0,
            "today": {
                "attempts": 1036 + place,
                "connected": 422,
                "completed": 420,
                "saved": 419,
                "talk_time": 24_000,
                "outcomes": {"busy": 103, "no_answer": 409, "drop": 11},
            },
        }
        for place in range(number)
    }


def _tickets(used: bool, now: datetime) -> dict[str, Any]:
    made: dict[str, Any] = {
        "open": 4 if used else 0,
        "awaiting_reply": 2 if used else 0,
        "today": {"created": 5 * used, "received": 7 * used, "replied": 6 * used, "closed": 3 * used},
    }
    if used:
        made["oldest_awaiting_since"] = ago(now, 4328)
    return made


def _window(today: dict[str, Any]) -> dict[str, Any]:
    """Of the last half hour, with a twelfth of the day's calls."""
    fields = ("entered", "answered", "abandoned", "abandoned_short", "left", "answered_in_time")
    window = {field: today.get(field, 0) // 12 for field in fields}
    counted = window["answered"] + window["abandoned"] - window["abandoned_short"]
    level = {"service_level": round(window["answered_in_time"] / counted, 4)} if counted else {}
    return window | {"hold_time": today["hold_time"]} | level


def _reference(agents: int, now: datetime, rng: random.Random) -> dict[str, Any]:
    """The whole day of a week before."""
    quarters = _trend(agents, now.replace(hour=18), rng)
    for counts in quarters.values():
        counts.pop("service_level", None)
    return {"day": f"{now - timedelta(days=7):%Y-%m-%d}", "quarters": quarters}


def _trend(agents: int, now: datetime, rng: random.Random) -> dict[str, Any]:
    trend: dict[str, dict[str, float]] = {}
    for quarter in range(7 * 4, now.hour * 4 + now.minute // 15 + 1):
        height = max(1.0, agents * 1.1 * (1 - abs(quarter / 4 - 11.5) / 6))
        answered = round(height * rng.uniform(0.85, 1.1))
        abandoned = round(height * rng.uniform(0, 0.13))
        key = f"{quarter // 4:02}:{quarter % 4 * 15:02}"
        in_time = answered * 4 // 5
        trend[key] = {
            "entered": answered + abandoned,
            "answered": answered,
            "abandoned": abandoned,
            "abandoned_short": 0,
            "answered_in_time": in_time,
        }
        if answered + abandoned:
            trend[key]["service_level"] = round(in_time / (answered + abandoned), 4)
    return trend


def _totals(made: dict[str, Any]) -> dict[str, Any]:
    queues = list(made["queues"].values())
    fields = ("entered", "answered", "abandoned", "abandoned_short", "left", "abandoned_in_time", "answered_in_time")
    today: dict[str, Any] = {field: sum(q["today"][field] for q in queues) for field in fields}
    counted = today["answered"] + today["abandoned"]
    if counted:
        today["service_level"] = round(today["answered_in_time"] / counted, 4)
    today["service_level_parts"] = {"in_time": today["answered_in_time"], "counted": counted}
    today |= {"hold_time": {}, "abandon_time": {}, "talk_time": {"total": 0}}
    statuses = [agent["status"] for agent in made["agents"].values()]
    agents = {
        status: statuses.count(status)
        for status in ("available", "paused", "ringing", "on_call", "no_phone", "dialing", "wrap_up")
    }
    totals = {
        "waiting": sum(q["waiting"] for q in queues),
        "talking": sum(q["talking"] for q in queues),
        "in_ivr": 1 if queues and made["agents"] else 0,
        "today": today,
        "agents": {"logged_in": len(statuses), **agents},
    }
    waits = [q["oldest_waiting_since"] for q in queues if "oldest_waiting_since" in q]
    if waits:
        totals["oldest_waiting_since"] = min(waits)
    return totals
