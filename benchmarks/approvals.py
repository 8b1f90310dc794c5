"""People at a gate that is full: 10,000 open changes, 200 reviewers, a synced store.

CPU of what they ask, inside the gateway and in the command line; nothing here is about agents' calls.
"""

import asyncio
import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.parts import ESTATE, HOST
from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.bundles import default_bundle
from keyturn.adapters.chance import SystemChance
from keyturn.adapters.clock import SystemClock
from keyturn.adapters.log.group import GroupLog
from keyturn.adapters.signer.file import FileSigner
from keyturn.adapters.store.sqlite import SqliteStore
from keyturn.adapters.vault import Vault
from keyturn.approve import statements
from keyturn.codec import dsse
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import b32encode_id
from keyturn.codec.keys import key_id
from keyturn.decide.engine import load
from keyturn.doors.control.server import ControlServer
from keyturn.flow.consider import Considering
from keyturn.flow.drafts import opened_draft
from keyturn.flow.settings import Settings
from keyturn.flow.state import State
from keyturn.flow.uploads import Uploads
from keyturn.model import written
from keyturn.model.approval import Approval, Verdict
from keyturn.model.change import Change
from keyturn.model.evidence import Draft, Kind
from keyturn.model.identity import Person, PublicKey
from keyturn.recognise.aws.hosts import GatewayHosts
from keyturn.runner.calls import Calls
from keyturn.runner.desk import Desk
from keyturn.runner.journal import Journal
from keyturn.runner.sessions import Addresses
from keyturn.runner.timekeeper import Timekeeper
from keyturn.runner.world import World
from keyturn.testing.house import House
from keyturn.testing.rules import rules_for
from keyturn.testing.upstream import MemoryUpstream
from keyturn.testing.world import SetFacts

CHANGES: Final = 10_000
REVIEWERS: Final = 200
TASKS: Final = 500
TIMES: Final = 100
LEAST: Final = 50
CONSOLE: Final = "http://127.0.0.1:8401"


@dataclass
class Full:
    """A gate that is full, its people's keys, and the changes that wait."""

    desk: Desk
    state: State
    log: GroupLog
    keys: dict[str, Ed25519PrivateKey]
    changes: list[str]


def approvals(changes: int = CHANGES, reviewers: int = REVIEWERS) -> dict[str, Any]:
    """Return CPU milliseconds of what people ask: the median and the worst of many, each asked for by itself."""
    with tempfile.TemporaryDirectory(prefix="kt-") as name:
        return asyncio.run(_measured(Path(name), _pattern(), changes, reviewers))


async def _measured(folder: Path, pattern: Change, changes: int, reviewers: int) -> dict[str, Any]:
    full = _full(folder / "data", pattern, changes, reviewers)
    ask, names = full.desk.ask, [name for name in full.keys if name != "dana"]

    async def vote(number: int, which: int) -> None:
        await _vote(full, full.changes[number], names[(2 * number + which) % len(names)])

    await ask("inbox", {})  # code is warm
    await asyncio.sleep(2)  # what was noted is on disk
    gc.set_threshold(20_000)  # as the gateway sets it when it serves
    gc.collect()
    gc.freeze()
    found: dict[str, Any] = {
        "open changes": changes,
        "reviewers": reviewers,
        "inbox": await _cost(lambda _: ask("inbox", {})),
        "inbox, as one of them": await _cost(lambda number: ask("inbox", {"as": names[number % len(names)]})),
        "status": await _cost(lambda _: ask("status", {})),
        "show": await _cost(lambda number: ask("show", {"change": full.changes[number]})),
        "show by its short id": await _cost(lambda number: ask("show", {"change": full.changes[number][:10]})),
        "the first vote of a change": await _cost(lambda number: vote(number, 0)),
        "the vote that meets its quorum": await _cost(lambda number: vote(number, 1)),
    }
    found |= await _from_outside(full, folder, names)
    await full.log.close()
    return found


async def _cost(ask: Callable[[int], Awaitable[object]]) -> dict[str, float]:
    took = []
    for number in range(TIMES):
        begun = time.process_time()
        await ask(number)
        took.append((time.process_time() - begun) * 1e3)
    return {"median": round(median(took), 2), "worst": round(max(took), 2)}


