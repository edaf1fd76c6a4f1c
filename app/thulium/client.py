"""The client of Thulium's REST API: one request at a time, at most one a second. Not here: what answers mean.

Every failure is a `ThuliumError` that says in words what happened, whose fault it is and what to do. Neither the
password nor anything of an answer is in any of them.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self

import aiohttp
import msgspec
from yarl import URL

from ..runtime.connecting import cause
from .parsing import NotAList, rows_of

REQUEST_INTERVAL_S = 1.0
TIMEOUT_S = 30.0
CONNECT_TIMEOUT_S = 10.0
MAX_ANSWER_BYTES = 4 << 20
LARGE_BYTES = 64 << 10  # decoding more takes over a millisecond: it is done in a thread
PAGE_ROWS = 100  # the most that the API gives at once
MAX_PAGES = 100
MAX_RETRY_AFTER_S = 3600.0


class ThuliumError(Exception):
    """A request that gave nothing; `reason` is a word for metrics."""

    reason = "error"


class UnauthorizedError(ThuliumError):
    """401: the user or the password is wrong. Asking again could lock the account."""

    reason = "unauthorized"


class ThrottledError(ThuliumError):
    """429 or 503: too many requests. `retry_after` is what the answer says, in seconds, or 0."""

    reason = "throttled"

    def __init__(self, text: str, retry_after: float = 0.0) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class UnreachableError(ThuliumError):
    """No connection, or no answer in time."""

    reason = "unreachable"


class RefusedError(ThuliumError):
    """Any other status: this request is not possible, others may be."""

    reason = "refused"


class ServerError(RefusedError):
    """5xx: Thulium has an error."""

    reason = "server_error"


class UnreadableError(ThuliumError):
    """An answer that is no JSON or has none of the known shapes."""

    reason = "unreadable"


class Pace:
    """One request at a time, each so long after the one before. All clients of a node share it."""

    def __init__(self, interval_s: float = REQUEST_INTERVAL_S) -> None:
        self._interval_s = interval_s
        self._lock = asyncio.Lock()
        self._next_at = 0.0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one's turn, and have it."""
        async with self._lock:
            await asyncio.sleep(self._next_at - time.monotonic())
            self._next_at = time.monotonic() + self._interval_s
            yield


class Client:
    """The API of one Thulium system; `async with` it."""

    def __init__(self, url: str, user: str, password: str, pace: Pace) -> None:
        self.base = api_base(url)
        self._headers = {
            "Accept": "application/json",
            "Authorization": aiohttp.encode_basic_auth(user, password, encoding="utf-8"),
        }
        self._pace = pace
        self._exits = AsyncExitStack()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
        session = aiohttp.ClientSession(timeout=timeout, headers=self._headers)
        self._session = await self._exits.enter_async_context(session)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exits.aclose()

    async def get(self, path: str, parameters: Mapping[str, str] | None = None) -> Any:
        """The JSON of an answer."""
        return await self._ask("GET", path, parameters=parameters)

    async def get_rows(self, path: str) -> list[Any]:
        """A whole list, a page at a time."""
        rows: list[Any] = []
        for page in range(MAX_PAGES):
            answer = await self.get(path, {"limit": str(PAGE_ROWS), "offset": str(page * PAGE_ROWS)})
            try:
                found = rows_of(answer)
            except NotAList as error:
                raise UnreadableError(f"GET {path}: {error}") from None
            if page and found == rows[-len(found) :]:
                break  # the offset is ignored
            rows += found
            if len(found) != PAGE_ROWS:
                break
        return rows

    async def post(self, path: str, body: object) -> None:
        """Send JSON; the answer is not looked at."""
        await self._ask("POST", path, body=msgspec.json.encode(body))

    async def _ask(
        self, method: str, path: str, parameters: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Any:
        assert self._session is not None, "the client is not entered"  # noqa: S101 - a mistake in this program
        what = f"{method} {path}"
        async with self._pace.turn():
            headers = {"Content-Type": "application/json"} if body is not None else None
            try:
                async with self._session.request(
                    method, self.base / path, params=parameters, data=body, headers=headers, allow_redirects=False
                ) as response:
                    _check(what, response)
                    data = await _limited(what, response)
            except TimeoutError:
                raise UnreachableError(f"{what}: Thulium did not answer within {TIMEOUT_S:.0f} s") from None
            except (aiohttp.ClientError, OSError) as error:
                raise UnreachableError(f"{what}: Thulium cannot be reached: {cause(error)}") from None
        if method == "POST":
            return None
        return await _decoded(what, data, response.content_type)


def api_base(url: str) -> URL:
    """The address of the API for the address of a Thulium system, with or without `/api` at its end."""
    base = URL(url.strip().rstrip("/"))
    return base if base.path.endswith("/api") else base / "api"


def url_error(url: str) -> str:
    """Why this cannot be the address of a Thulium system; empty if it can."""
    try:
        parsed = URL(url.strip())
    except ValueError:
        parsed = URL()
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        return "expected an address such as https://SYSTEM.thulium.com"
    if parsed.user or parsed.password:
        return "must not hold a user or a password"
    return "must hold neither a query nor a fragment" if parsed.query_string or parsed.fragment else ""


def user_error(user: str) -> str:
    """Why Basic authentication cannot carry this user (RFC 7617, section 2); empty if it can."""
    return "must hold neither a colon nor control characters" if ":" in user or not user.isprintable() else ""


def _check(what: str, response: aiohttp.ClientResponse) -> None:
    status = response.status
    if status in {200, 201, 202, 204}:
        return
    if status == 401:
        raise UnauthorizedError("Thulium refuses the user or the password (status 401)")
    if status == 429 or (status == 503 and "Retry-After" in response.headers):
        raise ThrottledError(f"{what}: Thulium asks for a pause (status {status})", _retry_after(response))
    if 300 <= status < 400:
        raise RefusedError(f"{what}: the address redirects (status {status}); enter the one that it leads to")
    if status >= 500:
        raise ServerError(f"{what}: Thulium has an error (status {status})")
    raise RefusedError(f"{what}: answered with status {status}")


def _retry_after(response: aiohttp.ClientResponse) -> float:
    """The seconds that the answer asks to wait, at most an hour."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdecimal():
        return min(float(text[:9]), MAX_RETRY_AFTER_S)
    try:
        seconds = parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, OverflowError):
        return 0.0
    return min(max(seconds, 0.0), MAX_RETRY_AFTER_S)


async def _limited(what: str, response: aiohttp.ClientResponse) -> bytes:
    """The whole body, if it is not over `MAX_ANSWER_BYTES`."""
    data = bytearray()
    async for chunk in response.content.iter_chunked(LARGE_BYTES):
        data += chunk
        if len(data) > MAX_ANSWER_BYTES:
            raise UnreadableError(f"{what}: the answer is over {MAX_ANSWER_BYTES >> 20} MiB")
    return bytes(data)


async def _decoded(what: str, data: bytes, content_type: str) -> Any:
    try:
        if len(data) > LARGE_BYTES:
            return await asyncio.to_thread(msgspec.json.decode, data)
        return msgspec.json.decode(data)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise UnreadableError(f"{what}: the answer is no JSON ({content_type})") from None
