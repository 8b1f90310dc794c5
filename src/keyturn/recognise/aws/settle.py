"""From an operation and its parameters to the call: what people sign, what is made anew, what restates the body."""

from functools import cache
from typing import Final

from keyturn.model.action import Call, Sensitive, Value
from keyturn.model.catalogue import Member, Place
from keyturn.recognise.aws.headers import CHECKSUMS
from keyturn.recognise.aws.routes import Known
from keyturn.recognise.aws.tokens import dated, is_token

_RESTATED: Final = CHECKSUMS | {"content-length", "content-md5"}


def settle(known: Known, told: tuple[str, str], values: dict[str, Value], region: str) -> Call:
    """The call, told as this service and operation: tokens apart, without what restates the body.

    Checksums and length of the body are left out: the body's own digest binds them, AWS checks them against the body,
    and which of them a client sends is a setting of its SDK. A call approved from boto3 is the same from the CLI.
    """
    tokens, restated = _apart(known)
    written = dated(*told, values)
    if written:
        tokens |= written
    if tokens.isdisjoint(values) and restated.isdisjoint(values):
        return Call(*told, region, values)
    kept: dict[str, str] = {}
    for name in tokens & values.keys():
        value = values[name]
        # Some models mark a token as sensitive; it is kept for retries, and stands in nothing that is shown.
        token = value.value if isinstance(value, Sensitive) else value
        if isinstance(token, str):
            kept[name] = token
    parameters = {name: value for name, value in values.items() if name not in kept and name not in restated}
    return Call(*told, region, parameters, kept, {name: values[name] for name in sorted(restated & values.keys())})


@cache
def _apart(known: Known) -> tuple[frozenset[str], frozenset[str]]:
    """The members of an operation that are tokens, and those that restate the body."""
    if known.operation.input is None:
        return frozenset(), frozenset()
    members = known.service.shapes[known.operation.input].members
    tokens = frozenset(member.name for member in members if is_token(known.service, known.operation.name, member))
    return tokens, frozenset(member.name for member in members if _restates(known, member))


def _restates(known: Known, member: Member) -> bool:
    if member.place is not Place.HEADER:
        return False
    wire = member.wire.lower()
    if wire == "content-length":
        return True
    return bool(known.operation.checksum_member) and (
        wire in _RESTATED or member.name == known.operation.checksum_member
    )
