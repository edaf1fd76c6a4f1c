"""The documents' schemas as TypeScript, so that scripts are checked against what the server sends.

`python -m tests.js.schema FILE` writes them; the file is made anew for each check and belongs to nobody.
"""

import sys
from pathlib import Path
from typing import Any

from app.web.api.openapi import described_with

SIMPLE = {"integer": "number", "number": "number", "string": "string", "boolean": "boolean"}


def declarations() -> str:
    """One interface a schema, in the namespace `Schema`."""
    schemas = described_with((), "")["components"]["schemas"]
    kinds = [f"  type {name} = {kind(schema)};" for name, schema in sorted(schemas.items())]
    return "\n".join(["declare namespace Schema {", *kinds, "}", ""])


def kind(schema: dict[str, Any]) -> str:  # noqa: PLR0911 - one for each kind of schema
    """A JSON Schema as a type."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema:
        return repr(schema["const"])
    if "enum" in schema:
        return " | ".join(map(repr, schema["enum"]))
    if "anyOf" in schema:
        return " | ".join(kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"Array<{kind(schema['items'])}>" if "items" in schema else "Array<unknown>"
    if schema.get("type") == "object":
        return _object(schema)
    return SIMPLE.get(schema.get("type", ""), "unknown")


def _object(schema: dict[str, Any]) -> str:
    required = schema.get("required", ())
    fields = [
        f"{name}{'' if name in required else '?'}: {kind(field)}"
        for name, field in schema.get("properties", {}).items()
    ]
    if fields:
        return f"{{ {'; '.join(fields)} }}"
    more = schema.get("additionalProperties", {})
    return f"Record<string, {kind(more) if isinstance(more, dict) else 'unknown'}>"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(declarations(), encoding="utf-8")
