"""What a TV shows that has no key, or one that was withdrawn: the page on which it waits for its code to be entered.

The status stays 401. The code itself comes by a POST of the page's script, so that a mere visit opens none.
"""

from aiohttp import web

from ..document.merge_patch import Json
from .app_keys import RELEASE, TEMPLATES, settings
from .assets import asset_folder
from .translations import LANGUAGES, read_catalogue

WORDS = ("where", "wait", "busy", "offline")


def pairing_page(request: web.Request, *, withdrawn: bool) -> web.Response:
    """The page, in the language of the address or the configuration."""
    asked, configured = request.query.get("lang", ""), settings(request).language
    language = asked if asked in LANGUAGES else configured
    static = asset_folder("static")
    say = read_catalogue(static, language)
    words: Json = {name: say.entries["pairing"][name] for name in WORDS}
    text = (
        request.app[TEMPLATES]
        .get_template("pairing.html")
        .render(
            language=language,
            say=say,
            words=words,
            withdrawn=withdrawn,
            languages={name: read_catalogue(static, name) for name in LANGUAGES},
            theme="light" if request.query.get("theme") == "light" else "dark",
            static=f"/static/{request.app[RELEASE]}",
        )
    )
    headers = {
        "Cache-Control": "no-store",
        "Content-Language": language,
        "Vary": "Accept",  # a program gets a problem
        "WWW-Authenticate": 'Bearer realm="wallboard"',
    }
    return web.Response(status=401, text=text, content_type="text/html", headers=headers)


def takes_html(request: web.Request) -> bool:
    """Whether the client takes a page: browsers say so, and clients that take anything."""
    accepted = request.headers.get("Accept", "*/*").lower()
    return "text/html" in accepted or "*/*" in accepted