async def _from_outside(full: Full, folder: Path, names: list[str]) -> dict[str, Any]:
    """What the commands cost whoever types them, start of Python included."""
    config = folder / "keyturn.toml"
    config.write_text('[gateway]\ndata = "data"\n')
    config.chmod(0o600)
    where = ("--config", str(config))
    server = ControlServer(full.desk, folder / "data")
    await server.start()
    environment = {**os.environ, "XDG_STATE_HOME": str(folder / "state"), "NO_COLOR": "1"}

    async def command(*words: str) -> dict[str, float]:
        took = []
        for _ in range(5):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            await asyncio.to_thread(
                subprocess.run,
                [sys.executable, "-m", "keyturn", *words],
                check=True,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            took.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1e3)
        return {"median": round(median(took), 1), "worst": round(max(took), 1)}

    found = {
        "command line: keyturn --version": await command("--version"),
        "command line: keyturn inbox": await command("inbox", *where, "--as", names[0]),
        "command line: keyturn show": await command("show", *where, full.changes[-1]),
    }
    await server.close()
    return found


async def _vote(full: Full, change: str, name: str) -> None:
    case = full.state.cases[change]
    key = full.keys[name]
    approval = Approval(
        deployment=full.state.deployment or "",
        change=change,
        change_digest=case.change.digest,
        review=case.change.review_digest,
        reviewer=name,
        key_id=key_id(key.public_key().public_bytes_raw()),
        verdict=Verdict.APPROVE,
        comment="",
        at=datetime.now(UTC),
        nonce=b32encode_id(os.urandom(16)),
    )
    envelope = dsse.seal(statements.APPROVAL_TYPE, statements.approval_payload(approval), key).to_json().decode()
    await full.desk.ask("vote", {"envelope": envelope})


def _full(folder: Path, pattern: Change, changes: int, reviewers: int) -> Full:
    """A gate in which so many changes of many tasks wait for people."""
    chance, clock = SystemChance(), SystemClock()
    log = GroupLog(SqliteStore.open(folder), FileSigner.open(folder), chance)
    state = State()
    journal = Journal(log, state)
    now = clock.wall()
    bundle = default_bundle("sre", 2)
    payload: dict[str, Json] = {"version": "0", "bundle": bundle.version, "policies": bundle.policies}
    journal.note(Draft(Kind.GATE_STARTED, now, {"deployment": "D-FULL"}, payload | {"schema": bundle.schema}))
    keys: dict[str, Ed25519PrivateKey] = {}
    for name in ("dana", *(f"reviewer-{number}" for number in range(reviewers))):
        keys[name] = Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())
        raw = keys[name].public_key().public_bytes_raw()
        person = Person(name, frozenset({"sre"}), (PublicKey(key_id(raw), raw),))
        journal.note(Draft(Kind.PERSON_ADDED, now, {}, {"person": dict(written.person(person)), "by": "setting up"}))
    names = []
    for number in range(changes):
        fresh = b32encode_id(sha256(f"change {number}".encode()).digest()[:16])
        task, session = f"T-{number % TASKS:026}", f"S-{number % TASKS:026}"
        change = replace(
            pattern, id=f"C-{fresh}", deployment="D-FULL", task=task, session=session, bundle=bundle.version,
            agent=f"agent-{number % TASKS}", opened=now + timedelta(microseconds=number),
            expires=now + timedelta(hours=24),
        )  # fmt: skip
        journal.note(opened_draft(change, "dana"))
        names.append(change.id)
    settings = Settings(ESTATE, CONSOLE, unsealed_production=True)
    policies = {bundle.version: load(bundle)}
    considering = Considering(state, policies, bundle.version, settings, Vault(b"root of a benchmark"), Uploads())
    world = World(MemoryUpstream(), SetFacts(), chance, PackagedCatalogue(), GatewayHosts(frozenset({HOST})))
    time_ = Timekeeper(clock, log.last())
    calls = Calls(considering, journal, world, time_, 0)
    desk = Desk(
        considering,
        journal,
        calls,
        time_,
        chance,
        Addresses(f"http://{HOST}", CONSOLE, {}),
        rules_for(settings, bundle, PackagedCatalogue()),
    )
    return Full(desk, state, log, keys, names)


def _pattern() -> Change:
    """A change as a gate opens it, of which all others are made."""
    house = House(default_bundle("sre", 2), PackagedCatalogue())
    house.submit(house.session(), "dynamodb:DeleteTable", TableName="costs")
    (case,) = house.considering.state.cases.values()
    house.close()
    return case.change
