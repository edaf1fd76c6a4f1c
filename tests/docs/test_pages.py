"""README, maintainers' page and manual: links, structure, style, and that they name what the code has and no more."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import click
import pytest
from click.testing import CliRunner

from app.cli import COMMANDS, command
from app.config.fields import keys
from app.config.loading import ENVIRONMENT
from app.config.reference import paths, tables
from app.events.parsing import EVENT_TYPES
from app.web.api.operations import OPERATIONS
from app.web.manual import LISTS, PAGES, anchor, headings, page, summary, title, whole, words
from tests.docs.pages import (
    AHEAD,
    FILES,
    blocks,
    code,
    each_language,
    each_page,
    each_text,
    prose,
    rows,
    sentences,
    text,
)
from tests.server import ROOT

LONGEST_SENTENCE = 25  # words
README_LINES = 160
FOLDERS = ("/etc/", "/var/", "/opt/", "/dev/", "/wallboard/")


# Structure.


def test_the_readme_is_short() -> None:
    assert len(text("README.md").splitlines()) <= README_LINES


@each_language
def test_the_readme_links_to_every_page_by_its_title(language: str) -> None:
    cells = " ".join(cell for row in rows(text("README.md")) for cell in row)
    linked = re.findall(rf"\[([^\]]+)\]\(templates/manual/{language}/([\w-]+)\.md\)", cells)

    assert linked == [(title(name, language), name) for name in PAGES]


@each_page
def test_both_languages_have_the_same_structure(name: str) -> None:
    english, polish = page(name, "en"), page(name, "pl")

    assert levels(english) == levels(polish)
    assert [len(row) for row in rows(english)] == [len(row) for row in rows(polish)]
    assert items(english) == items(polish)


@each_page
def test_both_languages_have_the_same_snippets(name: str) -> None:
    """But for comments, which speak the page's language."""
    english, polish = (
        [(block.language, uncommented(block.language, block.text)) for block in blocks(page(name, language))]
        for language in ("en", "pl")
    )

    assert english == polish


def levels(markdown: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"(?m)^(#+) ", prose(markdown))]


def items(markdown: str) -> int:
    return len(re.findall(r"(?m)^\s*(?:-|\d+\.) ", prose(markdown)))


def uncommented(language: str, block: str) -> str:
    return re.sub(r"(?m)\s*(?<!\S)#.*$", "", block) if language == "toml" else block


@each_language
@each_page
def test_a_page_begins_with_its_title_and_what_it_is_about(name: str, language: str) -> None:
    found = levels(page(name, language))

    assert found[0] == 1
    assert found.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(found))
    assert len(summary(name, language)) > 20
    assert not re.search(r"[`\]\n]", summary(name, language))


@each_language
def test_no_heading_occurs_twice_in_the_manual(language: str) -> None:
    """So a link leads to the same place in the manual printed as one text."""
    anchors = [anchor(heading) for name in PAGES for heading in headings(page(name, language))]

    assert [one for one in anchors if anchors.count(one) > 1] == []


@each_language
@each_page
def test_every_list_is_filled_in(name: str, language: str) -> None:
    assert "<!--" not in page(name, language)


@each_language
def test_every_list_is_on_one_page(language: str) -> None:
    bare = "".join(FILES[f"{language}/{name}"].read_text(encoding="utf-8") for name in PAGES)

    assert sorted(re.findall(r"<!-- (\w+) -->", bare)) == sorted(LISTS)


# Links.


@each_text
def test_every_link_leads_to_a_file_or_a_heading(name: str) -> None:
    for target in links(text(name)):
        file, _, fragment = target.partition("#")
        if target.startswith("http"):
            assert target.startswith(("https://", "http://127.0.0.1:8080/")), target
            continue
        found = (FILES[name].parent / file).resolve() if file else FILES[name].resolve()
        assert found.exists(), target
        if fragment:
            there = next(other for other, path in FILES.items() if path.resolve() == found)
            assert fragment in {anchor(heading) for heading in headings(text(there))}, target


def links(markdown: str) -> list[str]:
    return re.findall(r"\]\(([^)]+)\)", prose(markdown)) + re.findall(r"<(https?://[^>]+)>", prose(markdown))


@each_language
def test_the_manual_as_one_text_links_within_itself(language: str) -> None:
    printed = whole(language)
    inside = [target for target in links(printed) if not target.startswith("http")]

    assert inside
    assert {target.removeprefix("#") for target in inside} <= {anchor(heading) for heading in headings(printed)}


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_manual_is_printed_whole_or_by_the_page(language: str) -> None:
    every = CliRunner().invoke(command, ["print", "manual", "--language", language]).stdout
    one = CliRunner().invoke(command, ["print", "manual", "--language", language, "--page", "tv"]).stdout

    assert re.findall(r"(?m)^# (.*)", prose(every)) == [title(name, language) for name in PAGES]
    assert re.findall(r"(?m)^# (.*)", prose(one)) == [title("tv", language)]
    assert "![" not in every + one


