"""What `[privacy]` says holds in every document, stream and page, and before anything is kept."""

import json
import re
from pathlib import Path

import pytest

from tests.server import DAY, Json, Wallboard, bodies, open_wallboard

NUMBERS = ["523993855", "111222333", "800123456", "602731499", "224877099"]
AGENT = '[agents.anna]\nname = "Anna Nowak"\n'


async def calls_come_and_go(board: Wallboard) -> int:
    await board.comes("anna", "08:55:00")
    await board.hears(
        "ENTER_IVR", "09:00:00", connection_id="0.1", source_number="602731499", destination_number="224877099"
    )
    await board.hears(
        "ENTER_QUEUE",
        "09:00:00",
        connection_id="1.1",
        queue_id="155",
        source_number="523993855",
        source_name="523 993 855",
    )
    await board.hears(
        "CHAT_CONVERSATION_CREATED", "09:00:05", conversation_id="c", chat_queue_id="1", client_name="Jan, 523993855"
    )
    return await board.hears(
        "OUTBOUND_CONNECTING",
        "09:00:10",
        id="7",
        connection_id="2.1",
        record_id="5",
        phone_number="111222333",
        name="Zwrotne 800123456",
    )


async def everything_shown(board: Wallboard) -> tuple[Json, str]:
    """The supervisors' document, and all that anybody gets to see, streams included."""
    async with board.watched() as screen, board.watched("?role=tv") as television:
        texts = [json.dumps((await watching.next()).data, ensure_ascii=False) for watching in (screen, television)]
        await calls_come_and_go(board)
        await board.hears("ENTER_QUEUE", "09:01:00", connection_id="1.9", queue_id="155", source_number="523993855")
        version = (await board.state())["version"]
        texts += [json.dumps(await watching.until(version), ensure_ascii=False) for watching in (screen, television)]
    for path in ("/", "/tv", "/tv?layout=agents", "/state", "/state?role=tv"):
        texts.append((await board.asks(path)).text)
    return await board.state(), "\n".join(texts)


@pytest.mark.parametrize(("numbers", "shown"), [("last3", "…855"), ("none", None)])
async def test_masked_numbers_are_masked_for_everybody_everywhere(
    tmp_path: Path, numbers: str, shown: str | None
) -> None:
    async with open_wallboard(tmp_path, f'privacy.numbers = "{numbers}"\n') as board:
        await calls_come_and_go(board)
        document, everything = await everything_shown(board)

    assert document["calls"]["1.1"].get("source_number") == shown
    assert "phone" in document["agents"]["anna"] if shown else "phone" not in document["agents"]["anna"]
    assert not [number for number in [*NUMBERS, "523 993 855"] if number in everything]


@pytest.mark.parametrize(("how", "shown"), [("name", "Anna Nowak"), ("first_name", "Anna"), ("initials", "AN")])
async def test_agents_are_named_on_the_television_as_agreed_and_whole_for_supervisors(
    tmp_path: Path, how: str, shown: str
) -> None:
    async with open_wallboard(tmp_path, f'privacy.agents = "{how}"\n' + AGENT) as board:
        await board.comes("anna", "09:00:00")
        television, page = await board.state("?role=tv"), (await board.asks("/tv?layout=agents")).text
        whole = await board.state()

    assert television["agents"]["anna"]["name"] == shown
    assert ("Nowak" in page) == ("Nowak" in shown)
    assert whole["agents"]["anna"]["name"] == "Anna Nowak"


async def test_of_a_large_body_a_little_is_shown_and_no_part_of_a_number(tmp_path: Path) -> None:
    """Wherever a text is cut, no number is: half of one would not be seen to be a number."""
    async with open_wallboard(tmp_path, 'privacy.numbers = "last3"\n') as board:
        for shift in range(12):
            raw = "{" + "x" * shift + "523993855, " * 90_000
            await board.delivers(raw.encode(), Content_Type="text/plain")
            await board.delivers({"action": "NEWS", "more": raw[:100_000], **{f"f{n}": "x" * 500 for n in range(900)}})
        rejected, log = await board.asks("/rejected"), await board.asks("/log")

    assert len(rejected.json["rejected"]) == 12
    assert len(log.json["events"]) == 24
    for answer in (rejected, log):
        assert len(answer.body) < 24 * 8192
        assert "…855" in answer.text
        assert not re.search(r"[0-9]{4}", shown(answer.json))


def shown(answer: Json) -> str:
    """The texts of the bodies."""
    bodies_ = [row["body"] for row in answer.get("rejected", [])] + [row["fields"] for row in answer.get("events", [])]
    return "\n".join(text for body in bodies_ for text in body.values())


JSON = {"Content_Type": "application/json"}
TALK = {"action": "AGENT_COMPLETED", "date": f"{DAY} 09:00:00", "connection_id": "1", "queue_id": "155"}


def on_disk(directory: Path) -> bytes:
    return b"".join(file.read_bytes() for file in directory.iterdir())


@pytest.mark.parametrize("wanted", [False, True])
async def test_recordings_names_are_kept_only_where_wanted(tmp_path: Path, wanted: bool) -> None:
    async with open_wallboard(tmp_path, f"privacy.recordings = {str(wanted).lower()}\n") as board:
        await board.delivers(TALK | {"filename": "rec-1.wav"})
        await board.delivers(bodies(TALK | {"filename": "rec-2.wav"}, {"filename": "rec-3.wav"}), **JSON)
        await board.delivers(bodies({"filename": ["rec-4.wav", "rec-5.wav"]}), **JSON)
        await board.delivers(b'{"filename": "rec-6.wav", "action": ', **JSON)
        await board.delivers(b"filename=rec-7.wav&name=%ff", Content_Type="application/x-www-form-urlencoded")
        await board.delivers(bodies(TALK | {"Filename": "rec-8.wav", "more": [{"filename": "rec-9.wav"}]}), **JSON)
        await board.delivers(bodies(TALK | {"more": {"a": {"FileName": ["rec-10.wav"], "b": 1.5}}}), **JSON)
        await board.delivers(TALK | {"more": json.dumps({"a": 1, "filename": "rec-11.wav"})})
        await board.delivers(bodies(TALK | {"more": json.dumps({"a": json.dumps({"filename": "rec-12.wav"})})}), **JSON)
        await board.delivers(TALK | {"action": "RECORDING_READY", "filename": "rec-13.wav"})
        await board.delivers(
            b"&".join([b"more=%7B%22filename%22%3A%22rec-14.wav%22%7D", *[b"x"] * 1000]),
            Content_Type="application/x-www-form-urlencoded",
        )
        assert (await board.state())["version"] == 12
    kept = on_disk(tmp_path)

    assert b"AGENT_COMPLETED" in kept
    assert [b"rec-%d" % number in kept for number in range(1, 15)] == [wanted] * 14
    assert b'"b":1.5' in kept
