"""Plain reverse proxies that the gateway is measured beside, in front of the same upstream; each is one process."""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

_MITMDUMP: Final = Path(sys.prefix) / "mitmproxy" / "bin" / "mitmdump"
_NGINX: Final = """
daemon off; master_process off; pid nginx.pid; error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
  access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u;
  scgi_temp_path s; keepalive_requests 1000000;
  upstream up {{ server 127.0.0.1:{upstream}; keepalive 128; keepalive_requests 1000000; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  }}
}}
"""

SLOW: Final = frozenset({"mitmproxy"})
"""Those that take milliseconds: a tenth of the requests says as much of them."""

Peer = Callable[[int], AbstractContextManager[tuple[int, int]]]
"""Starts a proxy in front of the upstream at a port; gives the proxy's port and process id."""


@contextmanager
def started(*arguments: str) -> Iterator[tuple[int, int]]:
    """Run a server module that prints its port first; yield port and process id."""
    with subprocess.Popen([sys.executable, "-m", *arguments], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline()), process.pid
        finally:
            process.terminate()


def aiohttp(upstream: int) -> AbstractContextManager[tuple[int, int]]:
    """An empty proxy with aiohttp on both sides."""
    return started("benchmarks.aiohttp_proxy", str(upstream))


@contextmanager
def durable(upstream: int) -> Iterator[tuple[int, int]]:
    """The same, with a line synced to the disk before each request goes on."""
    with (
        tempfile.TemporaryDirectory() as folder,
        started("benchmarks.aiohttp_proxy", str(upstream), f"{folder}/lines") as process,
    ):
        yield process


@contextmanager
def nginx(upstream: int) -> Iterator[tuple[int, int]]:
    """Nginx with one process and connections to upstream that are kept."""
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        configuration = Path(folder) / "nginx.conf"
        configuration.write_text(_NGINX.format(port=port, upstream=upstream))
        with _serving([_nginx() or "nginx", "-p", folder, "-c", str(configuration)], port) as process:
            yield process


@contextmanager
def mitmproxy(upstream: int) -> Iterator[tuple[int, int]]:
    """Mitmproxy's `mitmdump` as a reverse proxy, without a script and without output."""
    port = _free_port()
    mode = f"reverse:http://127.0.0.1:{upstream}"
    command = [str(_MITMDUMP), "--mode", mode, "--listen-host", "127.0.0.1", "-p", str(port), "-q"]
    with tempfile.TemporaryDirectory() as folder, _serving([*command, "--set", f"confdir={folder}"], port) as process:
        yield process


def present() -> tuple[Mapping[str, Peer], tuple[str, ...]]:
    """Return the proxies that are here, by name, and the names of those that are not."""
    known: dict[str, tuple[Peer, bool]] = {
        "aiohttp": (aiohttp, True),
        "aiohttp, durable": (durable, True),
        "nginx": (nginx, _nginx() is not None),
        "mitmproxy": (mitmproxy, _MITMDUMP.exists()),
    }
    here = {name: peer for name, (peer, found) in known.items() if found}
    return here, tuple(name for name, (_, found) in known.items() if not found)


def _nginx() -> str | None:
    return shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def _serving(command: list[str], port: int) -> Iterator[tuple[int, int]]:
    """Run a server; yield its port and process id once it takes connections."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            for _ in range(300):
                assert process.poll() is None, f"{command[0]} ended at once"
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield port, process.pid
        finally:
            process.terminate()
