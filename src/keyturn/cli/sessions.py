"""`keyturn session`: a person opens a session for an agent, lists them, ends them."""

import argparse
import os
import shlex
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from keyturn.cli import settings
from keyturn.cli.gate import Answer, Gate, warn_notices, warn_unsealed
from keyturn.cli.main import DONE
from keyturn.cli.signing import Signer, nonce, now
from keyturn.cli.terminal import document, err, out, table
from keyturn.codec.encoding import parse_instant
from keyturn.config import Config, parse_duration
from keyturn.console.text import plain, prose
from keyturn.errors import CallerError
from keyturn.model.identity import Isolation, OpenSession, TaskKind, parse_id, parse_name

# Read by botocore (configprovider.py, utils.IMDSFetcher) and by the other SDKs. Instance metadata would hand out the
# machine's own role; over plain HTTP the default checksums stand in signed headers, so that the body stays bound to the
# signature; S3 Express clients would ask for credentials.
FIXED: Final[Mapping[str, str]] = {
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_REQUEST_CHECKSUM_CALCULATION": "when_supported",
    "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_supported",
    "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH": "true",
}

_HERE: Final[Mapping[str, str]] = {"AWS_DISABLE_HOST_PREFIX_INJECTION": "true"}
"""For the door as an endpoint: with a prefix its name would be another host's."""

_TRUSTED: Final = "keyturn-trusted"


class WrongTask(CallerError):
    """The options of a session contradict one another."""

    code = "session.options"


def open_session(
    arguments: argparse.Namespace, gate: Gate, signer: Signer, status: Answer, folder: Path
) -> dict[str, object]:
    """Open a session as the options say; return `{"session", "task", "expires", "env"}`.

    Where the door speaks TLS under a certificate that clients do not trust already, that goes into `folder`.
    """
    at = now()
    of_task = arguments.task_id is not None
    if of_task and (arguments.kind != "fix" or arguments.environment is not None or arguments.scope):
        raise WrongTask(
            "a task keeps the kind, environment and scope it was opened with: leave them out with `--task-id`"
        )
    statement = OpenSession(
        deployment=status.text("deployment"),
        by=signer.name,
        agent=parse_name("agent's name", arguments.agent),
        isolation=Isolation(arguments.isolation),
        at=at,
        nonce=nonce(),
        expires=at + parse_duration(arguments.expires),
        task=parse_id("task id", arguments.task_id) if of_task else None,
        intent=arguments.task,
        kind=TaskKind(arguments.kind),
        environment=arguments.environment,
        scope=tuple(arguments.scope),
    )
    if arguments.proxy and "proxy" not in status.members():
        raise WrongTask("this gate's door is no proxy: set `proxy = true` under [gateway] in its keyturn.toml")
    answer = gate.ask("session_open", envelope=signer.open_session(statement))
    env = answer.inner("env")
    given = {name: env.text(name) for name in env.members()}
    ways = _through_proxy(given, answer, folder) if arguments.proxy else _to_endpoint(given, answer, folder)
    region = arguments.region or _region(gate.config, arguments.environment) or given.get("AWS_REGION", "")
    # botocore reads AWS_DEFAULT_REGION only, the other SDKs AWS_REGION.
    regions = {"AWS_REGION": region, "AWS_DEFAULT_REGION": region} if region else {}
    return {
        "session": answer.text("session"),
        "task": answer.text("task"),
        "expires": answer.text("expires"),
        "env": {**FIXED, **ways, **regions},
    }


def _to_endpoint(given: Mapping[str, str], answer: Answer, folder: Path) -> dict[str, str]:
    """Return the variables by which clients find the door as their endpoint."""
    return {**_HERE, **given, **_trusting(answer.text("trust", ""), folder)}


def _through_proxy(given: Mapping[str, str], answer: Answer, folder: Path) -> dict[str, str]:
    """Return the variables by which clients ask the door for AWS's own hosts.

    Names before those hosts (buckets, accounts) are left to them. Programs disagree on upper and lower case.
    """
    proxy = answer.text("proxy")
    others = {name: value for name, value in given.items() if name != "AWS_ENDPOINT_URL"}
    past = "localhost,127.0.0.1,::1"
    return {
        **others,
        **dict.fromkeys(("HTTPS_PROXY", "https_proxy"), proxy),
        **dict.fromkeys(("NO_PROXY", "no_proxy"), past),
        **_trusting(answer.text("proxy_trust", ""), folder),
    }


def _trusting(trust: str, folder: Path) -> dict[str, str]:
    """Write what clients must trust into `folder`, and return the variables that lead them to it.

    Node.js trusts it besides its own (NODE_EXTRA_CA_CERTS), the others instead (AWS_CA_BUNDLE): they talk to nobody
    but the gateway. What all kinds of programs go by, such as SSL_CERT_FILE, would keep those from everybody else.
    """
    if not trust:
        return {}
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"gate-{sha256(trust.encode()).hexdigest()[:16]}.pem"
    fresh = path.with_suffix(f".{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(trust)
    fresh.replace(path)
    return {"AWS_CA_BUNDLE": str(path), "NODE_EXTRA_CA_CERTS": str(path)}


def _region(config: Config, environment: str | None) -> str | None:
    """The first region of the session's environment; without one, the caller's own choice."""
    for rule in config.environments:
        if rule.name == environment and rule.regions:
            return rule.regions[0]
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or None


def session_open(arguments: argparse.Namespace) -> int:
    """Open a session and print what its agent needs, as `export` lines."""
    signer = Signer.of(arguments)
    gate = Gate.of(arguments)
    status = gate.ask("status")
    opened = open_session(arguments, gate, signer, status, settings.state_home() / _TRUSTED)
    warn_unsealed(status)
    warn_notices(status)
    if arguments.json:
        document(opened)  # type: ignore[arg-type]  # texts and one object of texts
        return DONE
    env = opened["env"]
    assert isinstance(env, dict)  # noqa: S101 - open_session has just made it
    err().say(
        f"session {plain(str(opened['session']))} of task {plain(str(opened['task']))}, until {opened['expires']}"
    )
    out().say(*(f"export {name}={shlex.quote(value)}" for name, value in sorted(env.items())))
    return DONE


def session_list(arguments: argparse.Namespace) -> int:
    """List the sessions."""
    answer = Gate.of(arguments).ask("session_list")
    if arguments.json:
        document(answer.value)
        return DONE
    sessions = answer.each("sessions")
    if not sessions:
        out().say("no session was ever opened: keyturn session open --help")
        return DONE
    rows = [
        (
            plain(session.text("session")),
            plain(session.text("state")),
            plain(session.text("agent")),
            plain(session.text("sponsor")),
            plain(session.text("isolation")),
            f"{parse_instant(session.text('expires')):%d %b %H:%M} UTC",
            plain(session.text("task")),
            prose(session.text("intent"))[0][:48],
        )
        for session in sessions
    ]
    out().say(*table(("session", "", "agent", "sponsor", "isolation", "until", "task", ""), rows))
    return DONE


def session_revoke(arguments: argparse.Namespace) -> int:
    """End a session at once."""
    signer = Signer.of(arguments)
    gate = Gate.of(arguments)
    status = gate.ask("status")
    answer = gate.ask("session_end", envelope=signer.end_session(status.text("deployment"), arguments.session))
    if arguments.json:
        document(answer.value)
        return DONE
    out().say(f"session {plain(answer.text('session'))} is ended: its next request is refused, its streams are cut")
    return DONE
