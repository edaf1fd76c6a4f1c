"""An agent's row: both layers put together into one status, and the day's figures."""

from msgspec import UNSET, UnsetType

from ..config.schema import Role, Settings
from ..events.timestamps import iso
from ..state.agents import Presence
from ..state.calls.model import Leg
from ..state.daily_totals import AgentToday
from ..state.state import AgentAggregate, State
from ..state.statuses import AgentStatus, Stage
from . import privacy
from .merge_patch import Json
from .schema import AgentRow, PauseRow, PreviewRow, as_json

DOING = (
    (Stage.TALKING, AgentStatus.ON_CALL),
    (Stage.DIALING, AgentStatus.DIALING),
    (Stage.RINGING, AgentStatus.RINGING),
)


def agent_row(state: State, login: str, settings: Settings, role: Role) -> Json | None:
    """The agent's row; None if nobody configured them and they neither live nor have a figure today."""
    aggregate = state.agents.get(login)
    day = state.today.agents.get(login, AgentToday())
    configured = settings.agents.get(login)
    if configured is None and day == AgentToday() and not (aggregate and _lives(aggregate)):
        return None
    return as_json(_row(aggregate or AgentAggregate(login, 0), day, settings, role))


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


def _row(aggregate: AgentAggregate, day: AgentToday, settings: Settings, role: Role) -> AgentRow:
    presence, zone, configured = aggregate.presence, settings.zone, settings.agents.get(aggregate.login)
    name = (configured and configured.name) or aggregate.login
    now, since = status(aggregate)
    return AgentRow(
        name=privacy.agent_name(name, settings.privacy) if role == "tv" else name,
        team=(configured and configured.team) or UNSET,
        status=now,
        since=UNSET if since is None else iso(since, zone),
        logged_in=presence.logged_in,
        logged_in_since=UNSET if presence.login is None else iso(presence.login, zone),
        phone_connected=presence.phone_connected or (presence.logged_in and _uses_phone(aggregate)),
        phone=(role != "tv" and presence.phone and privacy.number(presence.phone, settings.privacy)) or UNSET,
        pause=_pause(presence, settings),
        calls=sorted(aggregate.legs),
        chats=sorted(aggregate.chats),
        preview=_preview(presence, settings),
        queues=sorted(aggregate.queues),
        today=day,
    )


def _pause(presence: Presence, settings: Settings) -> PauseRow | UnsetType:
    if presence.pause is None or presence.pause_since is None:
        return UNSET
    return PauseRow(**named_pause(presence.pause, settings), since=iso(presence.pause_since, settings.zone))


def _preview(presence: Presence, settings: Settings) -> PreviewRow | UnsetType:
    preview = presence.preview
    if preview is None:
        return UNSET
    since = iso(preview.since, settings.zone)
    return PreviewRow(campaign=preview.campaign, record_id=preview.record_id, since=since)


def named_pause(id_: str, settings: Settings) -> Json:
    """A pause with its configured name and limit."""
    configured = settings.pauses.get(id_)
    row: Json = {"id": id_, "name": (configured and configured.name) or id_}
    if configured and configured.limit:
        row["limit"] = configured.limit
    return row
