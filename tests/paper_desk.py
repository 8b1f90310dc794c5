"""A desk made of paper: real changes, statements, checkpoints and proofs, and no gateway behind them.

What the command line, the control door and the console are developed and tested against; a test may bend its answers.
"""

import asyncio
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn import wiring
from keyturn.approve import statements
from keyturn.cli.main import main
from keyturn.codec.canonical import Json
from keyturn.codec.dsse import parse_envelope
from keyturn.codec.encoding import b64encode, b64url, format_instant
from keyturn.codec.keys import key_id, parse_public_line
from keyturn.codec.merkle import consistency_proof, leaf_hash, root_of
from keyturn.codec.note import Checkpoint, Verifier, sign_checkpoint
from keyturn.doors.control.desk import Desk
from keyturn.doors.control.server import ControlServer
from keyturn.errors import CallerError, PolicyError
from keyturn.flow.gate.sealing import NotReady
from keyturn.model.action import Action, Call, Effect, Resource, Reversible, Sensitive, Value, show
from keyturn.model.approval import Verdict
from keyturn.model.change import Change, Proposed
from keyturn.model.decision import Quorum, Seats
from keyturn.model.identity import Person, PublicKey

DEPLOYMENT = "D-PAPERDESK0"
ACCOUNT = "123456789012"
NOT_SEALED = "not sealed: one person can still change this gate"
TABLE = f"arn:aws-cn:dynamodb:cn-north-1:{ACCOUNT}:table/ce-costs"
FUNCTION = f"arn:aws-cn:lambda:cn-north-1:{ACCOUNT}:function:ce-report"


class Unknown(CallerError):
    code = "change.unknown"


class NotYou(PolicyError):
    code = "approval.not_eligible"


def proposed(
    service: str,
    operation: str,
    parameters: Mapping[str, Value],
    *resources: str,
    effect: Effect = Effect.MODIFY,
    reversible: Reversible = Reversible.DEPENDS,
    stateful_loss: bool = False,
) -> Proposed:
    """One action of a change, shown as the gate shows it."""
    action = Action(
        door="aws",
        partition="aws-cn",
        account=ACCOUNT,
        call=Call(service, operation, "cn-north-1", parameters),
        resources=tuple(Resource(arn, "cn-north-1") for arn in resources),
        iam=(f"{service}:{operation}",),
        effect=effect,
    )
    return Proposed(
        shown=show(action, b"k" * 32),
        name=action.name,
        effect=effect.value,
        reversible=reversible.value,
        environments=("production",),
        resources=action.resources,
        iam=action.iam,
        delegates=False,
        stateful_loss=stateful_loss,
    )


DELETE_TABLE = proposed(
    "dynamodb",
    "DeleteTable",
    {"TableName": "ce-costs"},
    TABLE,
    effect=Effect.DELETE,
    reversible=Reversible.NO,
    stateful_loss=True,
)
NEW_CODE = proposed("lambda", "UpdateFunctionCode", {"FunctionName": "ce-report", "ZipFile": b"PK" * 700}, FUNCTION)
NEW_VARIABLES = proposed(
    "lambda",
    "UpdateFunctionConfiguration",
    {"FunctionName": "ce-report", "Timeout": 30, "Environment": {"Variables": Sensitive({"TOKEN": "hush"})}},
    FUNCTION,
)


def change(
    *actions: Proposed,
    intent: str = "fix the rounding of yesterday's cost report",
    number: int = 1,
    agent: str = "kiro",
) -> Change:
    """A change of one task, opened an hour ago and open for another day."""
    opened = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    return Change(
        id=f"C-7Q2M9K8{number}0123456789ABCDEF",
        deployment=DEPLOYMENT,
        task="T-9F2K1M0AAAA",
        intent=intent,
        kind="fix",
        sponsor="dana",
        agent=agent,
        session="S-0000001AAAA",
        account=ACCOUNT,
        actions=actions or (DELETE_TABLE,),
        bundle="b" * 64,
        opened=opened,
        expires=opened + timedelta(hours=24),
        quorum=Quorum((Seats(2, "sre"),), 2),
        gates=("prod-change",),
    )


