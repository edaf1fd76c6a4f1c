"""Error pages for people: a problem that answers a browser becomes a page in both languages, which retries by itself.

Programs get `application/problem+json` as before (`problems.py`). An HTML answer of a handler's own, such as a 401
with a page to pair a screen, passes unchanged.
"""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
import msgspec
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from markupsafe import Markup

from ..app_keys import settings
from ..auth.access import PAGES, WEBHOOK, cookie_name
from ..base import BASE
from ..problems import PROBLEM_TYPE, ROUTE
from ..rendering import hash_source
from ..security_headers import CONTENT_POLICY
from ..translations import LANGUAGES, read_catalogue

WORDED = {400, 401, 403, 404, 405, 429, 500, 503}  # the statuses with words of their own
SERVER_RETRY_S = 5
PAGE_RETRY_S = 60  # a screen recovers without a touch once its key or board exists
_STYLE, _SCRIPT = "css/error.css", "js/retry.js"


class ErrorView(NamedTuple):
    """The content of an error page; `words` is its group in the catalogue, `retry_s` is 0 for no retry."""

    status: int
    words: str
    detail: str
    language: str
    retry_s: int
    form: str = ""
    fields: tuple[tuple[str, str], ...] = ()


class ErrorPages:
    """Renders error pages. Style and script are inline: an overloaded server may serve no files."""

    def __init__(self, env: jinja2.Environment, static: Path) -> None:
        """`static` holds the style, the script and the words."""
        self._template = env.get_template("error.html")
        self._words = {language: read_catalogue(static, language) for language in LANGUAGES}
        style, script = ((static / file).read_text(encoding="utf-8") for file in (_STYLE, _SCRIPT))
        self._inline = {"style": Markup(style), "script": Markup(script)}  # noqa: S704 - our own files
        self.policy = (
            f"default-src 'none'; script-src {hash_source(script)}; style-src {hash_source(style)}; img-src data:; "
            "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors "
        )

    def render(self, view: ErrorView) -> str:
        """The page's HTML, the view's language first."""
        languages = sorted(self._words, key=lambda language: language != view.language)
        words = {language: self._words[language] for language in languages}
        return self._template.render(view._asdict(), languages=words, group=f"error.{view.words}", **self._inline)


ERROR_PAGES = web.AppKey("error_pages", ErrorPages)


@web.middleware
async def error_page_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a browser's refused GET or HEAD with a page. The webhook's sender is no browser, whatever it accepts."""
    response = await handler(request)
    if not isinstance(response, web.Response) or response.content_type != PROBLEM_TYPE:
        return response
    if request.method not in {hdrs.METH_GET, hdrs.METH_HEAD} or request.get(ROUTE) == WEBHOOK:
        return response
    if prefers_html(request.headers.get("Accept", "")):
        response = _error_page(request, response)
    response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "Accept"]))
    return response


def prefers_html(accept: str) -> bool:
    """Whether an Accept header names HTML, and JSON not before it. `*/*` alone is a program's."""
    weights = {}
    for part in accept.lower().split(","):
        kind, _, parameters = part.partition(";")
        weights[kind.strip()] = _weight(parameters)
    html = max(weights.get("text/html", 0.0), weights.get("application/xhtml+xml", 0.0))
    return html > 0 and html >= max(weights.get(PROBLEM_TYPE, 0.0), weights.get("application/json", 0.0))


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def _error_page(request: web.Request, problem: web.Response) -> web.Response:
    pages = request.app[ERROR_PAGES]
    headers = problem.headers.copy()
    for name in ("Content-Type", "Content-Length"):
        headers.popall(name, None)
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.setdefault("Retry-After", str(SERVER_RETRY_S))
    view = _view(request, problem, headers)
    languages = sorted(LANGUAGES, key=lambda language: language != view.language)
    headers["Content-Language"] = ", ".join(languages)
    request[CONTENT_POLICY] = pages.policy
    return web.Response(
        status=problem.status, text=pages.render(view), content_type="text/html", charset="utf-8", headers=headers
    )


def _view(request: web.Request, problem: web.Response, headers: Mapping[str, str]) -> ErrorView:
    told: dict[str, Any] = msgspec.json.decode(problem.body if isinstance(problem.body, bytes) else b"{}")
    asked, status = request.query.get("lang", ""), problem.status
    board = request.get(ROUTE) in PAGES
    words = str(status) if status in WORDED else "any"
    view = ErrorView(
        status=status,
        words=words,
        detail=str(told.get("detail", "")),
        language=asked if asked in LANGUAGES else settings(request).language,
        retry_s=_retry_s(status, headers.get("Retry-After", ""), board=board),
    )
    if status != HTTPStatus.UNAUTHORIZED:
        return view
    presented = (
        "key" in request.query or cookie_name(request.app) in request.cookies or "Authorization" in request.headers
    )
    fields = tuple((name, value) for name, value in request.query.items() if name != "key") if board else ()
    form = request.rel_url.raw_path if board else f"{request.app[BASE]}/"
    return view._replace(words="401_unknown" if presented else words, form=form, fields=fields)


def _retry_s(status: int, retry_after: str, *, board: bool) -> int:
    wait = int(retry_after) if retry_after.isdecimal() else 0
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return wait or SERVER_RETRY_S
    return max(wait, PAGE_RETRY_S) if board else 0
