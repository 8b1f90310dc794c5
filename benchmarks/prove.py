"""`python -m benchmarks.prove`: time, memory, found and false on made-up accounts of 50, 500 and 2,000 roles."""

import argparse
import json
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Any

from benchmarks.accounts import DATABASE, DELETE, GATEWAY, SEALS, account, administered, guarded
from keyturn.prover.account import read
from keyturn.prover.answer import CATALOGUE, Answer, Finding
from keyturn.prover.certificate import certificate
from keyturn.prover.closed import closed
from keyturn.prover.goals import Goal, Query
from keyturn.prover.guardrail import Exempt
from keyturn.prover.prove import Prover, Wanted
from keyturn.verify.bypass import bundle_digest, check

_ROUNDS = 200
_MANY = (500, 60)
_PATIENCE = 120.0
"""Seconds that one account may take; an account that takes longer is shown as such."""


def measure(roles: int) -> dict[str, Any]:
    """Prove one account, in this process."""
    made, kinds = account(roles)
    text = json.dumps(made)
    began = time.perf_counter()
    bundle = json.loads(text)
    wanted = Wanted((Query(DELETE, DATABASE),), Exempt(GATEWAY, ()), datetime.now(UTC))
    prover = Prover(read(bundle), wanted)
    (finding,) = prover.answer().findings
    spent = time.perf_counter() - began
    told = {one.arn.rpartition("/")[2] for one in finding.principals}
    return {
        "roles": len(made["RoleDetailList"]),
        "policies": len(made["Policies"]),
        "seconds": round(spent, 2),
        "memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "kinds": len(set(kinds.values())),
        "planted": len(kinds),
        "found": len(told & kinds.keys()),
        "missed": sorted(kinds.keys() - told),
        "false": sorted(told - kinds.keys()),
        "guardrail_ms": guardrail(made),
    }


def checking(roles: int, administrators: int) -> dict[str, Any]:
    """Write the certificate of an account without a hole, and check it; with `administrators`, one under a seal."""
    if administrators:
        made = administered(roles, administrators, "a seal")
    else:
        made, holes = account(roles)
        for kind in ("UserDetailList", "RoleDetailList"):
            made[kind] = [one for one in made[kind] if one["Arn"].rpartition("/")[2] not in holes]
    made = json.loads(json.dumps(made))
    at = datetime.now(UTC)
    prover = Prover(read(made), Wanted((Query(DELETE, DATABASE),), Exempt(GATEWAY, ()), at))
    began = time.perf_counter()
    goal = Goal(prover.powers, Query(DELETE, DATABASE))
    sets = closed(prover.moves, [one.number for one in prover.starts()], [goal])
    claim = Finding(DELETE, DATABASE, CATALOGUE, (), (), (), ())
    answer = Answer((claim,), (), (), GATEWAY)
    written = json.loads(json.dumps(certificate(answer, sets, prover.wanted.exempt, at, bundle_digest(made))))
    wrote = time.perf_counter()
    verified = check(written, made, at).verified
    return {
        "roles": roles,
        "administrators": administrators,
        "sets": len(sets),
        "bytes": len(json.dumps(written)),
        "written": round(wrote - began, 2),
        "seconds": round(time.perf_counter() - wrote, 2),
        "memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "verified": verified,
    }


def administered_by_many(roles: int, administrators: int, seal: str) -> dict[str, Any]:
    """Prove an account with many administrators under a guardrail that is no proof, in this process."""
    text = json.dumps(administered(roles, administrators, seal))
    began = time.perf_counter()
    wanted = Wanted((Query(DELETE, DATABASE),), Exempt(GATEWAY, ()), datetime.now(UTC))
    (finding,) = Prover(read(json.loads(text)), wanted).answer().findings
    return {
        "roles": roles,
        "administrators": administrators,
        "seal": seal,
        "seconds": round(time.perf_counter() - began, 2),
        "memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "verdict": finding.verdict,
        "principals": len(finding.principals),
    }


