"""What each audience sees: boards, teams, the public screen, and rows that are always there."""

import json
from typing import Any

import pytest

from app.document import document
from tests.story import Centre, Json, quarter

CONFIGURED: dict[str, Any] = {
    "agents": {"ala": {"name": "Ala Nowak", "team": "sales"}, "ola": {"team": "help"}, "bob": {}},
    "queues": {
        "sales": {
            "name": "Sprzedaż",
            "seconds": 30,
            "warn": {"waiting": 3},
            "alarm": {"waiting": 6, "longest_wait": 60},
        },
        "help": {"name": "Pomoc"},
    },
    "chat_queues": {"web": {"name": "Czat WWW"}},
    "boards": {
        "sales": {
            "title": "Sprzedaż",
            "queues": ["sales"],
            "chat_queues": ["shop"],
            "campaigns": ["00001"],
            "teams": ["sales"],
        },
        "everything": {"title": "Wszystko"},
        "nothing": {"queues": [], "chat_queues": [], "campaigns": [], "teams": []},
    },
}


def busy() -> Centre:
    """A bit of everything, in two queues, two chat queues and two campaigns."""
    centre = (
        Centre(**CONFIGURED).at("09:00").logs_in("ala", "PHONE-OF-ALA").logs_in("ola", "PHONE-OF-OLA").logs_in("zuza")
    )
    centre.calls("ivr", line="LINE").enters("anna", "sales").enters("bert", "help").rings("ala", "anna", phone="162")
    centre.dials("ola", "cleo", "00001").dials("zuza", "dora", "00002").opens_ticket("door").meets_customer("1")
    centre.starts_chat("eva", "web", client_name="JOHN-SMITH", client_email="JOHN@FOO.BAR")
    return centre.starts_chat("ewa", "shop")


def test_configured_rows_are_always_listed() -> None:
    document = Centre(**CONFIGURED).at("09:00").document()

    assert list(document["agents"]) == ["ala", "bob", "ola"]
    assert list(document["queues"]) == ["help", "sales"]
    assert list(document["chat_queues"]) == ["web"]


def test_a_configured_agent_nobody_heard_of_is_logged_out() -> None:
    assert Centre(**CONFIGURED).agent("ala") == {
        "name": "Ala Nowak",
        "team": "sales",
        "status": "logged_out",
        "logged_in": False,
        "phone_connected": False,
        "calls": [],
        "chats": [],
        "queues": [],
        "today": {
            "answered": 0,
            "not_answered": 0,
            "outbound": 0,
            "chats": 0,
            "tickets_replied": 0,
            "talk_time": 0,
            "pause_time": 0,
            "logged_in_time": 0,
        },
    }


def test_others_are_listed_while_they_live_or_have_a_figure_today() -> None:
    centre = Centre().at("09:00").logs_in("ala").rings("ala", "anna").at("09:00:10").does_not_answer("ala", "anna")
    assert list(centre.document()["agents"]) == ["ala"]
    assert list(centre.document()["queues"]) == []
    centre.at("09:01").logs_out("ala").at("00:00", "2026-03-03")

    assert list(centre.document()["agents"]) == []


def test_a_queue_shows_its_name_and_its_limits_as_configured() -> None:
    centre = Centre(**CONFIGURED)

    assert centre.queue("sales")["name"] == "Sprzedaż"
    assert centre.queue("sales")["limits"] == {
        "seconds": 30,
        "warn": {"waiting": 3},
        "alarm": {"waiting": 6, "longest_wait": 60},
    }
    assert centre.queue("help")["limits"] == {}


def test_the_service_level_is_shown_as_configured() -> None:
    centre = Centre(service_level={"target": 0.9, "seconds": 30, "short_abandon": 3, "formula": "answered_only"})

    assert centre.document()["service_level"] == {
        "target": 0.9,
        "seconds": 30,
        "short_abandon": 3,
        "formula": "answered_only",
    }


def test_a_board_shows_what_its_keys_name() -> None:
    document = busy().document(board="sales")

    assert list(document["agents"]) == ["ala"]
    assert list(document["queues"]) == ["sales"]
    assert list(document["chat_queues"]) == ["shop"]
    assert list(document["chats"]) == ["ewa"]
    assert list(document["campaigns"]) == ["00001"]


def test_calls_belong_to_a_board_by_queue_or_campaign_and_those_in_no_queue_yet_to_every_board() -> None:
    centre = busy()

    assert sorted(centre.document(board="sales")["calls"]) == ["anna", "cleo", "ivr"]
    assert sorted(centre.document(board="nothing")["calls"]) == ["ivr"]
    assert sorted(centre.document(board="everything")["calls"]) == ["anna", "bert", "cleo", "dora", "ivr"]


