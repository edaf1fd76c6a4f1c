"""The running server's link to Thulium's REST API: names at the start, once a day and for unknown ids; a warm start.

It is a task of its own, and what it reads becomes journal entries: nothing waits for it. Of many nodes one asks. Not
here: what an observation does (`state/observing.py`), and what is shown of the link (`web/thulium_api.py`).
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress

import msgspec

from ..config.schema import Settings
from ..config.schema import Thulium as Credentials
from ..events.observed import Named, Names
from ..events.server_entries import ObservedEntry
from ..journal import JournalError
from ..runtime.ingest import Closed, Ingest
from ..runtime.lease import Lease
from ..state.observing import is_anybody_gone
from ..state.sightings import Sightings
from .client import Client, Pace, ServerError, ThrottledError, ThuliumError, UnauthorizedError
from .survey import Report, Survey

NAMES_INTERVAL_S = 86_400.0
UNKNOWN_ID_INTERVAL_S = 60.0  # between two reads of names because of unknown ids
LOOK_INTERVAL_S = 60.0  # between two looks at queues in which callers wait whom no event named
CHECK_INTERVAL_S = 5.0  # between two checks whether a request is due
WARM_START_AFTER_S = 300  # without an event; ticks and changed settings say nothing of the call center
FIRST_RETRY_S = 5.0
MAX_RETRY_S = 600.0
MAX_DOUBLINGS = 10
LEASE_TASK, LEASE_S = "thulium", 90
SECTIONS = ("queues", "chat_queues", "pauses", "agents")
log = logging.getLogger(__name__)

Ids = frozenset[tuple[str, str]]


class Health(msgspec.Struct):
    """What the link has done; instants are seconds since 1970. `reports` are of the newest read of names."""

    names_read_at: int | None = None
    reports: list[Report] = []
    error: str = ""
    reason: str = ""
    failed_at: int | None = None
    results: Counter[str] = msgspec.field(default_factory=Counter)


class Link:
    """One node's link. `run` goes on as long as the server does; of many nodes the one with the lease asks."""

    def __init__(self, ingest: Ingest, pace: Pace | None = None) -> None:
        """Nothing is requested yet. `pace` is another than Thulium's only in tests and for a server of one's own."""
        self.health = Health()
        self.lease = Lease(ingest, LEASE_TASK, LEASE_S, lambda: self.credentials is not None, self.wake)
        self._wallboard = ingest
        self._pace = pace or Pace()
        self._woken = asyncio.Event()
        self._refused: Credentials | None = None
        self._failures = 0
        self._retry_at = self._names_due = self._names_allowed = self._look_due = 0.0
        self._unresolved: Ids = frozenset()
        self._is_cold = False

    @property
    def credentials(self) -> Credentials | None:
        """The address, user and password in force, if all three are set."""
        found = self._wallboard.settings.thulium
        return found if found.url and found.user and found.password else None

    @property
    def is_refused(self) -> bool:
        """Whether Thulium refused the password, so that nothing is requested until the settings change."""
        return self._refused is not None and self._refused == self.credentials

    def wake(self) -> None:
        """The settings may have changed."""
        self._woken.set()

    async def run(self) -> None:
        """Ask whatever is due, for ever; a recording's server asks nothing."""
        await self._wallboard.recovered.wait()
        if self._wallboard.state.event_time:
            return
        self._is_cold = _is_cold(self._wallboard.stopped_at)
        before: Credentials | None = None
        if self._wallboard.settings.thulium.url and self.credentials is None:
            _log_missing(self._wallboard.settings.thulium)
        while True:
            credentials = self.credentials
            if credentials != before:
                before, self._failures, self._retry_at, self._names_due = credentials, 0, 0.0, 0.0
            if credentials is not None and self._may_ask(credentials):
                await self._ask(credentials)
            with suppress(TimeoutError):
                async with asyncio.timeout(CHECK_INTERVAL_S):  # `wait_for` of Python 3.11 can swallow a cancellation
                    await self._woken.wait()
            self._woken.clear()

    async def try_out(self, credentials: Credentials) -> tuple[list[Report], str]:
        """Read everything once and store nothing: the reports, and what ended it early. Success lifts a refusal."""
        survey = None
        try:
            async with self._client(credentials) as client:
                survey = Survey(client)
                async for _ in survey.names():
                    pass
                await survey.statuses()
                await survey.waiting((await survey.known_queues())[:1])
        except ThuliumError as error:
            return survey.reports if survey else [], str(error)
        if credentials == self._refused:
            self._refused = None
        self.wake()
        return survey.reports, ""

    def _client(self, credentials: Credentials) -> Client:
        return Client(credentials.url or "", credentials.user or "", credentials.password or "", self._pace)

    def _may_ask(self, credentials: Credentials) -> bool:
        return self.lease.is_held and credentials != self._refused and time.monotonic() >= self._retry_at

    async def _ask(self, credentials: Credentials) -> None:
        """Ask what is due; after a failure nothing for a while, twice as long each time."""
        names, look = self._are_names_due(), self._is_look_due()
        if not (names or look or self._is_cold):
            return
        try:
            async with self._client(credentials) as client:
                await self._read(client, names=names, look=look)
        except UnauthorizedError as error:
            self._refused = credentials
            self._fail(error)
        except ThuliumError as error:
            self._fail(error)
        except (JournalError, Closed):
            self._retry_at = time.monotonic() + FIRST_RETRY_S  # the journal's own error is reported elsewhere
        else:
            self._failures = 0
            self.health.error = self.health.reason = ""
            self.health.results["ok"] += 1

    async def _read(self, client: Client, *, names: bool, look: bool) -> None:
        survey = Survey(client)
        if names:
            await self._read_names(survey)
        if self._is_cold:
            await self._start_warm(survey)
        elif look:
            self._look_due = time.monotonic() + LOOK_INTERVAL_S
            waiting = await survey.waiting(tuple(self._wallboard.state.unidentified))
            entry = ObservedEntry(at=int(time.time()), waiting=waiting, again=True)
            if is_anybody_gone(self._wallboard.state, entry):
                await self._store(entry)
        if error := _server_error(survey.reports):
            self._names_due = 0.0 if names else self._names_due
            raise ServerError(error)

    async def _read_names(self, survey: Survey) -> None:
        """Read all names, and store each table that has changed as soon as it is read."""
        self._names_allowed = time.monotonic() + UNKNOWN_ID_INTERVAL_S
        self.health.reports = survey.reports
        async for table, names in survey.names():
            if names and names != _known(self._wallboard, table):
                await self._store(ObservedEntry(at=int(time.time()), names={table: names}))
        self._names_due = time.monotonic() + NAMES_INTERVAL_S
        self._unresolved = unnamed(self._wallboard)
        if self.health.names_read_at is None:
            log.info("names read from Thulium: %s", ", ".join(_counts(survey.reports)) or "none")
        self.health.names_read_at = int(time.time())
        _log_errors(survey.reports)

    async def _start_warm(self, survey: Survey) -> None:
        """Read what is true now, unless another node has since this one's start."""
        if not _is_cold(self._wallboard.state.looked_at or None):
            self._is_cold = False
            return
        before = len(survey.reports)
        statuses = await survey.statuses()
        waiting = await survey.waiting(await survey.known_queues())
        if statuses or waiting:
            await self._store(ObservedEntry(at=int(time.time()), statuses=statuses, waiting=waiting))
            callers = sum(map(len, waiting.values()))
            log.info("warm start from Thulium: %d agents' statuses, %d waiting callers", len(statuses), callers)
        self._look_due = time.monotonic() + LOOK_INTERVAL_S
        self._is_cold = bool(_server_error(survey.reports[before:]))

    async def _store(self, entry: ObservedEntry) -> None:
        await self._wallboard.write([entry])

    def _are_names_due(self) -> bool:
        now = time.monotonic()
        if now >= self._names_due:
            return True
        return now >= self._names_allowed and not unnamed(self._wallboard) <= self._unresolved

    def _is_look_due(self) -> bool:
        return bool(self._wallboard.state.unidentified) and time.monotonic() >= self._look_due

    def _fail(self, error: ThuliumError) -> None:
        """Note and log a failure, once while it stays the same, and put off the next try."""
        health = self.health
        if health.error != str(error):
            again = "; nothing is asked until [thulium] changes" if isinstance(error, UnauthorizedError) else ""
            log.warning("%s%s", error, again)
        health.error, health.reason, health.failed_at = str(error), error.reason, int(time.time())
        health.results[error.reason] += 1
        delay: float = min(FIRST_RETRY_S * 2**self._failures, MAX_RETRY_S)
        self._failures = min(self._failures + 1, MAX_DOUBLINGS)
        wanted = error.retry_after if isinstance(error, ThrottledError) else 0.0
        self._retry_at = time.monotonic() + max(delay, wanted)


