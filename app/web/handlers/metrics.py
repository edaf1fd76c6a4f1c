"""`/metrics`: the wallboard's figures for Prometheus, gathered for each request in slices of time.

The live figures are the TV's document, so no caller's data can be among them. The dashboard and the alert rules of
`wallboard print grafana|alerts` use these metrics.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import accumulate

from aiohttp import web
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from ...document.document import Audience
from ...document.merge_patch import Json
from ...events.server_entries import AlertResult
from ...journal.sqlite import SqliteJournal
from ...runtime.stats import BUCKET_BOUNDS_S, Histogram
from ..app_keys import ALERTER, HUB, INGEST, LINK, REGISTRY, REQUESTS, SNAPSHOTS
from ..auth.access import whole_center_only
from ..connections import CONNECTIONS
from ..middleware.render_lock import rendering

SERIES_PER_SLICE = 250  # series between two looks at the clock: about a millisecond
END = b"# EOF\n"  # of OpenMetrics
RESULTS = ("applied", "duplicate", "rejected", "unknown")
DISCONNECTS = ("overflow", "stalled")
REFUSALS = ("full", "journal", "starting", "stopping")
CLOSINGS = ("crowded", "silent", "untaken")
THULIUM_RESULTS = ("ok", "unauthorized", "throttled", "unreachable", "refused", "server_error", "unreadable")
ALERT_RESULTS: tuple[AlertResult, ...] = ("delivered", "failed", "dropped")
TV = Audience("tv")
STAGES = ("ivr", "waiting", "ringing", "talking", "dialing")


def registry(app: web.Application) -> CollectorRegistry:
    """The collectors of `/metrics`: the wallboard's own and the process's."""
    made = CollectorRegistry()
    made.register(Figures(app))
    ProcessCollector(registry=made)
    return made


async def get_metrics(request: web.Request) -> web.Response:
    """The metrics in Prometheus text format, or as OpenMetrics if requested."""
    whole_center_only(request)
    encode, kind = choose_encoder(request.headers.get("Accept", ""))
    async with rendering(request):
        body = await _encoded(request, encode)
    return web.Response(body=body, headers={"Content-Type": kind, "Cache-Control": "no-store"})


class Part(Collector):
    """One family, or a portion of its series."""

    def __init__(self, family: Metric) -> None:
        """Nothing but this."""
        self.family = family

    def collect(self) -> Iterator[Metric]:
        """The family."""
        yield self.family


async def _encoded(request: web.Request, encode: Callable[[Collector], bytes]) -> bytes:
    """All families. A family's description precedes only the first portion of its series."""
    time_slice = request.app[INGEST].background_slice()
    await request.app[SNAPSHOTS].prepare(TV, time_slice)
    parts, end, before = [], b"", ""
    for family in request.app[REGISTRY].collect():
        text = encode(Part(family))
        if text.endswith(END):
            text, end = text.removesuffix(END), END
        while family.name == before and text.startswith(b"# "):
            text = text.partition(b"\n")[2]
        before = family.name
        parts.append(text)
        if time_slice.is_over():
            await time_slice.renew()
    return b"".join((*parts, end))


async def count_response(request: web.Request, response: web.StreamResponse) -> None:
    """Count an answer by its route, never by its address, which may hold anything."""
    resource = request.match_info.route.resource
    route = "none" if resource is None else resource.canonical
    if isinstance(resource, web.StaticResource):
        route = "/static"
    request.app[REQUESTS][route, response.status] += 1


