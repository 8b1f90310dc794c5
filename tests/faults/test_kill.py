"""Two hundred seeded kills of a gateway under load: the log holds, no effect lacks its intent, nothing told is lost."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from keyturn.adapters.store.files import LOG_FILE
from tests.broken_cloud import BrokenCloud, broken_cloud, takes
from tests.faults.nursery import Left
from tests.gateway import DEVELOPMENT, PRODUCTION, ROOT, Gateway, gateway, held, refusal

KILLS: Final = 195
WHOLE: Final = 5
"""Of the 200, so many hit the complete program, sockets and all."""


def nursery(folder: Path, first: int, last: int) -> "subprocess.Popen[str]":
    code = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.nursery", str(folder), str(first), str(last)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": code},
        text=True,
    )


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What was found after each kill; two parents work beside one another."""
    half = KILLS // 2
    folder = tmp_path_factory.mktemp("kills")
    parents = [nursery(folder, 1, half + 1), nursery(folder, half + 1, KILLS + 1)]
    ended = [parent.communicate(timeout=300) for parent in parents]
    assert [errors for _, errors in ended] == ["", ""], "\n".join(errors for _, errors in ended)
    return [json.loads(line) for output, _ in ended for line in output.splitlines()]


def test_after_every_kill_the_log_holds_and_everything_told_is_there(reports: list[dict[str, Any]]) -> None:
    assert [report["seed"] for report in reports] == list(range(1, KILLS + 1))
    assert [report for report in reports if report["problems"]] == []


def test_the_load_was_one(reports: list[dict[str, Any]]) -> None:
    told: Counter[str] = Counter()
    for report in reports:
        told.update(report["told"])

    # Kills that leave calls in doubt are the ones that matter: some of each kind, and enough of all.
    assert sum(report["doubtful"] > 0 for report in reports) > KILLS / 2
    assert told["again"] > 500
    assert min(told[kind] for kind in ("read", "free", "change", "vote", "change.opened", "session.ended")) > 50
    assert sum("ready" not in report["told"] for report in reports) > 5  # some died while they were starting


@pytest.fixture
def left(tmp_path: Path) -> Path:
    """What two kills left behind."""
    ended = nursery(tmp_path, 2, 4)
    output, errors = ended.communicate(timeout=60)
    assert errors == ""
    assert [json.loads(line)["problems"] for line in output.splitlines()] == [[], []]
    return tmp_path / "chain-2"


def test_an_effect_without_intent_would_be_found(left: Path) -> None:
    with (left / "effects").open("a") as effects:
        effects.write(json.dumps({"grant": "G-NOBODY", "action": "00", "seq": 1, "what": "nothing"}) + "\n")

    assert any("an effect without intent" in problem for problem in Left.of(left, None).look([]))


def test_a_second_effect_would_be_found(left: Path) -> None:
    with (left / "effects").open("r+") as effects:
        effects.write(effects.readlines()[-1])

    assert any("2 effects of grant" in problem for problem in Left.of(left, None).look([]))


def test_a_lost_entry_would_be_found(left: Path) -> None:
    store = sqlite3.connect(left / LOG_FILE)
    (last,) = store.execute(
        'SELECT max(seq) FROM entries WHERE CAST(leaf AS TEXT) LIKE \'%"kind":"outcome"%\''
    ).fetchone()
    (leaf,) = store.execute("SELECT leaf FROM entries WHERE seq = ?", (last,)).fetchone()
    with store:
        store.execute("DELETE FROM entries WHERE seq >= ?", (last,))
    store.close()

    problems = Left.of(left, None).look([["free", json.loads(leaf)["about"]["grant"]]])

    assert any(problem.startswith("lost:") for problem in problems)
    assert any("log.truncated" in problem for problem in problems)


# ---- the complete program


