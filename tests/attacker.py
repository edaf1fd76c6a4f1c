"""An attacker, and what they bring: keys that are right, wrong and a TV's, and bytes that need not be HTTP."""

import asyncio
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple, get_args

import msgspec

from app.events import Known
from tests.server import DAY, Answer, Wallboard

TV, BOSS, ADMIN, WRONG = "tv-key-8Zq", "boss-key-Xw3", "admin-key-5Kd", "wrong-key-7Rt"


def entry(role: str, key: str) -> str:
    return f'[[keys]]\nname = "{role}"\nrole = "{role}"\nhash = "sha256:{sha256(key.encode()).hexdigest()}"\n'


KEYS = entry("tv", TV) + entry("supervisor", BOSS) + entry("admin", ADMIN)
TOML = (
    KEYS
    + """
[webhook]
username = "thulium"
password = "s3cret-pw"
[agents.anna]
name = "Anna Nowak"
[boards.sales]
queues = ["155"]
"""
)


def basic(name: str, password: str, encoding: str = "utf-8") -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{name}:{password}".encode(encoding)).decode()}


THULIUM = basic("thulium", "s3cret-pw")

PARAMETERS = {"board": "sales", "login": "anna", "connection_id": "ENTER_QUEUE.1", "queue": "155", "page": "install"}
PARAMETERS |= {"id": "nobody", "day": DAY}
FILES = {"pictures": "tv.png", "fonts": "Roboto-Regular.woff2"}  # a file of each static folder; else icon.svg

# What role tv never gets, by the fields that carry it (CONTRACT.md, "HTTP").
SECRETS = {
    "source_number": "523993855",
    "source_name": "Teresa Zawadzka",
    "destination_number": "224877099",
    "phone_number": "602731499",
    "caller_id": "771002003",
    "client_name": "Wanda Wrona",
    "client_email": "wanda.wrona@poczta.example",
    "filename": "talk_20261120_0900.wav",
}
KNOWN = {"date": f"{DAY} 09:00:00", "queue_id": "155", "agent_login": "anna", "id": "00001", "chat_queue_id": "1"}


def everything_that_happens(run: int) -> Iterator[dict[str, str]]:
    """Every action, each of its fields filled, each about a call or chat of its own that it leaves alive or ends."""
    for kind in get_args(Known):
        action = str(kind.__struct_config__.tag)
        body = {"action": action}
        for field in msgspec.structs.fields(kind):
            value = SECRETS.get(field.name) or KNOWN.get(field.name) or f"{action}.{run}"
            body[field.name] = "7" if "int" in str(field.type) and field.name != "date" else value
        yield body


async def much_happens(board: Wallboard, run: int = 1) -> None:
    for body in everything_that_happens(run):
        assert (await board.delivers(body, **THULIUM)).status == 200, body
    wrong = {"action": "ENTER_QUEUE", "source_number": SECRETS["source_number"], "note": SECRETS["client_email"]}
    assert (await board.delivers(wrong, **THULIUM)).status == 422
    assert (await board.delivers({"action": "NEWS", **SECRETS}, **THULIUM)).status == 200


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


class Route(NamedTuple):
    method: str
    pattern: str
    path: str


def routes(board: Wallboard) -> list[Route]:
    """Every route that only reads, and the webhook; `changing_routes` has the others."""
    return [route for route in _all_routes(board) if not _changes(route)]


def changing_routes(board: Wallboard) -> list[Route]:
    """Every route that changes something, but the webhook, which has credentials of its own."""
    return [route for route in _all_routes(board) if _changes(route)]


def _changes(route: Route) -> bool:
    return route.method not in {"GET", "HEAD", "*"} and route.pattern != "/webhooks/thulium"


def _all_routes(board: Wallboard) -> list[Route]:
    """Every route of the router, with its parameters filled. KeyError for a parameter that no table here knows."""
    found = []
    for route in board.app.router.routes():
        assert route.resource is not None
        pattern = route.resource.canonical
        file = FILES.get(pattern.rpartition("/")[2], "icon.svg")
        path = f"{pattern}/{file}" if pattern.startswith("/static/") else pattern.format_map(PARAMETERS)
        found.append(Route(route.method, "/static" if pattern.startswith("/static/") else pattern, path))
    return found


async def asked(board: Wallboard, path: str, **headers: str) -> Answer:
    """A question; of a stream, the state and the patch that much happening brings."""
    plain = {"Accept-Encoding": "identity"} | headers
    async with board.session.get(path, headers=plain, allow_redirects=False) as response, asyncio.timeout(5):
        if response.content_type != "text/event-stream":
            return Answer(response.status, response.headers, await response.read())
        heard = await response.content.readany()
        await much_happens(board, run=abs(hash(path)))
        while b"event: patch" not in heard:
            heard += await response.content.readany()
        response.close()
        return Answer(response.status, response.headers, heard)


async def says(board: Wallboard, data: bytes) -> bytes:
    """Whatever comes back for bytes that need not be HTTP, until the server closes. `localhost` gets its port."""
    host, port = board.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(data.replace(b"Host: localhost\r\n", f"Host: localhost:{port}\r\n".encode()))
    heard = b""
    with suppress(ConnectionError):
        async with asyncio.timeout(5):
            while more := await reader.read(65536):
                heard += more
    writer.close()
    return heard


CLOSE = "Connection: close\r\nContent-Length: 0\r\n"


def status(heard: bytes) -> int:
    return int(heard.split(b" ", 2)[1]) if heard else 0