class Figures(Collector):
    """All figures of the wallboard."""

    def __init__(self, app: web.Application) -> None:
        """Nothing is read before a scrape."""
        self.app = app

    def collect(self) -> Iterator[Metric]:
        """Every family, one after another."""
        ingest, hub = self.app[INGEST], self.app[HUB]
        yield from self._counted()
        yield from self._waiting()
        yield GaugeMetricFamily("wallboard_version", "The newest journal entry applied.", ingest.state.version)
        yield GaugeMetricFamily("wallboard_streams", "Clients that watch the stream now.", hub.size)
        ready = ingest.recovered.is_set() and not ingest.error and not ingest.broken
        yield GaugeMetricFamily("wallboard_ready", "1 while /readyz answers 200.", int(ready))
        yield _histogram("wallboard_journal_seconds", "Seconds to make a batch durable.", ingest.meter.journal)
        yield _histogram("wallboard_apply_seconds", "Seconds to apply a batch.", ingest.meter.apply)
        yield from self._asked_of_thulium()
        yield from self._alerts()
        yield from self._stored()
        if ingest.recovered.is_set():
            yield from live(self.app[SNAPSHOTS].document(TV))

    def _counted(self) -> Iterator[Metric]:
        meter, cuts, requests = self.app[INGEST].meter, self.app[HUB].cuts, self.app[REQUESTS]
        yield _counter(
            "wallboard_events", "Bodies stored since the start, by result.", "result",
            ((result, meter.results[result]) for result in RESULTS),
        )  # fmt: skip
        yield _counter(
            "wallboard_streams_cut", "Clients disconnected because they did not keep up.", "reason",
            ((reason, cuts[reason]) for reason in sorted({*DISCONNECTS, *cuts})),
        )  # fmt: skip
        refused, closed = self.app[INGEST].refused, self.app[CONNECTIONS].closed
        yield _counter(
            "wallboard_refused", "Deliveries answered 503, neither stored nor counted, by reason.", "reason",
            ((reason, refused[reason]) for reason in REFUSALS),
        )  # fmt: skip
        yield _counter(
            "wallboard_connections_closed", "Connections closed at the limit, or without data sent or taken.",
            "reason", ((reason, closed[reason]) for reason in CLOSINGS),
        )  # fmt: skip
        family = CounterMetricFamily(
            "wallboard_requests", "Answers by route and status; a stream counts when it begins.",
            labels=["route", "status"],
        )  # fmt: skip
        for (route, status), count in sorted(requests.items()):
            family.add_metric([route, str(status)], count)
        yield family

    def _asked_of_thulium(self) -> Iterator[Metric]:
        health = self.app[LINK].health
        yield GaugeMetricFamily(
            "wallboard_thulium_names_timestamp_seconds", "When Thulium's names were last read; 0 if never.",
            health.names_read_at or 0,
        )  # fmt: skip
        counts = ((result, health.results[result]) for result in THULIUM_RESULTS)
        parsed = "Times that Thulium's REST API was asked, by what came of it."
        yield _counter("wallboard_thulium_reads", parsed, "result", counts)
        failing = ((reason, int(health.reason == reason)) for reason in THULIUM_RESULTS[1:])
        yield from _gauge("wallboard_thulium_failing", "1 while the newest read failed for this.", "reason", failing)

    def _stored(self) -> Iterator[Metric]:
        ingest = self.app[INGEST]
        age = time.time() - ingest.checkpoints.saved_at
        yield GaugeMetricFamily(
            "wallboard_checkpoint_age_seconds", "Since a checkpoint was stored, or since the start.", age
        )
        if isinstance(ingest.journal, SqliteJournal):
            size, at = ingest.journal.size_bytes, ingest.journal.backed_up_at
            yield GaugeMetricFamily("wallboard_journal_bytes", "What the journal takes on the disk.", size)
            yield GaugeMetricFamily(
                "wallboard_last_backup_timestamp_seconds", "When `wallboard backup` last ran; 0 if never.", at
            )

    def _alerts(self) -> Iterator[Metric]:
        alerter = self.app[ALERTER]
        book = alerter.book
        levels = Counter(one.level for one in book.raised.values())
        raised = ((level, levels[level]) for level in ("warning", "alarm"))
        yield from _gauge("wallboard_alerts_raised", "Alerts that are not over, by level.", "level", raised)
        yield _counter(
            "wallboard_alerts", "Tries to deliver alerts, and alerts given up, by result.", "result",
            ((result, alerter.results[result]) for result in ALERT_RESULTS),
        )  # fmt: skip
        pending = sum(one.is_pending for notice in book.notices for one in notice.deliveries.values())
        yield GaugeMetricFamily("wallboard_alerts_pending", "Alerts that some recipient is still to get.", pending)

    def _waiting(self) -> Iterator[Metric]:
        limits, size = self.app[INGEST].limits, self.app[CONNECTIONS].size
        yield GaugeMetricFamily("wallboard_connections", "Open connections, streams among them.", size)
        yield GaugeMetricFamily("wallboard_bodies_waiting", "Bodies read and not yet answered.", limits.bodies)
        yield GaugeMetricFamily("wallboard_bodies_waiting_bytes", "The bytes of these.", limits.bytes)
        yield GaugeMetricFamily("wallboard_large_bodies", "Bodies over 64 KiB that are being read.", limits.large)


