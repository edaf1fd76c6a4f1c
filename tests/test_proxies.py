"""Behind the proxies that `wallboard print` configures: real nginx, Caddy and Apache, with TLS."""

import asyncio
import io
import re
import signal
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import aiohttp
import pytest
from yarl import URL

from tests.server import DAY, PATIENCE, Screen, open_wallboard, run
from tests.tools import needed, tried

KEY = "boss-key-Xw3"
THULIUM = {"Authorization": aiohttp.encode_basic_auth("thulium", "s3cret-pw")}
TOML = f"""
[webhook]
username = "thulium"
password = "s3cret-pw"
[[keys]]
name = "Boss"
role = "supervisor"
hash = "sha256:{sha256(KEY.encode()).hexdigest()}"
"""
MODULES = (
    "mpm_event", "authz_core", "authz_host", "ssl", "socache_shmcb", "http2", "headers", "reqtimeout", "rewrite",
    "alias", "proxy", "proxy_http",
)  # fmt: skip
HEAD_TIMEOUT = re.compile(r"(client_header_timeout |read_header |header=)15")
COMBINED = '"%h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\""'


class Trial(NamedTuple):
    """Where a proxy is tried: its folder, its https and http ports."""

    folder: Path
    https: int
    http: int

    def logged(self) -> str:
        """All that the proxy has written to any log."""
        return "".join(file.read_text() for file in self.folder.glob("*.log"))

    def certified(self, text: str) -> str:
        """A printed file with this trial's certificate and ports."""
        text = text.replace("/etc/letsencrypt/live/localhost/fullchain.pem", f"{self.folder}/cert.pem")
        return text.replace("/etc/letsencrypt/live/localhost/privkey.pem", f"{self.folder}/key.pem")


def nginx(printed: str, at: Trial) -> list[str]:
    text = re.sub(r"(?m)^ *listen \[::\].*\n", "", at.certified(printed)).replace("/var/log/nginx", str(at.folder))
    text = text.replace("listen 443", f"listen 127.0.0.1:{at.https}").replace(
        "listen 80", f"listen 127.0.0.1:{at.http}"
    )
    places = "".join(
        f"{kind}_temp_path {at.folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = at.folder / "nginx.conf"
    # As distributions have it: a log of everything that no server keeps elsewhere.
    general = f"access_log {at.folder}/access.log; error_log {at.folder}/error.log;"
    file.write_text(f"daemon off; user root; pid {at.folder}/pid;\nevents {{}}\nhttp {{\n{general}{places}{text}}}\n")
    return [needed("nginx"), "-e", f"{at.folder}/error.log", "-c", str(file)]


def caddy(printed: str, at: Trial) -> list[str]:
    tls = f"localhost {{\n\ttls {at.folder}/cert.pem {at.folder}/key.pem"
    here = f"admin off\n\tdefault_bind 127.0.0.1\n\thttp_port {at.http}\n\thttps_port {at.https}"
    text = printed.replace("localhost {", tls).replace("/var/log/caddy", str(at.folder))
    file = at.folder / "Caddyfile"
    file.write_text(re.sub(r"(?m)^\{$", f"{{\n\t{here}", text))
    return [needed("caddy"), "run", "--config", str(file), "--adapter", "caddyfile"]


def apache(printed: str, at: Trial) -> list[str]:
    text = at.certified(printed).replace("*:443", f"*:{at.https}").replace("*:80", f"*:{at.http}")
    head = [f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in MODULES]
    head += [f"Listen 127.0.0.1:{at.https}", f"Listen 127.0.0.1:{at.http}", f"Define APACHE_LOG_DIR {at.folder}"]
    head += [f"PidFile {at.folder}/pid", f"ErrorLog {at.folder}/error.log", "ServerName localhost"]
    head += ["User www-data", "Group www-data", f"DefaultRuntimeDir {at.folder}"]
    head += [f"LogFormat {COMBINED} combined", f"CustomLog {at.folder}/access.log combined"]  # as distributions have it
    file = at.folder / "apache.conf"
    file.write_text("\n".join([*head, text]))
    return [needed("apache2"), "-D", "FOREGROUND", "-f", str(file)]


@asynccontextmanager
async def proxied(
    what: str, at: Trial, port: int, *options: str, base: str = "", head_timeout_s: int = 15
) -> AsyncIterator[str]:
    """The address of a proxy that runs with the printed file, in front of the wallboard at that port."""
    config = at.folder / "wallboard.toml"
    config.write_text(f'server.port = {port}\nserver.base = "{base}"\n{TOML}')
    printed = run(at.folder, "print", what, "--config", "wallboard.toml", "--site", "localhost", *options)
    assert printed.returncode == 0, printed.stderr
    text, shortened = HEAD_TIMEOUT.subn(rf"\g<1>{head_timeout_s}", printed.stdout)
    assert shortened
    with (at.folder / "output.log").open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *PROXIES[what](text, at), stdout=output, stderr=output, env={"HOME": str(at.folder)}
        )
    try:
        async with asyncio.timeout(PATIENCE):
            while not (await _listens(at.https) and await _listens(at.http)):
                assert process.returncode is None, at.logged()
                await asyncio.sleep(0.02)
        yield f"https://localhost:{at.https}"
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGQUIT if what == "caddy" else signal.SIGTERM)  # Caddy would wait for streams
        await process.wait()


