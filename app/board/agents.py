"""An agent's row: both layers put together into one status, and the day's figures."""

from msgspec import UNSET, UnsetType

from ..events.dates import iso
from ..settings import Role, Settings
from ..state.agents import Presence
from ..state.call import Leg
from ..state.state import AgentStory, State
from ..state.statuses import AgentStatus, Stage
from ..state.tallies import AgentToday
from . import privacy
from .difference import Json
from .shape import AgentRow, PauseRow, PreviewRow, as_json

DOING = (
    (Stage.TALKING, AgentStatus.ON_CALL),
    (Stage.DIALING, AgentStatus.DIALING),
    (Stage.RINGING, AgentStatus.RINGING),
)


def agent_row(state: State, login: str, settings: Settings, role: Role) -> Json | None:
    """The agent's row; None if nobody configured them and they neither live nor have a figure today."""
    story = state.agents.get(login)
    day = state.today.agents.get(login, AgentToday())
    configured = settings.agents.get(login)
    if configured is None and day == AgentToday() and not (story and _lives(story)):
        return None
    return as_json(_row(story or AgentStory(login, 0), day, settings, role))


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


def _row(story: AgentStory, day: AgentToday, settings: Settings, role: Role) -> AgentRow:
    presence, zone, configured = story.presence, settings.zone, settings.agents.get(story.login)
    name = (configured and configured.name) or story.login
    now, since = status(story)
    return AgentRow(
        name=privacy.agent_name(name, settings.privacy) if role == "tv" else name,
        team=(configured and configured.team) or UNSET,
        status=now,
        since=UNSET if since is None else iso(since, zone),
        logged_in=presence.logged_in,
        logged_in_since=UNSET if presence.login is None else iso(presence.login, zone),
        phone_connected=presence.phone_connected or (presence.logged_in and _uses_phone(story)),
        phone=(role != "tv" and presence.phone and privacy.number(presence.phone, settings.privacy)) or UNSET,
        pause=_pause(presence, settings),
        calls=sorted(story.legs),
        chats=sorted(story.chats),
        preview=_preview(presence, settings),
        queues=sorted(story.queues),
        today=day,
    )


def _pause(presence: Presence, settings: Settings) -> PauseRow | UnsetType:
    if presence.pause is None or presence.pause_since is None:
        return UNSET
    return PauseRow(**pause_named(presence.pause, settings), since=iso(presence.pause_since, settings.zone))


def _preview(presence: Presence, settings: Settings) -> PreviewRow | UnsetType:
    preview = presence.preview
    if preview is None:
        return UNSET
    since = iso(preview.since, settings.zone)
    return PreviewRow(campaign=preview.campaign, record_id=preview.record_id, since=since)


def pause_named(id_: str, settings: Settings) -> Json:
    """A pause with its configured name and limit."""
    configured = settings.pauses.get(id_)
    row: Json = {"id": id_, "name": (configured and configured.name) or id_}
    if configured and configured.limit:
        row["limit"] = configured.limit
    return row
