"""Keyturn as the demo knows it: a configuration file, a process, the command line. Nothing else is touched."""

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from keyturn.demo import blueprint
from keyturn.demo.estate import Cloud, Keys
from keyturn.demo.processes import Children, Finished, WorldFailed, bare_environment, keyturn
from keyturn.demo.stage import Stage

SPONSOR: Final = "dana"
REVIEWERS: Final = ("ana", "bo")
DATA: Final = "data"

_READY_SECONDS: Final = 30.0
_WIDE: Final = 100


Excerpt = Callable[[Finished], Iterable[str]]


def all_lines(done: Finished) -> list[str]:
    """All that the command said, cut where a table grows wider than most terminals."""
    return [line[:_WIDE].rstrip() for line in done.out.splitlines() if line.strip()]


def last_line(done: Finished) -> list[str]:
    """What the command said in the end."""
    return [done.said]


def what_would_run(done: Finished) -> list[str]:
    """Of a review, what it says would run; then what the command said in the end."""
    lines = done.out.splitlines()
    begin = next((at for at, line in enumerate(lines) if line.startswith("  would do")), len(lines))
    end = next((at for at, line in enumerate(lines) if line.startswith("  change ")), len(lines))
    return [*(line for line in lines[begin:end] if line.strip()), done.said]


class Gate:
    """A running Keyturn, and the people who type its commands."""

    def __init__(self, stage: Stage, folder: Path, screen: str = "") -> None:
        self.stage = stage
        self.folder = folder
        self._screen = screen  # what `keyturn up` printed

    @property
    def log_key(self) -> str:
        """The log's verifier key, as a careful person notes it when `keyturn up` prints it."""
        for line in self._screen.splitlines():
            if line.strip().startswith("log key"):
                return line.split()[-1]
        raise WorldFailed("`keyturn up` did not print the log's verifier key")

    def types(self, person: str, *words: str, excerpt: Excerpt | None = None) -> Finished:
        """`person` types one `keyturn` command; the stage shows it with that excerpt of its answer."""
        done = keyturn(self.folder, *words)
        self.stage.command(person, done, excerpt(done) if excerpt is not None else ())
        return done

    def asks(self, *words: str) -> Finished:
        """A `keyturn` command whose answer a program reads: the stage shows nothing of it."""
        return keyturn(self.folder, *words)

    def must(self, person: str, *words: str, excerpt: Excerpt | None = None) -> Finished:
        """As `types`, for a command without which the play cannot go on. Raises WorldFailed when it fails."""
        done = self.types(person, *words, excerpt=excerpt)
        if done.code != 0:
            raise WorldFailed(f"`keyturn {' '.join(words[:2])}` ended with {done.code}: {done.said}")
        return done

    def session(self, agent: str) -> dict[str, str]:
        """Have the sponsor open a session for `agent`; the variables that are all the agent gets."""
        done = self.must(
            SPONSOR,
            *("session", "open", "--agent", agent, "--as", SPONSOR, "--key", f"{SPONSOR}.key"),
            *("--task", blueprint.TASK, "--kind", "fix", "--region", blueprint.PRODUCTION, "--json"),
        )
        opened: dict[str, Any] = json.loads(done.out)
        return {str(name): str(value) for name, value in opened["env"].items()}


def people(gate: Gate) -> None:
    """Three people make their own keys; only the public halves are enrolled."""
    for person in (SPONSOR, *REVIEWERS):
        gate.must(person, "key", "new", f"{person}.key")
    for person in (SPONSOR, *REVIEWERS):
        gate.must("host", "person", "add", person, "--group", "sre", "--public-key", f"{person}.key.pub")


def sealed(gate: Gate) -> str:
    """All three sign what two of them guard from then on; the root, as each of them keeps it."""
    done = [
        gate.must(person, "seal", "--as", person, "--key", f"{person}.key", excerpt=_signature)
        for person in (SPONSOR, *REVIEWERS)
    ][-1]
    for line in done.out.splitlines():
        if line.startswith("sealed. "):
            return line.split()[-1]
    raise WorldFailed(f"`keyturn seal` did not seal the gate: {done.said}")


def _signature(done: Finished) -> list[str]:
    """Of what a founder was shown and answered, what became of the signature."""
    return [line for line in done.out.splitlines() if line.startswith(("your signature", "still to sign", "sealed. "))]


@contextmanager
def running(stage: Stage, children: Children, cloud: Cloud, keys: Keys) -> Iterator[Gate]:
    """Keyturn between the agent and the cloud; it is stopped when the block is left."""
    door, console = _free_ports()
    file = children.folder / "keyturn.toml"
    file.touch(mode=0o600)
    file.write_text(_configuration(cloud, keys, door, console), encoding="utf-8")
    process = children.start(
        "gateway", "keyturn", "up", "--config", str(file), env=bare_environment(children.folder), heard=False
    )
    try:
        for port in (door, console):
            until = time.monotonic() + _READY_SECONDS
            while not _healthy(port):
                if process.poll() is not None or time.monotonic() > until:
                    raise WorldFailed(f"`keyturn up` is not ready: {children.complaint('gateway')}")
                time.sleep(0.05)
        said = (children.folder / "gateway.out").read_text(encoding="utf-8")
        stage.command("host", Finished(("up",), 0, said, ""), said.splitlines())
        yield Gate(stage, children.folder, said)
    finally:
        children.stop("gateway")


def _configuration(cloud: Cloud, keys: Keys, door: int, console: int) -> str:
    return f"""\
[gateway]
listen = "127.0.0.1:{door}"
console = "127.0.0.1:{console}"
data = "{DATA}"
unisolated_production = true  # one user runs all of this play; yours runs agents as another one

[aws]
upstream = "{cloud.endpoint}"
account = "{blueprint.ACCOUNT}"
access_key_id = "{keys.access_key_id}"
secret_access_key = "{keys.secret_access_key}"

[environments.production]
regions = ["{blueprint.PRODUCTION}"]

[environments.development]
regions = ["{blueprint.DEVELOPMENT}"]

[approvals]
group = "sre"
people = 2
"""


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1]), int(other.getsockname()[1])


def _healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