def guardrail(made: dict[str, Any]) -> float:
    """Milliseconds a guardrail query takes, the account once read."""
    wanted = Wanted((), Exempt(GATEWAY, ()), datetime.now(UTC))
    prover = Prover(read(guarded(made)), wanted)
    actions = ("rds:DeleteDBInstance", "rds:DeleteDBCluster", "dynamodb:DeleteTable", "rds:DeleteDBSnapshot")
    queries = []
    for number in range(_ROUNDS):
        action = actions[number % len(actions)]
        service = action.partition(":")[0]
        queries.append(Query(action, f"arn:aws:{service}:eu-west-1:111122223333:x/{number}"))
    prover.guardrails.sealed()
    began = time.perf_counter()
    for query in queries:
        assert prover.guardrails.hole(Goal(prover.powers, query)) is None
    return round((time.perf_counter() - began) * 1000 / _ROUNDS, 3)


def main() -> int:
    """Print a table or JSON; each account is proved in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.prove", description=__doc__)
    parser.add_argument("--roles", type=int, action="append", help="sizes (default: 50, 500, 2000)")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--seal", choices=SEALS, help=argparse.SUPPRESS)
    parser.add_argument("--checking", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()
    if arguments.seal:
        print(json.dumps(administered_by_many(*_MANY, arguments.seal)))
        return 0
    if arguments.checking:
        print(json.dumps(checking(*map(int, arguments.checking.split(",")))))
        return 0
    if arguments.one:
        print(json.dumps(measure(arguments.one)))
        return 0
    rows = [row for roles in arguments.roles or (50, 500, 2000) if (row := _alone("--one", str(roles))) is not None]
    sealed = [_alone("--seal", seal) or _unanswered(seal) for seal in SEALS]
    audited = [
        row for asked in (f"{_MANY[0]},0", "2000,0", f"{_MANY[0]},{_MANY[1]}") if (row := _alone("--checking", asked))
    ]
    if arguments.json:
        print(json.dumps({"accounts": rows, "administered": sealed, "checked": audited}, indent=2))
        return 0
    print("roles policies seconds memory  kinds planted found false  guardrail query")
    for row in rows:
        print(
            f"{row['roles']:>5} {row['policies']:>8} {row['seconds']:>7} {row['memory_mib']:>4} MiB {row['kinds']:>5} "
            f"{row['planted']:>7} {row['found']:>5} {len(row['false']):>5}  {row['guardrail_ms']} ms"
        )
        if row["missed"] or row["false"]:
            print(f"  missed {row['missed']}, false {row['false']}")
    print(f"\n{_MANY[0]} roles and {_MANY[1]} administrators, under a guardrail that is no proof")
    for row in sealed:
        if row["seconds"] is None:
            print(f"      - s    - MiB  {row['seal']}: no answer within {_PATIENCE:.0f} s")
            continue
        told = f"{row['seal']}: {row['verdict']}, {row['principals']} can"
        print(f"{row['seconds']:>7} s {row['memory_mib']:>4} MiB  {told}")
    print("\na certificate, without a hole or (administrators) under a seal")
    print("roles administrators sets written checked memory")
    for row in audited:
        counts = f"{row['roles']:>5} {row['administrators']:>14} {row['sets']:>4}"
        told = "" if row["verified"] else "  NOT VERIFIED"
        print(f"{counts} {row['written']:>5} s {row['seconds']:>5} s {row['memory_mib']:>4} MiB{told}")
    return 0


def _alone(option: str, value: str) -> dict[str, Any] | None:
    """Return what a process of its own measured; None if it took longer than `_PATIENCE`."""
    command = [sys.executable, "-m", "benchmarks.prove", option, value]
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        print(f"no answer within {_PATIENCE:.0f} s: {option} {value}", file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _unanswered(seal: str) -> dict[str, Any]:
    return {"roles": _MANY[0], "administrators": _MANY[1], "seal": seal, "seconds": None}


if __name__ == "__main__":
    sys.exit(main())
