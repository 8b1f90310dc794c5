"""A gateway for moto's own tests: everything of the real house, a policy that permits everything, and any key at all.

moto's tests make up keys, sign not at all, sign in forms that are no longer AWS's, and look closely at who they are
told to be. So this wiring, which is no part of the product, stands a translator before the gate and another behind it:
what a test signed with a key of its own is signed anew with the one session's key, verified, recognised, decided about,
noted and sent by the real rooms, and goes on signed with the test's own key again. What reads and writes the bytes is
the real door and the real upstream. Nothing of this can be reached by configuration: only here are these classes put
together.

    python -m tests.moto_gateway --listen 127.0.0.1:0 --upstream http://127.0.0.1:5000
"""

import argparse
import asyncio
import secrets
import signal
import socket
import sys
import tempfile
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.adapters.aws.call import Call as Sending
from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.aws.hosts import OneUpstream, Place
from keyturn.adapters.aws.pool import Pool
from keyturn.adapters.aws.signing import HOP_BY_HOP, Credentials
from keyturn.adapters.aws.upstream import AwsUpstream, Sender
from keyturn.adapters.bundles import default_bundle
from keyturn.adapters.chance import SystemChance
from keyturn.adapters.clock import SystemClock
from keyturn.adapters.log.group import GroupLog
from keyturn.adapters.serving import listen
from keyturn.adapters.signer.file import FileSigner
from keyturn.adapters.store.sqlite import SqliteStore
from keyturn.adapters.vault import open_vault
from keyturn.approve import statements
from keyturn.codec import dsse
from keyturn.codec.canonical import Json
from keyturn.codec.keys import format_public_line
from keyturn.decide.engine import load
from keyturn.doors.aws.app import App
from keyturn.doors.aws.bodies import Spool
from keyturn.doors.aws.server import Server
from keyturn.errors import CallerError
from keyturn.flow.answers import Answer as Considered
from keyturn.flow.answers import Named, Refuse, Replay, Seen
from keyturn.flow.consider import Considering
from keyturn.flow.name import named as name_what
from keyturn.flow.settings import Limits, Settings
from keyturn.flow.state import State
from keyturn.flow.uploads import Uploads
from keyturn.gather.environments import environments
from keyturn.model.action import Call, Unrecognised
from keyturn.model.decision import Permit, Standing
from keyturn.model.evidence import Draft, Kind
from keyturn.model.execution import Admission, Answer, Body, InHost, Outgoing, Refusal, Reply
from keyturn.model.facts import Estate, Facts
from keyturn.model.grant import Power
from keyturn.model.identity import Caller, Isolation, OpenSession
from keyturn.model.wire import HttpRequest
from keyturn.policy.bundles import bundle
from keyturn.ports import Clock
from keyturn.recognise.aws.hosts import GatewayHosts
from keyturn.recognise.aws.touches import touch
from keyturn.runner.admitting import Admitting
from keyturn.runner.calls import Calls
from keyturn.runner.desk import Desk
from keyturn.runner.journal import Journal
from keyturn.runner.sessions import Addresses
from keyturn.runner.timekeeper import Timekeeper
from keyturn.runner.world import World
from keyturn.testing.rules import rules_for
from keyturn.testing.world import SetFacts
from tests.moto_keys import Form, Keys, Signer, seal_of, signed_anew, signer_of

POLICY: Final = '@id("everything")\npermit (principal, action, resource);\n'
ACCOUNT: Final = "123456789012"
MEGABYTE: Final = 1_048_576
LIMITS: Final = Limits(parameters_bytes=64 * MEGABYTE, calls_per_second_per_session=10**9)


@dataclass(frozen=True, slots=True)
class Came:
    """The call that is under way, as it came from a test."""

    request: HttpRequest
    signer: Signer


CAME: ContextVar[Came] = ContextVar("came")


class Everything(Considering):
    """Permits what policy permits, which is everything: credentials too, and nothing waits for people."""

    def consider(
        self, named: Named, facts: Facts, at: datetime, *, steady: bool, fresh: str, seen: Seen | None = None
    ) -> Considered:
        for mark in named.marks:
            attempt = self.state.attempts.get(mark)
            if attempt is not None:
                return Replay(attempt)
        where = tuple(sorted(environments(named.action, facts, self.settings.estate)))
        decision = self.ask(named.caller, named.action, where, Standing(), self.current)
        if not isinstance(decision, Permit):
            return Refuse("policy.everything", f"the policy that permits everything did not: {decision}")
        return self._free(named.action, where, decision.policies, at, fresh)


