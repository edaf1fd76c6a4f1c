"""Every address of the wallboard, on one screen."""

from aiohttp import web
from aiohttp.typedefs import Handler

from . import settings_page, thulium_api
from .api import docs, openapi
from .assets import asset_folder
from .auth.access import WEBHOOK
from .handlers import abandoned, details, event_log, manual, metrics, pages, settings, state, stream, webhook


def routes(release: str) -> list[web.AbstractRouteDef]:
    """The whole map. Static files carry the release in their address, so they may be kept for ever."""
    return [
        WithOrWithoutSlash(WEBHOOK, {"POST": webhook.post_event, "GET": webhook.get_webhook}),
        web.get("/state", state.get_state),
        web.get("/events", stream.get_events, allow_head=False),
        web.get("/agents/{login}/timeline", details.get_agent_timeline),
        web.get("/calls/{connection_id}", details.get_call),
        web.get("/queues/{queue}/trend", details.get_queue_trend),
        web.get("/abandoned", abandoned.get_abandoned),
        web.get("/log", event_log.get_log),
        web.get("/rejected", event_log.get_rejected),
        web.get("/settings", settings_page.get_settings_page),
        web.get("/settings.json", settings.get_settings),
        web.patch("/settings.json", settings.patch_settings),
        web.get("/settings/changes", settings.get_changes),
        web.post("/settings/undo", settings.post_undo),
        web.get("/thulium.json", thulium_api.get_thulium),
        web.post("/thulium/try", thulium_api.post_try),
        web.get("/healthz", state.get_healthz),
        web.get("/readyz", state.get_readyz),
        web.get("/version", state.get_version),
        web.get("/metrics", metrics.get_metrics),
        web.get("/openapi.json", openapi.get_openapi),
        web.get("/docs", docs.get_docs),
        web.get("/manual", manual.get_contents),
        web.get("/manual/{page}", manual.get_page),
        web.get("/", pages.get_supervisor_page),
        web.get("/supervisor/{board}", pages.get_supervisor_page),
        web.get("/tv", pages.get_tv_page),
        web.get("/tv/{board}", pages.get_tv_page),
        web.static(f"/static/{release}", asset_folder("static")),
        web.static(f"/static/{release}/pictures", asset_folder("pictures")),
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
