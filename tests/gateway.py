"""A real gateway: a process on ephemeral ports in a folder of its own, with people who use the real command line.

Start-up is about a second, so a module of journeys shares one gateway. The command line runs in this process (the same
`main`, the same control socket); clients are the unmodified `aws` program and boto3.
"""

import contextlib
import io
import json
import os
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from keyturn.cli.main import main

ROOT: Final = Path(__file__).resolve().parents[1]
AWS: Final = Path(sys.executable).with_name("aws")
ACCOUNT: Final = "123456789012"
PRODUCTION: Final = "cn-north-1"
DEVELOPMENT: Final = "cn-northwest-1"
PEOPLE: Final = ("dana", "ana", "bo")
GATEWAY_SECRET: Final = "the-gateways-own-secret"  # what the agent must never see

_READY_SECONDS: Final = 60.0
_PATIENCE_SECONDS: Final = 20.0
_GROUPS: Final = frozenset({"person", "session", "log", "webhook", "propose", "policy", "prove", "emergency"})
_CHANGE: Final = re.compile(r"change (C-[0-9A-Z]{6,})")


@dataclass(frozen=True, slots=True)
class Said:
    """How a `keyturn` command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - any JSON
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Session:
    """What an agent is given: ids, and variables for its clients."""

    id: str
    task: str
    env: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ran:
    """How the `aws` program ended. `requests` is how many HTTP requests it sent, if it was asked to count them."""

    code: int
    out: str
    err: str
    requests: int | None = None

    @property
    def json(self) -> Any:  # noqa: ANN401 - any JSON
        return json.loads(self.out)


@dataclass
class Gateway:
    """A gateway's folder, and its process while it runs."""

    folder: Path
    upstream: str
    more: str = ""
    production: str = PRODUCTION
    development: str = DEVELOPMENT
    gate: str = ""  # more lines under [gateway]
    process: subprocess.Popen[str] | None = None
    door: str = ""
    console: str = ""
    screens: list[str] = field(default_factory=list)

    # ---- the process

    @property
    def config(self) -> Path:
        return self.folder / "keyturn.toml"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def configure(self) -> None:
        """Write keyturn.toml."""
        self.config.touch(mode=0o600)
        self.config.write_text(
            f"""\
[gateway]
listen = "127.0.0.1:0"
console = "127.0.0.1:0"
data = "data"
unsealed_production = true
{self.gate}

[aws]
upstream = "{self.upstream}"
account = "{ACCOUNT}"
access_key_id = "AKIAGATEWAY000000000"
secret_access_key = "{GATEWAY_SECRET}"

[environments.production]
regions = ["{self.production}"]

[environments.development]
regions = ["{self.development}"]

{self.more}
""",
            encoding="utf-8",
        )

    def start(self) -> None:
        """Start `keyturn up` and wait until both addresses answer that they are ready."""
        with self._output("up.err").open("ab") as errors, self._output("up.out").open("ab") as screen:
            began = self._output("up.out").stat().st_size
            self.process = subprocess.Popen(
                [sys.executable, "-m", "keyturn", "up", "--config", str(self.config)],
                stdin=subprocess.DEVNULL,
                stdout=screen,
                stderr=errors,
                cwd=self.folder,
                env=self.bare(),
                text=True,
            )
        give_up = time.monotonic() + _READY_SECONDS
        while time.monotonic() < give_up and self.process.poll() is None:
            shown = self._output("up.out").read_bytes()[began:].decode()
            if "\n  next " in shown:
                self.door, self.console = (self._address(shown, name) for name in ("door", "console"))
                self.screens.append(shown)
                break
            time.sleep(0.02)
        else:
            raise AssertionError(f"the gateway did not start ({self.process.poll()}): {self.complaints()}")
        for address in (self.door, self.console):
            while health(address, self.data / "ca.pem") != 200:
                assert time.monotonic() < give_up, f"{address} is not ready: {self.complaints()}"
                time.sleep(0.02)

    def stop(self) -> int:
        """Ask the gateway to stop as a service manager would; return its exit code."""
        process, self.process = self.process, None
        if process is None:
            return 0
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    def pin(self) -> None:
        """Have the next start use the addresses of this one, so that clients find it again."""
        text = self.config.read_text()
        for name, address in (("listen", self.door), ("console", self.console)):
            text = text.replace(f'{name} = "127.0.0.1:0"', f'{name} = "{address.removeprefix("http://")}"')
        self.config.write_text(text)

    def kill(self) -> None:
        """Let the gateway die on the spot, as with the power."""
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.wait()

    def complaints(self) -> str:
        """What the gateway wrote to standard error, in all of its runs."""
        return self._output("up.err").read_text(encoding="utf-8", errors="replace")

    def bare(self) -> dict[str, str]:
        """As little environment as a program needs, with a home where nothing lies."""
        bare = {
            "PATH": f"{AWS.parent}{os.pathsep}{os.defpath}",
            "HOME": str(self.folder / "home"),
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
        }
        code = [str(Path(one).resolve()) for one in os.environ.get("PYTHONPATH", "").split(os.pathsep) if one]
        return bare | {"PYTHONPATH": os.pathsep.join([*code, str(ROOT / "src")])}

    def _output(self, name: str) -> Path:
        path = self.folder / name
        path.touch()
        return path

    @staticmethod
    def _address(screen: str, name: str) -> str:
        found = re.search(rf"^  {name} +(https?://\S+)$", screen, re.MULTILINE)
        assert found is not None, screen
        return found[1]

    # ---- people

    def keyturn(self, *words: str) -> Said:
        """Type a `keyturn` command."""
        said, complained = io.StringIO(), io.StringIO()
        before = os.environ.get("XDG_STATE_HOME")
        os.environ["XDG_STATE_HOME"] = str(self.folder / "state")
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
                try:
                    code = main(_with_config(words, self.config))
                except SystemExit as ended:
                    code = ended.code if isinstance(ended.code, int) else 2
        finally:
            if before is None:
                del os.environ["XDG_STATE_HOME"]
            else:
                os.environ["XDG_STATE_HOME"] = before
        return Said(code, said.getvalue(), complained.getvalue())

    def must(self, *words: str) -> Said:
        """Type a command that has to succeed."""
        said = self.keyturn(*words)
        assert said.code == 0, (words, said)
        return said

    def enrol(self, *names: str) -> None:
        """Have each person make a key and be enrolled among sre."""
        for name in names:
            self.must("key", "new", self.key(name))
            self.must("person", "add", name, "--group", "sre", "--public-key", f"{self.key(name)}.pub")

    def key(self, name: str) -> str:
        """Where the person keeps their key."""
        return str(self.folder / f"{name}.key")

    def signed(self, name: str) -> tuple[str, ...]:
        """The options by which `name` signs."""
        return ("--as", name, "--key", self.key(name))

    def session(self, *options: str, region: str | None = None, sponsor: str = "dana") -> Session:
        """Open a session for an agent."""
        opened = self.must(
            *("session", "open", "--agent", "fixer", *self.signed(sponsor), "--json"),
            *("--region", region or self.development),
            *([] if "--task-id" in options else ["--task", "fix the rounding in the cost report"]),
            *options,
        ).json
        return Session(opened["session"], opened["task"], opened["env"])

    def approve(self, change: str, *names: str) -> Said:
        """Have each of `names` (ana and bo) approve `change`; the last one's screen."""
        said = Said(0, "", "")
        for name in names or ("ana", "bo"):
            said = self.must("approve", change, *self.signed(name))
        return said

    def inbox(self) -> list[dict[str, Any]]:
        """The open changes."""
        return list(self.must("inbox", "--json").json["changes"])

    def waiting(self, session: Session) -> list[dict[str, Any]]:
        """The open changes of the session's task."""
        return [one for one in self.inbox() if self.show(one["id"])["review"]["bound"]["task"] == session.task]

    def show(self, change: str) -> dict[str, Any]:
        """Everything the gate says about `change`."""
        return dict(self.must("show", change, "--json").json)

    # ---- clients

    def client(self, session: Session, service: str, region: str | None = None, **config: Any) -> Any:  # noqa: ANN401
        """A boto3 client that has the session's variables and nothing else. `config` is botocore's."""
        return boto3.session.Session().client(
            service,  # type: ignore[call-overload]  # a name among hundreds
            region_name=region or session.env["AWS_REGION"],
            endpoint_url=session.env["AWS_ENDPOINT_URL"],
            aws_access_key_id=session.env["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=session.env["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=session.env["AWS_SESSION_TOKEN"],
            verify=session.env.get("AWS_CA_BUNDLE"),
            config=Config(inject_host_prefix=False, request_checksum_calculation="when_supported").merge(
                Config(**config)
            ),
        )

    def direct(self, service: str, region: str | None = None, **config: Any) -> Any:  # noqa: ANN401
        """A boto3 client past the gateway: how the test looks at what is really there."""
        return boto3.session.Session().client(
            service,  # type: ignore[call-overload]
            region_name=region or self.production,
            endpoint_url=self.upstream,
            aws_access_key_id="AKIADIRECT0000000000",
            aws_secret_access_key="direct",
            config=Config(inject_host_prefix=False).merge(Config(**config)),
        )

    def aws(
        self, session: Session, *words: str, region: str | None = None, count: bool = False, seconds: float = 120
    ) -> Ran:
        """Run the `aws` program.

        `count` counts the HTTP requests that it sends, by what it says with --debug, which changes its exit code.
        """
        env = self.bare() | dict(session.env)
        if region is not None:
            env |= {"AWS_REGION": region, "AWS_DEFAULT_REGION": region}
        counting = ["--debug"] if count else []
        done = subprocess.run(
            [str(AWS), *words, *counting],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=env,
            cwd=self.folder,
            timeout=seconds,
            check=False,
        )
        sent = done.stderr.count("Sending http request:") if count else None
        return Ran(done.returncode, done.stdout, done.stderr, sent)


def _with_config(words: Sequence[str], config: Path) -> list[str]:
    """Put `--config` where a command takes it."""
    if words[:2] == ("key", "new"):
        return list(words)
    deep = 3 if words[:2] == ("person", "key") else 2 if words[0] in _GROUPS else 1
    return [*words[:deep], "--config", str(config), *words[deep:]]


def health(address: str, trusted: Path | None = None) -> int:
    """The status of /healthz, 0 if nobody answers."""
    known = trusted if address.startswith("https:") else None
    context = ssl.create_default_context(cafile=known) if known is not None else None
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=10, context=context) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return 0


