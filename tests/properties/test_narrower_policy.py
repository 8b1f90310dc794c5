"""A narrower policy, judged by a reader of IAM that shares nothing with what wrote it."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from keyturn.adapters.aws.permissions import PackagedPermissions
from keyturn.model.catalogue import Permission
from keyturn.prover.account import read
from keyturn.prover.broad import broad
from keyturn.prover.goals import Query
from keyturn.prover.guardrail import Exempt
from keyturn.prover.prove import Prover, Wanted
from keyturn.prover.usage import Known, histories
from tests.iam import allows
from tests.iam_estate import AT, Document, allow, arn, bundle, doc, role

ALL = PackagedPermissions()


class TwoServices:
    """All of AWS, where there are two services."""

    def of(self, action: str) -> Permission | None:
        return ALL.of(action)

    def services(self) -> tuple[str, ...]:
        return ("sqs", "s3")

    def actions(self, service: str) -> tuple[str, ...]:
        return ALL.actions(service) if service in self.services() else ()


SEEN = "2024-11-01T08:30:00Z"
NEWER = "sqs:NotYetThere"
NAMES = ("DeleteQueue", "CreateQueue", "SendMessage", "PurgeQueue", "SetQueueAttributes", "ListQueues", "AddPermission")
PATTERNS = (
    "*",
    "sqs:*",
    "sqs:Delete*",
    "sqs:*Queue",
    "sqs:?endMessage",
    "sqs:NotYetThere",
    "SQS:purgequeue",
    "s3:Get*",
)
THINGS = ("*", "arn:aws:sqs:eu-west-1:111122223333:*", "arn:aws:sqs:eu-west-1:111122223333:prod", "arn:aws:s3:::b/*")
ASKED = ("arn:aws:sqs:eu-west-1:111122223333:prod", "arn:aws:sqs:eu-west-1:111122223333:dev", "arn:aws:s3:::b/k")


@st.composite
def statements(draw: st.DrawFn) -> Document:
    how = draw(st.sampled_from(("Action", "Action", "NotAction")))
    actions = draw(st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=3, unique=True))
    things = draw(st.lists(st.sampled_from(THINGS), min_size=1, max_size=2, unique=True))
    return {"Effect": draw(st.sampled_from(("Allow", "Allow", "Deny"))), how: actions, "Resource": things}


@st.composite
def reports(draw: st.DrawFn) -> Document:
    """IAM's report, perhaps of some services only, with some actions tracked and some of those used."""
    rows: list[Document] = []
    for service, names in (("sqs", NAMES), ("s3", ("GetObject", "DeleteBucket"))):
        tracked = draw(st.lists(st.sampled_from(names), unique=True))
        used = {one for one in tracked if draw(st.booleans())}
        accessed = bool(used) or draw(st.booleans())
        actions = [{"ActionName": one, **({"LastAccessedTime": SEEN} if one in used else {})} for one in tracked]
        row: Document = {"ServiceNamespace": service, **({"LastAuthenticated": SEEN} if accessed else {})}
        if draw(st.booleans()) or accessed:
            rows.append(row | ({"TrackedActionsLastAccessed": actions} if accessed else {}))
    return {"ServicesLastAccessed": rows}


@given(st.lists(statements(), min_size=1, max_size=4), reports())
@example([allow(["*", "s3:Get*"])], {"ServicesLastAccessed": [{"ServiceNamespace": "sqs"}]})
@settings(max_examples=60, deadline=None)
def test_all_that_was_used_stays_and_nothing_is_new(rows: list[Document], report: Document) -> None:
    made = read(bundle(role("r", *rows)))
    used = histories({arn("role", "r"): report}, AT, "the test")
    wanted = Wanted((Query("sqs:*", ASKED[0]),), Exempt(None, ()), AT)

    for one in broad(Prover(made, wanted), used, TwoServices()).found:
        if one.narrower is None or not one.narrower.instead:
            continue
        before, after = json.dumps(doc(*rows)), [json.dumps(policy) for policy in one.narrower.policies]
        joined = json.dumps(doc(*(row for text in after for row in json.loads(text)["Statement"])))
        for name in (*(f"sqs:{each}" for each in NAMES), NEWER, "s3:GetObject", "s3:DeleteBucket"):
            for thing in ASKED:
                could, can = allows(before, name, thing), allows(joined, name, thing)
                assert could or not can
                is_there = name != NEWER  # of a service that is spelled out, what AWS adds later is not in it
                if could and is_there and used[arn("role", "r")].said(name).known is not Known.UNUSED:
                    assert can
