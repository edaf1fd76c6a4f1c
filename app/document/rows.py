"""The rows of calls, chats, campaigns, tickets and the feed. Agents and queues: `agents.py`, `queues.py`."""

from ..config.schema import Privacy, Role, Settings
from ..events.timestamps import iso
from ..state.calls.model import Call, Leg, living, stage
from ..state.chats import Chat
from ..state.daily_totals import CampaignDay
from ..state.state import CampaignNow, State
from ..state.transitions import Stage
from . import privacy
from .merge_patch import Json


def call_row(call: Call, settings: Settings, role: Role) -> Json | None:
    """The call's row; None once it is over. Role tv sees no number and no name."""
    now = stage(call)
    if now is None:
        return None
    legs = _legs(call, now)
    queue, campaign = _place(call, now, legs)
    row: Json = {
        "direction": "outbound" if call.dial and call.dial.live else "inbound",
        "stage": now.value,
        "since": iso(_since(call, now, legs), settings.zone),
        "started": iso(call.started, settings.zone),
    }
    if now is Stage.RINGING and (waits := [visit.at for visit in call.visits if visit.waiting]):
        row["waiting_since"] = iso(max(waits), settings.zone)
    if queue is not None:
        row["queue"] = queue
    if campaign is not None:
        row["campaign"] = campaign
    row["agents"] = sorted({leg.agent for leg in legs if leg.agent})
    if role != "tv":
        row |= caller(call, settings.privacy, outbound=row["direction"] == "outbound")
    return row


def _legs(call: Call, now: Stage) -> list[Leg]:
    """The legs that the stage shows: who talks, else who is rung or dials."""
    return living(call, now) if now in {Stage.TALKING, Stage.RINGING, Stage.DIALING} else []


def _place(call: Call, now: Stage, legs: list[Leg]) -> tuple[str | None, str | None]:
    if call.dial and call.dial.live:
        return None, call.dial.campaign
    if legs:
        return legs[-1].queue, None
    waiting = [visit for visit in call.visits if visit.waiting]
    return (waiting[-1].queue if waiting and now is Stage.WAITING else None), None


def _since(call: Call, now: Stage, legs: list[Leg]) -> int:
    if now is Stage.IVR and call.ivr is not None:
        return call.ivr
    if now is Stage.WAITING:
        return max(visit.at for visit in call.visits if visit.waiting)
    if call.dial and call.dial.live:
        return call.dial.talking or call.dial.since
    return min((leg.since for leg in legs), default=call.started)


def caller(call: Call, rules: Privacy, *, outbound: bool) -> Json:
    """Who calls whom, as far as it is known and may be shown. For role supervisor only."""
    number, destination = (None, call.number) if outbound else (call.number, call.line)
    known = {"source_number": number, "source_name": call.name, "destination_number": destination}
    named = {field: value for field, value in known.items() if value}
    return {field: value for field, value in privacy.body(named, rules).items() if value}


def chat_row(chat: Chat, settings: Settings, role: Role) -> Json | None:
    """The conversation's row; None once it is over. Role tv sees no name and no address."""
    if not chat.live:
        return None
    row: Json = {
        "chat_queue": chat.queue,
        "since": iso(chat.since, settings.zone),
        "started": iso(chat.started, settings.zone),
    }
    known = {"agent": chat.agent}
    if role != "tv":
        named = {"client_name": chat.client_name, "client_email": chat.client_email}
        known |= privacy.body(named, settings.privacy)
    return row | {field: value for field, value in known.items() if value}


def campaign_row(state: State, id_: str, settings: Settings) -> Json | None:
    """The campaign's row; None if it neither lives nor has a figure today. Its name comes from events, else Thulium."""
    now = state.campaigns.get(id_) or CampaignNow()
    day = state.today.campaigns.get(id_, CampaignDay())
    if day == CampaignDay() and not now.dialing and not now.talking:
        return None
    name = now.name or state.observed_campaigns.get(id_)
    return {
        "name": privacy.prose(name, settings.privacy) if name else id_,
        "dialing": now.dialing,
        "talking": now.talking,
        "today": {
            "attempts": day.attempts,
            "connected": day.connected,
            "completed": day.completed,
            "saved": day.saved,
            "talk_time": day.talk_time,
            "outcomes": dict(sorted(day.outcomes.items())),
        },
    }


def tickets_row(state: State, settings: Settings) -> Json:
    """The whole centre's tickets."""
    now, day = state.desk, state.today.tickets
    row: Json = {"open": now.open, "awaiting_reply": sum(now.awaiting.values())}
    if now.awaiting:
        row["oldest_awaiting_since"] = iso(min(now.awaiting), settings.zone)
    row["today"] = {
        "created": day.created,
        "received": day.received,
        "replied": day.replied,
        "closed": day.closed,
    }
    return row


def feed_row(state: State, settings: Settings) -> Json:
    """How far the board can be trusted."""
    day = state.today.feed
    row: Json = {}
    if state.last_event is not None:
        row["last_event"] = iso(state.last_event, settings.zone)
    row["today"] = {
        "events": day.events,
        "duplicates": day.duplicates,
        "rejected": day.rejected,
        "unknown": day.unknown,
        "unexpected": day.unexpected,
        "expired": day.expired,
        "late": day.late,
    }
    if (offset := state.clock_offset) is not None:
        row["clock_offset"] = offset
    return row
