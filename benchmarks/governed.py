"""The whole way of a governed read, over sockets: the real gateway, its store synced, beside an empty proxy."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.load import Cost, Key, drive, requests
from keyturn.cli.control import ask

COUNT: Final = 10_000
REPEATS: Final = 5
_CONFIG: Final = """
[gateway]
listen = "127.0.0.1:0"
console = "127.0.0.1:0"
data = "data"
[aws]
upstream = "http://127.0.0.1:{upstream}"
account = "123456789012"
access_key_id = "AKIABENCHMARK0000000"
secret_access_key = "not-a-secret-at-all"
[environments.production]
regions = ["cn-north-1"]
[limits]
calls_per_second_per_session = 1000000
"""


@contextmanager
def started(*arguments: str) -> Iterator[tuple[int, int]]:
    """Run a server module that prints its port first; yield port and process id."""
    with subprocess.Popen([sys.executable, "-m", *arguments], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline()), process.pid
        finally:
            process.terminate()


def keyturn(folder: Path, *arguments: str) -> str:
    """Run one keyturn command and return what it prints."""
    command = [sys.executable, "-m", "keyturn", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@contextmanager
def gateway(folder: Path, upstream: int) -> Iterator[tuple[str, int]]:
    """Run `keyturn up` with three people enrolled; yield the door's address and the process id."""
    config = folder / "keyturn.toml"
    config.write_text(_CONFIG.format(upstream=upstream))
    config.chmod(0o600)
    command = [sys.executable, "-m", "keyturn", "up"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        door = ""
        try:
            for line in process.stdout:
                if "door" in line:
                    door = line.split()[-1].removeprefix("http://")
                if "next" in line:
                    break
            yield door, process.pid
        finally:
            process.terminate()


def _open(folder: Path) -> Key:
    for name in ("dana", "ana", "bo"):
        keyturn(folder, "key", "new", name)
        keyturn(folder, "person", "add", name, "--group", "sre", "--public-key", f"{name}.pub")
    arguments = ("session", "open", "--agent", "bench", "--as", "dana", "--key", "dana", "--task", "measure", "--json")
    environment = json.loads(keyturn(folder, *arguments))["env"]
    return Key(environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"], environment["AWS_SESSION_TOKEN"])


def _median(costs: list[Cost]) -> Cost:
    return Cost(median(cost.cpu for cost in costs), median(cost.wall for cost in costs))


async def compare(connections: int, count: int, repeats: int) -> dict[str, Any]:
    """Measure gateway and proxy in turn and return medians, their ratio, and how many decisions were remembered."""
    with (
        tempfile.TemporaryDirectory() as name,
        started("benchmarks.upstream") as (upstream, _),
        started("benchmarks.aiohttp_proxy", str(upstream)) as (proxy, proxy_pid),
        gateway(Path(name), upstream) as (door, gateway_pid),
    ):
        folder = Path(name)
        key = _open(folder)
        port = int(door.rpartition(":")[2])
        made = requests(count, door, key)
        await drive(port, gateway_pid, made[:500], connections)
        await drive(proxy, proxy_pid, made[:500], connections)
        ours, theirs = [], []
        for _ in range(repeats):
            ours.append(await drive(port, gateway_pid, made, connections))
            theirs.append(await drive(proxy, proxy_pid, made, connections))
        status = ask(folder / "data", "status", {})
        assert isinstance(status, dict)
    mine, peer = _median(ours), _median(theirs)
    return {
        "connections": connections,
        "requests": count,
        "governed_cpu_us": round(mine.cpu, 1),
        "proxy_cpu_us": round(peer.cpu, 1),
        "cpu_ratio": round(median(a.cpu / b.cpu for a, b in zip(ours, theirs, strict=True)), 2),
        "governed_wall_us": round(mine.wall, 1),
        "proxy_wall_us": round(peer.wall, 1),
        "decisions": status["decisions"],
    }
