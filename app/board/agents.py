"""An agent's row: both layers put together into one status, and the day's figures."""

from ..events.dates import iso
from ..settings import Role, Settings
from ..state.call import Leg
from ..state.state import AgentStory, State
from ..state.statuses import AgentStatus, Stage
from ..state.tallies import AgentDay
from . import privacy
from .difference import Json

DOING = (
    (Stage.TALKING, AgentStatus.ON_CALL),
    (Stage.DIALING, AgentStatus.DIALING),
    (Stage.RINGING, AgentStatus.RINGING),
)


def agent_row(state: State, login: str, settings: Settings, role: Role) -> Json | None:
    """The agent's row; None if nobody configured them and they neither live nor have a figure today."""
    story = state.agents.get(login)
    day = state.today.agents.get(login, AgentDay())
    configured = settings.agents.get(login)
    if configured is None and day == AgentDay() and not (story and _lives(story)):
        return None
    name = (configured and configured.name) or login
    row: Json = {"name": privacy.agent_name(name, settings.privacy) if role == "tv" else name}
    if configured and configured.team:
        row["team"] = configured.team
    row |= _presence(story or AgentStory(login, 0), settings, role)
    row["today"] = agent_figures(day)
    return row


def status(story: AgentStory) -> tuple[AgentStatus, int | None]:
    """What the agent does, by precedence, and since when; None where nobody can know."""
    presence = story.presence
    for doing, shown in DOING:
        begun = [leg.since for leg in _living(story) if leg.doing is doing]
        if begun:
            return shown, min(begun)
    if presence.wrap_up:
        return AgentStatus.WRAP_UP, presence.wrap_up.since
    since = max(presence.since or 0, presence.rested, _last_end(story)) or None
    if not presence.logged_in:
        return AgentStatus.LOGGED_OUT, since
    if presence.pause:
        return AgentStatus.PAUSED, since
    return (AgentStatus.AVAILABLE if presence.phone_connected else AgentStatus.NO_PHONE), since


def _living(story: AgentStory) -> list[Leg]:
    return [leg for legs in story.legs.values() for leg in legs if leg.ended is None]


def _uses_phone(story: AgentStory) -> bool:
    return any(leg.doing in {Stage.RINGING, Stage.TALKING} and not leg.provisional for leg in _living(story))


def _last_end(story: AgentStory) -> int:
    ended = [leg.ended or 0 for legs in (*story.legs.values(), *story.past.values()) for leg in legs]
    return max(ended, default=0) if not story.rested else max(story.rested, *ended, 0)


def _lives(story: AgentStory) -> bool:
    return bool(story.presence.logged_in or story.legs or story.chats or story.presence.preview)


def _presence(story: AgentStory, settings: Settings, role: Role) -> Json:
    presence, zone = story.presence, settings.zone
    shown, since = status(story)
    row: Json = {"status": shown.value}
    if since is not None:
        row["since"] = iso(since, zone)
    row["logged_in"] = presence.logged_in
    if presence.login is not None:
        row["logged_in_since"] = iso(presence.login, zone)
    row["phone_connected"] = presence.phone_connected or (presence.logged_in and _uses_phone(story))
    if presence.phone and role != "tv" and (phone := privacy.number(presence.phone, settings.privacy)):
        row["phone"] = phone
    if presence.pause and presence.pause_since is not None:
        row["pause"] = _pause(presence.pause, presence.pause_since, settings)
    row["calls"] = sorted(story.legs)
    row["chats"] = sorted(story.chats)
    if presence.preview:
        row["preview"] = {
            "campaign": presence.preview.campaign,
            "record_id": presence.preview.record_id,
            "since": iso(presence.preview.since, zone),
        }
    row["queues"] = sorted(story.queues)
    return row


def _pause(id_: str, since: int, settings: Settings) -> Json:
    return pause_named(id_, settings) | {"since": iso(since, settings.zone)}


def pause_named(id_: str, settings: Settings) -> Json:
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
