"""The yardsticks of the fan-out: nginx's Nchan where it is installed, and one bare `send` for each client.

`python -m tests.benchmarks.senders DIRECTORY bare|nchan` says its port. The bare one knows no HTTP beyond swallowing
a request: whoever connects and sends `GET` is a client, and a `POST`'s body goes to all of them, a `send` each, in a
loop that does nothing else. For Nchan the process becomes nginx, one process without a master.
"""

import os
import select
import shutil
import socket
import sys
from pathlib import Path

MODULE = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
NGINX = """
load_module {module};
daemon off; master_process off; pid {directory}/nginx.pid; error_log {directory}/error.log;
worker_rlimit_nofile 20000;
events {{ worker_connections 12000; }}
http {{
    access_log off; client_body_temp_path {directory}; proxy_temp_path {directory}; fastcgi_temp_path {directory};
    uwsgi_temp_path {directory}; scgi_temp_path {directory}; keepalive_requests 1000000; tcp_nodelay on;
    server {{
        listen 127.0.0.1:{port} backlog=8192;
        location = /webhooks/thulium {{ nchan_publisher; nchan_channel_id board; nchan_message_buffer_length 10; }}
        location = /quiet {{ nchan_subscriber eventsource; nchan_channel_id board;
            nchan_subscriber_first_message newest; }}
    }}
}}
"""
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


def nchan_is_there() -> bool:
    """Whether Nchan can be measured here."""
    return MODULE.exists() and shutil.which("nginx") is not None


def _nchan(directory: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    Path(directory, "nginx.conf").write_text(
        NGINX.format(module=MODULE, directory=directory, port=port), encoding="ascii"
    )
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    os.execvp("nginx", ["nginx", "-p", directory, "-c", f"{directory}/nginx.conf"])  # noqa: S606


def _bare() -> None:
    server = socket.create_server(("127.0.0.1", 0), backlog=8192)
    poll = select.epoll()
    poll.register(server, select.EPOLLIN)
    poll.register(sys.stdin.fileno(), select.EPOLLIN)
    sockets: dict[int, socket.socket] = {}
    watching: dict[int, socket.socket] = {}
    sys.stdout.write(f"{server.getsockname()[1]}\n")
    sys.stdout.flush()
    while True:
        for fd, _ in poll.poll():
            if fd == sys.stdin.fileno():
                return
            if fd == server.fileno():
                one, _ = server.accept()
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sockets[one.fileno()] = one
                poll.register(one, select.EPOLLIN)
                continue
            data = sockets[fd].recv(1 << 16)
            if data.startswith(b"GET"):
                watching[fd] = sockets[fd]
            elif data:
                _send_to_all([one.send for one in watching.values()], data.partition(b"\r\n\r\n")[2])
                sockets[fd].send(ANSWER)
            else:
                poll.unregister(fd)
                watching.pop(fd, None)
                sockets.pop(fd).close()


def _send_to_all(sends: list, data: bytes) -> None:  # type: ignore[type-arg]
    for send in sends:
        send(data)


if __name__ == "__main__":
    if sys.argv[2] == "nchan":
        _nchan(sys.argv[1])
    else:
        _bare()
