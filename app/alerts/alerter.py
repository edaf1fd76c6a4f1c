"""The running server's alerts: looks at the board once a second, notes what is to be told, and tells it.

It is a task of its own, and all that it decides becomes journal entries: no webhook waits for it, and after a restart
or on another node nobody is told twice. What is on its way while the server is killed is not sent again. Of many nodes
one alerts. Not here: when something is raised (`evaluation.py`), what is sent together (`grouping.py`).
"""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from ..config.recipients import masked
from ..config.schema import Alerts
from ..document.document import Audience, Document
from ..document.merge_patch import Json
from ..events.server_entries import AlertChange, AlertDelivery, AlertEntry, AlertResult
from ..events.timestamps import iso
from ..journal import JournalError
from ..runtime.ingest import Closed, Ingest
from ..runtime.lease import Lease
from ..state.alerts import AlertBook, Notice
from ..state.state import CONFLICT
from . import grouping
from .channels import DeliveryError, deliver
from .conditions import Facts, conditions
from .evaluation import Decision, Evaluator
from .grouping import Message
from .wording import Say, over_text, text_of, title_of

LOOK_INTERVAL_S = 1.0
LEASE_TASK, LEASE_S = "alerts", 30
FIRST_RETRY_S, MAX_RETRY_S, MAX_DOUBLINGS = 5.0, 600.0, 10
SENDING_S = 60
"""After which a try whose end is not known has been cut off: by a kill, or with its node."""
SAMPLE_S, SAMPLES = 60, 60  # the last hour's bodies, a sample a minute
MAX_CONFLICTS = 5  # with another node, after which the next look tries again
log = logging.getLogger(__name__)


