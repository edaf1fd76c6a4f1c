"""A proxy in front of a wallboard, as offices have them: it keeps what it carried, and can be made to fail."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web


class Proxy:
    """Passes requests on; once told a status it cuts what is open and answers nothing but that."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.url = ""
        self.carried: dict[str, bytearray] = {}
        self.refused = 0
        self._session = session
        self._status: int | None = None
        self._open: set[aiohttp.ClientResponse] = set()

    def answers(self, status: int | None) -> None:
        """From now on this status, or None for what the wallboard says."""
        self._status, self.refused = status, 0
        for response in self._open if status else ():
            response.close()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if self._status:
            self.refused += 1
            return web.Response(status=self._status, text="<h1>The proxy is unwell</h1>", content_type="text/html")
        async with self._session.get(request.path_qs, headers={"Accept-Encoding": "identity"}) as response:
            kept = {n: v for n, v in response.headers.items() if n in {"Content-Type", "Content-Security-Policy"}}
            answer = web.StreamResponse(status=response.status, headers=kept)
            await answer.prepare(request)
            self._open.add(response)
            try:
                async for piece in response.content.iter_any():
                    self.carried.setdefault(request.path, bytearray()).extend(piece)
                    await answer.write(piece)
            except (aiohttp.ClientError, ConnectionError):
                pass  # either side left
            finally:
                self._open.discard(response)
        return answer


@asynccontextmanager
async def proxied(address: str) -> AsyncIterator[Proxy]:
    """A proxy before the wallboard at this address, on a port of its own."""
    forever = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(address, timeout=forever) as session:
        proxy = Proxy(session)
        app = web.Application()
        app.router.add_get("/{path:.*}", proxy.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        proxy.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield proxy
        finally:
            await runner.cleanup()
