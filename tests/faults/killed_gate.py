"""A whole gate but for its sockets, under load until it is killed, over a cloud that writes down what it did.

The composition root, the log, the store, the vault and the policies are the real ones. Each effect is a line in a file,
synced before it is answered. Whoever called says on a pipe what was answered: that is what must never be lost.
"""

import asyncio
import json
import os
import random
import secrets
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.adapters.chance import SystemChance
from keyturn.adapters.clock import SystemClock
from keyturn.adapters.log.group import GroupLog
from keyturn.adapters.signer.file import FileSigner
from keyturn.adapters.store.sqlite import SqliteStore
from keyturn.adapters.vault import Vault, open_vault
from keyturn.approve import statements
from keyturn.codec import dsse
from keyturn.codec.canonical import Json
from keyturn.codec.keys import format_public_line, key_id
from keyturn.decide.engine import load
from keyturn.flow.consider import Considering
from keyturn.flow.settings import Limits, Settings
from keyturn.flow.state import State
from keyturn.flow.uploads import Uploads
from keyturn.model.approval import Approval, Verdict
from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Draft, Durable, Intent, Kind
from keyturn.model.execution import Answer, Cut, Outgoing, Refusal, Reply
from keyturn.model.identity import EndSession, Isolation, OpenSession
from keyturn.model.touching import AwsTables
from keyturn.model.wire import Content, HttpRequest
from keyturn.recognise.aws.hosts import GatewayHosts
from keyturn.runner.calls import Calls
from keyturn.runner.desk import Desk
from keyturn.runner.journal import Journal
from keyturn.runner.sessions import Addresses
from keyturn.runner.timekeeper import Timekeeper
from keyturn.runner.world import World
from keyturn.testing.client import Credentials, sign
from keyturn.testing.house import DEVELOPMENT, ESTATE, PRODUCTION
from keyturn.testing.rules import rules_for
from keyturn.testing.world import SetFacts

DOOR: Final = "http://127.0.0.1:8400"
CONSOLE: Final = "http://127.0.0.1:8401"
EFFECTS: Final = "effects"
WORKERS: Final = 50
PEOPLE: Final = ("dana", "ana", "bo")
KEYS: Final = {name: Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest()) for name in PEOPLE}

Again = tuple[str, str, str]
"""A call whose outcome a kill left unknown: its session, its operation, and what it was about."""


class PaperCloud:
    """A cloud whose every effect is a line of a file. It takes its time, and now and then it breaks off.

    A kill can tear a line at the end of a page: what was not written whole did not happen, and the next line stands by
    itself.
    """

    def __init__(self, file: Path, chance: random.Random) -> None:
        self._handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._chance = chance

    async def execute(self, intent: Durable[Intent], outgoing: Outgoing) -> Answer:
        about, sent = intent.draft.about, json.loads(outgoing.request.content.data or b"{}")
        grant = about["grant"]
        told = {"grant": grant, "action": about["action"], "seq": intent.seq, "what": what_of(sent)}
        await asyncio.to_thread(self._note, b"\n" + json.dumps(told).encode() + b"\n")
        await asyncio.sleep(self._chance.choice((0, 0, 0.001, 0.005, 0.03)))
        if self._chance.random() < 0.03:
            raise Cut("the paper tore")
        return Answer(200, ((b"x-amzn-requestid", grant.encode()),), b"{}")

    def _note(self, line: bytes) -> None:
        os.write(self._handle, line)
        os.fdatasync(self._handle)

    async def close(self) -> None:
        os.close(self._handle)


def what_of(sent: Mapping[str, Any]) -> str | None:
    """What a call is about: the day of an item, the name of a table; None for a call that is about nothing."""
    item = sent.get("Item", {}).get("day", {}).get("S")
    return item or sent.get("TableName")


@dataclass(frozen=True, slots=True)
class Gate:
    """What of a gateway the load needs."""

    calls: Calls
    desk: Desk
    state: State
    keys: Vault