class PaperDesk:
    """Answers as the runner's desk does, as far as a client can tell; `asked` keeps every question."""

    def __init__(self, *changes: Change) -> None:
        self.changes = {one.id: one for one in changes}
        self.people: dict[str, Person] = {}
        self.votes: dict[str, list[dict[str, Json]]] = {one.id: [] for one in changes}
        self.states: dict[str, str] = {one.id: "proposed" for one in changes}
        self.log_key = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
        self.leaves = [leaf_hash(b"entry %d" % number) for number in range(5)]
        self.asked: list[tuple[str, Mapping[str, Json]]] = []
        self.seen: list[str | None] = []
        self.bend: dict[str, Callable[[Any], Json]] = {}
        self.ended: list[str] = []

    @property
    def verifier(self) -> str:
        return Verifier("keyturn.test/paper", self.log_key.public_key().public_bytes_raw()).format()

    def checkpoint(self) -> str:
        head = Checkpoint("keyturn.test/paper", len(self.leaves), root_of(self.leaves), (NOT_SEALED,))
        return sign_checkpoint(head, "keyturn.test/paper", self.log_key)

    def grow(self, count: int = 1) -> None:
        self.leaves += [leaf_hash(b"more %d" % (len(self.leaves) + number)) for number in range(count)]

    def enrol(self, name: str, key: Ed25519PrivateKey, *groups: str) -> None:
        raw = key.public_key().public_bytes_raw()
        self.people[name] = Person(name, frozenset(groups or ("sre",)), (PublicKey(key_id(raw), raw),))

    async def ask(self, method: str, params: Mapping[str, Json]) -> Json:
        self.asked.append((method, params))
        answer: Json = getattr(self, f"_{method}")(params)
        bend = self.bend.get(method)
        return answer if bend is None else bend(answer)

    def _status(self, _params: Mapping[str, Json]) -> Json:
        return {
            "deployment": DEPLOYMENT,
            "sealed": False,
            "sealed_text": NOT_SEALED,
            "people": [person.name for person in self.people.values() if person.enabled],
            "account": ACCOUNT,
            "environments": [{"name": "production", "regions": ["cn-north-1"], "accounts": [], "arns": []}],
            "log": {"checkpoint": self.checkpoint(), "verifier": self.verifier},
            "door": "http://127.0.0.1:8400",
            "console": "http://127.0.0.1:8401",
            "bundle": "b" * 64,
            "clock": "steady",
            "open_changes": len(self.changes),
        }

    def _person_list(self, _params: Mapping[str, Json]) -> Json:
        return {
            "people": [
                {
                    "name": one.name,
                    "groups": sorted(one.groups),
                    "keys": [key.id for key in one.keys],
                    "enabled": one.enabled,
                }
                for one in self.people.values()
            ]
        }

    def _charter(self, _params: Mapping[str, Json]) -> Json:
        raise NotReady("too few are enrolled to found this gate")

    def _invite(self, params: Mapping[str, Any]) -> Json:
        return {
            "name": params["name"],
            "invitation": "0" * 64,
            "link": "http://localhost:8401/enrol#paper-token",
            "expires": "2026-11-22T23:00:00.000000Z",
            "sealed": False,
        }

    def _passkeys(self, _params: Mapping[str, Json]) -> Json:
        return {
            "passkeys": [
                {"name": one.name, "key_id": key.id, "credential": b64url(key.passkey.credential)}
                for one in self.people.values()
                for key in one.keys
                if key.passkey is not None
            ]
        }

    def _person_add(self, params: Mapping[str, Any]) -> Json:
        line = parse_public_line(params["public_key"].encode())
        raw = line.key.public_bytes_raw()
        self.people[params["name"]] = Person(
            params["name"], frozenset(params["groups"]), (PublicKey(key_id(raw), raw),)
        )
        return {"name": params["name"], "groups": params["groups"], "key_id": key_id(raw)}

    def _session_open(self, params: Mapping[str, Any]) -> Json:
        opened = statements.open_session_statement(parse_envelope(params["envelope"].encode()), self.people)
        return {
            "session": "S-0000002BBBB",
            "task": opened.task or "T-9F2K1M0AAAA",
            "agent": opened.agent,
            "expires": format_instant(opened.expires),
            "env": {
                "AWS_ENDPOINT_URL": "http://127.0.0.1:8400",
                "AWS_ACCESS_KEY_ID": "KTPAPERPAPERPAPER000",
                "AWS_SECRET_ACCESS_KEY": "paper-secret",
                "AWS_SESSION_TOKEN": "paper-token",
                "AWS_REGION": "us-east-1",
            },
        }

    def _session_end(self, params: Mapping[str, Any]) -> Json:
        ended = statements.open_end_session(parse_envelope(params["envelope"].encode()), self.people)
        self.ended.append(ended.session)
        return {"session": ended.session}

    def _session_list(self, _params: Mapping[str, Json]) -> Json:
        return {"sessions": []}

    def _inbox(self, _params: Mapping[str, Json]) -> Json:
        return {
            "changes": [
                {
                    "id": one.id,
                    "short": one.short,
                    "state": self.states[one.id],
                    "sponsor": one.sponsor,
                    "agent": one.agent,
                    "intent": one.intent,
                    "kind": one.kind,
                    "actions": [action.name for action in one.actions],
                    "environments": ["production"],
                    "missing": self._missing(one.id),
                    "opened": format_instant(one.opened),
                    "expires": format_instant(one.expires),
                }
                for one in self.changes.values()
                if self.states[one.id] in {"proposed", "approved"}
            ]
        }

    def _missing(self, change_id: str) -> int:
        return max(0, 2 - sum(vote["verdict"] == "approve" for vote in self.votes[change_id]))

    def _stands(self, params: Mapping[str, Any]) -> Json:
        shown: Any = self._show(params)
        return {name: shown[name] for name in ("id", "short", "state", "missing")}

    def _show(self, params: Mapping[str, Any]) -> Json:
        found = [one for one in self.changes.values() if one.id.startswith(params["change"])]
        if len(found) != 1:
            raise Unknown(f"no change begins with `{params['change']}`: see `keyturn inbox`")
        one = found[0]
        return {
            "id": one.id,
            "short": one.short,
            "digest": one.digest,
            "review": dict(one.review()),
            "review_digest": one.review_digest,
            "state": self.states[one.id],
            "missing": self._missing(one.id),
            "votes": list(self.votes[one.id]),
            "grants": [],
            "url": f"http://127.0.0.1:8401/changes/{one.short}",
            "checkpoint": self.checkpoint(),
            "sealed": False,
        }

    def _vote(self, params: Mapping[str, Any]) -> Json:
        vote = statements.open_approval(parse_envelope(params["envelope"].encode()), self.people)
        one = self.changes[vote.change]
        assert (vote.change_digest, vote.review) == (one.digest, one.review_digest)
        if vote.reviewer == one.sponsor:
            raise NotYou(f"`{vote.reviewer}` sponsors this change, so somebody else must approve it")
        self.seen.append(vote.seen)
        self.votes[one.id].append(
            {
                "reviewer": vote.reviewer,
                "verdict": vote.verdict.value,
                "comment": vote.comment,
                "at": format_instant(vote.at),
            }
        )
        if vote.verdict is Verdict.REJECT:
            self.states[one.id] = "rejected"
        elif not self._missing(one.id):
            self.states[one.id] = "approved"
        self.grow()
        return {"change": one.id, "short": one.short, "state": self.states[one.id], "missing": self._missing(one.id)}

    def _withdraw(self, params: Mapping[str, Any]) -> Json:
        withdrawal = statements.open_withdrawal(parse_envelope(params["envelope"].encode()), self.people)
        self.states[withdrawal.change] = "withdrawn"
        return {"change": withdrawal.change, "state": "withdrawn"}

    def _checkpoint(self, params: Mapping[str, Any]) -> Json:
        size = params.get("size")
        proof = () if size is None else consistency_proof(self.leaves, size, len(self.leaves))
        return {
            "checkpoint": self.checkpoint(),
            "verifier": self.verifier,
            "consistency": [b64encode(node) for node in proof],
        }


