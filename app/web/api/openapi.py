"""`/openapi.json`: the interface as OpenAPI 3.1, from the types that the server itself uses.

The routes come from the router, the webhook's bodies from the events' fields, the rest from `operations.py`.
"""

import inspect
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import msgspec
from aiohttp import web

from ...document.schema import StateDocument
from ...events.event import MAX_SPAN_S, MAX_TEXT_CHARS
from ...events.parsing import EVENT_TYPES, FIELDS, Field
from ..app_keys import RELEASE
from ..auth.access import WEBHOOK
from ..base import BASE, pattern
from . import schemas
from .operations import JSON, NO_KEY, NOT_ALLOWED, OPERATIONS, PATHS, STREAM, TOO_OFTEN, Answer, Operation

Json = dict[str, Any]
REF = "#/components/schemas/{name}"
DATE = (
    "^(197[1-9]|19[89][0-9]|[2-9][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    "[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.,][0-9]+)?( ?(Z|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?))?$"
)
NOTHING = r"^\s*([Nn][Uu][Ll][Ll])?\s*$"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
KEYS: list[Json] = [{"key": []}, {"cookie": []}]


async def get_openapi(request: web.Request) -> web.Response:
    """The description, encoded once."""
    described_with = _encoded(_routed(request.app), request.app[RELEASE].rpartition("-")[0], request.app[BASE])
    return web.Response(body=described_with, content_type=JSON)


def description(app: web.Application) -> Json:
    """The description as an object."""
    described_with: Json = msgspec.json.decode(_encoded(_routed(app), app[RELEASE].rpartition("-")[0], app[BASE]))
    return described_with


def _routed(app: web.Application) -> tuple[str, ...]:
    """All routes as "GET /state", in the router's order; HEAD goes with GET, and static files are left out."""
    return tuple(
        f"{route.method} {pattern(app, route.resource)}"
        for route in app.router.routes()
        if route.method != "HEAD" and route.resource and not isinstance(route.resource, web.StaticResource)
    )


@lru_cache(maxsize=4)
def _encoded(routes: tuple[str, ...], version: str, base: str) -> bytes:
    return msgspec.json.encode(described_with(routes, version, base))


def described_with(routes: tuple[str, ...], version: str, base: str = "") -> Json:
    """The OpenAPI document of these routes. KeyError for one that `interface.py` does not describe."""
    paths: Json = {}
    for route in routes:
        method, path = route.split(" ")
        paths.setdefault(path, {})[method.lower()] = _operation(method, path, OPERATIONS[route])
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Wallboard",
            "version": version,
            "summary": "A call centre that runs on Thulium, live.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": base or "/"}],
        "paths": paths,
        "components": {"schemas": _shapes() | _bodies(), "securitySchemes": _schemes()},
    }


def _operation(method: str, path: str, one: Operation) -> Json:
    webhook = path == WEBHOOK
    refused = [TOO_OFTEN] if webhook else [NO_KEY, NOT_ALLOWED, TOO_OFTEN] if one.key else [NOT_ALLOWED, TOO_OFTEN]
    name = re.sub(r"\W+", "_", path).strip("_") or "supervisors"
    if not webhook and method != "GET":
        name = f"{method.lower()}_{name}"
    made: Json = {
        "summary": one.says,
        "operationId": f"try_{name}" if webhook and method == "GET" else name,
        "security": [{"thulium": []}, {}] if webhook else [*KEYS, {}] if one.key else [{}],
        "responses": _responses((*one.answers, *refused)),
    }
    if one.more:
        made["description"] = one.more
    if parameters := [*_in_path(path), *_in_query(one)]:
        made["parameters"] = parameters
    if webhook and method == "POST":
        made["requestBody"] = {"required": True, "content": _taken()}
    elif one.body:
        schema = {"$ref": REF.format(name=one.body.__name__)}
        made["requestBody"] = {"required": True, "content": {JSON: {"schema": schema}}}
    return made


def _in_path(path: str) -> Iterator[Json]:
    for name in re.findall(r"{(\w+)}", path):
        schema = {"type": "string", "minLength": 1}
        yield {"name": name, "in": "path", "required": True, "description": PATHS[name], "schema": schema}


def _in_query(one: Operation) -> Iterator[Json]:
    for query in one.queries:
        yield {"name": query.name, "in": "query", "description": query.says, "schema": query.schema}


def _responses(answers_: Iterable[Answer]) -> Json:
    """The answers by status; where one has two types, the first one describes it."""
    made: Json = {}
    for answer in sorted(answers_, key=lambda answer: answer.status):
        response = made.setdefault(str(answer.status), _answer(answer))
        response.get("content", {}).update(_answer(answer).get("content", {}))
    return made


def _answer(one: Answer) -> Json:
    made: Json = {"description": one.says}
    if one.kind == STREAM:
        made["content"] = {STREAM: {"schema": {"type": "string"}, "example": _stream()}}
    elif one.kind:
        schema = {"$ref": REF.format(name=one.shape.__name__)} if one.shape else {}
        if not one.shape and not one.kind.endswith("json"):
            schema = {"type": "string"}
        made["content"] = {one.kind: {"schema": schema}}
    return made