PROXIES: dict[str, Callable[[str, Trial], list[str]]] = {"nginx": nginx, "caddy": caddy, "apache": apache}


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def at(tmp_path: Path) -> Trial:
    where = Trial(tmp_path, free_port(), free_port())
    subject = ("-subj", "/CN=localhost", "-days", "2", "-nodes")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
    tried("openssl", "req", "-x509", *key, *subject, "-keyout", f"{tmp_path}/key.pem", "-out", f"{tmp_path}/cert.pem")
    return where


@pytest.mark.parametrize("what", PROXIES)
async def test_the_board_lives_behind_a_proxy(at: Trial, what: str, tmp_path: Path) -> None:
    async with open_wallboard(tmp_path, TOML) as board, proxied(what, at, int(board.address[-5:])) as address:
        plain = aiohttp.ClientSession(address, connector=aiohttp.TCPConnector(ssl=False))
        async with plain as office:
            async with office.get("/tv", params={"key": KEY}, allow_redirects=False) as entered:
                cookie = entered.headers["Set-Cookie"]
                assert (entered.status, entered.headers["Location"]) == (303, "/tv")
            async with office.get("/tv") as page:
                assert page.status == 200
            async with office.get("/metrics") as hidden:
                assert hidden.status in {403, 404}
            async with office.get("/events", headers={"Accept-Encoding": "gzip"}, auto_decompress=False) as response:
                screen = Screen(response)
                first = await screen.next()
                body = {"action": "ENTER_QUEUE", "date": f"{DAY} 09:00:00", "connection_id": "1.1", "queue_id": "155"}
                async with office.post("/webhooks/thulium", data=body, headers=THULIUM) as kept:
                    assert (kept.status, await kept.json()) == (200, {"version": 1})
                shown = await screen.until(1)  # a proxy that gathers would hold it back until the buffer is full
                response.close()
            large = io.BytesIO(b"x" * 1_500_000)
            async with office.post("/webhooks/thulium", data=large, headers=THULIUM) as refused:
                assert (refused.status, refused.content_type) == (413, "application/problem+json")
    logged = at.logged()

    assert "Secure" in cookie
    assert (first.name, first.data["version"]) == ("state", 0)
    assert shown["queues"]["155"]["waiting"] == 1
    assert "/webhooks/thulium" in logged
    assert KEY not in logged
    assert "s3cret-pw" not in logged