class AnyAccount(Admitting):
    """Guards every account there is."""

    def touched(self, request: HttpRequest, caller: Caller, call: Call) -> Named | Refuse:
        considering, catalogue = self._considering, self._catalogue
        try:
            action = touch(call, ACCOUNT, catalogue)
        except CallerError as error:
            return Refuse(error.code, str(error))
        if isinstance(action, Unrecognised):
            return Refuse(f"unrecognised.{action.reason}", action.why)
        return name_what(request, caller, action, self._hosts, considering.keys, catalogue)


class AnyCalls(Calls):
    """Takes calls to any account."""

    def __init__(self, considering: Considering, journal: Journal, world: World, time: Timekeeper) -> None:
        super().__init__(considering, journal, world, time, 0)
        self._admitting = AnyAccount(considering, journal, world.facts, world.catalogue, world.hosts)


class CalledAs(OneUpstream):
    """One upstream that is called by the name by which the door was: moto makes the addresses of queues from it."""

    def __init__(self, url: str, names: frozenset[str]) -> None:
        """`names` are the door's own."""
        super().__init__(url)
        self._names = names

    def place(self, service: str, region: str, bucket: InHost | None) -> Place:
        place, called = super().place(service, region, bucket), CAME.get().request.host
        return replace(place, host=called) if called in self._names else place


class AsSigned(Sender):
    """Sends a call on as whoever signed it: anew, or as it came where that is no Signature Version 4."""

    def __init__(self, hosts: OneUpstream, pool: Pool, keys: Keys, clock: Clock) -> None:
        """`keys` are the tests' own."""
        super().__init__(hosts, pool, self, clock)
        self._keys = keys

    async def credentials(self, power: Power | None) -> Credentials:
        return self._keys.credentials(CAME.get().signer)

    async def send(self, outgoing: Outgoing) -> Answer:
        came = CAME.get()
        if came.signer.form not in (Form.NOT, Form.OLD):
            return await super().send(outgoing)
        place = self._hosts.place(outgoing.service, outgoing.scope.region, outgoing.bucket)
        return await self._as_it_came(place, came.request, outgoing.body)

    async def straight(self, request: HttpRequest, body: Body) -> Answer:
        """Send on what is no call to AWS: moto's own interface."""
        return await self._as_it_came(self._hosts.place("moto", "", None), request, body)

    async def _as_it_came(self, place: Place, request: HttpRequest, body: Body) -> Answer:
        """Send a request on with the signature that it had, or with none."""
        target = place.before + request.path + (f"?{request.query}" if request.query else "")
        kept = [pair for pair in request.headers if pair[0] not in {"host", "content-length", "expect", *HOP_BY_HOP}]
        lines = [f"{name}: {value}" for name, value in (("host", place.host), *kept)]
        if request.content.length:
            lines.append(f"content-length: {request.content.length}")
        head = "\r\n".join([f"{request.method} {target} HTTP/1.1", *lines, "", ""]).encode("latin-1")
        call = Sending(head, body, request.content.length, request.method == "HEAD", mutating=True)
        return await self._pool.send(place.origin, call)


class Front:
    """What stands between the door and the gate: the tests' keys in, the one session's key out."""

    def __init__(self, calls: Calls, sender: AsSigned, keys: Keys, sponsor: "Sponsor") -> None:
        self._calls = calls
        self._sender = sender
        self._keys = keys
        self._sponsor = sponsor
        self._session = Credentials("", "")

    async def begin(self) -> None:
        """Open a session: what a test's idempotency token meant before moto forgot everything means nothing after."""
        self._session = await self._sponsor.session()

    async def handle(self, request: HttpRequest, body: Body) -> Reply:
        """Answer one call of a test."""
        CAME.set(Came(request, signer_of(request)))
        if request.path.startswith("/moto-api"):
            answer = await self._sender.straight(request, body)
            if request.path == "/moto-api/reset":
                await self.begin()
            return answer
        signer = CAME.get().signer
        reply = await self._calls.handle(signed_anew(request, signer, self._session, datetime.now(UTC)), body)
        if isinstance(reply, Refusal):
            what = f"{request.method} {request.path}?{request.query} for {signer.scope.service}"
            sys.stderr.write(f"refused: {what}: {reply.code}: {reply.message}\n")
        if isinstance(reply, Answer) and isinstance(reply.body, bytes):
            self._keys.learn(reply.body)
        return reply

    async def admit(self, request: HttpRequest, *, here: bool) -> Refusal | Admission:
        """Let every body in; chunks that a test signed are held against the test's own key."""
        return Admission("", keep=True, seal=seal_of(request, signer_of(request), self._keys))


