"""Headers that every answer carries. Nothing here forces https: a wallboard in an office may do without."""

from aiohttp import web

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; font-src 'self'; media-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)


async def guarded(request: web.Request, response: web.StreamResponse) -> None:
    """Nothing but our own scripts runs in a page, no address leaks, and static files are kept for ever."""
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    if request.method == "POST":
        return
    headers["Content-Security-Policy"] = POLICY
    headers["Referrer-Policy"] = "no-referrer"
    if request.path.startswith("/static/") and response.status == 200:
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
