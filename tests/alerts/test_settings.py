"""Recipients in settings: what can be set, by whom, and that nobody reads a secret again."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.config.loading import Mistakes, load, parse
from app.config.recipients import masked, unmasked
from app.config.warnings import warnings
from app.document.merge_patch import Json
from tests.server import Answer, Wallboard, open_wallboard

SECRET = "verysecret"  # noqa: S105 - of this test
SLACK = "slack:https://hooks.slack.com/services/T0/B0/verysecret"
TEAMS = "teams:https://prod.example.com/workflows/verysecret?sig=verysecret"


async def patch(board: Wallboard, **alerts: Any) -> Answer:
    body = json.dumps({"alerts": alerts}).encode()
    return await board.asks("/settings.json", "PATCH", body, Content_Type="application/json")


async def test_a_recipients_secrets_are_written_and_never_read(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        assert (await patch(board, to=[SLACK, TEAMS])).status == 200
        shown = (await board.asks("/settings.json")).json["settings"]["alerts"]["to"]
        answers = [await board.asks(path) for path in ("/settings.json", "/settings/changes", "/settings", "/alerts")]

    assert [one.partition("\N{HORIZONTAL ELLIPSIS}")[0] for one in shown] == [
        "slack:https://hooks.slack.com/",
        "teams:https://prod.example.com/",
    ]
    assert not [answer for answer in answers if "verysecret" in answer.text]


async def test_what_is_shown_can_be_sent_back_beside_another(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        await patch(board, to=[SLACK])
        (shown,) = (await board.asks("/settings.json")).json["settings"]["alerts"]["to"]
        assert (await patch(board, to=[TEAMS, shown])).status == 200
        again = (await board.asks("/settings.json")).json["settings"]["alerts"]["to"]
        unknown = await patch(board, to=["slack:https://hooks.slack.com/\N{HORIZONTAL ELLIPSIS}0000"])

    assert again == [masked(TEAMS), masked(SLACK)]
    assert unknown.status == 422


WRONG: list[tuple[Json, str]] = [
    ({"to": ["anna@example.com"]}, "alerts.to[0]"),
    ({"to": ["mailto:anna"]}, "alerts.to[0]"),
    ({"to": ["ftp://example.com"]}, "alerts.to[0]"),
    ({"to": ["mailto:anna@example.com"]}, "alerts.to[0]"),  # there is no mail server
    ({"to": ["http://169.254.169.254/latest"]}, "alerts.to[0]"),
    ({"to": ["slack:http://[fe80::1]/x"]}, "alerts.to[0]"),
    ({"to": "https://example.com"}, "alerts.to"),
    ({"levels": ["red"]}, "alerts.levels[0]"),
    ({"for": -1}, "alerts.for"),
    ({"for": "30"}, "alerts.for"),
    ({"quiet": "22-6"}, "alerts.quiet"),
    ({"quiet": "22:00-24:00"}, "alerts.quiet"),
    ({"boards": ["nowhere"]}, "alerts.boards[0]"),
    ({"address": "wallboard"}, "alerts.address"),
    ({"for_": 1}, "alerts.for_"),
]


async def test_wrong_values_are_refused_by_name(tmp_path: Path) -> None:
    async with open_wallboard(tmp_path) as board:
        for alerts, field in WRONG:
            answer = await patch(board, **alerts)
            assert answer.status == 422, (alerts, answer.text)
            assert [error["field"] for error in answer.json["errors"]] == [field]


OF_THE_BROWSER = ("//169.", "[fe80")


@pytest.mark.parametrize("alerts", [one for one, _ in WRONG if not any(part in str(one) for part in OF_THE_BROWSER)])
def test_the_file_refuses_them_too(alerts: Json) -> None:
    text = "\n".join(f"{key} = {json.dumps(value)}" for key, value in alerts.items())
    with pytest.raises(Mistakes, match=r"^alerts\."):
        parse(f"[alerts]\n{text}\n")


def test_recipients_and_the_mail_servers_password_come_from_the_environment() -> None:
    settings = load(None, {"WALLBOARD_ALERTS_TO": f"{SLACK}  {TEAMS}", "WALLBOARD_MAIL_PASSWORD": "verysecret"})

    assert settings.alerts.recipients == [SLACK, TEAMS]
    assert settings.mail.password == SECRET


def test_unencrypted_recipients_are_warned_of() -> None:
    settings = parse('[alerts]\nto = ["http://chat.example.com/x", "http://127.0.0.1/x"]\n')

    assert warnings(settings) == ["alerts.to[0]: is told unencrypted; use https"]


def test_a_mail_address_is_no_secret_and_two_of_one_service_differ() -> None:
    assert masked("mailto:a@example.com") == "mailto:a@example.com"
    assert masked(SLACK) != masked(SLACK + "2")
    assert unmasked({"alerts": {"to": 5}}, [SLACK]) == {"alerts": {"to": 5}}


async def test_a_mail_password_goes_only_to_the_host_that_it_was_given_for(tmp_path: Path) -> None:
    headers = {"Content_Type": "application/json"}

    async def mail(board: Wallboard, **values: Any) -> int:
        body = json.dumps({"mail": values}).encode()
        return (await board.asks("/settings.json", "PATCH", body, **headers)).status

    async with open_wallboard(tmp_path) as board:
        assert await mail(board, host="smtp.example.com", user="u", password=SECRET) == 200
        assert await mail(board, host="evil.example.com") == 422
        assert await mail(board, host="other.example.com", password=f"{SECRET}2") == 200
        assert (await patch(board, to=["mailto:anna@example.com"])).status == 200
        shown = (await board.asks("/settings.json")).text

    assert "verysecret" not in shown
    assert '"password"' not in shown
