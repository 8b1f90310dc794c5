"""Forks gates from a warm parent, kills each at a seeded moment, and looks at what is left.

    python -m tests.faults.nursery FOLDER FIRST LAST

Chains of kills over one store each: a gate that comes up finds what its predecessor's death left behind. Each kill is a
line of JSON on standard output: `{"seed", "problems", ...}`.
"""

import json
import os
import random
import select
import signal
import sqlite3
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.bundles import default_bundle
from keyturn.adapters.store.copy import open_log
from keyturn.adapters.store.files import LOG_FILE
from keyturn.codec.strict import loads
from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Entry
from keyturn.verify.log import Evidence, verify
from tests.faults.killed_gate import EFFECTS, Again, run

CHAIN: Final = 5
LONGEST: Final = 10.0
AT_START: Final = 8
"""Of so many kills one hits a gate that is still starting."""


@dataclass
class Chain:
    """One store, and all that was ever told about it."""

    folder: Path
    told: list[list[Any]] = field(default_factory=list)
    checkpoint: str | None = None

    def live(self, seed: int, again: list[Again], catalogue: PackagedCatalogue, bundle: Bundle) -> list[list[Any]]:
        """Let a gate live for a while and kill it; what it told."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            run(self.folder, catalogue, bundle, seed, writing, again)
            os._exit(1)
        os.close(writing)
        heard = self._listen(reading, seed)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while piece := os.read(reading, 65_536):
            heard += piece
        os.close(reading)
        # A last line cut short by the kill was not told.
        return [json.loads(line) for line in heard.split(b"\n")[:-1]]

    def _listen(self, reading: int, seed: int) -> bytes:
        """Listen until the seeded moment: so many words after the gate was ready, and a little later.

        Words, because a slow machine says few of them; some gates are not even waited for until they are ready.
        """
        chance = random.Random(seed)
        heard = b""
        if seed % AT_START:
            wanted = min(int(chance.expovariate(1 / 60)), 400)
            give_up = time.monotonic() + LONGEST
            while b'["ready"]\n' not in heard or heard.partition(b'["ready"]\n')[2].count(b"\n") < wanted:
                if not select.select([reading], [], [], max(0.0, give_up - time.monotonic()))[0]:
                    break
                piece = os.read(reading, 65_536)
                if not piece:
                    return heard
                heard += piece
        time.sleep(chance.uniform(0, 0.08 if seed % AT_START == 0 else 0.01))
        return heard


@dataclass
class Left:
    """What is left of a gate: its log, read by an auditor, and its effects."""

    folder: Path
    entries: list[Entry]
    kinds: dict[tuple[str, str], dict[str, Any]]
    effects: list[dict[str, Any]]
    problems: list[str]

    @classmethod
    def of(cls, folder: Path, seen: str | None) -> "Left":
        effects = [json.loads(line) for line in _lines(folder / EFFECTS) if line.endswith(b"}")]
        if not (folder / LOG_FILE).exists():
            return cls(folder, [], {}, effects, [])
        with sqlite3.connect(folder / LOG_FILE) as store:
            begun = store.execute("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").fetchone()
        store.close()
        if begun is None:
            return cls(folder, [], {}, effects, [])  # it died before its log had tables
        with open_log(folder) as log:
            entries = list(log.entries())
            if not entries and log.verifier() is None:
                return cls(folder, [], {}, effects, [])  # it died before its log had begun
            evidence = Evidence(lambda: entries, log.checkpoints(), log.verifier())
            verdict = verify(evidence, seen=[] if seen is None else [seen])
        kinds: dict[tuple[str, str], dict[str, Any]] = {}
        for entry in entries:
            leaf: Any = loads(entry.leaf)
            payload: Any = loads(entry.payload or b"null")
            kinds[leaf["kind"], _named(leaf, payload)] = {**leaf["about"], "payload": payload, "seq": entry.seq}
        return cls(folder, entries, kinds, effects, [str(problem) for problem in verdict.problems])

    def look(self, told: list[list[Any]]) -> list[str]:
        """All that is wrong."""
        return [*self.problems, *self._effects(), *(wrong for words in told for wrong in self._told(words))]

    def doubtful(self) -> list[Again]:
        """The calls whose outcome the kill left unknown."""
        return [
            (about["session"], about["payload"]["name"].partition(":")[2], _what(about["payload"]["action"]))
            for (kind, grant), about in self.kinds.items()
            if kind == "intent" and ("outcome", grant) not in self.kinds
        ]

    def _effects(self) -> list[str]:
        """No effect without its intent, none twice."""
        wrong = []
        for effect in self.effects:
            grant = effect["grant"]
            about = self.kinds.get(("intent", grant)) or self.kinds.get(("read", grant))
            if about is None:
                wrong.append(f"an effect without intent: {effect}")
            elif (about["action"], about["seq"]) != (effect["action"], effect["seq"]):
                wrong.append(f"an effect that is not its intent: {effect}")
        for by in ("grant", "what"):
            counted = Counter(effect[by] for effect in self.effects if effect[by] is not None)
            wrong += [f"{times} effects of {by} {name}" for name, times in counted.items() if times > 1]
        return wrong

    def _told(self, words: list[Any]) -> list[str]:
        """Whatever was acknowledged is there."""
        match words:
            case ["read", grant]:
                return [] if ("read", grant) in self.kinds else [f"lost: {words}"]
            case ["free" | "change", grant]:
                outcome = self.kinds.get(("outcome", grant))
                done = outcome is not None and outcome["payload"]["outcome"]["status"] == 200
                happened = sum(effect["grant"] == grant for effect in self.effects) == 1
                return [] if done and happened and ("intent", grant) in self.kinds else [f"lost: {words}"]
            case ["change.opened", change]:
                return [] if any(k == "change.opened" and n.startswith(change) for k, n in self.kinds) else [f"{words}"]
            case ["vote", change, name]:
                held = any(k == "vote" and n.startswith(change) and n.endswith(f" {name}") for k, n in self.kinds)
                return [] if held else [f"lost: {words}"]
            case ["person" | "session.opened" | "session.ended" as kind, name]:
                return [] if (kind.replace("person", "person.added"), name) in self.kinds else [f"lost: {words}"]
            case ["spent", grants]:
                return [f"still spent after a restart: {grants}"] if grants else []
            case ["again", _, code]:
                return [] if code in {"call.outcome_unknown", "change.in_doubt"} else [f"sent again: {words}"]
            case ["ready"] | ["checkpoint", _]:
                return []
            case _:
                return [f"{words}"]


def _named(leaf: dict[str, Any], payload: Any) -> str:  # noqa: ANN401 - any JSON
    about = leaf["about"]
    match leaf["kind"]:
        case "vote":
            return f"{about['change']} {payload['reviewer']}"
        case "change.opened":
            return str(about["change"])
        case "session.opened" | "session.ended":
            return str(about["session"])
        case "person.added":
            return str(payload["person"]["name"])
        case "intent" | "read" | "outcome" | "answer":
            return str(about["grant"])
        case _:
            return str(leaf["seq"])


def _what(action: dict[str, Any]) -> str:
    parameters = action["parameters"]
    item = parameters.get("Item", {}).get("day", {}).get("S")
    return str(item or parameters["TableName"])


def _lines(file: Path) -> list[bytes]:
    return file.read_bytes().split(b"\n")[:-1] if file.exists() else []


def main() -> None:
    """Kill and look, once for each seed."""
    folder, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    catalogue = PackagedCatalogue()
    catalogue.service("dynamodb")
    bundle = default_bundle("sre", 2)
    chain = Chain(folder / "none")
    again: list[Again] = []
    for seed in range(first, last):
        if (seed - first) % CHAIN == 0:
            chain, again = Chain(folder / f"chain-{seed}"), []
            chain.folder.mkdir(mode=0o700)
        told = chain.live(seed, again, catalogue, bundle)
        chain.told += told
        chain.checkpoint = next((words[1] for words in reversed(told) if words[0] == "checkpoint"), chain.checkpoint)
        left = Left.of(chain.folder, chain.checkpoint)
        again = left.doubtful()
        report = {
            "seed": seed,
            "problems": left.look(chain.told)[:20],
            "told": Counter(words[0] for words in told),
            "entries": len(left.entries),
            "effects": len(left.effects),
            "doubtful": len(again),
        }
        sys.stdout.write(json.dumps(report) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
