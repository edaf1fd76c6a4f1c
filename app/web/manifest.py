"""`/manifest.webmanifest`: makes the supervisors' page an app on a phone. No service worker: it needs its server."""

import json

from aiohttp import web

from .app_keys import settings, static_address
from .assets import asset_folder
from .base import BASE
from .translations import LANGUAGES, read_catalogue

GROUND = "#101214"  # as of the icon and of the dark theme
ICONS = (
    ("icon.svg", "image/svg+xml", "any", "any"),
    ("icon-192.png", "image/png", "192x192", "any"),
    ("icon-512.png", "image/png", "512x512", "any"),
    ("icon-maskable.png", "image/png", "512x512", "maskable"),
)


async def get_manifest(request: web.Request) -> web.Response:
    """The manifest, in the language of `?lang=` or the configured one. It holds no data, so it needs no key."""
    asked = request.query.get("lang", "")
    language = asked if asked in LANGUAGES else settings(request).language
    say = read_catalogue(asset_folder("static"), language)
    static, root = static_address(request), f"{request.app[BASE]}/"
    manifest = {
        "id": root,
        "start_url": root,
        "scope": root,
        "lang": language,
        "name": say("app.name"),
        "short_name": say("product"),
        "description": say("app.description"),
        "display": "standalone",
        "theme_color": GROUND,
        "background_color": GROUND,
        "icons": [
            {"src": f"{static}/{name}", "type": kind, "sizes": sizes, "purpose": purpose}
            for name, kind, sizes, purpose in ICONS
        ],
    }
    return web.Response(text=json.dumps(manifest, ensure_ascii=False), content_type="application/manifest+json")