@contextmanager
def served(desk: Desk, folder: Path) -> Iterator[Path]:
    """Serve `desk` on the control socket in `folder`, from a thread of its own."""
    folder.mkdir(mode=0o700, exist_ok=True)
    ready, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        server = ControlServer(desk, folder)
        await server.start()
        ready.set()
        await stop.wait()
        await server.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    try:
        assert ready.wait(10)
        yield folder
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(15)
        loop.close()


@dataclass(frozen=True, slots=True)
class Typed:
    """A command that was typed: how it ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:  # noqa: ANN401 - what a test reads out of JSON
        """The one JSON document on standard output."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Bench:
    """A served paper desk, people with key files, and a keyboard."""

    desk: PaperDesk
    folder: Path
    capsys: pytest.CaptureFixture[str]

    def type(self, *words: str) -> Typed:
        """Type one `keyturn` command at the terminal of a person in `folder`."""
        self.capsys.readouterr()
        try:
            code = main(words)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 0
        said = self.capsys.readouterr()
        return Typed(code, said.out, said.err)

    def signed(self, *words: str, by: str) -> Typed:
        """Type a command that `by` signs with their key file."""
        return self.type(*words, "--as", by, "--key", f"{by}.key")


@contextmanager
def bench(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *changes: Change
) -> Iterator[Bench]:
    """Put a person at a terminal beside a gateway with these changes; dana sponsors, ana and bo may approve."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(folder)
    Path("keyturn.toml").write_text('[gateway]\ndata = "data"\n[environments.production]\nregions = ["cn-north-1"]\n')
    desk = PaperDesk(*(changes or (change(),)))
    for name in ("ana", "bo", "dana"):
        wiring.new_key(folder / f"{name}.key")
        desk.enrol(name, wiring.load_key(folder / f"{name}.key"))
    with served(desk, folder / "data"):
        yield Bench(desk, folder, capsys)