async def put_together(folder: Path, catalogue: AwsTables, bundle: Bundle, cloud: "PaperCloud") -> Gate:
    """Put the real rooms together, on the real log and store in `folder`."""
    chance = SystemChance()
    log = GroupLog(SqliteStore.open(folder), FileSigner.open(folder), chance)
    state = State()
    journal = Journal(log, state)
    journal.read_back()
    time = Timekeeper(SystemClock(), log.last())
    payload: dict[str, Json] = {"bundle": bundle.version, "policies": bundle.policies, "schema": bundle.schema}
    about = {"deployment": state.deployment or "D-KILLED"}
    await journal.write(Draft(Kind.GATE_STARTED, time.now()[0], about, {**payload, "version": "test"}))
    vault = open_vault(folder / "root.key")
    settings = Settings(
        ESTATE,
        CONSOLE,
        limits=Limits(open_changes_per_session=10_000, calls_per_second_per_session=10**6),
        unsealed_production=True,
    )
    policies = {bundle.version: load(bundle)}
    considering = Considering(state, policies, bundle.version, settings, vault, Uploads())
    hosts = GatewayHosts(frozenset({DOOR.removeprefix("http://")}))
    calls = Calls(considering, journal, World(cloud, SetFacts(), chance, catalogue, hosts), time, 0)
    return Gate(
        calls,
        Desk(
            considering,
            journal,
            calls,
            time,
            chance,
            Addresses(DOOR, CONSOLE, {}),
            rules_for(settings, bundle, catalogue),
        ),
        state,
        vault,
    )


class Load:
    """Everybody who uses the gate: one person who sponsors, two who approve, and an agent with fifty hands."""

    def __init__(self, gate: Gate, seed: int, pipe: int) -> None:
        self._gate = gate
        self._seed = seed
        self._pipe = pipe
        self._chance = random.Random(seed)
        self._state = gate.state
        self._session = ""

    def say(self, *words: object) -> None:
        """Tell whoever survives."""
        os.write(self._pipe, json.dumps(words).encode() + b"\n")

    async def ask(self, method: str, **params: Json) -> Any:  # noqa: ANN401 - whatever the desk answers
        return await self._gate.desk.ask(method, params)

    async def begin(self, again: list[Again]) -> None:
        """Enrol who is not there yet, look at what the last kill left, open a session."""
        for name in PEOPLE:
            if name not in self._state.people:
                line = format_public_line(KEYS[name].public_key(), name).decode()
                await self.ask("person_add", name=name, groups=["sre"], public_key=line)
                self.say("person", name)
        self.say("spent", sorted(self._state.spent))
        for session, operation, what in again:
            reply = await self.send(operation, what, session=session)
            self.say("again", what, reply.code if isinstance(reply, Refusal) else "passed")
        self._session = await self.open_session()
        self.say("ready")

    async def open_session(self) -> str:
        at = datetime.now(UTC)
        deployment = self._state.deployment or ""
        wanted = OpenSession(
            deployment,
            "dana",
            "fixer",
            Isolation.NONE,
            at,
            _nonce(),
            at + timedelta(hours=2),
            intent="fix the rounding",
        )
        opened = await self.ask(
            "session_open",
            envelope=_seal("dana", statements.OPEN_SESSION_TYPE, statements.open_session_payload(wanted)),
        )
        self.say("session.opened", opened["session"])
        return str(opened["session"])

    async def end_session(self, session: str) -> None:
        statement = EndSession(self._state.deployment or "", "bo", session, datetime.now(UTC), _nonce())
        envelope = _seal("bo", statements.END_SESSION_TYPE, statements.end_session_payload(statement))
        await self.ask("session_end", envelope=envelope)
        self.say("session.ended", session)

    async def send(self, operation: str, what: str, session: str | None = None) -> Reply:
        """Send one call about `what`; its mark is `what` too, so that a second sending is a retry of the first."""
        session = session or self._session
        known = self._state.sessions[session]
        region = PRODUCTION if operation == "DeleteTable" else DEVELOPMENT
        unsigned = _request(operation, what)
        credentials = Credentials(known.access_key_id, self._gate.keys.session_key(session))
        request = sign(unsigned, "dynamodb", region, credentials, datetime.now(UTC))
        return await self._gate.calls.handle(request, request.content.data or b"")

    async def work(self, hand: int) -> None:
        """Work until the end."""
        for number in count():
            what = f"{self._seed}-{hand}-{number}"
            match self._chance.choices(("read", "free", "change", "refused", "session"), (3, 4, 3, 1, 0.3))[0]:
                case "read":
                    self.told("read", await self.send("ListTables", what))
                case "free":
                    self.told("free", await self.send("PutItem", what))
                case "change":
                    await self.change(what)
                case "refused":
                    await self.send("CreateTables", what)
                case _:
                    await self.end_session(await self.open_session())

    def told(self, kind: str, reply: Reply) -> None:
        if isinstance(reply, Answer):
            self.say(kind, reply.header(b"x-amzn-requestid"))
        elif isinstance(reply, Refusal) and reply.code not in {"call.outcome_unknown", "upstream.cut"}:
            self.say("odd", reply.code, reply.message)

    async def change(self, what: str) -> None:
        """Send a call that is held, have it approved by two, send it again."""
        held = await self.send("DeleteTable", what)
        assert isinstance(held, Refusal)
        assert held.code == "change.pending", held
        change = held.message.partition("change ")[2].partition(",")[0]
        self.say("change.opened", change)
        for name in ("ana", "bo"):
            await self.vote(name, change)
            self.say("vote", change, name)
        self.told("change", await self.send("DeleteTable", what))

    async def vote(self, name: str, change: str) -> None:
        shown = await self.ask("show", change=change)
        approval = Approval(
            deployment=self._state.deployment or "",
            change=shown["id"],
            change_digest=shown["digest"],
            review=shown["review_digest"],
            reviewer=name,
            key_id=key_id(KEYS[name].public_key().public_bytes_raw()),
            verdict=Verdict.APPROVE,
            comment="",
            at=datetime.now(UTC),
            nonce=_nonce(),
            seen=shown["checkpoint"],
        )
        await self.ask("vote", envelope=_seal(name, statements.APPROVAL_TYPE, statements.approval_payload(approval)))
        self.say("checkpoint", shown["checkpoint"])