@contextmanager
def folder() -> Iterator[Path]:
    """A short path (a control socket's may have 107 bytes) that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="kt-") as name:
        (Path(name) / "home").mkdir()
        yield Path(name)


@contextmanager
def gateway(
    upstream: str, more: str = "", production: str = PRODUCTION, development: str = DEVELOPMENT, gate: str = ""
) -> Iterator[Gateway]:
    """Run a gateway in front of `upstream`, with dana, ana and bo enrolled.

    `more` is appended to keyturn.toml, `gate` stands in its section [gateway].
    """
    with folder() as where:
        made = Gateway(where, upstream, more, production, development, gate)
        made.configure()
        made.start()
        try:
            made.enrol(*PEOPLE)
            yield made
        finally:
            made.stop()


def refusal(call: Callable[..., Any], **parameters: object) -> ClientError:
    """Make a call that must be refused; return what boto3 raises. It was one request, answered 403 access denied."""
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    answer = refused.value.response
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 403, answer
    assert answer["ResponseMetadata"]["RetryAttempts"] == 0, answer
    assert answer["Error"]["Code"] in DENIED, answer
    assert answer["Error"]["Message"].startswith("keyturn: "), answer
    return refused.value


DENIED: Final = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})


def change_of(message: str) -> str:
    """The change that a pending answer names."""
    found = _CHANGE.search(message)
    assert found is not None, message
    return found[1]


def held(call: Callable[..., Any], **parameters: object) -> str:
    """Make a call that must wait for two people; return its change."""
    message = str(refusal(call, **parameters).response["Error"]["Message"])
    assert message.startswith("keyturn: needs 2 approvals, change C-"), message
    return change_of(message)
