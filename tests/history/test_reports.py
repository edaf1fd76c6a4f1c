"""Reports of kept days: their rows, and the files that spreadsheets open."""

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from app.config.schema import Settings
from app.history.days import Days
from app.history.report_files import Table, table, to_csv, to_xlsx
from app.history.reports import Selection, report
from app.journal.memory import MemoryJournal
from app.runtime.ingest import Ingest
from tests.story import Centre

NAMED: dict[str, Any] = {"queues": {"sales": {"name": "=Sprzedaż; żółta"}}, "history": {"agent_days": 30}}


async def kept(centre: Centre) -> Days:
    """The days of a story, in a journal."""
    ingest = Ingest(centre.settings, MemoryJournal())
    days = Days(ingest)
    ingest.state = centre.state
    finished, centre.state.finished = centre.state.finished, []
    await days.keep(finished)
    return days


def two_days() -> Centre:
    centre = Centre(**NAMED)
    centre.at("10:00").enters("a").at("10:00:10").answers("ala", "a").at("10:20").completes("ala", "a")
    centre.at("10:50").enters("b").at("10:51").hangs_up("b")
    centre.at("11:00", "2026-03-03").enters("c").at("11:00:30").answers("ala", "c")
    return centre.at("02:00", "2026-03-04")


def selection(by: Any = "day", of: Any = "queues", queue: str | None = None) -> Selection:
    return Selection(date(2026, 3, 1), date(2026, 3, 31), by, of, queue, None)


async def test_a_report_has_a_row_for_each_day_and_queue() -> None:
    found = await report(await kept(two_days()), selection())

    assert {name: found[name] for name in ("from", "to", "by", "of")} == {
        "from": "2026-03-01",
        "to": "2026-03-31",
        "by": "day",
        "of": "queues",
    }
    assert [(row["day"], row["id"], row["entered"], row["answered"]) for row in found["rows"]] == [
        ("2026-03-02", "sales", 2, 1),
        ("2026-03-03", "sales", 1, 1),
    ]


async def test_hours_and_quarters_in_which_nothing_happened_are_left_out() -> None:
    days = await kept(two_days())
    hours, quarters = await report(days, selection("hour")), await report(days, selection("quarter"))

    assert [(row["at"], row["entered"]) for row in hours["rows"]] == [
        ("2026-03-02T10:00:00+01:00", 2),
        ("2026-03-03T11:00:00+01:00", 1),
    ]
    assert [row["at"][11:16] for row in quarters["rows"]] == ["10:00", "10:15", "10:45", "11:00"]
    assert (await report(days, selection(queue="other")))["rows"] == []


async def test_agents_are_sorted_by_login_and_have_no_rank() -> None:
    found = await report(await kept(two_days()), selection(of="agents"))

    assert [(row["day"], row["id"], row["answered"], row["talk_time"]) for row in found["rows"]] == [
        ("2026-03-02", "ala", 1, 1190),
        ("2026-03-03", "ala", 1, 0),
    ]


@pytest.mark.parametrize(("comma", "level"), [(True, "50,00"), (False, "50.00")])
async def test_a_csv_file_is_read_back_as_it_was_meant(comma: bool, level: str) -> None:
    body = to_csv(table(await report(await kept(two_days()), selection())), comma=comma)

    assert body.startswith(b"\xef\xbb\xbfday;id;name;entered;")
    assert body.endswith(b"\r\n")
    first, second = csv.DictReader(StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";")
    assert (first["name"], first["service_level"], first["hold_time.average"]) == ("'=Sprzedaż; żółta", level, "10")
    assert (second["service_level"], second["abandon_time.average"]) == (level.replace("50", "0"), "")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t"])
def test_no_cell_of_a_csv_file_begins_like_a_formula(sign: str) -> None:
    assert to_csv(Table(["name"], [[sign + "1"]]), comma=True).decode("utf-8-sig").split("\r\n")[1] == f"'{sign}1"


async def test_a_workbook_has_numbers_as_numbers_and_names_as_text() -> None:
    body = to_xlsx(table(await report(await kept(two_days()), selection())))

    with ZipFile(BytesIO(body)) as workbook:
        sheet = ET.fromstring(workbook.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
        texts = ET.fromstring(workbook.read("xl/sharedStrings.xml"))  # noqa: S314 - our own file
    spread = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    cells = {cell.get("r"): cell for cell in sheet.iterfind(".//s:c", spread)}
    assert cells["C2"].get("t") == "s"
    assert "".join(texts[int("".join(cells["C2"].itertext()))].itertext()) == "=Sprzedaż; żółta"
    assert (cells["D2"].get("t"), "".join(cells["D2"].itertext())) == (None, "2")
    assert "".join(cells["K2"].itertext()) == "0.5"


async def test_days_older_than_configured_are_deleted_and_agents_sooner() -> None:
    centre = Centre(history={"days": 2, "agent_days": 1})
    for day in range(2, 7):
        centre.at("10:00", f"2026-03-0{day}").enters(f"c{day}").at("10:01").answers("ala", f"c{day}")
    days = await kept(centre.at("02:00", "2026-03-07"))

    assert await days.names() == ["2026-03-05", "2026-03-06"]
    assert await days.agents("2026-03-05") is None
    assert list(await days.agents("2026-03-06") or {}) == ["ala"]


async def test_an_incomplete_day_does_not_replace_a_complete_one() -> None:
    first = await kept(two_days())
    again = Centre().at("18:00", "2026-03-03").enters("z").at("02:00", "2026-03-04")
    first.ingest.state = again.state
    await first.keep(again.state.finished)

    assert [row["totals"]["entered"] for row in await first.rows(None)] == [1, 2]
    assert isinstance(first.ingest.settings, Settings)