class Agent:
    """Eight hands that call a gateway over HTTP until it is gone, and remember what they were told."""

    def __init__(self, gate: Gateway) -> None:
        session = gate.session()
        self.clients = [
            gate.client(session, "dynamodb", DEVELOPMENT, retries={"max_attempts": 0}, read_timeout=5) for _ in range(8)
        ]
        self.told: list[str] = []

    def begin(self, seed: int) -> list[threading.Thread]:
        """Put all hands to work; each ends once it has noticed that nobody is there."""
        hands = [threading.Thread(target=self._work, args=(seed, hand), daemon=True) for hand in range(8)]
        for one in hands:
            one.start()
        return hands

    def _work(self, seed: int, hand: int) -> None:
        for number in count():
            what = f"{seed}-{hand}-{number}"
            try:
                self.clients[hand].put_item(TableName="costs", Item={"day": {"S": what}})
            except ClientError as error:
                self.told.append(f"odd: {error}")
            except BotoCoreError:
                return
            else:
                self.told.append(what)


def effects(cloud: BrokenCloud) -> Counter[str]:
    """What was put, how often."""
    put = [json.loads(one.body) for one in cloud.arrived if one.operation == "PutItem"]
    return Counter(one["Item"]["day"]["S"] for one in put)


@pytest.fixture
def cloud() -> Iterator[BrokenCloud]:
    with broken_cloud() as running:
        yield running


def intents(gate: Gateway) -> dict[str, str]:
    """What the log says was to be put, and how that ended."""
    kinds = Left.of(gate.data, None).kinds
    return {
        about["payload"]["action"]["parameters"]["Item"]["day"]["S"]: (
            kinds["outcome", grant]["payload"]["outcome"]["ended"] if ("outcome", grant) in kinds else "nothing"
        )
        for (kind, grant), about in kinds.items()
        if kind == "intent" and about["payload"]["name"] == "dynamodb:PutItem"
    }


def test_the_complete_program_is_killed_and_comes_up_again(cloud: BrokenCloud) -> None:
    chance = random.Random(20261122)
    # On a quiet machine these hands call more often than one session usually may.
    with gateway(cloud.url, "[limits]\ncalls_per_second_per_session = 100000\n") as gate:
        gate.pin()
        agent = Agent(gate)
        for seed in range(WHOLE):
            hands = agent.begin(seed)
            time.sleep(chance.uniform(0.1, 0.5))
            gate.kill()
            for one in hands:
                one.join(20)
            assert gate.keyturn("log", "verify").code == 0
            gate.start()

            noted, done = intents(gate), effects(cloud)
            assert set(done) <= set(noted), "an effect without its intent"
            assert max(done.values()) == 1, "an effect happened twice"
            assert [what for what in agent.told if noted.get(what) != "answered"] == [], "an answer was lost"
        assert len(agent.told) > 100


def test_a_clients_own_retry_meets_the_gateway_that_came_up_after_a_kill(cloud: BrokenCloud) -> None:
    with gateway(cloud.url) as gate:
        gate.pin()
        session = gate.session()
        delete = gate.client(
            session, "dynamodb", PRODUCTION, retries={"mode": "legacy", "max_attempts": 10}
        ).delete_table
        change = held(delete, TableName="costs")
        gate.approve(change)
        cloud.next.append(takes(3))
        answers: list[str] = []

        def call() -> None:
            try:
                delete(TableName="costs")
            except ClientError as error:
                answers.append(f"{error.response['ResponseMetadata']['RetryAttempts']} retries: {error}")

        calling = threading.Thread(target=call)
        calling.start()
        while not cloud.effects:
            time.sleep(0.01)

        gate.kill()
        gate.start()
        calling.join(30)

        assert "keyturn: outcome unknown: this call was sent once and its answer never came" in answers[0]
        assert not answers[0].startswith("0 retries")
        assert cloud.effects == ["DeleteTable"]
        assert [(one["short"], one["state"]) for one in gate.waiting(session)] == [(change, "in doubt")]
        assert "outcome unknown" in str(refusal(delete, TableName="costs"))
    # The gateway itself looks at how the thing in doubt stands now; nothing is sent twice.
    assert set(cloud.effects) - {"DescribeTable"} == {"DeleteTable"}
    assert cloud.effects.count("DeleteTable") == 1
