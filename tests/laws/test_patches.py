"""A page that merges every patch has the document that a page loaded now has."""

import json
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.document import Audience, Document
from app.document.merge_patch import apply, diff
from tests.examples import examples
from tests.laws.strategies import days
from tests.story import Body, Centre

AUDIENCES = [
    Audience("supervisor"),
    Audience("tv"),
    Audience("supervisor", "half"),
    Audience("tv", "half"),
]
CONFIGURED: dict[str, Any] = {
    # The day rolls over in the middle of the random half minute, and everything expires within seconds.
    "day_start": "09:00",
    "agent": {"wrap_up": 4},
    "expire": {
        "ivr": 9,
        "waiting": 15,
        "ringing": 5,
        "talking": 20,
        "dialing": 6,
        "preview": 7,
        "wrap_up": 8,
        "chat": 12,
    },
    "agents": {"ala": {"name": "Ala", "team": "half"}},
    "queues": {"sales": {"seconds": 3}},
    "boards": {"half": {"queues": ["sales"], "chat_queues": [], "campaigns": ["00001"], "teams": ["half"]}},
}

_texts = st.booleans() | st.integers(0, 3) | st.text("ab", max_size=2) | st.lists(st.integers(0, 2), max_size=2)
documents = st.dictionaries(
    st.sampled_from("abcd"),
    st.recursive(_texts, lambda parts: st.dictionaries(st.sampled_from("abc"), parts, max_size=3), max_leaves=8),
    max_size=4,
)


def exact(value: Any) -> str:
    """A value as text, so that true differs from 1."""
    return json.dumps(value, sort_keys=True)


def earlier(body: Body, seconds: int = 20) -> Body:
    """The body, dated some seconds earlier."""
    date = datetime.fromisoformat(str(body["date"])) - timedelta(seconds=seconds)
    return body | {"date": f"{date:%Y-%m-%d %H:%M:%S}"}


@given(old=documents, new=documents)
@examples(200)
def test_a_patch_turns_any_document_into_any_other(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert apply(old, diff(old, new)) == new


@given(old=documents, new=documents, later=documents)
@examples(100)
def test_successive_patches_turn_the_first_document_into_the_last(
    old: dict[str, Any], new: dict[str, Any], later: dict[str, Any]
) -> None:
    assert apply(apply(old, diff(old, new)), diff(new, later)) == later


@pytest.mark.parametrize("event_time", [True, False])
@given(day=days(most=16), data=st.data())
@examples(80)
def test_a_refreshed_document_equals_one_built_from_the_whole_state(
    event_time: bool, day: list[Body], data: st.DataObject
) -> None:
    centre = Centre("2026-03-02", event_time=event_time, **CONFIGURED)
    kept = {audience: Document(audience, centre.settings) for audience in AUDIENCES}
    clients: dict[Audience, Any] = {audience: {} for audience in AUDIENCES}
    for body in map(earlier, day):
        centre.at(str(body["date"])[11:])
        centre.hears(body)
        if data.draw(st.booleans()):  # several events gather into one patch
            continue
        for audience, document in kept.items():
            patch = document.refresh(centre.state)
            anew = centre.document(audience.role, audience.board)
            before, clients[audience] = clients[audience], apply(clients[audience], patch)

            assert exact(document.content) == exact(anew)
            assert exact(clients[audience]) == exact(anew)
            assert exact(patch) == exact(diff(before, anew))  # only what changed


@given(day=days(most=12))
@examples(40)
def test_a_document_refreshed_after_evictions_equals_one_built_from_the_whole_state(day: list[Body]) -> None:
    centre = Centre("2026-03-02", event_time=True).hears_all(day[:4])
    document = Document(Audience("supervisor"), centre.settings)
    document.refresh(centre.state)
    client = deepcopy(document.content)
    centre.hears_all(day[4:]).at("12:00").meets_customer("last")

    assert apply(client, document.refresh(centre.state)) == centre.document()
