"""The edit that closes the paths: proved, within AWS's limits, no larger than it must be, and nobody locked out."""

import json
from dataclasses import replace

import pytest

from keyturn.prover.account import Account, read
from keyturn.prover.answer import GUARDRAIL
from keyturn.prover.documents import parse
from keyturn.prover.goals import Query
from keyturn.prover.guardrail import Exempt
from keyturn.prover.mend import LIMITS, Mended, mend
from keyturn.prover.prove import Prover, Wanted
from tests.iam_estate import (
    ACCOUNT,
    AT,
    DATABASE,
    DELETE,
    GATEWAY,
    OWN,
    ROOT,
    Document,
    allow,
    arn,
    bundle,
    deny,
    doc,
    policy,
    role,
    service,
    trust,
    user,
)

RUNTIME = "arn:aws:iam::444455556666:role/keyturn-runtime"
GATE = role("keyturn-gateway", allow("*"), trusts=trust({"AWS": RUNTIME}))
PIPELINE = role("pipeline", allow(DELETE), trusts=service("codebuild"))
WANTED = Wanted((Query(DELETE, DATABASE),), Exempt(GATEWAY, (arn("role", "pipeline"),)), AT)

ESTATES: dict[str, Document] = {
    "a direct permission": bundle(user("eve", allow("rds:*")), GATE, PIPELINE),
    "an administrator": bundle(role("admin", allow("*"), trusts=OWN), GATE, PIPELINE),
    "a chain": bundle(user("eve", allow("sts:AssumeRole")), role("power", allow("rds:*"), trusts=OWN), GATE, PIPELINE),
    "a policy for oneself": bundle(user("eve", allow("iam:PutUserPolicy")), GATE, PIPELINE),
    "PassRole": bundle(
        user("eve", allow("iam:PassRole"), allow("lambda:CreateFunction")),
        role("power", allow("rds:*"), trusts=service("lambda")),
        GATE,
        PIPELINE,
    ),
}


def mended(made: Document, kind: str, *, time: bool = True) -> tuple[Account, Mended | None]:
    account = read(made)
    prover = Prover(account, WANTED)
    return account, mend(prover, prover.answer(), (kind,), lambda: time)


@pytest.mark.parametrize("name", ESTATES)
@pytest.mark.parametrize("kind", ["scp", "boundary"])
def test_an_edit_closes_every_path_and_keeps_those_who_are_meant_to_pass(kind: str, name: str) -> None:
    _, found = mended(ESTATES[name], kind)

    assert found is not None
    assert found.answer.verdict.startswith("PROVED")
    assert set(found.keeps) == {GATEWAY, arn("role", "pipeline")}
    assert found.minimal
    for edit in found.edits:
        assert edit.size <= LIMITS[kind]
        assert edit.size == len(json.dumps(edit.after, separators=(",", ":")))


def under(account: Account, written: Document) -> str:
    levels = ((parse(doc(allow("*")), "full"), parse(written, "mended")),)
    return Prover(replace(account, scps=levels), WANTED).answer().verdict


@pytest.mark.parametrize("name", ESTATES)
def test_nothing_can_be_left_out_of_an_scp(name: str) -> None:
    account, found = mended(ESTATES[name], "scp")
    assert found is not None
    (edit,) = found.edits
    written = json.loads(json.dumps(edit.after))
    assert under(account, written) == GUARDRAIL

    for statement in written["Statement"]:
        for action in list(statement["Action"]):
            rest = [one for one in statement["Action"] if one != action]
            others = [one for one in written["Statement"] if one is not statement]
            fewer = {**written, "Statement": [*others, *([{**statement, "Action": rest}] if rest else [])]}
            assert not fewer["Statement"] or under(account, fewer) != GUARDRAIL, f"{action} is not needed"


def test_where_a_name_in_a_trust_policy_is_the_path_only_that_name_goes() -> None:
    open_gate = role(
        "keyturn-gateway", allow("*"), trusts=doc(*trust({"AWS": RUNTIME})["Statement"], *OWN["Statement"])
    )
    made = bundle(user("eve", allow("sts:AssumeRole")), open_gate, PIPELINE)

    _, found = mended(made, "trust")

    assert found is not None
    (edit,) = found.edits
    assert edit.before == {
        "Version": "2012-10-17",
        "Statement": [*trust({"AWS": RUNTIME})["Statement"], *OWN["Statement"]],
    }
    assert edit.after == trust({"AWS": RUNTIME})
    assert ROOT not in json.dumps(edit.after)


def test_a_trust_policy_is_not_offered_where_somebody_can_by_themself() -> None:
    assert mended(ESTATES["a direct permission"], "trust")[1] is None


def test_where_time_is_up_the_edit_says_so() -> None:
    _, found = mended(ESTATES["a direct permission"], "scp", time=False)

    assert found is not None
    assert not found.minimal


def test_what_is_bounded_already_gets_no_second_boundary() -> None:
    made = bundle(
        user("eve", allow("*"), boundary=arn("policy", "b")),
        policy("b", doc(allow("rds:*"), deny("s3:*"))),
        GATE,
        PIPELINE,
    )

    assert mended(made, "boundary")[1] is None


def test_the_management_account_is_offered_no_scp_because_none_binds_it() -> None:
    made = ESTATES["a direct permission"] | {"account": ACCOUNT, "management_account": ACCOUNT}

    assert mended(made, "scp")[1] is None
    assert mended(made, "boundary")[1] is not None
