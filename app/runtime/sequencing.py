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
    """One body as it came: its fields, or the raw text of what has none with what is wrong with it.

    What this server writes itself is an `entry`, without fields.
    """

    fields: Body | None
    raw: str = ""
    errors: tuple[FieldError, ...] = ()
    entry: ServerEntry | None = None


TICK = Submission({}, raw="tick")


class Sequencer:
    """Numbers bodies and gives each the instant that stands for its arrival.

    On the wall clock that is the time; under `--clock events` it is the event's own date, and whatever has
    none gets the newest date so far.
    """

    def __init__(self, rules: Rules, clock: EventClock | None, version: int) -> None:
        """Begin after `version`, with the clock of the events so far, or None for the wall clock."""
        self.rules = rules
        self.clock = clock
        self.version = version

    def stamp(self, offered: Submission, now: float) -> tuple[Record, Entry]:
        """The record to keep and the entry to apply once it is kept; `now` is the wall clock."""
        self.version += 1
        if offered is TICK:
            instant = now if self.clock is None else self.clock.now
            record = Record(self.version, int(instant * 1000), "tick", b"{}")
            return record, Entry(self.version, int(instant), None)
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
    """What the body says, and the mark that its doubles share."""
    if offered.fields is None or offered.errors:
        return Invalid(offered.errors), b""
    given = parsing.present(offered.fields)
    parsed = parsing.parse(given, rules.zone, near, trust=trust, keep_days=rules.keep_days)
    if isinstance(parsed, Invalid):
        return parsed, b""
    return parsed, blake2b(decoding.canonical(given), digest_size=DEDUP_KEY_BYTES).digest()


def replay(record: Record, rules: Rules, *, trust: bool) -> Entry:
    """The entry that a kept record is."""
    instant = record.received // 1000
    if record.kind == "tick":
        return Entry(record.version, instant, None)
    if record.kind == "rejected":
        return Entry(record.version, instant, Invalid(()))
    if record.kind in SERVER_ENTRIES:
        return Entry(record.version, instant, decode(record.kind, record.body))
    if record.kind != "event":  # a newer release's, on another node or before a downgrade
        return Entry(record.version, instant, None)
    parsed, dedup_key = parse(Submission(decoding.from_journal(record.body)), rules, instant, trust=trust)
    return Entry(record.version, instant, parsed, dedup_key)


def rejection(record: Record, rules: Rules, *, trust: bool) -> Invalid:
    """Why this kept record was refused.

    How a body that is no map of texts was to be read, nobody wrote down: it is tried as JSON where it looks so.
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


def _encoded_body(offered: Submission) -> bytes:
    return msgspec.json.encode(offered.fields if offered.fields is not None else {"raw": offered.raw})
