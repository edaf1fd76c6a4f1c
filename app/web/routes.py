"""Every address of the wallboard, on one screen."""

from aiohttp import web

from . import abandoned, details, docs, documents, feed, metrics, openapi, screens, stream, webhook
from .places import place


def routes(release: str) -> list[web.AbstractRouteDef]:
    """The whole map. Static files carry the release in their address, so they may be kept for ever."""
    return [
        web.post("/webhooks/thulium", webhook.thulium),
        web.get("/state", documents.state),
        web.get("/events", stream.events, allow_head=False),
        web.get("/agents/{login}/timeline", details.timeline),
        web.get("/calls/{connection_id}", details.call),
        web.get("/queues/{queue}/trend", details.queue_trend),
        web.get("/abandoned", abandoned.get_abandoned),
        web.get("/log", feed.log),
        web.get("/rejected", feed.rejected),
        web.get("/healthz", documents.healthz),
        web.get("/readyz", documents.readyz),
        web.get("/version", documents.version),
        web.get("/metrics", metrics.metrics),
        web.get("/openapi.json", openapi.openapi),
        web.get("/docs", docs.docs),
        web.get("/", screens.supervisors),
        web.get("/supervisor/{board}", screens.supervisors),
        web.get("/tv", screens.tv),
        web.get("/tv/{board}", screens.tv),
        web.static(f"/static/{release}", place("static")),
    ]
