"""The house in memory: the real rooms, a simulator behind every port, and words in which a test tells its story."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.codec.canonical import Json
from keyturn.codec.encoding import b32encode_id
from keyturn.codec.keys import format_public_line, key_id
from keyturn.decide.engine import load
from keyturn.flow.answers import Named, Refuse
from keyturn.flow.consider import Considering
from keyturn.flow.name import Keys, authenticate, read, touched
from keyturn.flow.settings import Bounds, Limits, Settings
from keyturn.flow.state import State
from keyturn.flow.uploads import Uploads
from keyturn.model.approval import Approval, Settlement, Verdict, Word
from keyturn.model.bundle import Bundle
from keyturn.model.clock import ClockAcceptance
from keyturn.model.evidence import Draft, Kind
from keyturn.model.execution import Answer, Body, Refusal, Rehearsed, Reply
from keyturn.model.facts import EnvironmentRule, Estate
from keyturn.model.freeze import FreezeOrder
from keyturn.model.identity import Isolation, OpenSession, TaskKind
from keyturn.model.notice import Event
from keyturn.model.touching import AwsTables
from keyturn.model.wire import HttpRequest
from keyturn.ports import Passkeys
from keyturn.recognise.aws.hosts import GatewayHosts
from keyturn.runner.calls import Calls
from keyturn.runner.desk import Besides, Desk
from keyturn.runner.journal import Journal
from keyturn.runner.sessions import Addresses
from keyturn.runner.sweep import close_expired
from keyturn.runner.telling import Telling
from keyturn.runner.timekeeper import Timekeeper
from keyturn.runner.tunnels import Tunnels
from keyturn.runner.world import World
from keyturn.testing.client import Credentials, request, sign
from keyturn.testing.enveloped import Signable, enveloped
from keyturn.testing.log import MemoryLog
from keyturn.testing.rules import rules_for
from keyturn.testing.upstream import MemoryUpstream
from keyturn.testing.world import Bell, CountedChance, MemoryPositions, MemoryVault, SetClock, SetFacts

T = TypeVar("T")
PRODUCTION = "cn-north-1"
DEVELOPMENT = "cn-northwest-1"
ESTATE = Estate(
    "123456789012",
    (EnvironmentRule("production", regions=(PRODUCTION,)), EnvironmentRule("development", regions=(DEVELOPMENT,))),
)
DEPLOYMENT = "D-HOUSE"


@dataclass(frozen=True, slots=True)
class Opened:
    """A session as its agent holds it."""

    id: str
    task: str
    credentials: Credentials


class House:
    """A gate in memory with two reviewers, `ana` and `bo`, and a sponsor, `dana`, all of them of `sre`."""

    def __init__(
        self,
        bundle: Bundle,
        catalogue: AwsTables,
        *,
        limits: Limits | None = None,
        bounds: Bounds | None = None,
        hold_seconds: float = 0,
        unsealed_production: bool = True,
        passkeys: Passkeys | None = None,
        before: "House | None" = None,
    ) -> None:
        """A house that is not sealed changes production all the same, unless `unsealed_production` is taken from it.

        `before` restarts a house: its log and world are taken over, its memory is not (see `restarted`).
        """
        self.begun: list[asyncio.Task[Reply]] = before.begun if before else []
        self._bundle = bundle
        self._limits = limits
        self._bounds = bounds or Bounds()
        self._hold_seconds = hold_seconds
        self._unsealed_production = unsealed_production
        self._passkeys = passkeys
        self.loop: asyncio.AbstractEventLoop = before.loop if before else asyncio.new_event_loop()
        self.clock: SetClock = before.clock if before else SetClock()
        self.chance: CountedChance = before.chance if before else CountedChance()
        self.log: MemoryLog = before.log if before else MemoryLog()
        self.upstream: MemoryUpstream = before.upstream if before else MemoryUpstream()
        self.facts: SetFacts = before.facts if before else SetFacts()
        self.keys: dict[str, Ed25519PrivateKey] = before.keys if before else {}
        self.vault = MemoryVault()
        self.bell: Bell = before.bell if before else Bell()
        self.positions: MemoryPositions = before.positions if before else MemoryPositions()
        self._catalogue = catalogue
        state = State()
        self.journal = Journal(self.log, state)
        self.journal.read_back()
        self._time = time = Timekeeper(self.clock, self.log.last(), None if state.held is None else state.held.hold)
        if state.charter is not None:
            # As the real gate: what is in force is what people approved, whatever it is started with.
            texts = state.bundles[state.charter.bundle]
            bundle = Bundle(*texts, state.charter.bundle)
        self._start(bundle)
        settings = Settings(
            ESTATE,
            "http://127.0.0.1:8401",
            limits=limits or Limits(),
            unsealed_production=unsealed_production,
            bounds=self._bounds,
        )
        policies = {version: load(Bundle(text, schema, version)) for version, (text, schema) in state.bundles.items()}
        self.considering = Considering(state, policies, bundle.version, settings, self.vault, Uploads())
        self._hosts = GatewayHosts(frozenset({"127.0.0.1:8400", "localhost:8400"}))
        world = World(self.upstream, self.facts, self.chance, catalogue, self._hosts)
        self.calls = Calls(self.considering, self.journal, world, time, hold_seconds)
        addresses = Addresses(
            "http://127.0.0.1:8400", "http://127.0.0.1:8401", {"production": PRODUCTION, "development": DEVELOPMENT}
        )
        self.tunnels = Tunnels(self.considering, self.journal, time, self.calls.ended)
        self.telling = Telling(
            self.journal, [self.bell], self.positions, self.clock, self.chance, "http://127.0.0.1:8401"
        )
        rules = rules_for(settings, self._bundle, catalogue)
        besides = Besides(self.telling, passkeys)
        self.desk = Desk(self.considering, self.journal, self.calls, time, self.chance, addresses, rules, besides)
        self.run(self.desk.gate.resume())
        if before is None:
            for name in ("dana", "ana", "bo"):
                self.enrol(name, "sre")

    def _start(self, bundle: Bundle) -> None:
        """Note, as the gateway does at each start, by which bundle the gate decides from here on."""
        payload: dict[str, Json] = {
            "version": "test",
            "bundle": bundle.version,
            "policies": bundle.policies,
            "schema": bundle.schema,
        }
        at, _ = self._time.now()
        self.run(_awaited(self.journal.write(Draft(Kind.GATE_STARTED, at, {"deployment": DEPLOYMENT}, payload))))

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run `coroutine` to its end."""
        return self.loop.run_until_complete(coroutine)

    def close(self) -> None:
        """Let go of the event loop, and of what is still under way in it."""
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.settle()
        self.loop.close()

    def restarted(self, *, bundle: Bundle | None = None) -> "House":
        """Return this house started anew on its log, with other policies in force if `bundle` is given."""
        return House(
            bundle or self._bundle,
            self._catalogue,
            limits=self._limits,
            bounds=self._bounds,
            hold_seconds=self._hold_seconds,
            unsealed_production=self._unsealed_production,
            passkeys=self._passkeys,
            before=self,
        )

    def sweep(self) -> None:
        """Close what has expired, as the gateway does every few seconds."""
        self.run(self.desk.clock.told())
        self.run(close_expired(self.journal, self._time))

    def told(self) -> list[Event]:
        """Tell people what there is to tell, and return all that they were ever told of."""
        self.run(self.telling.turn())
        return self.bell.events()

    def settle(self) -> None:
        """Let everything that can go on without waiting do so."""
        for _ in range(50):
            self.run(asyncio.sleep(0))

    # ---- people

    def enrol(self, name: str, *groups: str, key: Ed25519PrivateKey | None = None) -> None:
        """Enrol `name` with a key of their own."""
        self.keys[name] = key or Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())
        line = format_public_line(self.keys[name].public_key(), name).decode()
        self.ask("person_add", name=name, groups=list(groups), public_key=line)

    def ask(self, method: str, **params: Json) -> Any:
        """Ask the desk."""
        return self.run(self.desk.ask(method, params))

    def session(
        self, sponsor: str = "dana", agent: str = "fixer", intent: str | None = "fix the rounding", **more: Any
    ) -> Opened:
        """Open a session by `sponsor`'s signed statement."""
        opened = self.ask("session_open", envelope=self.signed(sponsor, self.opening(sponsor, agent, intent, **more)))
        session = self.considering.state.sessions[opened["session"]]
        credentials = Credentials(opened["env"]["AWS_ACCESS_KEY_ID"], self.vault.session_key(session.id))
        return Opened(session.id, session.task, credentials)

    def opening(
        self, sponsor: str, agent: str = "fixer", intent: str | None = "fix the rounding", **more: Any
    ) -> OpenSession:
        """Return the statement that opens a session, unsigned."""
        at = self.clock.wall()
        statement = OpenSession(
            DEPLOYMENT,
            sponsor,
            agent,
            Isolation.USER,
            at,
            self.nonce(),
            at + timedelta(hours=2),
            intent=intent,
            kind=TaskKind.FIX,
        )
        return replace(statement, **more)

    def nonce(self) -> str:
        """Return something that was never said before."""
        return b32encode_id(self.chance.token(16))

    def signed(self, name: str, statement: Signable) -> str:
        """Return `statement` in an envelope signed with `name`'s key."""
        return enveloped(statement, self.keys[name])

    def verdict(self, change: str, reviewer: str, verdict: Verdict = Verdict.APPROVE, **more: Any) -> Approval:
        """Return `reviewer`'s statement about `change` as the command line would make it, unsigned."""
        shown = self.ask("show", change=change)
        approval = Approval(
            deployment=DEPLOYMENT,
            change=shown["id"],
            change_digest=shown["digest"],
            review=shown["review_digest"],
            reviewer=reviewer,
            key_id=key_id(self.keys[reviewer].public_key().public_bytes_raw()),
            verdict=verdict,
            comment="",
            at=self.clock.wall(),
            nonce=self.nonce(),
            seen=shown["checkpoint"],
        )
        return replace(approval, **more)

    def vote(self, change: str, reviewer: str, verdict: Verdict = Verdict.APPROVE, **more: Any) -> Any:
        """Hand in `reviewer`'s signed verdict on `change`."""
        return self.ask("vote", envelope=self.signed(reviewer, self.verdict(change, reviewer, verdict, **more)))

    def word(self, change: str, name: str, word: Word, action: int = 0, **more: Any) -> Settlement:
        """Return `name`'s statement about a call in doubt as the command line would make it, unsigned."""
        shown = self.ask("show", change=change)
        said = Settlement(
            deployment=DEPLOYMENT,
            change=shown["id"],
            change_digest=shown["digest"],
            action=action,
            grant=shown["grants"][action]["grant"] or "G-NONE000",
            by=name,
            key_id=key_id(self.keys[name].public_key().public_bytes_raw()),
            word=word,
            comment="",
            at=self.clock.wall(),
            nonce=self.nonce(),
        )
        return replace(said, **more)

    def say(self, change: str, name: str, word: Word, action: int = 0, **more: Any) -> Any:
        """Hand in `name`'s signed word about a call in doubt."""
        return self.ask("settle", envelope=self.signed(name, self.word(change, name, word, action, **more)))

    def acceptance(self, name: str, **more: Any) -> ClockAcceptance:
        """Return `name`'s statement that accepts what the clock says, as the command line would make it, unsigned."""
        held = self.ask("clock")["held"]
        key = key_id(self.keys[name].public_key().public_bytes_raw())
        digest = held["digest"] if held else "0" * 64
        return replace(ClockAcceptance(DEPLOYMENT, digest, name, key, self.clock.wall(), self.nonce()), **more)

    def accept_clock(self, *names: str, **more: Any) -> Any:
        """Have each of `names` accept what the clock says; what the last one is answered."""
        answer: Any = None
        for who in names:
            answer = self.ask("clock_accept", envelope=self.signed(who, self.acceptance(who, **more)))
        return answer

    def freezing(self, name: str, **more: Any) -> FreezeOrder:
        """Return `name`'s statement that freezes production, as the command line would make it, unsigned."""
        key = key_id(self.keys[name].public_key().public_bytes_raw())
        return replace(
            FreezeOrder(DEPLOYMENT, name, key, None, None, "an outage", self.clock.wall(), self.nonce()), **more
        )

    def freeze(self, name: str, **more: Any) -> str:
        """Have `name` freeze; what the freeze is called."""
        return str(self.ask("freeze", envelope=self.signed(name, self.freezing(name, **more)))["id"])

    def approve(self, change: str, *reviewers: str) -> None:
        """Have each of `reviewers` approve."""
        for reviewer in reviewers:
            self.vote(change, reviewer)

    # ---- agents

    def call(
        self, session: Opened, action: str, region: str = PRODUCTION, *, mark: str | None = None, **parameters: Any
    ) -> HttpRequest:
        """Return the signed request of `action` (`s3:DeleteBucket`); `mark` is the SDK's invocation id."""
        service, _, operation = action.partition(":")
        unsigned, signing_name = request(service, operation, region, parameters)
        signed = self.sign(session, unsigned, signing_name, region)
        if mark is None:
            return signed
        # The AWS SDK for Python adds it after signing.
        return replace(signed, headers=(*signed.headers, ("amz-sdk-invocation-id", mark)))

    def sign(self, session: Opened, unsigned: HttpRequest, signing_name: str, region: str) -> HttpRequest:
        """Return `unsigned` signed by `session` at this moment."""
        return sign(unsigned, signing_name, region, session.credentials, self.clock.wall())

    def named(self, request: HttpRequest, keys: Keys | None = None) -> Named:
        """Return what the gate makes of `request` before it considers it, with its own `keys` or others."""
        known = authenticate(request, self.considering.state, self.vault, self.clock.wall())
        assert not isinstance(known, Refuse), known  # noqa: S101 - a test's own check
        settings = self.considering.settings
        call = read(request, known[1].scope, self._catalogue, self._hosts)
        assert not isinstance(call, Refuse), call  # noqa: S101 - a test's own check
        found = touched(request, known[0], call, self._catalogue, self._hosts, settings, keys or self.vault)
        assert not isinstance(found, Refuse), found  # noqa: S101 - a test's own check
        return found

    def send(self, request: HttpRequest) -> Reply:
        """Hand `request` to the gate as the door does."""
        return self.run(self.calls.handle(request, request.content.data or b""))

    def begin(self, request: HttpRequest, body: Body | None = None) -> asyncio.Task[Reply]:
        """Hand `request` to the gate and go on as far as that goes; `finish` gives the reply."""
        held = request.content.data or b""
        task = self.loop.create_task(self.calls.handle(request, held if body is None else body))
        self.begun.append(task)  # the loop itself keeps no hold on a task that waits
        self.settle()
        return task

    def finish(self, task: asyncio.Task[Reply]) -> Reply:
        """Wait for the reply to a call that was begun."""
        return self.loop.run_until_complete(task)

    def submit(self, session: Opened, action: str, region: str = PRODUCTION, **parameters: Any) -> Reply:
        """Send one call."""
        return self.send(self.call(session, action, region, **parameters))

    def approved(self, session: Opened, action: str, region: str = PRODUCTION, **parameters: Any) -> str:
        """Send a call that is held, have ana and bo approve its change, and return that."""
        change = self.held(self.submit(session, action, region, **parameters))
        self.approve(change, "ana", "bo")
        return change

    def rehearse(self, session: Opened, parts: Sequence[bytes], **upload: Any) -> str:
        """Upload `parts` to production as a client does that is held at the end, and return the change."""
        listed = []
        created = self.submit(session, "s3:CreateMultipartUpload", **upload)
        assert isinstance(created, Rehearsed), created  # noqa: S101 - a test's own check
        place = {"Bucket": upload["Bucket"], "Key": upload["Key"], "UploadId": created.upload_id}
        for number, body in enumerate(parts, 1):
            part = self.submit(session, "s3:UploadPart", PartNumber=number, Body=body, **place)
            assert isinstance(part, Rehearsed), part  # noqa: S101 - a test's own check
            listed.append({"PartNumber": number, "ETag": part.etag})
        return self.held(self.submit(session, "s3:CompleteMultipartUpload", MultipartUpload={"Parts": listed}, **place))

    def accept(self, *patterns: str) -> None:
        """Accept what calls name although it can come to mean something else."""
        self.considering.settings = replace(self.considering.settings, mutable_references=patterns)

    def with_environment(self, name: str, region: str) -> Settings:
        """Return the settings with one more environment."""
        settings = self.considering.settings
        rules = (*settings.estate.environments, EnvironmentRule(name, regions=(region,)))
        return replace(settings, estate=replace(settings.estate, environments=rules))

    def refused(self, reply: Reply) -> str:
        """Return the code under which `reply` refuses."""
        assert isinstance(reply, Refusal), reply  # noqa: S101 - a test's own check
        return reply.code

    def held(self, reply: Reply) -> str:
        """Return the change that `reply` says waits for people."""
        assert isinstance(reply, Refusal), reply  # noqa: S101 - a test's own check
        assert reply.code == "change.pending", reply  # noqa: S101 - a test's own check
        return reply.message.partition("change ")[2].partition(",")[0]

    def passed(self, reply: Reply) -> bool:
        """Whether `reply` is upstream's own answer."""
        return isinstance(reply, Answer)

    def kinds(self) -> list[Kind]:
        """Return what the log holds, by kind."""
        return [draft.kind for draft in self.log.drafts]

    def noted(self, kind: Kind) -> list[Mapping[str, Json]]:
        """Return the payloads of all entries of `kind`."""
        return [draft.payload for draft in self.log.drafts if draft.kind is kind]


async def _awaited(awaitable: Any) -> Any:
    return await awaitable
