"""Two ARN patterns that are said to be apart have no ARN in common: the prover's word, and the checker's own."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.prover import formula
from keyturn.prover.residual import satisfy
from keyturn.prover.wildcards import apart, matches_arn
from keyturn.verify.iam.goal import are_apart

FIELDS = ("arn", "aws", "s3", "rds", "eu-west-1", "", "1", "*", "?", "s*", "*3", "db:*", "db/a")
PATTERNS = st.lists(st.sampled_from(FIELDS), min_size=1, max_size=7).map(":".join)
ARNS = st.lists(st.sampled_from(("arn", "aws", "s3", "rds", "eu-west-1", "", "1", "db", "a")), min_size=6, max_size=7)


@given(PATTERNS, PATTERNS, ARNS.map(":".join))
def test_no_arn_meets_both(one: str, other: str, arn: str) -> None:
    if apart(one, other) or are_apart(one, other):
        assert not (matches_arn(one, arn) and matches_arn(other, arn))


@given(PATTERNS, PATTERNS)
def test_the_decision_procedure_agrees(one: str, other: str) -> None:
    both = formula.every([formula.Test(formula.RESOURCE, "Resource", (each,)) for each in (one, other)])
    if apart(one, other) or are_apart(one, other):
        assert satisfy(both, datetime(2026, 11, 23, tzinfo=UTC)) is None


@pytest.mark.parametrize("judge", [apart, are_apart])
def test_what_is_spelled_out_alike_or_left_open_is_not_apart(judge: Callable[[str, str], bool]) -> None:
    assert judge("arn:aws:s3:::costs", "arn:aws:rds:eu-west-1:111122223333:*")
    assert not judge("arn:aws:s3:::costs", "arn:aws:s3:*:*:rates")
    assert not judge("*", "arn:aws:s3:::costs")
