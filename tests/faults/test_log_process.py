"""A writing process that is killed, or runs out of disk: what it acknowledged is there, and the log holds."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import keyturn
from keyturn.adapters.store.copy import open_log
from keyturn.codec.strict import loads_canonical
from keyturn.verify.log import Evidence, verify
from keyturn.verify.verdict import Problem, Verdict

SCRIPT = Path(__file__).with_name("writing_process.py")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(keyturn.__file__).parents[1])}


def start(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), str(folder), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )


def acknowledged(output: bytes) -> dict[int, str]:
    """What the process was told is durable; a last line cut short by the kill was not told."""
    lines = output.decode().split("\n")[:-1]
    said = [line.split(" ") for line in lines if line not in {"ready", "refused"}]
    return {int(seq): token for seq, token in said}


def look(folder: Path) -> tuple[Verdict, dict[int, str]]:
    """The auditor's verdict, and what the log really holds."""
    with open_log(folder) as log:
        verdict = verify(Evidence(log.entries, log.checkpoints(), log.verifier()))
        held = {}
        for entry in log.entries():
            payload = loads_canonical(entry.payload or b"")
            assert isinstance(payload, dict)
            held[entry.seq] = str(payload["token"])
    return verdict, held


def broken(verdict: Verdict) -> list[Problem]:
    """What is wrong with the log as such. The process writes entries that tell no story, which is wrong on purpose."""
    return [one for one in verdict.problems if one.code not in {"answer.no_intent", "entry.unreadable"}]


def test_a_killed_writer_has_lost_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    chance = random.Random(20261122)
    told: dict[int, str] = {}
    for _ in range(12):
        process = start(folder)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0.0, 0.15))
        process.send_signal(signal.SIGKILL)
        output, errors = process.communicate()
        assert errors == b""
        told |= acknowledged(output)
        verdict, held = look(folder)
        assert not broken(verdict)
        assert told.items() <= held.items()
    assert len(told) > 100


def test_a_full_disk_refuses_everything_and_loses_nothing(tmp_path: Path) -> None:
    for largest in (300_000, 1_000_000):
        folder = tmp_path / str(largest)
        output, errors = start(folder, str(largest)).communicate(timeout=60)
        assert errors == b""
        assert output.endswith(b"refused\n")
        told = acknowledged(output.removeprefix(b"ready\n"))
        verdict, held = look(folder)
        assert not broken(verdict)
        assert told
        assert told.items() <= held.items()

        again = start(folder)  # with room once more, it goes on where it stood
        assert again.stdout is not None
        assert again.stdout.readline() == b"ready\n"
        again.kill()
        again.communicate()
