"""Of several operations whose address fits, the one that is meant; a tie between different acts is never decided."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from keyturn.model.catalogue import Operation, Place
from keyturn.recognise.aws.nouns import Where
from keyturn.recognise.aws.refusal import Reason, Refused
from keyturn.recognise.aws.routes import Found, Known, required_of, specificity
from keyturn.recognise.aws.same import common_service, told_as


@cache
def _rank(known: Known) -> tuple[bool, int, int, int, int]:
    return specificity(known)


@cache
def _required(known: Known) -> tuple[frozenset[str], frozenset[str]]:
    required = required_of(known)
    return (
        frozenset(name for place, name in required if place is Place.QUERY),
        frozenset(name for place, name in required if place is Place.HEADER),
    )


def narrowest(found: Sequence[Found], query: Mapping[str, str], headers: Mapping[str, str]) -> list[Found]:
    """Those that fit the query string and headers and whose address is the narrowest; more than one is a tie."""
    fitting = [one for one in found if _fits(one.known, query, headers)]
    if len(fitting) < 2:
        return fitting
    top = max(_rank(one.known) for one in fitting)
    return [one for one in fitting if _rank(one.known) == top]


def _fits(known: Known, query: Mapping[str, str], headers: Mapping[str, str]) -> bool:
    for key, value in known.operation.literals:
        if key not in query or (value is not None and query[key] != value):
            return False
    in_query, in_headers = _required(known)
    return in_query <= query.keys() and in_headers <= headers.keys()


@cache
def host_pattern(operation: Operation) -> re.Pattern[str] | None:
    """What SDKs put before the service's host for this operation, with its labels as groups; None if nothing."""
    if not operation.host_prefix:
        return None
    pieces = re.split(r"\{(\w+)\}", operation.host_prefix)
    return re.compile(
        "".join(f"(?P<{piece}>[a-z0-9-]+)" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces))
    )


def by_host(known: Sequence[Known], where: Where) -> list[Known]:
    """Those whose service or prefix the host names, if it names any of them; else all."""
    named = [one for one in known if _is_named(one, where)]
    return named or list(known)


def _is_named(known: Known, where: Where) -> bool:
    if not where.front:
        return False
    pattern = host_pattern(known.operation)
    if pattern is not None and pattern.match(f"{where.front}."):
        return True
    return where.aws and f".{known.service.endpoint_prefix}." in f".{where.front}."


class Choice(NamedTuple):
    """Operations that may be read one after the other until one explains the request, and how the call is then told."""

    readings: tuple[Known, ...]
    told: tuple[str, str] | None
    """Service and operation; None if they are different acts, of which exactly one must explain everything."""


def choice(known: Sequence[Known]) -> Choice:
    """How to go on with operations whose addresses are equally narrow. Raises Refused for two acts of one service."""
    if len(known) == 1:
        operation = known[0].operation
        return Choice((known[0],), (operation.service, told_as(operation)))
    operations = [one.operation for one in known]
    service = common_service(operations)
    if service is None:
        if len({operation.service for operation in operations}) != len(operations):
            raise ambiguous(known)
        return Choice(tuple(known), None)
    name = told_as(operations[0])
    owner_first = sorted(known, key=lambda one: (one.operation.service != service, one.operation.name != name))
    return Choice(tuple(owner_first), (service, name))


def ambiguous(known: Sequence[Known]) -> Refused:
    """The refusal of a request that could mean any of these."""
    names = sorted(f"`{one.operation.service}:{one.operation.name}`" for one in known)
    return Refused(Reason.AMBIGUOUS, f"the request could mean {' or '.join(names)}")


def has_required(known: Known, values: Mapping[str, object]) -> bool:
    """Whether all members are there that the operation requires."""
    if known.operation.input is None:
        return True
    members = known.service.shapes[known.operation.input].members
    return all(member.name in values for member in members if member.required)
