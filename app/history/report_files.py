"""A report as a file for spreadsheets: CSV, and XLSX where its package is installed. Pure."""

import csv
from io import BytesIO, StringIO
from typing import Any, NamedTuple

from ..document.merge_patch import Json
from ..state.daily_totals import AgentToday

XLSXWRITER = "xlsxwriter>=3.2,<4"  # what the extra `reports` is
FORMULA_SIGNS = ("=", "+", "-", "@", "\t")  # a cell that begins so would be taken for a formula
SHARE = "service_level"
SECONDS = ("hold_time", "abandon_time", "talk_time", "wait_time", "pause_time", "logged_in_time")
COLUMN_CHARS = 14


COLUMNS: dict[str, tuple[str, ...]] = {
    "queues": (
        *("entered", "answered", "abandoned", "abandoned_short", "left", "abandoned_in_time", "answered_in_time"),
        *("service_level", "hold_time.average", "hold_time.maximum", "abandon_time.average", "abandon_time.maximum"),
        *("talk_time.total", "talk_time.average"),
    ),
    "chat_queues": ("created", "assigned", "closed", "missed", "wait_time.average", "wait_time.maximum"),
    "campaigns": ("attempts", "connected", "completed", "saved", "talk_time"),
    "agents": AgentToday.__struct_fields__,
}


class ReportsMissing(Exception):
    """The package that writes XLSX is not installed."""


class Table(NamedTuple):
    """A report's columns, named by their paths in the rows, and its cells; None where nothing can be said."""

    columns: list[str]
    rows: list[list[Any]]


def table(report: Json) -> Table:
    """The report's rows as cells. The columns are the same for every report of a kind, but for campaigns' outcomes."""
    flat = [_flat(row) for row in report["rows"]]
    interval = ["day"] if report["by"] == "day" else ["day", "at"]
    columns = [*interval, "id", "name", *COLUMNS[report["of"]]]
    columns += sorted({column for row in flat for column in row} - {*columns})
    return Table(columns, [[row.get(column) for column in columns] for row in flat])


def to_csv(table: Table, *, comma: bool) -> bytes:
    """CSV that spreadsheets open by a click: UTF-8 with its mark, semicolons; `comma` is the decimal sign."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.rows:
        cells = zip(table.columns, row, strict=True)
        writer.writerow([_cell(column, value, comma=comma) for column, value in cells])
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(table: Table) -> bytes:
    """A workbook with numbers as numbers, durations as durations and shares as percent."""
    try:
        import xlsxwriter  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise ReportsMissing from error
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True, "bottom": 1})
    percent, duration = book.add_format({"num_format": "0.00%"}), book.add_format({"num_format": "[h]:mm:ss"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(table.columns) - 1, 0), COLUMN_CHARS)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column, head)
    for number, row in enumerate(table.rows, 1):
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            if isinstance(value, str):
                sheet.write_string(number, place, value)
            elif value is not None and _is_seconds(column):
                sheet.write_number(number, place, value / 86_400, duration)
            elif value is not None:
                sheet.write_number(number, place, value, percent if column == SHARE else None)
    book.close()
    return file.getvalue()


def _flat(row: Json, prefix: str = "") -> Json:
    found: Json = {}
    for name, value in row.items():
        found |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
    return found


def _cell(column: str, value: Any, *, comma: bool) -> str:
    if value is None:
        return ""
    if column == SHARE:
        text = f"{value * 100:.2f}"
        return text.replace(".", ",") if comma else text
    text = str(value)
    return "'" + text if isinstance(value, str) and text.startswith(FORMULA_SIGNS) else text


def _is_seconds(column: str) -> bool:
    return column.partition(".")[0] in SECONDS