class Alerter:
    """One node's alerts. `run` goes on as long as the server does; of many nodes the one with the lease alerts."""

    def __init__(self, ingest: Ingest, words: Callable[[str], Say]) -> None:
        """`words` gives a language's; `own_address` is where the server listens, known once it does."""
        self.own_address = ""
        self.results: Counter[AlertResult] = Counter()
        self.lease = Lease(ingest, LEASE_TASK, LEASE_S, lambda: bool(self._rules.recipients))
        self._ingest = ingest
        self._words = words
        self._evaluator = Evaluator()
        self._documents: dict[str, Document] = {}
        self._unstored: AlertBook | None = None
        self._writing = asyncio.Lock()
        self._tries: dict[str, asyncio.Task[None]] = {}
        self._failures: Counter[str] = Counter()
        self._retry_at: dict[str, float] = {}
        self._samples: deque[tuple[int, int]] = deque(maxlen=SAMPLES)
        self._sampled_at = 0.0
        self._error = ""

    @property
    def book(self) -> AlertBook:
        """All alerts; also those that the journal could not take yet."""
        return self._unstored or self._ingest.state.alerts

    @property
    def address(self) -> str:
        """The wallboard's address for links."""
        server = self._ingest.settings.server
        return self._rules.address or self.own_address or f"http://{server.hosts[0]}:{server.port}{server.base}"

    async def run(self) -> None:
        """Look once a second, for ever; a recording alerts nobody."""
        await self._ingest.recovered.wait()
        if self._ingest.state.event_time:
            return
        try:
            while True:
                if self._rules.recipients and self.lease.is_held:
                    await self._try_to_look(int(time.time()))
                await asyncio.sleep(LOOK_INTERVAL_S)
        finally:
            for one in self._tries.values():
                one.cancel()

    async def test(self, recipients: Sequence[str]) -> list[tuple[str, bool, str]]:
        """Send each a test: the recipient without its secrets, whether it took it, and what it answered."""
        settings, now = self._ingest.settings, int(time.time())
        say, zone = self._words(settings.language), settings.zone
        url = grouping.link(self.address, "", now, zone)
        text = say("alerts.test")
        made = Message(f"test-{now}", text, (text,), "raised", "warning", "test", "", iso(now, zone), url)

        async def one(recipient: str) -> tuple[str, bool, str]:
            try:
                return masked(recipient), True, await deliver(recipient, made, settings.mail)
            except DeliveryError as error:
                return masked(recipient), False, str(error)

        return list(await asyncio.gather(*map(one, recipients)))

    @property
    def _rules(self) -> Alerts:
        return self._ingest.settings.alerts

    async def _try_to_look(self, now: int) -> None:
        """Look, and log an error of ours once while it stays the same: it must not stop the board."""
        try:
            await self._look(now)
            self._error = ""
        except Exception as error:
            if self._error != repr(error):
                log.exception("looking for alerts failed")
            self._error = repr(error)

    async def _look(self, now: int) -> None:
        """Note what has changed, and have whatever is due sent."""
        if self._unstored is not None and not self._ingest.error:
            await self._note()
        settings = self._ingest.settings
        is_quiet = grouping.is_quiet_hour(self._rules.quiet, now, settings.zone)
        titles = {name: board.title or name for name, board in settings.boards.items()}
        found = conditions(await self._shown(), titles, self._facts(), now)
        decisions = self._evaluator.step(found, self.book.raised, self._rules, now, is_quiet=is_quiet)
        if decisions:
            say = self._words(settings.language)
            changes = tuple(self._change(one, say) for one in decisions)
            await self._note(changes=changes, to=tuple(map(masked, self._rules.recipients)), quiet=is_quiet)
        await self._drop(now)
        for recipient in self._rules.recipients:
            self._send_due(recipient, now, is_quiet=is_quiet)

    async def _shown(self) -> dict[str, Json]:
        """The documents of the boards that are watched, as they are now."""
        settings, state = self._ingest.settings, self._ingest.state
        boards = [name for name in self._rules.boards or [] if name in settings.boards] or [""]
        for name in [name for name in self._documents if name not in boards]:
            del self._documents[name]
        for name in boards:
            document = self._documents.get(name)
            if document is None or document.settings is not settings:
                self._documents[name] = document = Document(Audience("tv", name or None), settings)
                time_slice = self._ingest.background_slice()
                for _ in document.fill(state):
                    if time_slice.is_over():
                        await time_slice.renew()
        for name in boards:
            self._documents[name].refresh(self._ingest.state)
        return {name: self._documents[name].content for name in boards}

    def _facts(self) -> Facts:
        results, now = self._ingest.meter.results, time.monotonic()
        counted = results["rejected"], sum(results[name] for name in ("applied", "duplicate", "rejected", "unknown"))
        if not self._samples or now >= self._sampled_at + SAMPLE_S:
            self._samples.append(counted)
            self._sampled_at = now
        rejected, received = self._samples[0]
        return Facts(self._ingest.error, counted[0] - rejected, counted[1] - received)

    def _change(self, decision: Decision, say: Say) -> AlertChange:
        condition, known = decision.condition, self.book.raised.get(decision.subject)
        name = known.name if known else title_of(condition, say) if condition else decision.subject
        if decision.state == "over" or condition is None:
            text = over_text(name, decision.lasted, decision.figures, say)
        else:
            text = text_of(condition, decision.state, say)
        return AlertChange(
            subject=decision.subject,
            state=decision.state,
            level=decision.level,
            since=decision.since,
            text=text,
            name=name,
            board=condition.board if condition else known.board if known else "",
            figures=decision.figures,
        )

    def _send_due(self, recipient: str, now: int, *, is_quiet: bool) -> None:
        to = masked(recipient)
        if to in self._tries or time.monotonic() < self._retry_at.get(to, 0.0):
            return
        if notices := grouping.due(self.book.pending(to), now, self._rules.group, is_quiet=is_quiet):
            self._tries[to] = asyncio.create_task(self._send(recipient, to, notices))
            self._tries[to].add_done_callback(lambda _task: self._tries.pop(to, None))

    async def _send(self, recipient: str, to: str, notices: Sequence[Notice]) -> None:
        """Try once. That it is tried is noted before: what a kill cuts off is not sent again."""
        settings, ids = self._ingest.settings, tuple(one.id for one in notices)
        made = grouping.message(notices, self.address, settings.zone, self._words(settings.language))
        if not await self._note(deliveries=(AlertDelivery(to=to, notices=ids, result="sending"),)):
            return
        result: AlertResult = "delivered"
        try:
            detail = await deliver(recipient, made, settings.mail)
            self._failures[to] = 0
        except DeliveryError as error:
            result, detail = "failed", str(error)
            self._put_off(to, detail)
        except Exception:
            log.exception("sending an alert to %s failed", to)
            result, detail = "failed", "an internal error"
            self._put_off(to, detail)
        self.results[result] += 1
        await self._note(deliveries=(AlertDelivery(to=to, notices=ids, result=result, detail=detail),))

    def _put_off(self, to: str, why: str) -> None:
        """Try this recipient again later, twice as long each time."""
        delay = min(FIRST_RETRY_S * 2 ** self._failures[to], MAX_RETRY_S)
        if not self._failures[to]:
            log.warning("an alert was not delivered to %s: %s; trying again", to, why)
        self._failures[to] = min(self._failures[to] + 1, MAX_DOUBLINGS)
        self._retry_at[to] = time.monotonic() + delay

    async def _drop(self, now: int) -> None:
        """Give up what is no news any more, what was cut off, and what is for nobody now."""
        recipients = set(map(masked, self._rules.recipients))
        dropped = tuple(
            AlertDelivery(to=to, notices=(notice.id,), result="dropped", detail=why)
            for notice in self.book.notices
            for to, why in self._hopeless(notice, recipients, now)
        )
        if dropped:
            self.results["dropped"] += len(dropped)
            await self._note(deliveries=dropped)

    def _hopeless(self, notice: Notice, recipients: set[str], now: int) -> list[tuple[str, str]]:
        found = []
        for to, delivery in notice.deliveries.items():
            if to in self._tries:
                continue
            if delivery.result == "sending" and now - delivery.at > SENDING_S:
                found.append((to, "cut off while it was sent; it may have arrived"))
            elif delivery.is_pending and to not in recipients:
                found.append((to, "no recipient any more"))
            elif delivery.is_pending and grouping.is_too_old(notice, now):
                found.append((to, f"could not be delivered in time: {delivery.detail or 'not tried'}"))
        return found

    async def _note(self, **parts: Any) -> bool:
        """Make this part of the alerts; False where another node was faster. What cannot be stored yet is kept."""
        async with self._writing:
            for _ in range(MAX_CONFLICTS):
                book, now = self.book, int(time.time())
                entry = AlertEntry(at=now, revision=book.revision, **parts)
                changed = book.changed(entry) if parts else book
                if self._unstored is not None:
                    if self._ingest.error:
                        self._unstored = changed
                        return True
                    entry = AlertEntry(at=now, revision=changed.revision, restated=msgspec.to_builtins(changed))
                try:
                    (outcome,) = await self._ingest.write([entry])
                except JournalError:
                    self._unstored = changed
                    return True
                except Closed:
                    return False
                self._unstored = None
                if outcome.result != CONFLICT:
                    return True
                if "changes" in parts or any(one.result == "sending" for one in parts.get("deliveries", ())):
                    return False  # decided by what is no longer so
            return False
