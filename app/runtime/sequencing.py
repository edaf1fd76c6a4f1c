"""From an offered body, or a record of the journal, to an entry that the state can apply. Pure.

Both ways lead through the same reading, so that replaying a journal gives the same state.
"""

from hashlib import blake2b

import msgspec

from ..events import decoding, parsing
from ..events.decoding import Body, NotABody
from ..events.parsing import FieldError, Invalid, Parsed, Unknown
from ..events.server_entries import KIND_OF, SERVER_ENTRIES, ServerEntry, decode, encode
from ..journal import Record
from ..state.apply import Entry
from ..state.event_clock import EventClock
from ..state.rules import Rules

DEDUP_KEY_BYTES = 12  # two different bodies of a day share a mark once in 10^16 days


class Submission(msgspec.Struct, frozen=True):
    """One body as received: its fields, or the raw text of one without fields and its errors.

    What this server writes itself is an `entry`, without fields.
    """

    fields: Body | None
    raw: str = ""
    errors: tuple[FieldError, ...] = ()
    entry: ServerEntry | None = None


class Gap(Submission, frozen=True):
    """A tick that says that nothing was recorded from `since` (seconds) until now."""

    since: int = 0


TICK = Submission({}, raw="tick")


class Sequencer:
    """Numbers bodies and gives each the instant of its receipt.

    By the wall clock that is the time; under `--clock events` it is the event's own date, and a body without one gets
    the newest date so far.
    """

    def __init__(self, rules: Rules, clock: EventClock | None, version: int) -> None:
        """Begin after `version`, with the clock of the events so far, or None for the wall clock."""
        self.rules = rules
        self.clock = clock
        self.version = version

    def stamp(self, offered: Submission, now: float) -> tuple[Record, Entry]:
        """The record to store and the entry to apply once it is stored; `now` is the wall clock."""
        self.version += 1
        if offered is TICK or isinstance(offered, Gap):
            instant = now if self.clock is None else self.clock.now
            body = {"unrecorded_since": offered.since} if isinstance(offered, Gap) else {}
            record = Record(self.version, int(instant * 1000), "tick", msgspec.json.encode(body))
            return record, _tick(record)
        if offered.entry is not None:
            instant = now if self.clock is None else self.clock.now
            record = Record(self.version, int(instant * 1000), KIND_OF[type(offered.entry)], encode(offered.entry))
            return record, Entry(self.version, int(instant), offered.entry)
        near = int(now) if self.clock is None else self.clock.now
        parsed, dedup_key = parse(offered, self.rules, near, trust=self.clock is not None)
        received = now
        if self.clock is not None:
            received = parsed.event.date if isinstance(parsed, Parsed) else self.clock.now
            if isinstance(parsed, Parsed):
                self.clock = self.clock.observe(parsed.event.date)
        kind = "rejected" if isinstance(parsed, Invalid) else "event"
        record = Record(self.version, int(received * 1000), kind, _encoded_body(offered))
        return record, Entry(self.version, int(received), parsed, dedup_key)


def parse(offered: Submission, rules: Rules, near: int, *, trust: bool) -> tuple[Parsed | Unknown | Invalid, bytes]:
    """The body's event, and the deduplication key that its duplicates share."""
    if offered.fields is None or offered.errors:
        return Invalid(offered.errors), b""
    given = parsing.present(offered.fields)
    parsed = parsing.parse(given, rules.zone, near, trust=trust, keep_days=rules.keep_days)
    if isinstance(parsed, Invalid):
        return parsed, b""
    return parsed, blake2b(decoding.canonical(given), digest_size=DEDUP_KEY_BYTES).digest()


def replay(record: Record, rules: Rules, *, trust: bool) -> Entry:
    """The entry of a stored record."""
    instant = record.received // 1000
    if record.kind == "tick":
        return _tick(record)
    if record.kind == "rejected":
        return Entry(record.version, instant, Invalid(()))
    if record.kind in SERVER_ENTRIES:
        return Entry(record.version, instant, decode(record.kind, record.body))
    if record.kind != "event":  # a newer release's, on another node or before a downgrade
        return Entry(record.version, instant, None)
    parsed, dedup_key = parse(Submission(decoding.from_journal(record.body)), rules, instant, trust=trust)
    return Entry(record.version, instant, parsed, dedup_key)


def rejection(record: Record, rules: Rules, *, trust: bool) -> Invalid:
    """Why this stored record was rejected.

    The content type of a body that is not a map of texts was not stored: it is tried as JSON where it looks like JSON.
    """
    fields = decoding.from_journal(record.body)
    if fields.keys() != {"raw"}:
        parsed, _ = parse(Submission(fields), rules, record.received // 1000, trust=trust)
        return parsed if isinstance(parsed, Invalid) else Invalid(())
    raw = str(fields["raw"])
    if not decoding.looks_like_json(raw.encode()):
        return Invalid((FieldError("", "is neither a form nor JSON"),))
    try:
        value = decoding.from_json(raw)
        if value == []:
            return Invalid((FieldError("", "is an empty array"),))
        decoding.from_object(value)
    except NotABody as error:
        return Invalid((FieldError("", str(error)),))
    return Invalid(())


def _tick(record: Record) -> Entry:
    since = None if record.body == b"{}" else msgspec.json.decode(record.body).get("unrecorded_since")
    return Entry(record.version, record.received // 1000, None, unrecorded_since=since)


def _encoded_body(offered: Submission) -> bytes:
    return msgspec.json.encode(offered.fields if offered.fields is not None else {"raw": offered.raw})
