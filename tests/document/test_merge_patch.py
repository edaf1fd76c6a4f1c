"""JSON Merge Patches, by the examples of RFC 7396, appendix A."""

from typing import Any

import pytest

from app.document.merge_patch import apply, diff

EXAMPLES: list[tuple[Any, Any, Any]] = [
    # the original, the patch, the result
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]
# What a document without nulls can meet, and where the RFC's patch is the smallest.
DOCUMENTS = [*EXAMPLES[:8], EXAMPLES[14]]
SMALLEST = [*EXAMPLES[:6], EXAMPLES[7]]


@pytest.mark.parametrize(("original", "patch", "result"), EXAMPLES)
def test_a_client_merges_as_the_rfc_says(original: Any, patch: Any, result: Any) -> None:
    assert apply(original, patch) == result


@pytest.mark.parametrize(("original", "patch", "result"), SMALLEST)
def test_the_difference_is_the_rfcs_patch_where_that_is_the_smallest(original: Any, patch: Any, result: Any) -> None:
    assert diff(original, result) == patch


@pytest.mark.parametrize(("original", "patch", "result"), DOCUMENTS)
def test_the_difference_leads_from_the_original_to_the_result(original: Any, patch: Any, result: Any) -> None:
    assert apply(original, diff(original, result)) == apply(original, patch)


def test_a_key_that_is_not_needed_is_not_in_the_patch() -> None:
    assert diff({"a": {"b": "c"}}, {"a": {"b": "d"}}) == {"a": {"b": "d"}}


def test_what_is_the_same_makes_no_patch() -> None:
    assert diff({"a": {"b": [1]}, "c": 1}, {"a": {"b": [1]}, "c": 1}) == {}


def test_a_map_may_become_empty_or_a_text_and_back() -> None:
    assert diff({"a": {"b": 1}}, {"a": {}}) == {"a": {"b": None}}
    assert diff({"a": {"b": 1}}, {"a": "b"}) == {"a": "b"}
    assert diff({"a": "b"}, {"a": {}}) == {"a": {}}


def test_neither_argument_is_changed() -> None:
    target: dict[str, Any] = {"a": {"b": 1, "c": 2}}
    patch: dict[str, Any] = {"a": {"b": None}}

    assert apply(target, patch) == {"a": {"c": 2}}
    assert target == {"a": {"b": 1, "c": 2}}
    assert patch == {"a": {"b": None}}
