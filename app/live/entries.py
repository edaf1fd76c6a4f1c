"""From an offered body, or a record of the journal, to an entry that the state can apply. Pure.

Both ways lead through the same reading, so that replaying a journal gives the same state.
"""

from hashlib import blake2b

import msgspec

from ..events import bodies, reading
from ..events.bodies import Body, NotABody
from ..events.reading import Fault, Read, Unknown, Wrong
from ..events.server_entries import KIND_OF, SERVER_ENTRIES, ServerEntry, decode, encode
from ..journal import Record
from ..state.apply import Entry
from ..state.clock import EventClock
from ..state.rules import Rules

MARK_BYTES = 12  # two different bodies of a day share a mark once in 10^16 days


class Offered(msgspec.Struct, frozen=True):
    """One body as it came: its fields, or the raw text of what has none with what is wrong with it.

    What this server writes itself is an `entry`, without fields.
    """

    fields: Body | None
    raw: str = ""
    faults: tuple[Fault, ...] = ()
    entry: ServerEntry | None = None


TICK = Offered({}, raw="tick")


class Stamper:
    """Numbers bodies and gives each the instant that stands for its arrival.

    On the wall clock that is the time; under `--clock events` it is the event's own date, and whatever has
    none gets the newest date so far.
    """

    def __init__(self, rules: Rules, clock: EventClock | None, version: int) -> None:
        """Begin after `version`, with the clock of the events so far, or None for the wall clock."""
        self.rules = rules
        self.clock = clock
        self.version = version

    def stamp(self, offered: Offered, now: float) -> tuple[Record, Entry]:
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
        said, mark = read(offered, self.rules, near, trust=self.clock is not None)
        received = now
        if self.clock is not None:
            received = said.event.date if isinstance(said, Read) else self.clock.now
            if isinstance(said, Read):
                self.clock = self.clock.observe(said.event.date)
        kind = "rejected" if isinstance(said, Wrong) else "event"
        record = Record(self.version, int(received * 1000), kind, _kept(offered))
        return record, Entry(self.version, int(received), said, mark)


def read(offered: Offered, rules: Rules, near: int, *, trust: bool) -> tuple[Read | Unknown | Wrong, bytes]:
    """What the body says, and the mark that its doubles share."""
    if offered.fields is None or offered.faults:
        return Wrong(offered.faults), b""
    given = reading.present(offered.fields)
    said = reading.read(given, rules.zone, near, trust=trust, keep_days=rules.keep_days)
    if isinstance(said, Wrong):
        return said, b""
    return said, blake2b(bodies.canonical(given), digest_size=MARK_BYTES).digest()


def replayed(record: Record, rules: Rules, *, trust: bool) -> Entry:
    """The entry that a kept record is."""
    instant = record.received // 1000
    if record.kind == "tick":
        return Entry(record.version, instant, None)
    if record.kind == "rejected":
        return Entry(record.version, instant, Wrong(()))
    if record.kind in SERVER_ENTRIES:
        return Entry(record.version, instant, decode(record.kind, record.body))
    if record.kind != "event":  # a newer release's, on another node or before a downgrade
        return Entry(record.version, instant, None)
    said, mark = read(Offered(bodies.from_journal(record.body)), rules, instant, trust=trust)
    return Entry(record.version, instant, said, mark)


def refused(record: Record, rules: Rules, *, trust: bool) -> Wrong:
    """Why this kept record was refused.

    How a body that is no map of texts was to be read, nobody wrote down: it is tried as JSON where it looks so.
    """
    fields = bodies.from_journal(record.body)
    if fields.keys() != {"raw"}:
        said, _ = read(Offered(fields), rules, record.received // 1000, trust=trust)
        return said if isinstance(said, Wrong) else Wrong(())
    raw = str(fields["raw"])
    if not bodies.looks_like_json(raw.encode()):
        return Wrong((Fault("", "is neither a form nor JSON"),))
    try:
        value = bodies.from_json(raw)
        if value == []:
            return Wrong((Fault("", "is an empty array"),))
        bodies.from_object(value)
    except NotABody as error:
        return Wrong((Fault("", str(error)),))
    return Wrong(())


def _kept(offered: Offered) -> bytes:
    return msgspec.json.encode(offered.fields if offered.fields is not None else {"raw": offered.raw})
