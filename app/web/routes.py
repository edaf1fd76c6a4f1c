"""Every address of the wallboard, on one screen."""

from collections.abc import Sequence

from aiohttp import web
from aiohttp.typedefs import Handler

from . import (
    access_pages,
    alerts,
    call_search,
    history_page,
    key_admin,
    manifest,
    messages,
    screen_pairing,
    settings_page,
    setup,
    thulium_api,
)
from .api import docs, openapi
from .assets import asset_folder, fonts
from .auth.access import WEBHOOK
from .handlers import (
    abandoned,
    days,
    details,
    event_log,
    manual,
    metrics,
    pages,
    queue_trend,
    settings,
    state,
    stream,
    webhook,
)


def routes(release: str, base: str = "") -> Sequence[web.AbstractRouteDef]:
    """All routes, each under the base, which is the address of a page without its slash too."""
    found = [_under(base, one) for one in _routes(release)]
    return [*found, web.get(base, pages.get_supervisor_page)] if base else found


def _routes(release: str) -> list["Route"]:
    """Static files have the release in their address, so they may be cached for ever."""
    return [
        WithOrWithoutSlash(WEBHOOK, {"POST": webhook.post_event, "GET": webhook.get_webhook}),
        web.get("/state", state.get_state),
        web.get("/events", stream.get_events, allow_head=False),
        web.get("/agents/{login}/timeline", details.get_agent_timeline),
        web.get("/calls", call_search.get_calls),
        web.get("/calls/{connection_id}", details.get_call),
        web.get("/queues/{queue}/trend", queue_trend.get_queue_trend),
        web.get("/abandoned", abandoned.get_abandoned),
        web.get("/days", days.get_days),
        web.get("/days/{day}", days.get_day),
        web.get("/history", history_page.get_history_page),
        web.get("/history/{board}", history_page.get_history_page),
        web.get("/report.json", days.get_report_json),
        web.get("/report.csv", days.get_report_csv),
        web.get("/report.xlsx", days.get_report_xlsx),
        web.get("/log", event_log.get_log),
        web.get("/rejected", event_log.get_rejected),
        web.get("/access.json", key_admin.get_access),
        web.get("/setup.json", setup.get_setup),
        web.get("/settings/setup", access_pages.get_setup_page),
        web.get("/settings/screens", access_pages.get_screens_page),
        web.post("/access/keys", key_admin.post_key),
        web.patch("/access/keys/{id}", key_admin.patch_key),
        web.delete("/access/keys/{id}", key_admin.delete_key),
        web.post("/access/webhook", key_admin.post_webhook),
        web.post("/access/pair", screen_pairing.post_access_pair),
        web.post("/messages", messages.post_message),
        web.delete("/messages/{id}", messages.delete_message),
        web.get("/alerts", alerts.get_alerts),
        web.post("/alerts/test", alerts.post_test),
        web.post("/pair", screen_pairing.post_pair),
        web.post("/pair/claim", screen_pairing.post_claim),
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
        web.get("/manifest.webmanifest", manifest.get_manifest),
        web.get("/", pages.get_supervisor_page),
        web.get("/supervisor/{board}", pages.get_supervisor_page),
        web.get("/tv", pages.get_tv_page),
        web.get("/tv/{board}", pages.get_tv_page),
        web.static(f"/static/{release}", asset_folder("static")),
        web.static(f"/static/{release}/pictures", asset_folder("pictures")),
        web.static(f"/static/{release}/fonts", fonts()),
    ]


def _under(base: str, one: "Route") -> "Route":
    if isinstance(one, WithOrWithoutSlash):
        return WithOrWithoutSlash(base + one.path, one.handlers)
    if isinstance(one, web.StaticDef):
        return web.StaticDef(base + one.prefix, one.path, one.kwargs)
    return web.RouteDef(one.method, base + one.path, one.handler, one.kwargs)


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
    """A resource whose name in metrics, log and description is the address without the slash."""

    def __init__(self, path: str) -> None:
        super().__init__(path + "{slash:/?}")
        self.plain = path

    @property
    def canonical(self) -> str:
        return self.plain


Route = web.RouteDef | web.StaticDef | WithOrWithoutSlash
