"""Members that clients make anew for each attempt: left out of what people sign, kept to recognise a retry.

The models mark most of them with the idempotency-token trait. A few carry the trait and yet say *what* is acted on:
those stay parameters, or an approval for one thing would open another.
"""

from typing import Final, NamedTuple

from keyturn.model.catalogue import Kind, Member, ServiceModel

NAMES: Final = frozenset(
    {
        "AmznClientToken",
        "CallerReference",
        "ClientRequestToken",
        "ClientToken",
        "ClientTokenId",
        "CreationToken",
        "CreatorRequestId",
        "IdempotencyToken",
        "UniqueRequestToken",
        "clientRequestToken",
        "clientToken",
        "idempotencyToken",
    }
)
"""Names under which older models have such members without marking them."""


class NoToken(NamedTuple):
    """A member that looks like a token and is none."""

    service: str
    operation: str
    member: str
    reason: str


EXCEPTIONS: Final = (
    NoToken("athena", "*", "QueryExecutionId", "the query that is stopped"),
    NoToken("athena", "*", "NamedQueryId", "the query that is deleted"),
    NoToken("codepipeline", "*", "clientToken", "a credential of third-party job workers"),
    NoToken("efs", "DescribeFileSystems", "CreationToken", "a filter"),
)

_NO_TOKENS: Final = frozenset((row.service, row.operation, row.member) for row in EXCEPTIONS)


def is_token(service: ServiceModel, operation: str, member: Member) -> bool:
    """Whether this top-level member is made anew for each attempt."""
    if (service.name, operation, member.name) in _NO_TOKENS or (service.name, "*", member.name) in _NO_TOKENS:
        return False
    return (member.token or member.name in NAMES) and service.shapes[member.target.shape].kind is Kind.STRING