def test_every_file_that_the_maintainers_page_names_is_there() -> None:
    named = [name for name in code(text("tests/README.md")) if re.match(r"(app|static|templates|tests)/|\.ci/", name)]

    assert len(named) > 50
    assert [name for name in named if not (ROOT / name).exists()] == []


# Style.


@each_text
def test_no_sentence_is_long(name: str) -> None:
    long = [sentence for sentence in sentences(text(name)) if len(sentence.split()) > LONGEST_SENTENCE]

    assert long == []


@each_text
def test_only_plain_signs_are_used(name: str) -> None:
    """No soft hyphens, no spaces that look like spaces, no signs of private use."""
    strange = {sign for sign in text(name) if unicodedata.category(sign) in {"Cf", "Co", "Cn", "Zl", "Zp"}}

    assert strange == set()


# Commands.


@each_language
def test_the_table_of_commands_has_every_command_and_option_and_no_other(language: str) -> None:
    table: dict[str, set[str]] = {}
    for row in rows(page("operate", language)):
        if found := re.match(r"`wallboard (\w+)", row[0]):
            table.setdefault(found[1], set()).update(re.findall(r"--[\w-]+", row[1]))

    assert table == {verb: set(options(verb)) for verb in COMMANDS}


def options(verb: str) -> Iterator[str]:
    yield from (item.opts[0] for item in parameters(verb) if isinstance(item, click.Option))


def parameters(verb: str) -> list[click.Parameter]:
    found = command.get_command(click.Context(command), verb)
    assert found is not None
    return found.params


@each_text
def test_every_command_in_a_sentence_is_one_that_the_program_takes(name: str) -> None:
    for line in code(text(name)):
        for call in re.findall(r"\bwallboard ([a-z].*)", line):
            verb, *rest = call.split()
            assert verb in COMMANDS, line
            assert {word for word in rest if word.startswith("--")} <= {*options(verb), "--help"}, line


# Settings.


@each_language
def test_every_setting_is_listed_in_both_languages(language: str) -> None:
    listed = headings(page("configure", language))

    assert [f"`{head}`" for _, head, _ in tables()] == [heading for heading in listed if heading.startswith("`[")]
    for path, _, kind in tables():
        assert all(f"| `{key.name}` |" in page("configure", language) for key in keys(kind)), path


def test_the_polish_words_are_of_settings_and_addresses_that_exist() -> None:
    polish = words("pl")

    assert set(polish["settings"]) - AHEAD <= set(paths())
    assert set(paths()) <= set(polish["settings"])
    assert set(polish["addresses"]) - AHEAD <= set(OPERATIONS)
    assert set(OPERATIONS) <= set(polish["addresses"])


@each_language
def test_both_languages_have_the_same_words_around_the_pages(language: str) -> None:
    for part in ("page", "words"):
        assert words(language)[part].keys() == words("en")[part].keys()


@each_text
def test_every_setting_in_a_sentence_exists(name: str) -> None:
    known = set(paths()) | AHEAD
    for table, key in re.findall(r"`\[(\w+)\] (\w+)(?: = [^`]*)?`", prose(text(name))):
        assert f"{table}.{key}" in known, f"[{table}] {key}"
    for table in re.findall(r"`\[+([a-z]\w*)(?:\.\w+)?\]+`", prose(text(name))):
        assert table in known, table


@each_text
def test_every_environment_variable_exists(name: str) -> None:
    named = set(re.findall(r"WALLBOARD_[A-Z_]+", text(name)))

    assert named <= {*ENVIRONMENT, "WALLBOARD_CHROMIUM", "WALLBOARD_EXAMPLES"}


# Addresses, events, metrics.


@each_text
def test_every_address_exists(name: str) -> None:
    patterns = [re.sub(r"{\w+}", r"[^/]+", address) for address in {*OPERATIONS, *AHEAD}]
    for said in code(text(name)):
        if not re.match(r"((GET|POST|HEAD) )?/", said) or said.startswith(FOLDERS):
            continue
        address = said.partition("?")[0].partition("#")[0]
        found = [pattern for pattern in patterns if re.fullmatch(rf"(GET |POST )?{pattern.partition(' ')[2]}", address)]
        assert found, said


@each_language
def test_the_page_about_thulium_names_every_event(language: str) -> None:
    named = {
        name for name in code(page("connect-thulium", language)) if re.fullmatch(r"[A-Z]+(_[A-Z]+)+|ABANDONED", name)
    }

    assert named - AHEAD <= set(EVENT_TYPES)
    assert set(EVENT_TYPES) <= named


@each_language
def test_the_page_about_the_configuration_names_every_formula(language: str) -> None:
    (formula,) = (key for _, _, kind in tables() for key in keys(kind) if key.name == "formula")
    named = {row[0].strip("`") for row in rows(page("configure", language)) if len(row) == 2}

    assert set(formula.kind.__args__) <= named


def test_the_pictures_are_those_of_the_tree() -> None:
    shown = {file for name in FILES for file in re.findall(r"tests/pictures/(\w[\w-]*\.png)", text(name))}

    assert shown == {file.name for file in (ROOT / "tests" / "pictures").glob("*.png")}
