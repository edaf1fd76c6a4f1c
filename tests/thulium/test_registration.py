"""Registering the webhook by REST: what is missing, once, and nothing of other integrations."""

from app.simulator.rest import FakeThulium, serving
from app.thulium.client import Client, Pace
from app.thulium.registration import ACTIONS, register, registered_actions

WEBHOOK = "https://board.example.org/webhooks/thulium"


async def test_what_was_registered_is_missing_no_more() -> None:
    fake = FakeThulium(
        webhooks=[
            {
                "id": 1,
                "actions": ["ABANDONED", "NEW_ACTION"],
                "subscription_url": "https://board.example.org/webhooks/thulium/",
            },
            {"id": 2, "actions": ["ENTER_QUEUE"], "subscription_url": "https://crm.example.com/webhooks/thulium"},
            {"id": 3, "actions": ["ENTER_QUEUE"], "subscription_url": "not an address"},
        ]
    )
    async with serving(fake) as url, Client(url, fake.user, fake.password, Pace(0)) as client:
        before = await registered_actions(client, WEBHOOK)
        await register(client, WEBHOOK, ACTIONS - before, ("thulium", "long and random"))
        after = await registered_actions(client, WEBHOOK)

    assert before == {"ABANDONED"}
    assert after == ACTIONS
    assert fake.posted == [
        {
            "actions": sorted(ACTIONS - {"ABANDONED"}),
            "subscription_url": WEBHOOK,
            "http_auth_user": "thulium",
            "http_auth_password": "long and random",
        }
    ]


def test_every_action_that_changes_a_figure_is_registered() -> None:
    assert len(ACTIONS) == 37
    assert not ACTIONS & {"RECORDING_READY", "CUSTOMER_UPDATED"}
