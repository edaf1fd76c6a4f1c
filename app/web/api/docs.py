"""`/docs`: the interface's description as a page, light or dark. Its text is in `openapi.py`."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from aiohttp import web

from ..app_keys import TEMPLATES, static_address
from .openapi import Json, description


class Row(NamedTuple):
    """One field of a shape, to be shown."""

    name: str
    kind: str
    required: bool
    says: str


async def get_docs(request: web.Request) -> web.Response:
    """The page."""
    described = description(request.app)
    text = (
        request.app[TEMPLATES]
        .get_template("docs.html")
        .render(
            described=described,
            operations=list(_operations(described)),
            shapes={name: list(_rows(shape)) for name, shape in described["components"]["schemas"].items()},
            static=static_address(request),
            link=with_links,
            parts=parts,
            theme="dark" if request.query.get("theme") == "dark" else "light",
        )
    )
    response = web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})
    response.enable_compression()
    return response


def _operations(described: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _rows(shape: Json) -> Iterator[Row]:
    required = shape.get("required", ())
    for name, field in shape.get("properties", {}).items():
        yield Row(name, kind(field), name in required, field.get("description", ""))


def kind(schema: Json) -> str:
    """A schema in a few words; another shape by its name."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for key, parsed in (("const", "always {}"), ("enum", "one of {}")):
        if key in schema:
            return parsed.format(", ".join(map(str, _listed(schema[key]))))
    if "anyOf" in schema:
        return " or ".join(kind(one) for one in schema["anyOf"])
    if "items" in schema:
        return f"list of {kind(schema['items'])}"
    if isinstance(more := schema.get("additionalProperties"), dict):
        return f"map to {kind(more)}"
    return str(schema.get("format") or schema.get("type", "anything"))


def with_links(words: str, shapes: Json) -> list[tuple[str, bool]]:
    """The words of a kind, each with whether it names a shape that the page explains."""
    return [(word, word in shapes) for word in words.split(" ")]


def parts(text: str) -> list[tuple[str, bool]]:
    """A description's parts, each with whether it stood between backticks."""
    return [(part, place % 2 == 1) for place, part in enumerate(text.split("`"))]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
