"""Registering the webhook by REST: only the actions that are missing, so that a second time nothing is posted."""

import msgspec
from yarl import URL

from ..state.apply import EFFECTS
from . import parsing
from .client import Client
from .parsing import Registration

ACTIONS = frozenset(str(kind.__struct_config__.tag) for kind, effects in EFFECTS.items() if effects)
"""Every action that changes a figure, as Thulium names it; the others come in bulk and change none."""


class Outcome(msgspec.Struct, frozen=True):
    """How many actions were registered for the address before, and which were added."""

    before: int
    added: tuple[str, ...]


async def registered_actions(client: Client, url: str) -> frozenset[str]:
    """The actions that Thulium sends to this address already."""
    parsed = parsing.registrations(await client.get_rows("webhooks"))
    return frozenset().union(*(one.actions for one in parsed.rows if _is_same(one, url))) & ACTIONS


async def register(client: Client, url: str, actions: frozenset[str], credentials: tuple[str, str]) -> None:
    """Have Thulium send these actions to the address with this user and password."""
    user, password = credentials
    body = {
        "actions": sorted(actions),
        "subscription_url": url,
        "http_auth_user": user,
        "http_auth_password": password,
    }
    await client.post("webhooks", body)


def _is_same(registration: Registration, url: str) -> bool:
    try:
        return _plain(registration.url) == _plain(url)
    except ValueError:
        return False


def _plain(url: str) -> URL:
    """The address as it is compared: without a slash at its end and a user in it."""
    parsed = URL(url.strip().rstrip("/"))
    return parsed.with_user(None).with_password(None)
