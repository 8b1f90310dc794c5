"""What the members of inputs and outputs say: who is handed power, what is handed out, what a parameter makes worse."""

import re
from functools import cache
from typing import Final

from keyturn.model.action import Effect, Reading, Reversible
from keyturn.model.touching import Rule
from keyturn.recognise.aws.touches_table import Row, delegating, worst
from tools.touching import curated, models, names
from tools.touching.models import Member, Operation

_ROLE: Final = re.compile(
    r"(?i).*(?:role(?:arn|arns|name)?|instanceprofile(?:arn|name)?|iamrole|iamrolearn|assumerole)s?"
)


_PASSES_ROLES: Final = "iam:PassRole"


@cache
def roles(service: str) -> frozenset[str]:
    """Members of this service's inputs that hand a role to it."""
    found = {
        member.name
        for operation in models.service(service).operations.values()
        for member in operation.inputs
        if is_role(member)
    }
    return frozenset(found - curated.no_roles(service))


def is_role(member: Member) -> bool:
    """Whether a member takes a role, by its name or by the name of its type."""
    if member.kind not in ("string", "list of string", "structure"):
        return False
    by_type = member.kind == "string" and re.fullmatch(r"(?i).*role_?arn(?:string|type)?", member.shape) is not None
    return by_type or (member.kind != "structure" and not member.choices and _ROLE.fullmatch(member.name) is not None)


@cache
def powers(service: str) -> frozenset[str]:
    """Members of this service's inputs that make something run, or happen later or elsewhere."""
    return frozenset(
        member.name
        for operation in models.service(service).operations.values()
        for member in operation.inputs
        if is_power(service, member)
    )


def is_power(service: str, member: Member) -> bool:
    """Whether a member hands power on, by its name; a truth or a number alone does not."""
    kinds = ("string", "structure", "blob", "list of string", "list of structure", "map of string", "map of structure")
    return member.kind in kinds and curated.hands_power(service, member.name)


@cache
def opaque(service: str) -> frozenset[str]:
    """Members that hold data, in which nothing is looked for: tags, and what is nowhere a structure."""
    found = curated.data_members()
    inputs = (member for one in models.service(service).operations.values() for member in one.inputs)
    return found - {one.name for one in inputs if "structure" in one.kind and "tag" not in one.name.lower()}


def widen(operation: Operation, named: names.Named, row: Row) -> Row:
    """What an operation does, with what its answer hands out and the power that it hands on in any case."""
    row = worst(row, Row(row.effect, handed_out(operation, row), Reversible.YES))
    if row.effect is not Effect.READ and _PASSES_ROLES in dependents(named) and not _says_when(operation):
        row = delegating(row)
    if (operation.service, operation.name) in curated.stateful():
        row = worst(row, Row(row.effect, reversible=Reversible.YES, loss=True))
    return row


def handed_out(operation: Operation, row: Row) -> Reading:
    """What the answer hands out: as a curated row says, else as its members are called and marked."""
    decided = curated.readings().get((operation.service, operation.name))
    if decided is not None:
        return decided
    if row.effect is not Effect.READ:
        return Reading.NOTHING
    reading = Reading.METADATA
    for member in operation.outputs:
        if _is_text(member) and curated.holds_secret(operation.service, member.name):
            return Reading.SECRET
        if member.sensitive or member.streaming or "blob" in member.kind:
            reading = Reading.DATA
    return reading


def _is_text(member: Member) -> bool:
    return member.kind in ("string", "blob", "structure", "list of string", "list of structure", "map of string")


def dependents(named: names.Named) -> tuple[str, ...]:
    """Further IAM actions that IAM's reference lists as needed along with the operation's own."""
    return named.known.dependents if named.known is not None else ()


def _says_when(operation: Operation) -> bool:
    """Whether a member says if a role is handed on; otherwise nobody can tell, and it counts as if it were."""
    return any(is_role(member) or is_power(operation.service, member) for member in operation.inputs)


def rules(operation: Operation, row: Row) -> tuple[Rule, ...]:
    """The parameters that make an operation worse."""
    found = list(curated.rules().get((operation.service, operation.name), ()))
    for pattern, effects, said in curated.everywhere():
        if row.effect.value in effects:
            named = (one.name for one in operation.inputs if len(one.path) == 1 and pattern.fullmatch(one.name))
            found += [curated.rule(name, said) for name in named]
    return tuple(dict.fromkeys(found))
