"""One pass over the whole API: the same names from every shape, and a report of what is missing."""

from collections.abc import Callable
from typing import Any

import pytest

from app.events.observed import AgentStatus, Named, Names, WaitingCaller
from app.simulator.rest import FakeThulium, Fault, Row, serving
from app.thulium.client import Client, Pace, ThrottledError, UnauthorizedError
from app.thulium.survey import Survey

NAMES = {
    "queues": {"155": Named(name="Sprzedaż")},
    "agents": {"jkowalski": Named(name="Jan Kowalski", team="Handel")},
    "pauses": {"3": Named(name="Obiad")},
    "chat_queues": {"1": Named(name="Czat WWW")},
    "campaigns": {"00001": Named(name="Ankieta")},
}


def small(id_: Callable[[str], object] = str, **keys: str) -> FakeThulium:
    """One thing of each kind; ids as `id_` makes them, under `id` or the keys given."""
    return FakeThulium(
        queues=[{keys.get("queue", "id"): id_("155"), "name": "Sprzedaż"}],
        groups=[{"id": id_("2"), "name": "Handel"}],
        agents=[
            {
                keys.get("agent", "agent_id"): 7,
                "login": "jkowalski",
                "name": "Jan",
                "surname": "Kowalski",
                "email": "jan@example.com",
                "active": 1,
                "group_id": id_("2"),
            }
        ],
        pauses=[{"id": id_("3"), "name": "Obiad"}],
        chat_queues=[{keys.get("queue", "id"): id_("1"), "name": "Czat WWW"}],
        campaigns=[{"id": "00001", "name": "Ankieta"}],
        statuses=[{"login": "jkowalski", "status": "FREE", "pause_id": None, "last_change": "2026-11-20 08:00:00"}],
        waiting={"155": [{"phone_number": "523993855", "started_at": "2026-11-20 09:00:00", "customer_label": "X"}]},
    )


async def read(fake: FakeThulium) -> tuple[Names, Survey]:
    async with serving(fake) as url, Client(url, fake.user, fake.password, Pace(0)) as client:
        survey = Survey(client)
        return {table: names async for table, names in survey.names()}, survey


@pytest.mark.parametrize("envelope", ["", "result", "data", "items"])
@pytest.mark.parametrize("id_", [int, str])
@pytest.mark.parametrize("keys", [{}, {"queue": "queue_id", "agent": "id"}])
async def test_names_are_the_same_from_every_shape(
    envelope: str, id_: Callable[[str], object], keys: dict[str, str]
) -> None:
    def shaped(rows: list[Row]) -> Any:
        return {envelope: rows, "total": len(rows)} if envelope else rows

    fake = small(id_, **keys)
    fake.shaped = shaped
    names, survey = await read(fake)

    assert names == NAMES
    assert [(report.resource, report.read, report.error) for report in survey.reports] == [
        ("queues", 1, ""),
        ("teams", 1, ""),
        ("agents", 1, ""),
        ("pauses", 1, ""),
        ("chat_queues", 1, ""),
        ("campaigns", 1, ""),
    ]


async def test_what_cannot_be_read_is_reported_and_the_rest_is_read() -> None:
    fake = small()
    fake.errors = {"agents_groups": Fault(404), "system/pauses": Fault(500), "chats/queues": Fault(200, text="<html>")}
    names, survey = await read(fake)
    failed = {report.resource: report.reason for report in survey.reports if report.error}

    assert names == {
        "queues": NAMES["queues"],
        "agents": {"jkowalski": Named(name="Jan Kowalski")},
        "campaigns": NAMES["campaigns"],
    }
    assert failed == {"teams": "refused", "pauses": "server_error", "chat_queues": "unreadable"}


@pytest.mark.parametrize(("status", "error"), [(401, UnauthorizedError), (429, ThrottledError)])
async def test_a_refused_password_and_a_throttle_end_the_pass_at_once(status: int, error: type[Exception]) -> None:
    fake = small()
    fake.errors["queues"] = Fault(status)

    with pytest.raises(error):
        await read(fake)

    assert len(fake.requests) == 1


async def test_statuses_and_waiting_callers_are_read_without_labels() -> None:
    fake = small()
    async with serving(fake) as url, Client(url, fake.user, fake.password, Pace(0)) as client:
        survey = Survey(client)
        statuses = await survey.statuses()
        waiting = await survey.waiting(["155", "../agents"])

    assert statuses == (AgentStatus(login="jkowalski", status="FREE", since="2026-11-20 08:00:00"),)
    assert waiting == {"155": (WaitingCaller(number="523993855", since="2026-11-20 09:00:00"),)}
    assert not any("agents?" in request for request in fake.requests)


async def test_at_most_twenty_problems_of_a_resource_are_listed() -> None:
    fake = small()
    fake.queues = [{"id": number} for number in range(50)]
    _, survey = await read(fake)

    assert (len(survey.reports[0].problems), survey.reports[0].more_problems) == (20, 30)
    assert survey.reports[0].problems[0] == {"field": "queues[0].name", "detail": "is missing"}
