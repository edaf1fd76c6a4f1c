"""Recordings of calls."""

from .event import Event, Text


class RecordingReady(Event, frozen=True, kw_only=True, tag="RECORDING_READY"):
    """A call's recording can be fetched."""

    connection_id: Text
    filename: Text | None = None
