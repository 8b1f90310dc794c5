"""From a gateway's day to the narrower policy of its role: real calls, a real log, IAM's reports, nothing by hand."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from keyturn.testing.log import MemoryLog
from tests.gateway import ACCOUNT, PEOPLE, Gateway, folder
from tests.journeys.things import table_parameters
from tests.last_accessed import Advisor, advisor_before

PRODUCTION, DEVELOPMENT = "eu-west-1", "eu-central-1"
POWER, QUIET = (f"arn:aws:iam::{ACCOUNT}:role/{name}" for name in ("keyturn-power", "quiet"))
TABLE = f"arn:aws:dynamodb:{PRODUCTION}:{ACCOUNT}:table/"
ASKED = ("--gateway-role", POWER, "--protected", f"dynamodb:DeleteTable={TABLE}prod-*", "--protected",
         f"lambda:DeleteFunction=arn:aws:lambda:{PRODUCTION}:{ACCOUNT}:function:*")  # fmt: skip


def furnish(gate: Gateway) -> None:
    iam, policy = gate.direct("iam", "us-east-1"), {"Version": "2012-10-17"}
    trust = policy | {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}
    allow = policy | {"Statement": [{"Effect": "Allow", "Action": ["dynamodb:*", "lambda:*"], "Resource": "*"}]}
    for name in ("keyturn-power", "quiet"):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
        iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=json.dumps(allow))
    for region in (PRODUCTION, DEVELOPMENT):
        gate.direct("dynamodb", region).create_table(**table_parameters("costs"))


def clear_out(gate: Gateway) -> None:
    """Other tests have the same account after these."""
    iam = gate.direct("iam", "us-east-1")
    for name in ("keyturn-power", "quiet"):
        iam.delete_role_policy(RoleName=name, PolicyName="own")
        iam.delete_role(RoleName=name)
    gate.direct("dynamodb", PRODUCTION).delete_table(TableName="costs")


@pytest.fixture(scope="module")
def lived(moto_server: str) -> Iterator[tuple[Gateway, Advisor]]:
    """A gateway that had one table deleted in development; it is stopped, and its log lies there."""
    with advisor_before(moto_server) as advisor, folder() as where:
        gate = Gateway(where, advisor.url, production=PRODUCTION, development=DEVELOPMENT)
        furnish(gate)
        gate.configure()
        gate.config.write_text(gate.config.read_text().replace("[aws]\n", f'[aws]\nrole_arn = "{POWER}"\n'))
        gate.start()
        try:
            gate.enrol(*PEOPLE)
            ran = gate.aws(gate.session(), "dynamodb", "delete-table", "--table-name", "costs", region=DEVELOPMENT)
            assert ran.code == 0, ran.err
        finally:
            gate.stop()
        for role in (POWER, QUIET):
            advisor.reports[role] = [
                {"ServiceNamespace": "lambda", "ServiceName": "AWS Lambda"},
                {"ServiceNamespace": "dynamodb", "ServiceName": "Amazon DynamoDB"},
            ]
        gate.must("prove", "collect", str(gate.folder / "account.json"))
        yield gate, advisor
        clear_out(gate)


def roles(gate: Gateway, *more: str) -> dict[str, Any]:
    said = gate.keyturn("prove", "roles", str(gate.folder / "account.json"), *ASKED, *more, "--json")
    assert said.code == 1, said
    return {one["arn"]: one for one in said.json["roles"]}


def unused(one: dict[str, Any]) -> set[str]:
    return {action for group in one["unused"] for action in group["actions"]}


def test_iam_s_reports_alone_find_what_was_never_used(lived: tuple[Gateway, Advisor]) -> None:
    found = roles(lived[0])

    assert unused(found[QUIET]) == {"dynamodb:DeleteTable", "lambda:DeleteFunction"}
    assert found[QUIET]["narrower"]["policies"] == []
    assert found[POWER]["meant_to_pass"]


def test_with_the_log_what_the_gate_itself_did_stays(lived: tuple[Gateway, Advisor]) -> None:
    gate, _ = lived

    one = roles(gate, "--log", str(gate.data))[POWER]

    assert unused(one) == {"dynamodb:DeleteTable", "lambda:DeleteFunction"}  # never in production
    assert one["logged_since"] is not None
    (policy,) = one["narrower"]["policies"]
    (row,) = policy["Statement"]
    assert "dynamodb:DeleteTable" in row["Action"]
    assert not any(action.startswith("lambda:") for action in row["Action"])


def test_a_copy_somewhere_else_says_the_same(lived: tuple[Gateway, Advisor], tmp_path: Path) -> None:
    gate, _ = lived
    gate.must("log", "export", str(tmp_path / "copy.db"))

    assert roles(gate, "--log", str(tmp_path / "copy.db")) == roles(gate, "--log", str(gate.data))


def altered(gate: Gateway, folder: Path) -> Path:
    copy = folder / "altered.db"
    gate.must("log", "export", str(copy))
    with sqlite3.connect(copy) as store:
        ((seq, payload),) = store.execute(
            "SELECT seq, payload FROM payloads WHERE CAST(payload AS TEXT) LIKE '%DeleteTable%' LIMIT 1"
        )
        store.execute("UPDATE payloads SET payload = ? WHERE seq = ?", (payload.replace(b"costs", b"c0sts"), seq))
    return copy


def test_a_copy_that_somebody_altered_is_refused(lived: tuple[Gateway, Advisor], tmp_path: Path) -> None:
    gate, _ = lived

    said = gate.keyturn(
        "prove", "roles", str(gate.folder / "account.json"), *ASKED, "--log", str(altered(gate, tmp_path))
    )

    assert said.code == 1
    assert said.out == ""
    assert "does not hold" in said.err
    assert "nothing it says is believed" in said.err


def test_a_log_of_somebody_else_s_is_refused_by_the_key_that_was_kept(lived: tuple[Gateway, Advisor]) -> None:
    gate, _ = lived
    own, kept = ("--log", str(gate.data)), MemoryLog().verifier()

    said = gate.keyturn("prove", "roles", str(gate.folder / "account.json"), *ASKED, *own, "--key", kept)

    assert said.code == 1
    assert said.out == ""
    assert "does not hold" in said.err
