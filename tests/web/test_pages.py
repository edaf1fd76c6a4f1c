"""The pages without a browser: words complete in both languages, numbers by locale, nothing unescaped."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.web import format as written
from app.web.catalogue import LANGUAGES, Catalogue, plural_form, read_catalogue
from app.web.curve import curve
from app.web.levels import queue_levels
from app.web.names import fit_name, isolated, sort_key
from app.web.pages import Screen, environment, render_supervisors, render_tv
from app.web.places import place
from app.web.roster import Groups, paginate

NOW = datetime.fromisoformat("2026-11-22T12:46:24+01:00")
PL = read_catalogue(place("static"), "pl")
EN = read_catalogue(place("static"), "en")
DAY: dict[str, Any] = {
    "entered": 0, "answered": 0, "abandoned": 0, "abandoned_short": 0, "left": 0, "abandoned_in_time": 0,
    "answered_in_time": 0, "hold_time": {}, "abandon_time": {}, "talk_time": {"total": 0},
}  # fmt: skip


def empty_document(**more: Any) -> dict[str, Any]:
    statuses = ("logged_in", "available", "paused", "ringing", "on_call", "no_phone", "dialing", "wrap_up")
    return {
        "version": 0,
        "as_of": NOW.isoformat(),
        "day": "2026-11-22",
        "feed": {"today": {"events": 0, "rejected": 0}},
        "service_level": {"target": 0.8, "seconds": 20, "short_abandon": 5, "formula": "short_excluded"},
        "agents": {}, "queues": {}, "calls": {}, "chat_queues": {}, "chats": {}, "campaigns": {}, "trend": {},
        "tickets": {"open": 0, "awaiting_reply": 0, "today": {}},
        "totals": {
            "waiting": 0, "talking": 0, "in_ivr": 0, "today": DAY, "agents": dict.fromkeys(statuses, 0),
        },
        **more,
    }  # fmt: skip


def screen(document: dict[str, Any], **more: Any) -> Screen:
    return Screen(
        document=document, role="tv", board=None, title="", language="pl", release="r1", now=NOW.isoformat(), **more
    )  # fmt: skip


def test_both_languages_have_the_same_words_and_plural_forms() -> None:
    assert PL.entries.keys() == EN.entries.keys()
    for key, polish in PL.entries.items():
        english = EN.entries[key]
        assert type(polish) is type(english), key
        if isinstance(polish, dict) and "other" in polish:
            assert polish.keys() == {"one", "few", "many", "other"}, key
            assert english.keys() == {"one", "other"}, key
        elif isinstance(polish, dict):
            assert polish.keys() == english.keys(), key


def test_every_word_that_templates_and_scripts_ask_for_is_there() -> None:
    texts = [*place("templates").rglob("*.html"), *place("static").rglob("*.js")]
    asked = {
        key for path in texts for key in re.findall(r"""say\(["'](\w+)["']""", Path(path).read_text(encoding="utf-8"))
    }
    assert asked - PL.entries.keys() == set()


@pytest.mark.parametrize(("n", "form"), [(1, "one"), (2, "few"), (5, "many"), (12, "many"), (22, "few"), (21, "many")])
def test_polish_plurals(n: int, form: str) -> None:
    assert plural_form("pl", n) == form


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Łucja Żółw", "Łucja Żółw"),
        ("שלם", "\u2068שלם\u2069"),
        ("gnol\u202e", "\u2068gnol\u2069"),
        ("\u2069\u202ea", "\u2068a\u2069"),
    ],
)
def test_a_name_turns_nothing_that_stands_beside_it(name: str, shown: str) -> None:
    assert isolated(name) == shown


