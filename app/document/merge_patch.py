"""JSON Merge Patches (RFC 7396) between two documents. A document holds no null, so null always means "gone"."""

from typing import Any

Json = dict[str, Any]

_MISSING = object()


def diff(old: Json, new: Json) -> Json:
    """The smallest merge patch that takes `old` to `new`. What is the same object is not looked into."""
    patch: Json = {key: None for key in old if key not in new}
    for key, value in new.items():
        before = old.get(key, _MISSING)
        if before is value or before == value:
            continue
        if isinstance(before, dict) and isinstance(value, dict):
            patch[key] = diff(before, value)
        else:
            patch[key] = value
    return patch


def apply(target: Any, patch: Any) -> Any:
    """What a client has after the patch: RFC 7396, section 2. The arguments stay as they are."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = apply(result.get(key), value)
    return result
