"""Recipients of alerts: a web server that takes posts, and a mail server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.server import PATIENCE


class Sink:
    """A web server on a free port: `posts` holds what came, `status` is what it answers."""

    def __init__(self) -> None:
        """Nothing came yet."""
        self.posts: list[tuple[str, Any]] = []
        self.status = 200
        self.came = asyncio.Event()
        self.address = ""

    async def until(self, count: int) -> list[Any]:
        """The bodies, once so many came."""
        async with asyncio.timeout(PATIENCE):
            while len(self.posts) < count:
                self.came.clear()
                await self.came.wait()
        return [body for _, body in self.posts]

    async def take(self, request: web.Request) -> web.Response:
        """Note a post."""
        self.posts.append((request.path, await request.json()))
        self.came.set()
        return web.Response(status=self.status, text="taken" if self.status < 300 else "not now")


@asynccontextmanager
async def web_sink() -> AsyncIterator[Sink]:
    """A web server that takes posts at every address."""
    sink, app = Sink(), web.Application()
    app.router.add_post("/{path:.*}", sink.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    sink.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield sink
    finally:
        await runner.cleanup()


class Mailbox:
    """A mail server's mailbox."""

    def __init__(self) -> None:
        """No mail yet."""
        self.mails: list[EmailMessage] = []
        self.came = asyncio.Event()
        self.port = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name there
        """Take a mail."""
        mail = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.came.set()
        return "250 queued as 7"

    async def first(self) -> EmailMessage:
        """The first mail, once it came."""
        async with asyncio.timeout(PATIENCE):
            await self.came.wait()
        return self.mails[0]


@asynccontextmanager
async def mail_sink() -> AsyncIterator[Mailbox]:
    """A mail server without passwords or encryption."""
    box = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, enable_SMTPUTF8=True), "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        await server.wait_closed()
