"""Whether a policy allows no more than another, by what is written: what widens it is found, however it is written."""

import pytest

from keyturn.prover.contained import contained
from keyturn.prover.documents import parse
from tests.iam_estate import Document, allow, deny, doc

MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
DBS = "arn:aws:rds:*:*:db:*"
BEFORE = (allow(["rds:*", "s3:Get*"], DBS), allow("ec2:*", "*", MFA), deny("rds:Start*"))


def compared(*after: Document, before: tuple[Document, ...] = BEFORE) -> str:
    return contained([parse(doc(*after, BEFORE[2]), "after")], [parse(doc(*before), "before")])


@pytest.mark.parametrize(
    "narrow",
    [
        allow("rds:*", DBS),
        allow(["rds:DeleteDBInstance", "rds:Describe*", "s3:GetObject", "s3:GetBucket*"], DBS),
        allow("RDS:deletedbinstance", DBS),
        allow("rds:Describe*", "arn:aws:rds:eu-west-1:111122223333:db:costs"),
        allow("ec2:TerminateInstances", "*", MFA),
    ],
)
def test_less_is_within(narrow: Document) -> None:
    assert compared(narrow) == ""


@pytest.mark.parametrize(
    "wide",
    [
        allow("rds:*"),
        allow("sqs:DeleteQueue", DBS),
        allow("s3:G*", DBS),
        allow("s3:*et*", DBS),
        allow("*", DBS),
        allow("ec2:TerminateInstances"),
        allow("ec2:TerminateInstances", "*", {"Bool": {"aws:MultiFactorAuthPresent": "false"}}),
        allow("rds:Describe*", "arn:aws:rds:*:*:snapshot:*"),
        {"Effect": "Allow", "NotAction": "iam:*", "Resource": DBS},
        {"Effect": "Allow", "Action": "rds:Describe*", "NotResource": DBS},
        {"Effect": "Allow", "Action": "rds:Describe*", "Resource": DBS, "Surprise": 1},
    ],
)
def test_more_is_found(wide: Document) -> None:
    assert compared(wide) == "after, statement 1"


def test_a_denial_that_is_gone_is_found() -> None:
    after, before = parse(doc(allow("rds:*", DBS)), "after"), parse(doc(*BEFORE), "before")

    assert contained([after], [before]) == "before, statement 3"


@pytest.mark.parametrize(
    ("pattern", "is_within"), [("rds:Describe*", True), ("iam:Get*", False), ("iam:GetRole", False)]
)
def test_what_a_statement_leaves_out_is_not_within_it(pattern: str, is_within: bool) -> None:
    before = ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, BEFORE[2])

    assert (compared(allow(pattern), before=before) == "") == is_within