def test_numbers_durations_and_shares() -> None:
    assert [written.duration(n) for n in (0, 42, 727, 3800, None)] == [
        "0:00",
        "0:42",
        "12:07",
        "1:03:20",
        "\N{EN DASH}",
    ]
    assert [written.count(n, PL) for n in (1234, 12_345)] == ["1234", "12\N{NO-BREAK SPACE}345"]
    assert written.count(1234, EN) == "1,234"
    assert written.percent(0.7999, EN) == "79%"  # a target of 80 % missed by a hair is not met
    assert written.percent(None, EN) == "\N{EN DASH}"
    assert written.percent_of(1, 16, PL) == "6,3\N{NO-BREAK SPACE}%"
    assert written.percent_of(0, 0, PL) == "\N{EN DASH}"


def test_names_shorten_before_they_are_cut() -> None:
    assert fit_name("Jan Lis", 8) == "Jan Lis"
    assert fit_name("Krzysztof Brzęczyszczykiewicz", 8) == "Krzysztof B."
    assert fit_name("Krzysztof Brzęczyszczykiewicz", 5).endswith(". B.")
    assert sorted(["Żaneta", "Zofia", "Łucja", "Lucyna", "Linia 10", "Linia 9"], key=sort_key) == [
        "Linia 9", "Linia 10", "Lucyna", "Łucja", "Zofia", "Żaneta",
    ]  # fmt: skip


def test_a_limit_is_broken_when_it_is_reached() -> None:
    queue = {"waiting": 3, "limits": {"warn": {"waiting": 3}, "alarm": {"waiting": 6}}}
    assert queue_levels(queue, NOW).level == "warning"
    assert queue_levels({**queue, "waiting": 2}, NOW).level == "normal"
    found = queue_levels({**queue, "waiting": 7}, NOW)
    assert (found.level, found.waiting_limit) == ("alarm", 6)


def test_a_register_repeats_its_headings_and_never_leaves_one_alone() -> None:
    agent: dict[str, Any] = {}
    groups: Groups = [("available", [(str(n), agent) for n in range(7)]), ("paused", [("x", agent)])]
    [page] = paginate(groups, columns=3, rows=4)
    assert [line for line in page if line[1] is None] == [
        ("available", None), ("available", None), ("available", None), ("paused", None),
    ]  # fmt: skip
    assert all(page[place][1] is not None for place in (3, 7) if place < len(page) and page[place][0])


def test_the_curve_keeps_its_bars_inside_the_plot() -> None:
    found = curve({"11:45": {"answered": 9, "abandoned": 3}, "12:45": {"answered": 2, "abandoned": 0}}, NOW)
    assert all(bar["y"] >= 0 and bar["y"] + bar["height"] <= 100.01 for bar in found["bars"])
    assert [bar["unfinished"] for bar in found["bars"]] == [False, False, True, True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_empty_centre_says_nothing_that_cannot_be_said(language: str) -> None:
    env = environment(place("templates"))
    html = render_tv(env, screen(empty_document()))
    assert "100" not in re.sub(r"\"[^\"]*\"", "", re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL))
    assert render_supervisors(env, screen(empty_document()))
    assert Catalogue(read_catalogue(place("static"), language).entries)("no_agents") in (
        "Nikt nie jest zalogowany", "Nobody is logged in",
    )  # fmt: skip


def test_names_cannot_leave_their_place() -> None:
    evil = "</script><b onclick=x>"
    queue = {"name": evil, "waiting": 0, "talking": 0, "today": DAY}
    html = render_tv(environment(place("templates")), screen(empty_document(queues={"1": queue})))
    assert evil not in html
    block = re.search(r'id="state">(.*?)</script>', html, re.DOTALL)
    assert block
    assert json.loads(block[1])["queues"]["1"]["name"] == evil


def test_auto_theme_is_light_by_day() -> None:
    env = environment(place("templates"))
    assert 'data-theme="light"' in render_tv(env, screen(empty_document(), theme="auto"))
    late = Screen(**{**vars_of(screen(empty_document(), theme="auto")), "now": "2026-11-22T22:00:00+01:00"})
    assert 'data-theme="dark"' in render_tv(env, late)


def vars_of(made: Screen) -> dict[str, Any]:
    return {name: getattr(made, name) for name in Screen.__dataclass_fields__}