class Sponsor:
    """The one person here, who opens sessions by signing for them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._key = Ed25519PrivateKey.generate()
        self._deployment = ""

    async def enrol(self) -> None:
        """Be enrolled."""
        status = await self._desk.ask("status", {})
        assert isinstance(status, dict)
        self._deployment = str(status["deployment"])
        line = format_public_line(self._key.public_key(), "dana").decode()
        await self._desk.ask("person_add", {"name": "dana", "groups": ["sre"], "public_key": line})

    async def session(self) -> Credentials:
        """Open a session for the tests."""
        at = datetime.now(UTC)
        ends, nonce = at + timedelta(hours=23), secrets.token_urlsafe(18)
        said = OpenSession(self._deployment, "dana", "moto", Isolation.NONE, at, nonce, ends, intent="run moto's tests")
        payload = statements.open_session_payload(said)
        envelope = dsse.seal(statements.OPEN_SESSION_TYPE, payload, self._key).to_json().decode()
        opened = await self._desk.ask("session_open", {"envelope": envelope})
        assert isinstance(opened, dict)
        env = opened["env"]
        assert isinstance(env, dict)
        names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
        key_id, secret, token = (str(env[name]) for name in names)
        return Credentials(key_id, secret, token)


async def serve(folder: Path, listener: socket.socket, upstream: str) -> None:
    """Serve moto's tests at `listener` until told to stop, with the evidence in `folder`."""
    chance, clock, catalogue, keys = SystemChance(), SystemClock(), PackagedCatalogue(), Keys()
    port = listener.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    log = GroupLog(SqliteStore.open(folder), FileSigner.open(folder), chance)
    journal = Journal(log, State())
    time = Timekeeper(clock, None)
    schema = default_bundle("sre", 2).schema
    everything = bundle(POLICY, schema)
    payload: dict[str, Json] = {
        "version": "moto",
        "bundle": everything.version,
        "policies": everything.policies,
        "schema": everything.schema,
        "account": ACCOUNT,
    }
    await journal.write(Draft(Kind.GATE_STARTED, time.now()[0], {"deployment": "D-MOTO"}, payload))
    settings = Settings(Estate(ACCOUNT, ()), address, limits=LIMITS, unsealed_production=True)
    vault = open_vault(folder / "root.key")
    considering = Everything(
        journal.state, {everything.version: load(everything)}, everything.version, settings, vault, Uploads()
    )
    names = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
    sender = AsSigned(CalledAs(upstream, names), Pool(), keys, clock)
    world = World(AwsUpstream(sender, lambda _: None), SetFacts(), chance, catalogue, GatewayHosts(names))
    calls = AnyCalls(considering, journal, world, time)
    sponsor = Sponsor(
        Desk(
            considering,
            journal,
            calls,
            time,
            chance,
            Addresses(address, address, {}),
            rules_for(settings, everything, catalogue),
        )
    )
    front = Front(calls, sender, keys, sponsor)
    await sponsor.enrol()
    await front.begin()
    spool = Spool(folder / "spool", LIMITS.spool_bytes)
    server = Server(App(front, catalogue, calls.ready, LIMITS.parameters_bytes, spool))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, server.stop)
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
    try:
        await server.serve(listener)
    finally:
        await sender.close()
        await log.close()


def main(words: Sequence[str] | None = None) -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.moto_gateway", description=__doc__)
    parser.add_argument("--listen", required=True, metavar="HOST:PORT", help="port 0 takes a free one")
    parser.add_argument("--upstream", required=True, metavar="URL", help="where a `moto_server` listens")
    arguments = parser.parse_args(words)
    host, _, port = arguments.listen.rpartition(":")
    with tempfile.TemporaryDirectory(prefix="kt-moto-") as folder, listen(host, int(port)) as listener:
        asyncio.run(serve(Path(folder), listener, arguments.upstream))


if __name__ == "__main__":
    main()