def _stream() -> str:
    ping = '{"version":2,"now":"2026-11-22T09:46:26+01:00","release":"1.0.0-5db79ade"}'
    return (
        'event: state\nid: 1\ndata: {"version":1,…}\n\n'
        'event: patch\nid: 2\ndata: {"version":2,"calls":{"1416225570.341":null},…}\n\n'
        f"event: ping\ndata: {ping}\n\n"
    )


def _shapes() -> Json:
    """The documents and answers, by the types that hold them."""
    named = {one.shape for operation in OPERATIONS.values() for one in operation.answers if one.shape}
    named |= {operation.body for operation in OPERATIONS.values() if operation.body}
    _, found = msgspec.json.schema_components(
        sorted({StateDocument, schemas.Problem, schemas.Ping, *named}, key=lambda kind: kind.__name__),
        ref_template=REF,
    )
    for schema in found.values():
        _say_what_is_always_there(schema)
    patch = {
        "title": "StatePatch",
        "description": "A JSON Merge Patch (RFC 7396) of a StateDocument: what is null has gone.",
        "type": "object",
        "properties": {"version": {"type": "integer"}},
        "required": ["version"],
    }
    return dict(sorted(found.items())) | {"StatePatch": patch}


def _say_what_is_always_there(schema: Json) -> None:
    """A field with a default is never missing from what is sent."""
    defaults = [name for name, field in schema.get("properties", {}).items() if field.pop("default", None) is not None]
    if defaults:
        schema["required"] = [name for name in schema["properties"] if name in {*schema["required"], *defaults}]


def _taken() -> Json:
    """The webhook's bodies: the same fields as a form or as JSON."""
    event = {"$ref": REF.format(name="Event")}
    several = {"type": "array", "items": event, "minItems": 1}
    return {form: {"schema": event} for form in FORMS} | {JSON: {"schema": {"anyOf": [event, several]}}}


def _bodies() -> Json:
    """One schema for each action, and the union of them; values are text, or numbers in JSON."""
    actions = {action: f"{kind.__name__}Body" for action, kind in EVENT_TYPES.items()}
    made: Json = {
        "Event": {
            "description": f"One of the {len(actions)} known actions, or one that this release does not know.",
            "anyOf": [{"$ref": REF.format(name=name)} for name in (*actions.values(), "UnknownBody")],
        },
        "UnknownBody": {
            "description": "An action that this release does not know: stored and counted.",
            "type": "object",
            "properties": {"action": {"type": "string", "minLength": 1, "not": {"enum": ["NULL", *actions]}}},
            "required": ["action"],
            "additionalProperties": True,
        },
    }
    for action, name in actions.items():
        made[name] = _body(action, inspect.getdoc(EVENT_TYPES[action]) or "")
    return made | _values()


def _body(action: str, says: str) -> Json:
    fields = {field.name: {"$ref": REF.format(name=_kind(field))} for field in FIELDS[action]}
    return {
        "description": says,
        "type": "object",
        "properties": {"action": {"const": action}, "date": {"$ref": REF.format(name="Date")}} | fields,
        "required": ["action", *(field.name for field in FIELDS[action] if field.required)],
        "additionalProperties": True,
    }


def _kind(field: Field) -> str:
    return "Seconds" if field.span else "Id" if field.required else "Value"


def _values() -> Json:
    none = {"type": "null", "description": "As an empty text and the text null: none."}
    return {
        "Id": {
            "description": "What the event's effect hangs on. Text stays text: 00001 is not 1.",
            "anyOf": [
                {"type": "string", "maxLength": MAX_TEXT_CHARS, "not": {"pattern": NOTHING}},
                {"type": "number"},
            ],
        },
        "Value": {
            "description": "Any other value. An empty text and null, in any letter case, mean: none. Blanks around a "
            f"value are cut, and what is longer than {MAX_TEXT_CHARS} characters.",
            "anyOf": [{"type": "string"}, {"type": "number"}, none],
        },
        "Seconds": {
            "description": "Whole seconds, at most a week, as text or a number. Anything else counts as unknown.",
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": MAX_SPAN_S},
                {"type": "string", "pattern": "^([0-9]{1,6}|NULL|null)?$"},
                none,
            ],
        },
        "Date": {
            "description": "The wall clock of the call centre, or with an offset. Without it, the instant received.",
            "anyOf": [{"type": "string", "pattern": DATE}, {"type": "string", "pattern": NOTHING}, none],
            "examples": ["2016-04-20 09:46:24"],
        },
    }


def _schemes() -> Json:
    return {
        "key": {"type": "http", "scheme": "bearer", "description": "A key, as `wallboard key` prints it."},
        "cookie": {"type": "apiKey", "in": "cookie", "name": "wallboard_key", "description": "Set by a page's ?key=."},
        "thulium": {"type": "http", "scheme": "basic", "description": "As set in Thulium's panel and in [webhook]."},
    }
