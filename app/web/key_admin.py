"""`/access.json` and `/access/keys`: which keys and screens there are, made, changed and withdrawn here."""

import time
from collections import Counter
from typing import Annotated, Literal

import msgspec
from aiohttp import hdrs, web
from msgspec import UNSET, Meta, UnsetType

from ..config.access import AccessKey, BrowserKey, Layout, Name, digest, session_of
from ..config.schema import Role, Text
from ..events.timestamps import iso
from .app_keys import HUB, INGEST, KEY_CHANGES, KEY_RING, settings
from .auth.access import require
from .changes import changed_by, json_body
from .handlers.details import json_response
from .key_changes import created_now, new_key
from .problems import wrong_value
from .security_headers import over_https

PAGE = {"tv": "/tv", "supervisor": "/", "admin": "/settings"}


class NewKey(msgspec.Struct, forbid_unknown_fields=True):
    """What a new key is for."""

    name: Name
    role: Role
    board: Text | None = None


class KeyPatch(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What is to change of a key; null takes a value away."""

    name: Name | UnsetType = UNSET
    board: Text | UnsetType | None = UNSET
    layout: Layout | UnsetType | None = UNSET
    rotate: Annotated[int, Meta(ge=2, le=3600)] | UnsetType | None = UNSET
    theme: Literal["dark", "light", "auto"] | UnsetType | None = UNSET
    lang: Literal["pl", "en"] | UnsetType | None = UNSET


async def get_access(request: web.Request) -> web.Response:
    """Every key and screen, never a key or its hash."""
    require(request, "admin")
    streams = Counter(one.key.id for one in request.app[HUB].subscribers if one.key)
    rows = [_row(request, key, streams[key.id]) for key in request.app[KEY_RING].keys]
    return json_response({"keys": rows})


async def post_key(request: web.Request) -> web.Response:
    """A new key, shown this once."""
    given = await json_body(request, NewKey)
    if given.role == "admin" and given.board:
        raise wrong_value("board", "an admin's key opens every board")
    key, ingest = new_key(), request.app[INGEST]
    made = BrowserKey(
        name=given.name,
        role=given.role,
        hash=digest(key),
        created=created_now(ingest),
        board=given.board,
        session=digest(session_of(key)),
    )
    id_ = await request.app[KEY_CHANGES].add(made, changed_by(request))
    return web.json_response({"id": id_, "key": key, "link": link(request, given.role, key)}, status=201)


async def patch_key(request: web.Request) -> web.Response:
    """What a key's screen shows, or its name."""
    given = msgspec.to_builtins(await json_body(request, KeyPatch))
    id_ = request.match_info["id"]
    await request.app[KEY_CHANGES].edit(id_, given, changed_by(request))
    key = request.app[KEY_CHANGES].in_browser(id_)
    streams = sum(1 for one in request.app[HUB].subscribers if one.key and one.key.id == id_)
    return json_response(_row(request, key, streams))


async def delete_key(request: web.Request) -> web.Response:
    """End a key: its streams and cookies end with it."""
    await request.app[KEY_CHANGES].withdraw(request.match_info["id"], changed_by(request))
    return web.Response(status=204)


async def post_webhook(request: web.Request) -> web.Response:
    """Another password for Thulium's panel, shown this once; the old one is refused from now on."""
    username, password = await request.app[KEY_CHANGES].renew_webhook(changed_by(request))
    return web.json_response({"username": username, "password": password}, status=201)


def origin(request: web.Request) -> str:
    """The address of this server as the browser knows it."""
    scheme = "https" if over_https(request) else "http"
    return f"{scheme}://{request.headers.get(hdrs.HOST, request.host)}"


def link(request: web.Request, role: Role, key: str) -> str:
    """The address that opens a role's page with this key."""
    return f"{origin(request)}{PAGE[role]}?key={key}"


def _row(request: web.Request, key: AccessKey, streams: int) -> dict[str, object]:
    row: dict[str, object] = {"id": key.id, "name": key.name, "role": key.role, "source": key.source}
    last = time.time() if streams else request.app[KEY_RING].last_use(key)
    row |= {name: value for name, value in (("board", key.board), ("created", key.created)) if value}
    if last is not None:
        row["last_seen"] = iso(last, settings(request).zone)
    row["streams"] = streams
    shown = {"width": key.width, "height": key.height, "board": key.board} | msgspec.structs.asdict(key.options)
    if key.width is not None or (key.role == "tv" and key.source == "browser"):
        row["screen"] = {name: value for name, value in shown.items() if value is not None}
    return row
