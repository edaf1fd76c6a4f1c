"""How a message reaches a recipient: by mail, Slack, Teams, any https address, or Apprise. One try each.

Errors name neither an address nor a password: a webhook's address is as good as one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from email.message import EmailMessage
from email.utils import format_datetime, localtime
from typing import Any

import aiohttp
import aiosmtplib

from ..config.recipients import split
from ..config.schema import Mail
from ..runtime.connecting import cause
from .grouping import Message

TIMEOUT_S = 20.0
MAX_ANSWER_BYTES = 2048
MAX_ANSWER_CHARS = 200
CARD_VERSION = "1.4"


class DeliveryError(Exception):
    """The message was not taken; the text says what the other side answered."""


async def deliver(recipient: str, message: Message, mail: Mail) -> str:
    """Send the message; what the other side answered. DeliveryError if it did not take it."""
    service, address = split(recipient)
    try:
        async with asyncio.timeout(TIMEOUT_S):
            return await CHANNELS[service](address, message, mail)
    except TimeoutError:
        raise DeliveryError(f"no answer within {TIMEOUT_S:.0f} s") from None


async def _send_mail(address: str, message: Message, mail: Mail) -> str:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = mail.sender, address, message.title
    letter["Date"] = format_datetime(localtime())
    letter["Message-ID"] = f"<wallboard.{message.id}@{mail.sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(f"{message.text}\n\n{message.url}\n")
    try:
        _, answer = await aiosmtplib.send(
            letter,
            hostname=mail.host,
            port=mail.port,
            username=mail.user,
            password=mail.password,
            use_tls=mail.tls == "tls",
            start_tls=mail.tls == "starttls",
            timeout=TIMEOUT_S,
        )
    except aiosmtplib.SMTPResponseException as error:
        raise DeliveryError(_clean(f"{error.code} {error.message}")) from None
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise DeliveryError(_clean(str(error) or type(error).__name__)) from None
    return _clean(answer)


async def _post_slack(address: str, message: Message, _mail: Mail) -> str:
    return await _post(address, {"text": _escaped(f"*{message.title}*\n{message.text}\n{message.url}")})


async def _post_teams(address: str, message: Message, _mail: Mail) -> str:
    """An Adaptive Card, as the workflow "When a Teams webhook request is received" takes it."""
    lines = [{"type": "TextBlock", "text": line, "wrap": True} for line in message.lines]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": CARD_VERSION,
        "body": [{"type": "TextBlock", "text": message.title, "weight": "Bolder", "wrap": True}, *lines],
        "actions": [{"type": "Action.OpenUrl", "title": message.url.partition("?")[0], "url": message.url}],
    }
    content = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return await _post(address, {"type": "message", "attachments": [content]})


async def _post_plain(address: str, message: Message, _mail: Mail) -> str:
    body = {
        "text": message.text,
        "state": message.state,
        "level": message.level,
        "subject": message.subject,
        "board": message.board,
        "since": message.since,
        "url": message.url,
    }
    return await _post(address, body)


async def _post(address: str, body: Mapping[str, Any]) -> str:
    """Post JSON. Redirects are not followed: an address that moved is to be configured anew."""
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.post(address, json=body, allow_redirects=False) as response,
        ):
            text = (await response.content.read(MAX_ANSWER_BYTES)).decode("utf-8", "replace")
            answer = _clean(f"{response.status} {text or response.reason or ''}")
    except aiohttp.InvalidURL:
        raise DeliveryError("the address is none that can be asked") from None
    except (aiohttp.ClientError, OSError) as error:
        raise DeliveryError(f"cannot be reached: {cause(error)}") from None
    if not 200 <= response.status < 300:
        raise DeliveryError(answer)
    return answer


async def _notify_apprise(address: str, message: Message, _mail: Mail) -> str:
    """In a thread: the package is slow to import, and waits for each service."""
    return await asyncio.to_thread(_notify, address, message)


def _notify(address: str, message: Message) -> str:
    try:
        import apprise  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise DeliveryError("needs the extra `alerts`") from None
    sender = apprise.Apprise()
    if not sender.add(address):
        raise DeliveryError("is no address that Apprise knows")
    if not sender.notify(body=f"{message.text}\n{message.url}", title=message.title):
        raise DeliveryError("Apprise could not deliver it")
    return "delivered by Apprise"


def _escaped(text: str) -> str:
    """Slack's three control characters as text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clean(text: str) -> str:
    """An answer as one short line."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:MAX_ANSWER_CHARS]


CHANNELS: Mapping[str, Callable[[str, Message, Mail], Awaitable[str]]] = {
    "mailto": _send_mail,
    "slack": _post_slack,
    "teams": _post_teams,
    "": _post_plain,
    "apprise": _notify_apprise,
}
"""By service, as `recipients.split` names it."""
