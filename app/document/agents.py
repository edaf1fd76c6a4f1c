"""An agent's row: both layers put together into one status, and the day's figures."""

from ..config.schema import Role, Settings
from ..events.timestamps import iso
from ..state.calls.model import Leg
from ..state.daily_totals import AgentDay
from ..state.state import AgentAggregate, State
from ..state.transitions import AgentStatus, Stage
from . import privacy
from .merge_patch import Json

DOING = (
    (Stage.TALKING, AgentStatus.ON_CALL),
    (Stage.DIALING, AgentStatus.DIALING),
    (Stage.RINGING, AgentStatus.RINGING),
)


def agent_row(state: State, login: str, settings: Settings, role: Role) -> Json | None:
    """The agent's row; None if nobody configured them and they neither live nor have a figure today."""
    aggregate = state.agents.get(login)
    day = state.today.agents.get(login, AgentDay())
    configured = settings.agents.get(login)
    if configured is None and day == AgentDay() and not (aggregate and _lives(aggregate)):
        return None
    name = (configured and configured.name) or login
    row: Json = {"name": privacy.agent_name(name, settings.privacy) if role == "tv" else name}
    if configured and configured.team:
        row["team"] = configured.team
    row |= _presence(aggregate or AgentAggregate(login, 0), settings, role)
    row["today"] = agent_figures(day)
    return row


def status(aggregate: AgentAggregate) -> tuple[AgentStatus, int | None]:
    """What the agent does, by precedence, and since when; None where nobody can know."""
    presence = aggregate.presence
    for doing, shown in DOING:
        begun = [leg.since for leg in _living(aggregate) if leg.doing is doing]
        if begun:
            return shown, min(begun)
    if presence.wrap_up:
        return AgentStatus.WRAP_UP, presence.wrap_up.since
    since = max(presence.since or 0, presence.rested, _last_end(aggregate)) or None
    if not presence.logged_in:
        return AgentStatus.LOGGED_OUT, since
    if presence.pause:
        return AgentStatus.PAUSED, since
    return (AgentStatus.AVAILABLE if presence.phone_connected else AgentStatus.NO_PHONE), since


def _living(aggregate: AgentAggregate) -> list[Leg]:
    return [leg for legs in aggregate.legs.values() for leg in legs if leg.ended is None]


def _uses_phone(aggregate: AgentAggregate) -> bool:
    return any(leg.doing in {Stage.RINGING, Stage.TALKING} and not leg.provisional for leg in _living(aggregate))


def _last_end(aggregate: AgentAggregate) -> int:
    ended = [leg.ended or 0 for legs in (*aggregate.legs.values(), *aggregate.past.values()) for leg in legs]
    return max(ended, default=0) if not aggregate.rested else max(aggregate.rested, *ended, 0)


def _lives(aggregate: AgentAggregate) -> bool:
    return bool(aggregate.presence.logged_in or aggregate.legs or aggregate.chats or aggregate.presence.preview)


def _presence(aggregate: AgentAggregate, settings: Settings, role: Role) -> Json:
    presence, zone = aggregate.presence, settings.zone
    shown, since = status(aggregate)
    row: Json = {"status": shown.value}
    if since is not None:
        row["since"] = iso(since, zone)
    row["logged_in"] = presence.logged_in
    if presence.login is not None:
        row["logged_in_since"] = iso(presence.login, zone)
    row["phone_connected"] = presence.phone_connected or (presence.logged_in and _uses_phone(aggregate))
    if presence.phone and role != "tv" and (phone := privacy.number(presence.phone, settings.privacy)):
        row["phone"] = phone
    if presence.pause and presence.pause_since is not None:
        row["pause"] = _pause(presence.pause, presence.pause_since, settings)
    row["calls"] = sorted(aggregate.legs)
    row["chats"] = sorted(aggregate.chats)
    if presence.preview:
        row["preview"] = {
            "campaign": presence.preview.campaign,
            "record_id": presence.preview.record_id,
            "since": iso(presence.preview.since, zone),
        }
    row["queues"] = sorted(aggregate.queues)
    return row


def _pause(id_: str, since: int, settings: Settings) -> Json:
    return named_pause(id_, settings) | {"since": iso(since, settings.zone)}


def named_pause(id_: str, settings: Settings) -> Json:
    """A pause with its configured name and limit."""
    configured = settings.pauses.get(id_)
    row: Json = {"id": id_, "name": (configured and configured.name) or id_}
    if configured and configured.limit:
        row["limit"] = configured.limit
    return row


def agent_figures(day: AgentDay) -> Json:
    """An agent's day in figures; times are of closed spans."""
    return {
        "answered": day.answered,
        "not_answered": day.not_answered,
        "outbound": day.outbound,
        "chats": day.chats,
        "tickets_replied": day.tickets_replied,
        "talk_time": day.talk_time,
        "pause_time": day.pause_time,
        "logged_in_time": day.logged_in_time,
    }
