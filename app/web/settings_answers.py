"""The shapes of what `/settings.json` and `/settings/…` take and answer, for the description of the interface."""

from typing import Annotated, Any, Literal, TypedDict

from msgspec import Meta

from ..document.schema import Instant
from ..state.daily_totals import Count

Section = Annotated[dict[str, Any] | None, Meta(description="As in TOML. null takes the browser's value away.")]


class SettingsPatch(TypedDict, total=False):
    """A JSON Merge Patch (RFC 7396) of the settings; all of it takes effect, or nothing."""

    language: str | None
    privacy: Section
    service_level: Section
    queues: Section
    chat_queues: Section
    pauses: Section
    agents: Section
    boards: Section
    thulium: Section


class SeenId(TypedDict):
    """An id that events named and nothing has a name for."""

    first: Instant
    last: Instant
    events: Annotated[Count, Meta(description="How many events named it.")]


class SettingsAnswer(TypedDict):
    """The settings in force, with the source of each value that is set."""

    version: Annotated[Count, Meta(description="The journal entry that last changed them; 0 if none did.")]
    settings: Annotated[dict[str, Any], Meta(description="As in TOML, with all that has a default.")]
    sources: Annotated[
        dict[str, Literal["file", "browser", "thulium"]], Meta(description="By the key as in TOML: queues.155.name.")
    ]
    seen: Annotated[dict[str, dict[str, SeenId]], Meta(description="By section and id.")]
    warnings: Annotated[list[str], Meta(description="What can be set and contradicts itself, each by its key.")]


class SettingsChange(TypedDict):
    """One value that was changed in the browser; null where there was none, or is none any more."""

    version: Count
    at: Instant
    by: Annotated[str, Meta(description="The name of the key; loopback where no key is needed.")]
    path: Annotated[str, Meta(description="The key as in TOML.")]
    before: Any
    after: Any


class SettingsChanges(TypedDict):
    """The newest changes, the newest first."""

    changes: list[SettingsChange]


class Undone(TypedDict):
    """Which change to undo."""

    version: Count


class SettingsChanged(TypedDict):
    """The change is on disk and in force."""

    version: Annotated[Count, Meta(description="Its journal entry; where nothing changed, the last change's.")]