def live(document: Json) -> Iterator[Metric]:
    """The board's live figures as gauges, by the ids that Thulium gives."""
    queues, chats, campaigns = document["queues"], document["chat_queues"], document["campaigns"]
    totals, feed, now = document["totals"], document["feed"], _seconds(document["as_of"])
    if "last_event" in feed:
        at = _seconds(feed["last_event"])
        yield GaugeMetricFamily("wallboard_last_event_timestamp_seconds", "The newest event's date.", at)
    yield from _gauge("wallboard_feed_today", "Bodies of the day, by kind.", "kind", feed["today"].items())
    yield from _gauge(
        "wallboard_queue_waiting", "Callers in the queue, not yet answered.", "queue", _each(queues, "waiting")
    )
    yield from _gauge(
        "wallboard_queue_oldest_wait_seconds", "The longest current wait; 0 without a waiting caller.", "queue",
        ((id_, _age(row, now)) for id_, row in queues.items()),
    )  # fmt: skip
    yield from _gauge("wallboard_queue_talking", "Calls of the queue that talk.", "queue", _each(queues, "talking"))
    yield from _gauge(
        "wallboard_queue_service_level", "The day's service level, 0 to 1, by the configured formula.", "queue",
        ((id_, row["today"]["service_level"]) for id_, row in queues.items() if "service_level" in row["today"]),
    )  # fmt: skip
    for outcome in ("entered", "answered", "abandoned"):
        name, parsed = f"wallboard_queue_{outcome}_today", f"Visits {outcome} today; begins again with the day."
        yield from _gauge(name, parsed, "queue", ((id_, row["today"][outcome]) for id_, row in queues.items()))
    yield from _gauge("wallboard_agents", "Agents by what they do.", "status", totals["agents"].items())
    stages = Counter(call["stage"] for call in document["calls"].values())
    yield from _gauge("wallboard_calls", "Live calls by stage.", "stage", ((stage, stages[stage]) for stage in STAGES))
    yield from _gauge("wallboard_chat_queue_waiting", "Chats that wait.", "chat_queue", _each(chats, "waiting"))
    yield from _gauge("wallboard_chat_queue_active", "Chats that an agent has.", "chat_queue", _each(chats, "active"))
    for doing in ("dialing", "talking"):
        yield from _gauge(
            f"wallboard_campaign_{doing}", f"Campaign calls {doing}.", "campaign", _each(campaigns, doing)
        )
    yield GaugeMetricFamily("wallboard_tickets_open", "Open tickets.", document["tickets"]["open"])
    waiting = document["tickets"]["awaiting_reply"]
    yield GaugeMetricFamily("wallboard_tickets_awaiting_reply", "Tickets whose customer waits.", waiting)


def _each(rows: Json, field: str) -> Iterator[tuple[str, float]]:
    return ((id_, row[field]) for id_, row in rows.items())


def _gauge(name: str, parsed: str, label: str, values: Iterable[tuple[str, float]]) -> Iterator[Metric]:
    """The family in portions, of which the first is always there."""
    series = list(values)  # the document may change between two portions
    for start in range(0, len(series) or 1, SERIES_PER_SLICE):
        family = GaugeMetricFamily(name, parsed, labels=[label])
        for key, value in series[start : start + SERIES_PER_SLICE]:
            family.add_metric([key], value)
        yield family


def _counter(name: str, parsed: str, label: str, values: Iterable[tuple[str, float]]) -> Metric:
    family = CounterMetricFamily(name, parsed, labels=[label])
    for key, value in values:
        family.add_metric([key], value)
    return family


def _histogram(name: str, parsed: str, timing: Histogram) -> Metric:
    bounds = [*(str(bound) for bound in BUCKET_BOUNDS_S), "+Inf"]
    return HistogramMetricFamily(name, parsed, list(zip(bounds, accumulate(timing.counts), strict=True)), timing.total)


def _age(row: Json, now: float) -> float:
    return max(now - _seconds(row["oldest_waiting_since"]), 0) if "oldest_waiting_since" in row else 0


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