def test_a_call_moves_from_board_to_board_with_its_queue() -> None:
    centre = busy().at("09:00:30").enters("anna", "help")

    assert "anna" not in centre.document(board="sales")["calls"]


def test_a_key_that_a_board_lacks_means_everything() -> None:
    centre = busy()

    assert centre.document(board="everything") == centre.document()


def test_tickets_customers_and_the_feed_are_the_whole_centres() -> None:
    whole, board = busy().document(), busy().document(board="nothing")

    assert [board[part] for part in ("tickets", "customers", "feed", "day", "service_level")] == [
        whole[part] for part in ("tickets", "customers", "feed", "day", "service_level")
    ]


def test_a_boards_totals_are_of_its_queues_and_teams() -> None:
    totals = busy().document(board="sales")["totals"]

    assert totals["waiting"] == totals["today"]["entered"] == 1
    assert totals["agents"]["logged_in"] == totals["agents"]["ringing"] == 1
    assert totals["in_ivr"] == 1
    assert busy().document(board="sales")["trend"] == {"09:00": quarter(entered=1)}


def test_totals_have_a_queues_fields_summed() -> None:
    centre = busy().at("09:00:40").answers("ala", "anna", "sales").hangs_up("bert", "help", after="40")

    totals = centre.totals()
    assert totals.keys() - {"in_ivr", "agents"} == centre.queue("sales").keys() - {"name", "limits"}
    assert totals["today"].keys() == centre.today("sales").keys()
    assert totals["today"]["entered"] == 2
    assert totals["talking"] == 1
    assert totals["today"]["service_level"] == 0


@pytest.mark.parametrize("board", [None, "sales", "everything"])
def test_the_public_screen_holds_no_number_no_name_and_no_address(board: str | None) -> None:
    text = json.dumps(busy().document("tv", board))

    for secret in ("523993855", "Kowalski", "LINE", "111222333", "PHONE-OF", "162", "JOHN", "john"):
        assert secret not in text


def test_the_public_screen_lacks_nothing_else() -> None:
    centre = busy()
    document, public = centre.document(), centre.document("tv")
    for row in document["agents"].values():
        row.pop("phone", None)
    for row in (*document["calls"].values(), *document["chats"].values()):
        for secret in ("source_number", "source_name", "destination_number", "client_name", "client_email"):
            row.pop(secret, None)

    assert public == document


def test_configured_names_and_ids_are_shown_to_everybody() -> None:
    public = busy().document("tv")

    assert public["agents"]["ala"]["name"] == "Ala Nowak"
    assert public["queues"]["sales"]["name"] == "Sprzedaż"
    assert public["campaigns"]["00001"]["name"] == "Outbound"


def test_the_trend_has_the_quarter_hours_in_which_something_happened() -> None:
    centre = Centre().at("09:14:59").enters("anna").at("09:15").answers("ala", "anna").at("10:00").hangs_up("bert")

    assert centre.document()["trend"] == {
        "09:00": quarter(entered=1),
        "09:15": quarter(answered=1, answered_in_time=1, service_level=1.0),
        "10:00": quarter(entered=1, abandoned=1),
    }
    assert list(centre.document()["trend"]) == ["09:00", "09:15", "10:00"]


def nothings(value: object, path: str = "") -> list[str]:
    """Where a document says null."""
    if isinstance(value, dict):
        return [place for key, part in value.items() for place in nothings(part, f"{path}/{key}")]
    return [path] if value is None else []


def test_null_never_appears() -> None:
    assert nothings(busy().document()) == []
    assert nothings(Centre().document()) == []


def test_an_empty_centre_has_every_part() -> None:
    document: Json = Centre().document()

    assert set(document) == {
        "day",
        "feed",
        "service_level",
        "agents",
        "queues",
        "calls",
        "chat_queues",
        "chats",
        "campaigns",
        "tickets",
        "customers",
        "totals",
        "trend",
        "callbacks",
        "messages",
    }


def test_a_document_filled_step_by_step_while_things_happen_is_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "ROWS_PER_SLICE", 1)
    centre = busy()
    slow = document.Document(document.Audience("supervisor"), centre.settings)
    steps = slow.fill(centre.state)
    for _ in range(4):
        next(steps)
    centre.at("09:05").answers("ala", "anna").leaves("bert", "help").enters("carl", "new").pauses("zuza")
    for _ in steps:
        pass
    slow.refresh(centre.state)
    fast = document.Document(document.Audience("supervisor"), centre.settings)
    fast.refresh(centre.state)

    assert slow.content == fast.content
    assert slow.shows(centre.state)
