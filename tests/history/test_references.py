"""The day that today is compared with: last week's, or the newest of the last four that is complete."""

from pathlib import Path

from app.document.document import Audience, Document
from app.document.merge_patch import apply
from app.history.days import Days
from app.journal.memory import MemoryJournal
from app.runtime.ingest import Ingest
from tests.server import open_wallboard
from tests.story import Centre

TOML = """
[boards.other]
queues = ["156"]
"""


async def kept(centre: Centre) -> Days:
    ingest = Ingest(centre.settings, MemoryJournal())
    days = Days(ingest)
    ingest.state = centre.state
    await days.keep(centre.state.finished)
    centre.state.finished.clear()
    return days


def four_mondays() -> Centre:
    """Mondays with 1, 2, 3 and 4 calls; the first is the day in which the journal began."""
    centre = Centre()
    for week, day in enumerate(("2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23"), 1):
        for call in range(week):
            centre.at(f"10:0{call}", day).enters(f"{week}.{call}").at(f"10:0{call}:30").answers("ala", f"{week}.{call}")
    return centre.at("09:00", "2026-03-30")


async def test_a_day_is_compared_with_the_same_day_of_the_week_before() -> None:
    centre = four_mondays()
    days = await kept(centre)
    await days.load_references("2026-03-30")
    document = Document(Audience("supervisor"), centre.settings, days.ingest.references)
    document.refresh(centre.state)

    assert document.content["reference"] == {
        "day": "2026-03-23",
        "quarters": {
            "10:00": {"entered": 4, "answered": 4, "abandoned": 0, "abandoned_short": 0, "answered_in_time": 0}
        },
    }


async def test_an_older_day_stands_in_for_one_that_is_missing_and_no_incomplete_one_does() -> None:
    days = await kept(four_mondays())
    missing, first, none = [await days.reference(day) for day in ("2026-04-06", "2026-03-09", "2026-03-29")]

    assert missing is not None
    assert missing.day == "2026-03-23"
    assert first is None
    assert none is None


async def test_patches_bring_a_reference_and_take_it_away() -> None:
    centre = four_mondays()
    days = await kept(centre)
    document = Document(Audience("supervisor"), centre.settings, days.ingest.references)
    client = apply({}, document.refresh(centre.state))
    assert "reference" not in client

    await days.load_references("2026-03-30")
    client = apply(client, document.refresh(centre.at("09:01").enters("x").state))
    assert client["reference"]["day"] == "2026-03-23"

    await days.load_references("2026-04-05")
    client = apply(client, document.refresh(centre.at("00:01", "2026-04-05").state))
    assert "reference" not in client
    assert client == document.content


async def test_the_board_shows_last_week_also_in_its_past(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, TOML) as board:
        await board.calls("1", "2026-11-12 10:00:00")
        await board.calls("2", "2026-11-13 10:00:00")
        await board.calls("3", "2026-11-20 09:00:00")
        version = await board.calls("4", "2026-11-20 09:30:00")
        shown = (await board.asks("/state")).json
        past = (await board.asks(f"/state?version={version}")).json
        other = (await board.asks("/state?board=other")).json

    assert shown["reference"]["day"] == "2026-11-13"
    assert shown["reference"]["quarters"]["10:00"]["entered"] == 1
    assert past["reference"] == shown["reference"]
    assert other["reference"] == {"day": "2026-11-13", "quarters": {}}