@pytest.mark.parametrize("what", PROXIES)
async def test_a_board_that_is_a_part_of_another_site_lives_behind_a_proxy(
    at: Trial, what: str, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        board = await stack.enter_async_context(open_wallboard(tmp_path, f'[server]\nbase = "/wallboard"\n{TOML}'))
        address = await stack.enter_async_context(proxied(what, at, int(board.address[-5:]), base="/wallboard"))
        connector = aiohttp.TCPConnector(ssl=False)
        office = await stack.enter_async_context(aiohttp.ClientSession(address, connector=connector))
        async with office.get("/wallboard", params={"key": KEY}) as page:
            shown = await page.text()
        async with office.post("/wallboard/webhooks/thulium", data={"action": "NEWS"}, headers=THULIUM) as kept:
            status = kept.status
        async with office.get("/wallboard/events", headers={"Accept-Encoding": "identity"}) as stream:
            first = await Screen(stream).next()
            stream.close()
        async with office.get("/wallboard/metrics") as hidden:
            pass

    assert (page.status, page.url.path.rstrip("/"), page.url.query_string) == (200, "/wallboard", "")
    assert 'data-base="/wallboard"' in shown
    assert (status, first.name) == (200, "state")
    assert hidden.status in {403, 404}


async def said(port: int, head: str) -> tuple[int, list[str]]:
    """The status and the headers of the answer to a request without TLS, as they stand in it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{head}\r\nHost: localhost\r\nReferer: http://localhost/tv?key={KEY}\r\n\r\n".encode())
    answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    writer.close()
    first, *headers = answer.strip().split("\r\n")
    return int(first.split()[1]), headers


REDIRECTED = [
    "/",
    f"/tv?key={KEY}",
    "/tv/sales?layout=queues&rotate=20",
    "/agents/SIP%2F2503/timeline",
    "/tv/Sprzeda%C5%BC%20hurtowa?lang=pl",
    "/%0d%0aSet-Cookie:%20wallboard_key=evil%0d%0aX-Injected:%20yes",
    "/tv?x=%0d%0aSet-Cookie:%20wallboard_key=evil",
]


@pytest.mark.parametrize("what", PROXIES)
async def test_http_is_sent_on_to_https_with_the_address_as_it_was_sent(at: Trial, what: str) -> None:
    async with proxied(what, at, free_port()):
        answers = {target: await said(at.http, f"GET {target} HTTP/1.1") for target in REDIRECTED}
        posted, _ = await said(at.http, "POST /webhooks/thulium HTTP/1.1\r\nContent-Length: 0")

    for target, (status, headers) in answers.items():
        assert status == 308
        assert f"Location: https://localhost{target}" in headers
        assert not [header for header in headers if header.lower().startswith(("set-cookie", "x-injected"))]
    assert posted == 308


@pytest.mark.parametrize("what", PROXIES)
async def test_no_log_of_a_proxy_has_a_key_in_it(at: Trial, what: str, tmp_path: Path) -> None:
    """Of what is redirected, of what works, of what fails because the wallboard is away, of what is no address."""
    targets = (f"/tv?key={KEY}", f"/tv%3Fkey={KEY}", f"/tv&key={KEY}", f"/tv%zz?key={KEY}", f"/../..?key={KEY}")
    referer = {"Referer": f"https://localhost/tv?key={KEY}"}

    async def asked(address: str) -> set[int]:
        statuses = set()
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=False), headers=referer) as office:
            for target in targets:
                where = URL(f"{address}{target}", encoded=True)
                async with office.get(where, allow_redirects=False) as answer:
                    statuses.add(answer.status)
        return statuses

    port = free_port()
    async with proxied(what, at, port) as address:
        away = await asked(address)
        for target in targets:
            await said(at.http, f"GET {target} HTTP/1.1")
        await said(at.http, f"GET http://localhost/tv?key={KEY} HTTP/1.1")
        async with open_wallboard(tmp_path, TOML, port=port):
            there = await asked(address)
    logged = at.logged()

    assert away & {502, 503}
    assert there & {303, 401, 404}
    assert KEY not in logged
    assert "/tv" in logged


@pytest.mark.parametrize(
    "more",
    ["", "proxy_http_version 1.1;", 'proxy_http_version 1.1; proxy_set_header Connection "";'],
    ids=["as it is installed", "HTTP/1.1", "HTTP/1.1, connections kept"],
)
async def test_without_a_key_nobody_is_answered_through_a_proxy_that_adds_no_header(
    at: Trial, more: str, tmp_path: Path
) -> None:
    """nginx with nothing but proxy_pass asks as if it were somebody on this machine."""
    async with open_wallboard(tmp_path) as board:
        server = f"listen 127.0.0.1:{at.http}; location / {{ proxy_pass {board.address}; {more} }}"
        printed = f"server {{ {server} }} server {{ listen 127.0.0.1:{at.https}; }}"
        process = await asyncio.create_subprocess_exec(*nginx(printed, at))
        try:
            async with asyncio.timeout(PATIENCE):
                while not await _listens(at.http):  # noqa: ASYNC110 - nobody announces it
                    await asyncio.sleep(0.02)
            posted = await relayed(at.http, "POST", "User-Agent: Thulium\r\nContent-Type: text/plain")
            browser = "Connection: keep-alive\r\nUser-Agent: Mozilla/5.0\r\nSec-Fetch-Mode: navigate"
            seen = [await relayed(at.http, "GET", f"{browser}\r\nX: {number}") for number in range(2)]
        finally:
            process.terminate()
            await process.wait()
        version = (await board.state())["version"]

    assert (posted, seen, version) == (403, [403, 403], 0)


async def relayed(port: int, method: str, headers: str) -> int:
    """The status of the answer to somebody who asks for the board by the name that the world knows it by."""
    path, body = ("/webhooks/thulium", "action=NEWS") if method == "POST" else ("/state", "")
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"{method} {path} HTTP/1.1\r\nHost: board.example.org\r\n{headers}\r\nContent-Length: {len(body)}"
    writer.write(f"{head}\r\n\r\n{body}".encode())
    answered = await reader.readline()
    writer.close()
    return int(answered.split()[1])


@pytest.mark.parametrize("what", PROXIES)
async def test_only_the_webhook_is_open_outside_the_networks(at: Trial, what: str, tmp_path: Path) -> None:
    inside = ("--inside", "192.0.2.0/24", "--inside", "2001:db8::/32")
    port = free_port()
    async with open_wallboard(tmp_path, TOML, port=port), proxied(what, at, port, *inside) as address:
        plain = aiohttp.ClientSession(address, connector=aiohttp.TCPConnector(ssl=False))
        async with plain as outside:
            statuses = {}
            for path in (
                "/",
                "/tv",
                "/state",
                "/healthz",
                "/metrics",
                "/webhooks/thulium/../state",
                "/webhooks/thuliumx",
            ):
                async with outside.get(URL(path, encoded=True), headers={"Authorization": f"Bearer {KEY}"}) as answer:
                    statuses[path] = answer.status
            body = {"action": "ENTER_QUEUE", "date": f"{DAY} 09:00:00", "connection_id": "1.1", "queue_id": "155"}
            async with outside.post("/webhooks/thulium", data=body, headers=THULIUM) as kept:
                taken = kept.status
            async with outside.post("/webhooks/thulium/", data=body, headers=THULIUM) as kept:
                taken_with_slash = kept.status

    assert set(statuses.values()) <= {403, 404}, statuses
    assert (taken, taken_with_slash) == (200, 200)


@pytest.mark.parametrize("what", PROXIES)
async def test_a_proxy_disconnects_whoever_sends_no_whole_head_and_keeps_streams(
    at: Trial, what: str, tmp_path: Path
) -> None:
    port, tls = free_port(), ssl.create_default_context(cafile=str(at.folder / "cert.pem"))
    proxy = proxied(what, at, port, head_timeout_s=1)
    headers = {"Authorization": f"Bearer {KEY}"}
    async with (
        open_wallboard(tmp_path, TOML, port=port),
        proxy as address,
        aiohttp.ClientSession(address) as office,
        office.get("/events", headers=headers, ssl=tls, auto_decompress=False) as response,
    ):
        screen = Screen(response)
        await screen.next()
        slow, writer = await asyncio.open_connection("localhost", at.https, ssl=tls, family=socket.AF_INET)
        writer.write(b"GET /tv HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        async with asyncio.timeout(PATIENCE):
            answer = await slow.read()
        writer.close()
        body = {"action": "ENTER_QUEUE", "date": f"{DAY} 09:00:00", "connection_id": "1.1", "queue_id": "155"}
        async with office.post("/webhooks/thulium", data=body, headers=THULIUM, ssl=tls) as kept:
            assert kept.status == 200
        shown = await screen.until(1)
        response.close()

    assert answer == b"" or answer.split()[1] in {b"400", b"408"}
    assert shown["queues"]["155"]["waiting"] == 1


def test_what_is_no_network_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "print", "nginx", "--inside", "10.0.0.1/8")

    assert done.returncode == 2
    assert "'10.0.0.1/8' is no network; for example 10.0.0.0/8" in done.stderr
