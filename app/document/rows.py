"""The rows of calls, chats, campaigns, tickets and the feed. Agents and queues: `agents.py`, `queues.py`."""

from msgspec import UNSET

from ..config.schema import Privacy, Role, Settings
from ..events.timestamps import iso
from ..state.calls.model import Call, Leg, living, stage
from ..state.chats import Chat
from ..state.daily_totals import CampaignDay, CampaignToday
from ..state.state import CampaignNow, State
from ..state.statuses import Stage
from . import privacy
from .merge_patch import Json
from .schema import CallRow, CampaignRow, ChatRow, Feed, Tickets, as_json


def call_row(call: Call, settings: Settings, role: Role) -> Json | None:
    """The call's row; None once it is over. Role tv sees no number and no name."""
    now = stage(call)
    if now is None:
        return None
    legs = _legs(call, now)
    queue, campaign = _place(call, now, legs)
    outbound = bool(call.dial and call.dial.live)
    waits = [visit.at for visit in call.visits if visit.waiting] if now is Stage.RINGING else []
    row = CallRow(
        direction="outbound" if outbound else "inbound",
        stage=now,
        since=iso(_since(call, now, legs), settings.zone),
        started=iso(call.started, settings.zone),
        waiting_since=iso(max(waits), settings.zone) if waits else UNSET,
        queue=UNSET if queue is None else queue,
        campaign=UNSET if campaign is None else campaign,
        agents=sorted({leg.agent for leg in legs if leg.agent}),
        **({} if role == "tv" else caller(call, settings.privacy, outbound=outbound)),
    )
    return as_json(row)


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
    named = {"client_name": chat.client_name, "client_email": chat.client_email}
    client = {} if role == "tv" else privacy.body(named, settings.privacy)
    row = ChatRow(
        chat_queue=chat.queue,
        since=iso(chat.since, settings.zone),
        started=iso(chat.started, settings.zone),
        agent=chat.agent or UNSET,
        client_name=client.get("client_name") or UNSET,
        client_email=client.get("client_email") or UNSET,
    )
    return as_json(row)


def campaign_row(state: State, id_: str, settings: Settings) -> Json | None:
    """The campaign's row; None if it neither lives nor has a figure today. Its name comes from events, else Thulium."""
    now = state.campaigns.get(id_) or CampaignNow()
    day = state.today.campaigns.get(id_, CampaignDay())
    if day == CampaignDay() and not now.dialing and not now.talking:
        return None
    today = CampaignToday(*[getattr(day, figure) for figure in CampaignToday.__struct_fields__])
    known = state.campaign_name(id_)
    name = privacy.prose(known, settings.privacy) if known else id_
    row = as_json(CampaignRow(name=name, dialing=now.dialing, talking=now.talking, today=today))
    row["today"]["outcomes"] = dict(sorted(day.outcomes.items()))
    return row


def tickets_row(state: State, settings: Settings) -> Json:
    """The whole centre's tickets."""
    now = state.desk
    row = Tickets(
        open=now.open,
        awaiting_reply=sum(now.awaiting.values()),
        oldest_awaiting_since=iso(min(now.awaiting), settings.zone) if now.awaiting else UNSET,
        today=state.today.tickets,
    )
    return as_json(row)


def feed_row(state: State, settings: Settings) -> Json:
    """How far the board can be trusted."""
    last, offset = state.last_event, state.clock_offset
    row = Feed(
        last_event=UNSET if last is None else iso(last, settings.zone),
        today=state.today.feed,
        clock_offset=UNSET if offset is None else offset,
    )
    return as_json(row)


def message_rows(state: State, settings: Settings, role: Role, board: str | None) -> list[Json]:
    """The messages for a board, or all of them for the whole center; the newest first."""
    return [
        {"id": id_, "text": message.text, "until": iso(message.until, settings.zone), "level": message.level}
        | ({"by": message.by} if message.by and role != "tv" else {})
        for id_, message in reversed(state.messages.items())
        if board is None or not message.boards or board in message.boards
    ]