def unnamed(ingest: Ingest) -> Ids:
    """The ids that events named and nothing has a name for, by section."""
    state, settings = ingest.state, ingest.settings
    found = {(section, id_) for section in SECTIONS for id_ in _unnamed_of(settings, section, state.sightings)}
    campaigns = {id_ for id_ in state.campaigns if not state.campaign_name(id_)}
    return frozenset(found | {("campaigns", id_) for id_ in campaigns})


def _unnamed_of(settings: Settings, section: str, sightings: Sightings) -> Iterable[str]:
    named = getattr(settings, section)
    return (id_ for id_ in sightings.get(section, ()) if id_ not in named or named[id_].name is None)


def _is_cold(seen_at: int | None) -> bool:
    """Whether the last sign of what is true is missing or too old."""
    return seen_at is None or time.time() - seen_at > WARM_START_AFTER_S


def _known(ingest: Ingest, table: str) -> dict[str, Named]:
    """The names of a table that are stored."""
    state = ingest.state
    if table == "campaigns":
        return {id_: Named(name=name) for id_, name in state.observed_campaigns.items()}
    names: Names = msgspec.convert(state.observed_names, Names)
    return names.get(table, {})


def _counts(reports: list[Report]) -> Iterable[str]:
    return (f"{report.read} {report.resource.replace('_', ' ')}" for report in reports if report.read)


def _server_error(reports: list[Report]) -> str:
    return next((report.error for report in reports if report.reason == ServerError.reason), "")


def _log_missing(given: Credentials) -> None:
    missing = [name for name in ("url", "user", "password") if getattr(given, name) is None]
    log.warning("Thulium's names are not read: missing in [thulium]: %s", ", ".join(missing))


def _log_errors(reports: list[Report]) -> None:
    for report in reports:
        if report.error and report.reason != ServerError.reason:
            log.warning("%s cannot be read: %s", report.resource.replace("_", " "), report.error)
