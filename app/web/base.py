"""`[server] base`: the path under which everything is, where the wallboard is a part of another site; else empty.

Routes get it in `routes.py`; patterns, by which everything else knows a route, are without it. Pages get it as the
templates' `base` and as `data-base`, which scripts read in `js/core/base.js`.
"""

from aiohttp import web

BASE = web.AppKey("base", str)


def pattern(app: web.Application, resource: web.AbstractResource | None) -> str:
    """The pattern of a resource, `/tv/{board}`; empty for none."""
    return resource.canonical.removeprefix(app[BASE]) or "/" if resource else ""


def inner_path(request: web.Request) -> str:
    """The path as it was sent, without the base."""
    return request.rel_url.raw_path.removeprefix(request.app[BASE])
