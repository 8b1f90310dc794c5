"""Members that clients make anew for each attempt: left out of what people sign, kept to recognise a retry.

The models mark most of them with the idempotency-token trait, but some carry the trait and yet say *what* is acted on
(Athena's `StopQueryExecution` marks the query it stops): an approval for one thing would open another. So the trait
counts only where the name agrees, and everything else stays a parameter.
"""

import re
from typing import Final, NamedTuple

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
