"""Answers of the REST API in every likely shape, and what is said of those that cannot be read."""

from typing import Any

import pytest

from app.events.observed import AgentStatus, WaitingCaller
from app.thulium import parsing
from app.thulium.parsing import Agent, Item, NotAList, Problem, Registration, rows_of

ROWS = [{"id": 155, "name": "Sprzedaż"}]


@pytest.mark.parametrize(
    "answer",
    [
        ROWS,
        {"result": ROWS},
        {"data": ROWS},
        {"items": ROWS, "total": 1},
        {"data": {"items": ROWS}},
        {"queues": ROWS, "count": 1},
        {"155": {"name": "Sprzedaż"}},
        {"155": "Sprzedaż"},
    ],
)
def test_a_list_is_found_in_every_likely_envelope(answer: Any) -> None:
    assert parsing.items("queues", rows_of(answer), "queue_id").rows == (Item(id="155", name="Sprzedaż"),)


@pytest.mark.parametrize(
    "answer",
    [None, True, 7, "text", {}, {"error": ROWS}, {"error": {"code": 1}}, {"message": "no"}, {"a": [], "b": []}],
)
def test_an_answer_without_a_list_is_said_to_have_none(answer: Any) -> None:
    with pytest.raises(NotAList, match="list"):
        rows_of(answer)


@pytest.mark.parametrize("field", ["id", "queue_id"])
@pytest.mark.parametrize("value", [155, "155", " 155 "])
def test_an_id_is_read_under_either_name_as_text_or_number(field: str, value: object) -> None:
    parsed = parsing.items("queues", [{field: value, "name": "Sprzedaż"}], "queue_id")

    assert parsed.rows == (Item(id="155", name="Sprzedaż"),)
    assert parsed.fields == {"id": 1, "name": 1}


def test_what_cannot_be_read_is_named_field_by_field_without_its_value() -> None:
    parsed = parsing.items(
        "queues",
        [
            {"name": "A"},
            {"id": True, "name": "B"},
            {"id": 3},
            {"id": 4, "name": ["C"]},
            "D",
            {"id": 5, "name": "x" * 201},
            {"id": 6, "name": "\u3164"},
        ],
        "queue_id",
    )

    assert parsed.rows == (Item(id="3"), Item(id="4"), Item(id="5"), Item(id="6"))
    assert parsed.problems == (
        Problem("queues[0].id", "is missing"),
        Problem("queues[1].id", "is a truth value, not a text or a whole number"),
        Problem("queues[2].name", "is missing"),
        Problem("queues[3].name", "is a list, not a text or a whole number"),
        Problem("queues[4]", "is a text, not an object"),
        Problem("queues[5].name", "is over 200 characters"),
        Problem("queues[6].name", "is not printable"),
    )


def test_an_agent_has_a_full_name_and_the_name_of_its_group() -> None:
    documented = {"agent_id": 7, "login": "jan", "name": "Jan", "surname": "Kowalski", "email": "j@example.com"}
    parsed = parsing.agents(
        [
            documented | {"active": True, "group_id": 2},
            {"login": "ewa", "full_name": "Ewa  Nowak", "group": {"id": "2", "name": "Sprzedaż"}},
            {"login": "ala", "name": "Ala", "group_id": 9},
            {"login": "gone", "name": "Gone", "active": 0},
        ],
        {"2": "Sprzedaż"},
    )

    assert parsed.rows == (
        Agent(login="jan", name="Jan Kowalski", team="Sprzedaż"),
        Agent(login="ewa", name="Ewa Nowak", team="Sprzedaż"),
        Agent(login="ala", name="Ala"),
    )
    assert parsed.problems == (Problem("agents[2].group_id", "is the id of no group"),)


def test_an_agent_without_a_login_is_left_out() -> None:
    parsed = parsing.agents([{"agent_id": 7, "name": "Jan"}, {"agent_id": "ewa", "name": "Ewa"}], {})

    assert parsed.rows == (Agent(login="ewa", name="Ewa"),)
    assert parsed.problems == (Problem("agents[0].login", "is missing"),)


def test_no_e_mail_address_is_taken_for_a_name() -> None:
    parsed = parsing.agents([{"login": "jan", "name": "jan@example.com"}, {"login": "ewa@example.com"}], {})

    assert parsed.rows == (Agent(login="jan"),)
    assert "@" not in str(parsed)


def test_statuses_have_the_words_of_thulium_and_the_pause_as_text() -> None:
    parsed = parsing.statuses(
        [
            {"login": "a", "status": "free", "pause_id": None, "last_change": "2026-11-20 08:00:00"},
            {"login": "b", "status": "PAUSED", "pause_id": 3, "last_change": 1_795_000_000},
            {"agent": {"login": "c"}, "status": "INBOUND_CALL", "last_change": 1_795_000_000_000},
            {"login": "d", "status": "PAUSED", "pause_id": None},
            {"login": "e", "status": "DREAMING"},
            {"login": "f", "status": "OFF", "last_change": "yesterday"},
        ]
    )

    assert parsed.rows == (
        AgentStatus(login="a", status="FREE", since="2026-11-20 08:00:00"),
        AgentStatus(login="b", status="PAUSED", pause="3", since="2026-11-18 11:06:40Z"),
        AgentStatus(login="c", status="INBOUND_CALL", since="2026-11-18 11:06:40Z"),
        AgentStatus(login="f", status="OFF"),
    )
    assert [problem.field for problem in parsed.problems] == [
        "agents_statuses[3].pause_id",
        "agents_statuses[4].status",
        "agents_statuses[5].last_change",
    ]


def test_of_a_waiting_caller_only_number_and_time_are_read() -> None:
    parsed = parsing.waiting_callers(
        "155",
        [
            {"phone_number": 523993855, "started_at": "2026-11-20 09:00:00", "customer_label": "Jan <j@example.com>"},
            {"phone_number": "sip:1234@pbx.example.com", "started_at": "2026-11-20 09:00:01", "customer_id": 7},
            {"phone_number": None, "started_at": None},
        ],
    )

    assert parsed.rows == (
        WaitingCaller(number="523993855", since="2026-11-20 09:00:00"),
        WaitingCaller(number="1234", since="2026-11-20 09:00:01"),
        WaitingCaller(),
    )
    assert parsed.problems == (Problem("queues/155/waiting_list[2].started_at", "is missing"),)


def test_of_other_integrations_webhooks_no_password_is_read() -> None:
    parsed = parsing.registrations(
        [
            {
                "id": 1,
                "actions": ["ENTER_QUEUE", "abandoned"],
                "subscription_url": "https://crm.example.com/hook",
                "http_auth_user": "crm",
                "http_auth_password": "hunter2",
            },
            {"id": 2, "actions": "ENTER_QUEUE", "subscription_url": "https://x.example.com"},
            {"id": 3, "actions": []},
        ]
    )

    assert parsed.rows == (
        Registration(url="https://crm.example.com/hook", actions=frozenset({"ENTER_QUEUE", "ABANDONED"})),
    )
    assert "hunter2" not in str(parsed)
    assert [problem.field for problem in parsed.problems] == ["webhooks[1].actions", "webhooks[2].subscription_url"]
