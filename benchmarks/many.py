"""A read through the gate with many policies: all of it but sockets and upstream, on a synced store."""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.load import Key, requests
from benchmarks.parts import ESTATE, HOST, parsed
from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.bundles import default_bundle
from keyturn.adapters.chance import SystemChance
from keyturn.adapters.clock import SystemClock
from keyturn.adapters.log.group import GroupLog
from keyturn.adapters.signer.file import FileSigner
from keyturn.adapters.store.sqlite import SqliteStore
from keyturn.adapters.vault import Vault
from keyturn.decide.engine import Policies, load
from keyturn.flow.consider import Considering
from keyturn.flow.settings import Limits, Settings
from keyturn.flow.state import State
from keyturn.flow.uploads import Uploads
from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Durable, Intent
from keyturn.model.execution import Answer, Outgoing
from keyturn.model.identity import Isolation, Person, Session, Task, TaskKind
from keyturn.model.wire import HttpRequest
from keyturn.policy.bundles import bundle
from keyturn.ports import Log
from keyturn.recognise.aws.hosts import GatewayHosts
from keyturn.runner.calls import Calls
from keyturn.runner.journal import Journal
from keyturn.runner.timekeeper import Timekeeper
from keyturn.runner.world import World
from keyturn.testing.upstream import MemoryUpstream
from keyturn.testing.world import SetFacts
from keyturn.wiring.gateway import settle_memory

SESSIONS: Final = 500
READS: Final = 5_000
AT_ONCE: Final = 64
_ACTIONS: Final = ("read", "create", "modify", "delete", "permission", "execute")
_ENVIRONMENTS: Final = ("production", "staging", "development")


class _Instant(MemoryUpstream):
    """Keeps nothing of a call, as a cloud does: what is kept costs searches for garbage."""

    async def execute(self, intent: Durable[Intent], outgoing: Outgoing) -> Answer:
        self.intents.clear()
        self.received.clear()
        return await super().execute(intent, outgoing)


def many(count: int) -> Bundle:
    """The default policies, and as many for teams, actions, environments and services as make `count` in all."""
    default = default_bundle("sre", 2)
    missing = count - default.policies.count("@id(")
    teams = [
        f'@id("team-{number}") {"forbid" if number % 3 else "permit"} (principal in '
        f'Keyturn::Group::"team-{number % 50}", action == Keyturn::Action::"{_ACTIONS[number % len(_ACTIONS)]}", '
        f'resource == Keyturn::Environment::"{_ENVIRONMENTS[number % 7 % 3]}") '
        f'when {{ context.service == "service-{number}" }};'
        for number in range(missing)
    ]
    return bundle("\n".join([default.policies, *teams]), default.schema)


def with_policies(count: int) -> dict[str, float]:
    """Return CPU microseconds of a read whose decision is new, of a session's first, and of one like those before."""
    with tempfile.TemporaryDirectory() as name:
        return asyncio.run(_measured(load(many(count)), Path(name) / "data"))


async def _measured(policies: Policies, folder: Path) -> dict[str, float]:
    log = GroupLog(SqliteStore.open(folder), FileSigner.open(folder), SystemChance())
    vault = Vault(b"root key of a benchmark, no secret")
    calls = _gate(policies, log, vault)
    await _cost(calls, _wires(vault, 0, 500))  # tables are read, and code is warm
    settle_memory()
    made = policies.memo.misses
    new = await _cost(calls, [wire for session in range(1, SESSIONS) for wire in _wires(vault, session, 1)])
    made = policies.memo.misses - made
    more = range(SESSIONS, 2 * SESSIONS)
    first = await _cost(calls, [wire for session in more for wire in _wires(vault, session, 1)])
    hits, misses = policies.memo.hits, policies.memo.misses
    known = await _cost(calls, _wires(vault, 0, READS))
    await log.close()
    return {
        "at first sight, sponsor and all": round(new, 1),
        "of these decisions made": made,
        "a session's first, its sponsor known": round(first, 1),
        "decision known": round(known, 1),
        "of these decisions remembered": policies.memo.hits - hits,
        "and made": policies.memo.misses - misses,
    }


def _gate(policies: Policies, log: Log, vault: Vault) -> Calls:
    """A gate at which many sessions are open, two of each sponsor."""
    now = datetime.now(UTC)
    state = State()
    groups = frozenset({"sre", *(f"team-{number}" for number in range(5))})
    until = now + timedelta(hours=2)
    for number in range(2 * SESSIONS):
        sponsor, task = f"sponsor-{number % SESSIONS}", f"T-{number}"
        state.people[sponsor] = Person(sponsor, groups, ())
        state.tasks[task] = Task(task, "measure", TaskKind.FIX, sponsor, None, (), now, until)
        session = Session(f"S-{number}", task, "bench", _key_id(number), Isolation.NONE, now, until)
        state.sessions[session.id] = session
        state.session_of_key[session.access_key_id] = session.id
    settings = Settings(ESTATE, "http://127.0.0.1:8401", limits=Limits(calls_per_second_per_session=10**6))
    considering = Considering(state, {policies.version: policies}, policies.version, settings, vault, Uploads())
    hosts = GatewayHosts(frozenset({HOST}))
    world = World(_Instant(), SetFacts(), SystemChance(), PackagedCatalogue(), hosts)
    return Calls(considering, Journal(log, state), world, Timekeeper(SystemClock(), None), 0)


def _key_id(session: int) -> str:
    return f"KTRN{session:016d}"


def _wires(vault: Vault, session: int, count: int) -> Sequence[HttpRequest]:
    key = vault.session_key(f"S-{session}")
    return [parsed(raw) for raw in requests(count, HOST, Key(_key_id(session), key.secret, key.token))]


async def _cost(calls: Calls, wires: Sequence[HttpRequest]) -> float:
    """Return the CPU of one of these reads, `AT_ONCE` of them under way, the log's included."""
    queue = iter(wires)

    async def worker() -> None:
        for wire in queue:
            reply = await calls.handle(wire, wire.content.data or b"")
            assert isinstance(reply, Answer), reply

    begun = time.process_time()
    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return (time.process_time() - begun) / len(wires) * 1e6
