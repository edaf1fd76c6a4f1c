"""Behind the proxies that `wallboard print` configures: real nginx, Caddy and Apache, with TLS."""

import asyncio
import io
import re
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import aiohttp
import pytest

from tests.serving import DAY, PATIENCE, Screen, open_wallboard, run
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
    "mpm_event", "authz_core", "ssl", "socache_shmcb", "http2", "headers", "alias", "proxy", "proxy_http",
)  # fmt: skip


class Trial(NamedTuple):
    """Where a proxy is tried: its folder, its https and http ports."""

    folder: Path
    https: int
    http: int

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
    file.write_text(f"daemon off; user root; pid {at.folder}/pid;\nevents {{}}\nhttp {{\n{places}{text}}}\n")
    return [needed("nginx"), "-e", f"{at.folder}/error.log", "-c", str(file)]


def caddy(printed: str, at: Trial) -> list[str]:
    text = printed.replace(
        "localhost {", f"https://localhost:{at.https} {{\n\ttls {at.folder}/cert.pem {at.folder}/key.pem"
    )
    file = at.folder / "Caddyfile"
    file.write_text(
        "{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + text.replace("/var/log/caddy", str(at.folder))
    )
    return [needed("caddy"), "run", "--config", str(file), "--adapter", "caddyfile"]


def apache(printed: str, at: Trial) -> list[str]:
    text = at.certified(printed).replace("*:443", f"*:{at.https}").replace("*:80", f"*:{at.http}")
    head = [f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in MODULES]
    head += [f"Listen 127.0.0.1:{at.https}", f"Listen 127.0.0.1:{at.http}", f"Define APACHE_LOG_DIR {at.folder}"]
    head += [f"PidFile {at.folder}/pid", f"ErrorLog {at.folder}/error.log", "ServerName localhost"]
    head += ["User www-data", "Group www-data", f"DefaultRuntimeDir {at.folder}"]
    file = at.folder / "apache.conf"
    file.write_text("\n".join([*head, text]))
    return [needed("apache2"), "-D", "FOREGROUND", "-f", str(file)]


@asynccontextmanager
async def proxied(what: str, command: Callable[[str, Trial], list[str]], at: Trial, port: int) -> AsyncIterator[str]:
    """The address of a proxy that runs with the printed file, in front of the wallboard at that port."""
    config = at.folder / "wallboard.toml"
    config.write_text(f"server.port = {port}\n{TOML}")
    printed = run(at.folder, "print", what, "--config", "wallboard.toml", "--site", "localhost")
    assert printed.returncode == 0, printed.stderr
    process = await asyncio.create_subprocess_exec(
        *command(printed.stdout, at), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"HOME": str(at.folder)}
    )
    try:
        async with asyncio.timeout(PATIENCE):
            while not await _listens(at.https):
                assert process.returncode is None, (at.folder / "error.log").read_text()
                await asyncio.sleep(0.02)
        yield f"https://localhost:{at.https}"
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGQUIT if what == "caddy" else signal.SIGTERM)  # Caddy would wait for streams
        await process.wait()


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


@pytest.mark.parametrize(
    ("what", "command"), [("nginx", nginx), ("caddy", caddy), ("apache", apache)], ids=["nginx", "Caddy", "Apache"]
)
async def test_the_board_lives_behind_a_proxy(
    at: Trial, what: str, command: Callable[[str, Trial], list[str]], tmp_path: Path
) -> None:
    loop = asyncio.get_running_loop()
    async with open_wallboard(tmp_path, TOML) as board, proxied(what, command, at, int(board.address[-5:])) as address:
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
                began = loop.time()
                async with office.post("/webhooks/thulium", data=body, headers=THULIUM) as kept:
                    assert (kept.status, await kept.json()) == (200, {"version": 1})
                shown = await screen.until(1)
                took = loop.time() - began
                response.close()
            large = io.BytesIO(b"x" * 1_500_000)
            async with office.post("/webhooks/thulium", data=large, headers=THULIUM) as refused:
                assert (refused.status, refused.content_type) == (413, "application/problem+json")
    logged = "".join(file.read_text() for file in at.folder.glob("*.log"))

    assert "Secure" in cookie
    assert (first.name, first.data["version"]) == ("state", 0)
    assert shown["queues"]["155"]["waiting"] == 1
    assert took < 1, "a proxy that gathers would hold the patch back"
    assert "/webhooks/thulium" in logged
    assert KEY not in logged
    assert "s3cret-pw" not in logged
