"""Members that clients make anew for each attempt: left out of what people sign, kept to recognise a retry.

The models mark most of them with the idempotency-token trait, but some carry the trait and yet say *what* is acted on
(Athena's `StopQueryExecution` marks the query it stops): an approval for one thing would open another. So the trait
counts only where the name agrees, and everything else stays a parameter.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from keyturn.model.action import Value
from keyturn.model.catalogue import Kind, Member, ServiceModel

NAMES: Final = frozenset(
    {
        "AmznClientToken",
        "CallerReference",
        "ClientRequestToken",
        "ClientToken",
        "CreatorRequestId",
        "IdempotencyToken",
        "UniqueRequestToken",
        "clientRequestToken",
        "clientToken",
        "idempotencyToken",
    }
)
"""Names under which older models have such members without marking them."""

AGREEING: Final = re.compile(r".*(?:token|tokenid|requestid|callerreference)|operationid")
"""Names, in lower case, that agree with the trait; `OperationId` is what CloudFormation's stack sets call theirs."""


class NoToken(NamedTuple):
    """A member that is called like a token and is none."""

    service: str
    operation: str
    member: str
    reason: str


_WORKERS: Final = "a credential of third-party job workers"

EXCEPTIONS: Final = (
    NoToken("codepipeline", "AcknowledgeThirdPartyJob", "clientToken", _WORKERS),
    NoToken("codepipeline", "GetThirdPartyJobDetails", "clientToken", _WORKERS),
    NoToken("codepipeline", "PutThirdPartyJobFailureResult", "clientToken", _WORKERS),
    NoToken("codepipeline", "PutThirdPartyJobSuccessResult", "clientToken", _WORKERS),
)

_NO_TOKENS: Final = frozenset((row.service, row.operation, row.member) for row in EXCEPTIONS)


def is_token(service: ServiceModel, operation: str, member: Member) -> bool:
    """Whether this top-level member is made anew for each attempt."""
    marked = member.token and AGREEING.fullmatch(member.name.lower()) is not None
    return (
        (marked or member.name in NAMES)
        and (service.name, operation, member.name) not in _NO_TOKENS
        and service.shapes[member.target.shape].kind is Kind.STRING
    )


class Dated(NamedTuple):
    """A member into which a client writes the time, so that the same command never sends the same call twice."""

    service: str
    operation: str
    member: str
    form: re.Pattern[str]
    client: str


_AT: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}(?:\+00:00)? UTC"

DATED: Final = (
    Dated(
        "cloudformation",
        "CreateChangeSet",
        "ChangeSetName",
        re.compile(r"awscli-cloudformation-package-deploy-[0-9]{10}"),
        "aws cloudformation deploy (awscli/customizations/cloudformation/deployer.py)",
    ),
    Dated(
        "cloudformation",
        "CreateChangeSet",
        "Description",
        re.compile(rf"Created by AWS CLI at {_AT}"),
        "aws cloudformation deploy (awscli/customizations/cloudformation/deployer.py)",
    ),
    Dated(
        "cloudformation",
        "CreateChangeSet",
        "ChangeSetName",
        re.compile(r"samcli-deploy[0-9]{10}"),
        "sam deploy (samcli/lib/deploy/deployer.py)",
    ),
    Dated(
        "cloudformation",
        "CreateChangeSet",
        "Description",
        re.compile(rf"Created by SAM CLI at {_AT}"),
        "sam deploy (samcli/lib/deploy/deployer.py)",
    ),
)
"""Left out of what people sign, like tokens, and only in exactly this form. To execute a change set of such a name is a
change of its own, bound to what the change set holds."""

_DATED_OPERATIONS: Final = frozenset((row.service, row.operation) for row in DATED)


def dated(service: str, operation: str, parameters: Mapping[str, Value]) -> frozenset[str]:
    """Return the members of a call into which its client wrote the time, in the very form in which it does."""
    if (service, operation) not in _DATED_OPERATIONS:
        return frozenset()
    return frozenset(
        row.member
        for row in DATED
        if (row.service, row.operation) == (service, operation)
        and isinstance(value := parameters.get(row.member), str)
        and row.form.fullmatch(value)
    )
