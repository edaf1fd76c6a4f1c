"""`/settings.json` and `/settings/…`: the settings in force, changed in the browser. For admins only.

What a change may be: `settings/changing.py`. What it does: `state/browser_settings.py`. The page: `settings_page.py`.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from aiohttp import web

from ...config import toml
from ...config.changing import Locked, check_patch
from ...config.effective import sources
from ...config.mistakes import Mistake
from ...config.recipients import masked, unmasked
from ...config.schema import SETTABLE, WRITE_ONLY, Part, Settings, as_table
from ...config.warnings import warnings
from ...document.merge_patch import Json
from ...events.server_entries import SettingEntry
from ...events.timestamps import iso
from ...journal import JournalError
from ...runtime.ingest import Closed, Ingest
from ...state.browser_settings import BrowserSettings, Path, Tree, merge
from ...state.sightings import FIELDS
from ...state.state import CONFLICT
from ..admin import read_change, require_admin
from ..app_keys import INGEST
from ..changes import changed_by
from ..problems import RETRY_SOON, ProblemError
from .details import json_response

MAX_CONFLICTS = 5  # of one change with others' on other nodes, after which its sender tries again
HIDDEN = "\N{HORIZONTAL ELLIPSIS}"


async def get_settings(request: web.Request) -> web.Response:
    """The settings in force, where each value comes from, and the ids that have no name."""
    require_admin(request)
    answer = await settings_answer(request.app[INGEST])
    response = json_response(answer)
    response.headers["ETag"] = f'"{answer["version"]}"'
    return response


async def settings_answer(ingest: Ingest) -> Json:
    """What `/settings.json` answers now."""
    browser, seen = ingest.state.browser, _unnamed(ingest)
    # In a thread: with thousands of agents it takes long enough to hold up others.
    rest = await asyncio.to_thread(
        _described, ingest.settings, ingest.file, browser.values, ingest.state.observed_names
    )
    return {"version": browser.version, **rest, "seen": seen}


async def patch_settings(request: web.Request) -> web.Response:
    """Change settings by a merge patch, all of it or nothing."""
    patch = await read_change(request)
    async with request.app[INGEST].settings_lock:
        return await _change(request, lambda _browser: unmasked(patch, request.app[INGEST].settings.alerts.recipients))


async def get_changes(request: web.Request) -> web.Response:
    """The newest changes."""
    require_admin(request)
    ingest = request.app[INGEST]
    zone = ingest.settings.zone
    rows = [
        {
            "version": one.version,
            "at": iso(one.at, zone),
            "by": one.by,
            "path": toml.path(one.path),
            "before": _shown(one.path, one.before),
            "after": _shown(one.path, one.after),
        }
        for one in ingest.state.browser.changes
    ]
    return json_response({"changes": rows})


async def post_undo(request: web.Request) -> web.Response:
    """Restore what one change replaced, as a new change."""
    body = await read_change(request)
    version = body.get("version") if isinstance(body, dict) else None
    if not isinstance(version, int) or isinstance(version, bool):
        raise _wrong([Mistake(("version",), "whole", {"low": 1})])

    def undo(browser: BrowserSettings) -> Tree:
        patch = browser.undo(version)
        if patch is None:
            raise ProblemError(404, "There is no such change, or only a part of it is still known.")
        return patch

    async with request.app[INGEST].settings_lock:
        return await _change(request, undo)


async def _change(request: web.Request, patch_of: Callable[[BrowserSettings], Any]) -> web.Response:
    """Check a change against the settings as they are, and store it, again if another node was faster."""
    ingest = request.app[INGEST]
    for _ in range(MAX_CONFLICTS):
        browser = ingest.state.browser
        if request.if_match and not any(tag.value in {str(browser.version), "*"} for tag in request.if_match):
            raise ProblemError(412, "The settings have changed since; read them again.")
        patch = patch_of(browser)
        merged = await asyncio.to_thread(_checked, ingest.file, browser, patch, ingest.state.observed_names)
        if merged == browser.values:
            return _changed(browser.version)
        entry = SettingEntry(at=int(time.time()), by=changed_by(request), patch=patch, revision=browser.revision)
        try:
            (outcome,) = await ingest.write([entry])
        except (JournalError, Closed) as error:
            why = error.public if isinstance(error, JournalError) else "the wallboard is stopping"
            raise ProblemError(503, f"Nothing was changed, or nobody knows: {why}.", headers=RETRY_SOON) from None
        if outcome.result != CONFLICT:
            return _changed(outcome.version)
    raise ProblemError(503, "Another node changes the settings at the same time; try again.", headers=RETRY_SOON)


def _checked(file: Settings, browser: BrowserSettings, patch: Any, observed: Tree) -> Tree:
    """The browser's settings after the patch. 422 or 409 where it may not be."""
    try:
        merged = merge(browser.values, patch) if isinstance(patch, dict) else {}
        found = check_patch(file, browser.values, patch, merged, observed)
    except RecursionError:
        raise ProblemError(400, "The body is nested too deeply.") from None
    except Locked as error:
        fault = {"field": error.key, "pointer": "", "detail": str(error)}
        raise ProblemError(409, f"{error.key}: {error}.", errors=[fault]) from None
    if found:
        raise _wrong(found)
    return merged


def _wrong(found: list[Mistake]) -> ProblemError:
    """422 with every mistake, in the words of `wallboard check`; the page translates the reason."""
    errors = [
        {
            "field": mistake.key,
            "pointer": "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in mistake.path),
            "detail": mistake.words,
            "reason": mistake.reason,
        }
        | {name: str(value) for name, value in mistake.values.items()}
        for mistake in found
    ]
    text = "; ".join(f"{error['field'] or 'the body'} {error['detail']}" for error in errors[:20])
    return ProblemError(422, f"Nothing was changed: {text}", errors=errors)


def _changed(version: int) -> web.Response:
    response = json_response({"version": version})
    response.headers["ETag"] = f'"{version}"'
    return response


def _described(in_force: Settings, file: Settings, browser: Tree, observed: Tree) -> Json:
    found = sources(file, browser, observed)
    return {
        "settings": _as_tree(in_force),
        "sources": {toml.path(path): source for path, source in found.items()},
        "warnings": warnings(in_force),
    }


def _shown(path: Path, value: Any) -> Any:
    if path == ("alerts", "to") and isinstance(value, list):
        return [masked(recipient) for recipient in value]
    return HIDDEN if path in WRITE_ONLY and value is not None else value


def _as_tree(settings: Settings) -> Json:
    """The settable sections as in TOML; what has a default is there too."""
    tree: Json = {}
    for section in SETTABLE:
        if section in Settings.__struct_fields__:
            value = getattr(settings, section)
            tree[section] = msgspec.to_builtins(as_table(value) if isinstance(value, Part) else value)
    tree["alerts"]["to"] = [masked(recipient) for recipient in settings.alerts.recipients]
    for section, key in WRITE_ONLY:
        tree.get(section, {}).pop(key, None)
    return tree


def _unnamed(ingest: Ingest) -> Json:
    """What events have named and nothing has a name for, by section and id."""
    return {section: dict(_unnamed_ids(ingest, section)) for section in dict.fromkeys(FIELDS.values())}


def _unnamed_ids(ingest: Ingest, section: str) -> Iterator[tuple[str, Json]]:
    zone, known = ingest.settings.zone, getattr(ingest.settings, section)
    for id_, seen in sorted(ingest.state.sightings.get(section, {}).items()):
        if id_ not in known or known[id_].name is None:
            yield id_, {"first": iso(seen.first, zone), "last": iso(seen.last, zone), "events": seen.events}
