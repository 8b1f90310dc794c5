"""The whole way of a governed read, over sockets: the real gateway, its store synced, beside plain proxies."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.load import Cost, Key, drive, requests
from benchmarks.many import many
from benchmarks.peers import SLOW, present, started
from keyturn.cli.control import ask

COUNT: Final = 10_000
REPEATS: Final = 5
POLICIES: Final = 1_000
"""The default ones and hundreds for teams and services: what a large house may have."""
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
[policy]
file = "policies.cedar"
[limits]
calls_per_second_per_session = 1000000
"""


def keyturn(folder: Path, *arguments: str) -> str:
    """Run one keyturn command and return what it prints."""
    command = [sys.executable, "-m", "keyturn", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@contextmanager
def gateway(folder: Path, upstream: int) -> Iterator[tuple[str, int]]:
    """Run `keyturn up` with three people enrolled; yield the door's address and the process id."""
    (folder / "policies.cedar").write_text(many(POLICIES).policies)
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


@dataclass(frozen=True, slots=True)
class Row:
    """What one server took: CPU and wall-clock microseconds a request, medians of repeats.

    `ratio` is the gateway's CPU beside it, the median of the pairs measured one after the other.
    """

    cpu: float
    wall: float
    ratio: float


async def compare(connections: int, count: int, repeats: int) -> dict[str, Any]:
    """Measure the gateway and every proxy that is here, in turn; say also how many decisions were remembered."""
    here, absent = present()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        upstream, _ = stack.enter_context(started("benchmarks.upstream"))
        begun = time.monotonic()
        door, gateway_pid = stack.enter_context(gateway(folder, upstream))
        ready, idle = time.monotonic() - begun, _resident(gateway_pid)
        servers = {"keyturn": (int(door.rpartition(":")[2]), gateway_pid)}
        servers |= {name: stack.enter_context(peer(upstream)) for name, peer in here.items()}
        made = requests(count, door, _open(folder))
        costs: dict[str, list[Cost]] = {name: [] for name in servers}
        for port, pid in servers.values():
            await drive(port, pid, made[:500], connections)
        for _ in range(repeats):
            for name, (port, pid) in servers.items():
                sent = made[: count // 10] if name in SLOW else made
                costs[name].append(await drive(port, pid, sent, connections))
        status = ask(folder / "data", "status", {})
        assert isinstance(status, dict)
    return {
        "connections": connections,
        "requests": count,
        "servers": {name: asdict(_row(costs["keyturn"], taken)) for name, taken in costs.items()},
        "absent": absent,
        "decisions": status["decisions"],
        "ready_seconds": round(ready, 2),
        "idle_mib": round(idle / 2**20, 1),
    }


def _row(ours: list[Cost], theirs: list[Cost]) -> Row:
    ratios = [mine.cpu / other.cpu for mine, other in zip(ours, theirs, strict=True)]
    return Row(
        round(median(cost.cpu for cost in theirs), 1),
        round(median(cost.wall for cost in theirs), 1),
        round(median(ratios), 2),
    )


def _resident(pid: int) -> int:
    """Return the bytes of a process that lie in memory (proc(5), statm)."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
