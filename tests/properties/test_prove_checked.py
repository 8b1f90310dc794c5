"""Two programs that share nothing agree: what one proves the other verifies, and what the one refutes it never does."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.codec.canonical import Json
from keyturn.prover.account import read
from keyturn.prover.certificate import certificate
from keyturn.prover.closed import closed, sets
from keyturn.prover.goals import Query
from keyturn.prover.guardrail import Exempt
from keyturn.prover.prove import Prover, Wanted
from keyturn.verify.bypass import bundle_digest, check
from tests.iam_estate import AT, GATEWAY, Document, allow
from tests.random_estates import Estates

seeds = st.integers(0, 10**9)
VERDICTS = ("PROVED by guardrail", "PROVED relative to catalogue 2")


def proved(made: Document, action: str, resource: str) -> tuple[Prover, str, Any]:
    wanted = Wanted((Query(action, resource),), Exempt(GATEWAY, ()), AT)
    prover = Prover(read(made), wanted)
    answer = prover.answer()
    written = certificate(answer, sets(prover, answer), wanted.exempt, wanted.at, bundle_digest(made))
    return prover, answer.verdict, json.loads(json.dumps(written))


def verified(written: Json, made: Document) -> bool:
    return check(written, made, AT).verified


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_every_proof_is_verified_and_no_other_claim_is(seed: int) -> None:
    estates = Estates(seed)
    made = json.loads(json.dumps(estates.estate()))
    action, resource = estates.goal()

    prover, verdict, written = proved(made, action, resource)

    if verdict != "UNKNOWN":
        assert verified(written, made)
    if verdict not in VERDICTS:
        # The best that a liar can write: everybody begins together, with whoever they really come to act as.
        everybody = closed(prover.moves, [one.number for one in prover.starts()], [])
        written["sets"] = [{"starts": list(one.starts), "held": list(one.held)} for one in everybody]
        for lie in VERDICTS:
            written["claims"] = [{"action": action, "also": [], "resource": resource, "verdict": lie}]
            assert not verified(written, made)


def changes(made: Document) -> Iterator[Document]:
    """Accounts that are like `made`, but somebody in them may do a little more."""
    for kind, listed in (("UserDetailList", "UserPolicyList"), ("RoleDetailList", "RolePolicyList")):
        for number in range(len(made[kind])):
            if made[kind][number]["Arn"] != GATEWAY:
                more = deepcopy(made)
                more[kind][number][listed] = [{"PolicyName": "own", "PolicyDocument": {"Statement": [allow("*")]}}]
                yield more
    if made["scps"]:
        yield made | {"scps": []}


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_a_certificate_moved_to_an_account_where_it_is_false_is_refused(seed: int) -> None:
    estates = Estates(seed)
    made = json.loads(json.dumps(estates.estate()))
    action, resource = estates.goal()
    _, verdict, written = proved(made, action, resource)
    if verdict not in VERDICTS:
        return

    for changed in changes(made):
        moved = written | {"bundle": bundle_digest(changed)}
        if verified(moved, changed):
            # Somebody may do more, and still nobody does this: then the prover says so too.
            assert proved(changed, action, resource)[1] in VERDICTS
