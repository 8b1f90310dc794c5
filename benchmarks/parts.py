"""What each part of a governed read costs by itself, in this process: CPU microseconds, the median of repeats."""

import asyncio
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.load import Key, requests
from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.bundles import default_bundle
from keyturn.adapters.chance import SystemChance
from keyturn.adapters.log.group import GroupLog
from keyturn.adapters.signer.file import FileSigner
from keyturn.adapters.store.sqlite import SqliteStore
from keyturn.authenticate import sigv4
from keyturn.decide.engine import decide, load
from keyturn.gather.environments import environments
from keyturn.model.action import Action, Call, show
from keyturn.model.decision import Question
from keyturn.model.evidence import Draft, Kind
from keyturn.model.facts import NOTHING_KNOWN, EnvironmentRule, Estate
from keyturn.model.identity import SessionKey
from keyturn.model.wire import Content, CredentialScope, HttpRequest
from keyturn.recognise.aws.call import name_call
from keyturn.recognise.aws.hosts import GatewayHosts
from keyturn.recognise.aws.touches import touch
from keyturn.testing.world import START

HOST: Final = "127.0.0.1:8400"
ESTATE: Final = Estate("123456789012", (EnvironmentRule("production", regions=("cn-north-1",)),))
ROUNDS: Final = 2_000
REPEATS: Final = 5


def parsed(raw: bytes) -> HttpRequest:
    """Return a request of `benchmarks.load` as the door hands it over."""
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")[1:]
    headers = tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))
    return HttpRequest("POST", "http", HOST, "/", "", headers, Content(sha256(body).hexdigest(), len(body), body))


def _cost(work: Callable[[int], object]) -> float:
    taken = []
    for _ in range(REPEATS):
        begun = time.process_time()
        for number in range(ROUNDS):
            work(number)
        taken.append((time.process_time() - begun) / ROUNDS * 1e6)
    return round(median(taken), 1)


def measure() -> dict[str, float]:
    """Return CPU microseconds by part."""
    key = Key("KTRN0000000000000000", "secret", "token")
    wires = [parsed(raw) for raw in requests(ROUNDS, HOST, key)]
    catalogue, hosts, scope = (
        PackagedCatalogue(),
        GatewayHosts(frozenset({HOST})),
        CredentialScope("cn-north-1", "dynamodb"),
    )
    now, secret = datetime.now(UTC), SessionKey(key.secret, key.token)
    calls = [call for wire in wires if isinstance(call := name_call(wire, scope, catalogue, hosts), Call)]
    actions = [action for call in calls if isinstance(action := touch(call, ESTATE.account, catalogue), Action)]
    bundle = default_bundle("sre", 2)
    policies = load(bundle)

    def question(number: int, sponsor: str) -> Question:
        action = actions[number]
        return Question(
            sponsor, frozenset({"sre"}), "S", "bench", action.call.service, action.call.operation, action.effect,
            action.reading, action.delegates, action.stateful_loss, "production", in_scope=True, in_environment=True,
        )  # fmt: skip

    return {
        "verify the signature": _cost(lambda n: sigv4.verify(sigv4.read(wires[n]), wires[n], secret, now)),
        "name the call": _cost(lambda n: name_call(wires[n], scope, catalogue, hosts)),
        "say what it touches": _cost(lambda n: touch(calls[n], ESTATE.account, catalogue)),
        "say where it counts": _cost(lambda n: environments(actions[n], NOTHING_KNOWN, ESTATE)),
        "write and digest it": _cost(lambda n: show(actions[n], b"k" * 32)),
        "decide, remembered": _cost(lambda n: decide(question(n, "dana"), policies)),
        "decide, new": _cost(lambda n: decide(question(n, f"dana-{time.perf_counter_ns()}"), policies)),
        "durable entry, 64 at once": round(asyncio.run(_append()), 1),
    }


async def _append() -> float:
    """Return the CPU of one durable entry, thread and all, while 64 writers wait for theirs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        store = SqliteStore.open(folder)
        log = GroupLog(store, FileSigner.open(folder), SystemChance())
        draft = Draft(
            Kind.READ,
            START,
            {"grant": "G-1", "session": "S-1"},
            {"name": "dynamodb:GetItem", "action": {"a": "b" * 200}},
        )

        async def writer() -> None:
            for _ in range(ROUNDS * 5 // 64):
                await log.append(draft)

        begun = time.process_time()
        await asyncio.gather(*(writer() for _ in range(64)))
        taken = time.process_time() - begun
        await log.close()
        return taken / (ROUNDS * 5 // 64 * 64) * 1e6
