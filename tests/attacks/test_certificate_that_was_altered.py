"""“It is signed by nobody, so I can write in it what I like.” Write: it is checked against the account all the same."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from keyturn.cli.main import main
from keyturn.prover.axioms import axioms
from keyturn.verify.iam.axioms import WrongCatalogue, read
from tests.iam_estate import (
    DATABASE,
    DELETE,
    GATEWAY,
    OTHER,
    OWN,
    Document,
    allow,
    arn,
    bundle,
    deny,
    doc,
    policy,
    role,
    trust,
    user,
)

GATE = role("keyturn-gateway", allow("*"), trusts=trust({"AWS": f"arn:aws:iam::{OTHER}:role/keyturn"}))
TAKES = user("eve", allow("sts:AssumeRole", arn("role", "reader")))
READER = role("reader", allow("rds:Describe*"), trusts=OWN)
TEAM = "aws:PrincipalTag/team"
IN_TWO = [
    [
        doc(allow("*"), deny("rds:*", "*", {"StringEquals": {TEAM: "db"}})),
        doc(deny("rds:*", "*", {"StringNotEquals": {TEAM: "db"}, "ArnNotEquals": {"aws:PrincipalArn": GATEWAY}})),
        doc(deny(["iam:*", "sts:*"], GATEWAY)),
    ]
]
SCP = bundle(TAKES, READER, GATE, role("deleter", allow("rds:*")), scps=IN_TWO)
PLAIN = bundle(TAKES, READER, role("watcher", attached=("arn:aws:iam::aws:policy/ReadOnlyAccess",)), GATE)
OPEN = bundle(user("ada", allow("sts:AssumeRole")), role("deleter", allow("rds:*"), trusts=OWN), GATE)


def written(folder: Path, made: Document) -> tuple[Path, Path, dict[str, Any]]:
    source, target = folder / "bundle.json", folder / "certificate.json"
    source.write_text(json.dumps(made))
    main([
        "prove", str(source), "--protected", f"{DELETE}={DATABASE}", "--gateway-role", GATEWAY,
        "--certificate", str(target),
    ])  # fmt: skip
    return target, source, json.loads(target.read_text())


def checked(folder: Path, made: Document, change: Callable[[dict[str, Any]], None]) -> int:
    target, source, certificate = written(folder, made)
    assert main(["prove", "check", str(target), str(source)]) == 0
    change(certificate)
    target.write_text(json.dumps(certificate))
    return main(["prove", "check", str(target), str(source)])


def test_denials_that_only_together_cover_it_are_followed(tmp_path: Path) -> None:
    target, source, certificate = written(tmp_path, SCP)

    assert certificate["claims"][0]["verdict"] == "PROVED by guardrail"
    assert main(["prove", "check", str(target), str(source)]) == 0


def dropped(certificate: dict[str, Any]) -> None:
    certificate["sets"][0]["starts"].remove(arn("user", "eve"))


def left_out(certificate: dict[str, Any]) -> None:
    certificate["sets"] = [{"starts": [arn("user", "eve")], "held": [arn("user", "eve")]}]


def emptied(certificate: dict[str, Any]) -> None:
    certificate["sets"] = []


def outside_itself(certificate: dict[str, Any]) -> None:
    certificate["sets"][0]["held"] = [arn("role", "reader")]


def made_up(certificate: dict[str, Any]) -> None:
    certificate["sets"][0]["held"].append(arn("role", "nobody"))


def a_policy(certificate: dict[str, Any]) -> None:
    certificate["sets"][0]["held"].append("arn:aws:iam::aws:policy/ReadOnlyAccess")


def many_sets(certificate: dict[str, Any]) -> None:
    certificate["sets"] *= 1000


def other_verdict(certificate: dict[str, Any]) -> None:
    certificate["claims"][0]["verdict"] = "PROVED relative to catalogue 1"


def without_claims(certificate: dict[str, Any]) -> None:
    certificate["claims"] = []


def one_more(certificate: dict[str, Any]) -> None:
    certificate["claims"][0]["also"] = ["rds:DescribeDBInstances"]


def elsewhere(certificate: dict[str, Any]) -> None:
    certificate["claims"][0] |= {"action": "rds:Describe*", "resource": "*"}


@pytest.mark.parametrize(
    "change",
    [
        dropped,
        left_out,
        emptied,
        outside_itself,
        made_up,
        a_policy,
        many_sets,
        other_verdict,
        without_claims,
        one_more,
        elsewhere,
    ],
)
def test_an_altered_proof_is_not_verified(change: Callable[[dict[str, Any]], None], tmp_path: Path) -> None:
    assert checked(tmp_path, PLAIN, change) == 1


def later(certificate: dict[str, Any]) -> None:
    certificate["at"] = (datetime.now(UTC) + timedelta(days=1)).isoformat()


def without_instant(certificate: dict[str, Any]) -> None:
    certificate["at"] = "9" * 5000


def rule_left_out(certificate: dict[str, Any]) -> None:
    certificate["catalogue"]["rights"].pop()


def other_number(certificate: dict[str, Any]) -> None:
    certificate["catalogue"]["number"] = 1


def huge_number(certificate: dict[str, Any]) -> None:
    certificate["catalogue"]["number"] = 10**400


def no_catalogue(certificate: dict[str, Any]) -> None:
    del certificate["catalogue"]


def other_bundle(certificate: dict[str, Any]) -> None:
    certificate["bundle"] = "0" * 64


def other_format(certificate: dict[str, Any]) -> None:
    certificate["format"] = "keyturn.prove/1"


def not_text(certificate: dict[str, Any]) -> None:
    certificate["sets"][0]["starts"] = [17]


def no_list(certificate: dict[str, Any]) -> None:
    certificate["exempt"] = "*"


def before_there_was_iam(certificate: dict[str, Any]) -> None:
    certificate["at"] = "0001-01-01T00:00:00+00:00"


def everybody_by_another_name(certificate: dict[str, Any]) -> None:
    certificate["exempt"].append("arn")


@pytest.mark.parametrize(
    "change",
    [
        later,
        before_there_was_iam,
        everybody_by_another_name,
        without_instant,
        rule_left_out,
        other_number,
        huge_number,
        no_catalogue,
        other_bundle,
        other_format,
        no_list,
    ],
)
def test_what_is_no_certificate_for_this_is_refused(
    change: Callable[[dict[str, Any]], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(tmp_path, PLAIN, change) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_set_that_holds_no_names_is_refused(tmp_path: Path) -> None:
    assert checked(tmp_path, PLAIN, not_text) == 2


def truncated(text: str) -> str:
    return text[: len(text) // 2]


def named_twice(text: str) -> str:
    return text.replace('"claims"', '"claims": [], "claims"', 1)


def deep(text: str) -> str:
    return "[" * 100_000 + text


def long_number(text: str) -> str:
    return text.replace('"number": 2', '"number": ' + "9" * 5000)


@pytest.mark.parametrize("change", [truncated, named_twice, deep, long_number])
def test_what_is_no_json_of_ours_is_refused(
    change: Callable[[str], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, source, _ = written(tmp_path, PLAIN)
    target.write_text(change(target.read_text()))

    assert main(["prove", "check", str(target), str(source)]) == 2
    assert "no certificate" in capsys.readouterr().err


def test_a_bomb_is_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target, source, _ = written(tmp_path, PLAIN)
    with target.open("wb") as file:
        file.truncate(500 << 20)

    assert main(["prove", "check", str(target), str(source)]) == 2
    assert "larger than 64 MiB" in capsys.readouterr().err


def test_who_is_left_out_of_a_proof_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def everybody(certificate: dict[str, Any]) -> None:
        certificate["exempt"] = ["arn:aws:iam::*:*"]
        certificate["sets"] = []

    # A certificate that leaves everybody out says little, and it says that.
    checked(tmp_path, PLAIN, everybody)

    assert "nobody but: arn:aws:iam::*:*" in capsys.readouterr().out


def other_beginning(certificate: dict[str, Any]) -> None:
    certificate["claims"][0]["principals"][0]["arn"] = GATEWAY


def other_step(certificate: dict[str, Any]) -> None:
    certificate["claims"][0]["principals"][0]["path"][0]["brings"] = f"becomes {GATEWAY}"


def step_left_out(certificate: dict[str, Any]) -> None:
    certificate["claims"][0]["principals"][0]["path"].pop(0)


def last_step_left_out(certificate: dict[str, Any]) -> None:
    certificate["claims"][0]["principals"][0]["path"].pop()


def other_act(certificate: dict[str, Any]) -> None:
    certificate["claims"][0]["action"] = "s3:DeleteBucket"


def no_path(certificate: dict[str, Any]) -> None:
    certificate["claims"][0]["principals"][0]["path"] = []


@pytest.mark.parametrize("change", [other_beginning, other_step, step_left_out, last_step_left_out, other_act, no_path])
def test_a_made_up_way_round_is_not_verified(change: Callable[[dict[str, Any]], None], tmp_path: Path) -> None:
    assert checked(tmp_path, OPEN, change) == 1


def test_a_rule_that_is_left_out_of_the_catalogue_makes_it_another_catalogue() -> None:
    tables: Any = axioms()
    assert read(tables).tables["number"] == 2
    for name in tables.keys() - {"number"}:
        rows = tables[name]
        fewer = rows[:-1] if isinstance(rows, list) else dict(list(rows.items())[:-1])
        with pytest.raises(WrongCatalogue):
            read(tables | {name: fewer})


HIGH = {"StringEquals": {"aws:PrincipalTag/clearance": "high"}}
TWICE = role("one", allow(DELETE, "*", HIGH), trusts=trust("*", action=["sts:AssumeRole", "sts:TagSession"]))
FIRST = arn("role", "first")
BY_TWO = bundle(
    user("eve", allow(["iam:DeleteRole", "iam:CreateRole"], FIRST), allow("iam:CreateAccessKey", arn("user", "ada"))),
    user("ada", allow("iam:PutRolePolicy", FIRST)),
    role("first", boundary=arn("policy", "edge")),
    policy("edge", doc(allow("s3:*"))),
    GATE,
)
STAYS = bundle(
    user(
        "eve",
        allow("iam:TagUser", "*", {"StringEquals": {"aws:RequestTag/clearance": "low"}}),
        allow(DELETE, "*", HIGH),
    ),
    user("ada", allow(DELETE, "*", HIGH), tags={"clearance": "high"}),
    GATE,
)


@pytest.mark.parametrize("made", [OPEN, bundle(TWICE, GATE), BY_TWO, STAYS])
def test_a_way_round_that_is_called_a_proof_is_not_verified(made: Document, tmp_path: Path) -> None:
    target, source, certificate = written(tmp_path, made)
    assert certificate["claims"][0]["verdict"] == "BYPASS"
    certificate["claims"][0] |= {"verdict": "PROVED relative to catalogue 2"}
    names = [one["Arn"] for one in (*made["UserDetailList"], *made["RoleDetailList"]) if one["Arn"] != GATEWAY]
    certificate["sets"] = [{"starts": names, "held": names}]
    target.write_text(json.dumps(certificate))

    assert main(["prove", "check", str(target), str(source)]) == 1