def _nonce() -> str:
    return secrets.token_urlsafe(18)


def _seal(name: str, kind: str, payload: bytes) -> str:
    return dsse.seal(kind, payload, KEYS[name]).to_json().decode()


def _request(operation: str, what: str) -> HttpRequest:
    body: dict[str, Any] = {"TableName": what}
    if operation == "PutItem":
        body = {"TableName": "costs", "Item": {"day": {"S": what}}}
    elif operation == "ListTables":
        body = {}
    data = json.dumps(body).encode()
    headers = (
        ("host", DOOR.removeprefix("http://")),
        ("content-type", "application/x-amz-json-1.0"),
        ("x-amz-target", f"DynamoDB_20120810.{operation}"),
        # A held call is sent again by somebody who types it anew; any other call by the SDK, with the same mark.
        ("amz-sdk-invocation-id", secrets.token_hex(16) if operation == "DeleteTable" else what),
    )
    return replace(
        HttpRequest("POST", "http", DOOR.removeprefix("http://"), "/", "", headers),
        content=Content(sha256(data).hexdigest(), len(data), data),
    )


async def _run(folder: Path, catalogue: AwsTables, bundle: Bundle, seed: int, pipe: int, again: list[Again]) -> None:
    cloud = PaperCloud(folder / EFFECTS, random.Random(seed + 1))
    everybody = Load(await put_together(folder, catalogue, bundle, cloud), seed, pipe)
    await everybody.begin(again)
    await asyncio.gather(*(everybody.work(hand) for hand in range(WORKERS)))


def run(folder: Path, catalogue: AwsTables, bundle: Bundle, seed: int, pipe: int, again: list[Again]) -> None:
    """Run until killed; whatever else ends it is said."""
    try:
        asyncio.run(_run(folder, catalogue, bundle, seed, pipe, again))
    except BaseException:  # noqa: BLE001 - the last word of a process that was to be killed
        os.write(pipe, json.dumps(["broke", traceback.format_exc()]).encode() + b"\n")
