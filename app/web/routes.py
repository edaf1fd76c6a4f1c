"""Every address of the wallboard, on one screen."""

from aiohttp import web
from aiohttp.typedefs import Handler

from . import (
    abandoned,
    details,
    docs,
    documents,
    feed,
    manual_pages,
    metrics,
    openapi,
    screens,
    settings_api,
    settings_page,
    stream,
    thulium_api,
    webhook,
)
from .access import WEBHOOK
from .places import place


def routes(release: str) -> list[web.AbstractRouteDef]:
    """The whole map. Static files carry the release in their address, so they may be kept for ever."""
    return [
        WithOrWithoutSlash(WEBHOOK, {"POST": webhook.post_event, "GET": webhook.get_webhook}),
        web.get("/state", documents.state),
        web.get("/events", stream.events, allow_head=False),
        web.get("/agents/{login}/timeline", details.timeline),
        web.get("/calls/{connection_id}", details.call),
        web.get("/queues/{queue}/trend", details.queue_trend),
        web.get("/abandoned", abandoned.get_abandoned),
        web.get("/log", feed.log),
        web.get("/rejected", feed.rejected),
        web.get("/settings", settings_page.get_settings_page),
        web.get("/settings.json", settings_api.get_settings),
        web.patch("/settings.json", settings_api.patch_settings),
        web.get("/settings/changes", settings_api.get_changes),
        web.post("/settings/undo", settings_api.post_undo),
        web.get("/thulium.json", thulium_api.get_thulium),
        web.post("/thulium/try", thulium_api.post_try),
        web.get("/healthz", documents.healthz),
        web.get("/readyz", documents.readyz),
        web.get("/version", documents.version),
        web.get("/metrics", metrics.metrics),
        web.get("/openapi.json", openapi.openapi),
        web.get("/docs", docs.docs),
        web.get("/manual", manual_pages.contents),
        web.get("/manual/{page}", manual_pages.page),
        web.get("/", screens.supervisors),
        web.get("/supervisor/{board}", screens.supervisors),
        web.get("/tv", screens.tv),
        web.get("/tv/{board}", screens.tv),
        web.static(f"/static/{release}", place("static")),
        web.static(f"/static/{release}/pictures", place("pictures")),
    ]


class WithOrWithoutSlash(web.AbstractRouteDef):
    """One address that may be typed with a slash at its end."""

    def __init__(self, path: str, handlers: dict[str, Handler]) -> None:
        """The handlers are by method; HEAD is answered as GET."""
        self.path = path
        self.handlers = handlers

    def register(self, router: web.UrlDispatcher) -> list[web.AbstractRoute]:
        """Add its one resource."""
        resource = _SlashResource(self.path)
        router.register_resource(resource)
        handlers = self.handlers | {"HEAD": self.handlers["GET"]}
        return [resource.add_route(method, handler) for method, handler in handlers.items()]


class _SlashResource(web.DynamicResource):
    """A resource that metrics, log and description know by its address without the slash."""

    def __init__(self, path: str) -> None:
        super().__init__(path + "{slash:/?}")
        self.plain = path

    @property
    def canonical(self) -> str:
        return self.plain
