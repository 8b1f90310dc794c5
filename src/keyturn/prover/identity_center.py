"""Who may write Identity Center's permission sets and assignments is whoever they sign in as. Part of the catalogue.

They are written in the management account. A delegated administrator may write those of the other accounts, too, and
which account that is stands in no IAM document: only the management account's own principals are followed here.

Sources: docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html and
docs.aws.amazon.com/service-authorization/latest/reference/list_awsiamidentitycenter.html,
list_awsidentitystore.html
"""

from collections.abc import Iterator
from typing import Final

from keyturn.prover.actors import ALL, UNBOUND, Gain, Power
from keyturn.prover.asking import Asker
from keyturn.prover.formula import RESOURCE, Test
from keyturn.prover.powers import Outcome
from keyturn.prover.steps import Act, Move, joint, without

SOURCE: Final = "https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html"
RESERVED: Final = ":role/aws-reserved/sso.amazonaws.com/"

PROVISION: Final = "sso:ProvisionPermissionSet"
ASSIGN: Final = (("sso:CreateAccountAssignment",), ("identitystore:CreateGroupMembership",))
"""Being given what a permission set gives, by whoever signs in already."""
SIGN_UP: Final = "identitystore:CreateUser"
WRITE: Final = (
    ("sso:PutInlinePolicyToPermissionSet", PROVISION),
    ("sso:AttachManagedPolicyToPermissionSet", PROVISION),
)
UNBIND: Final = ("sso:DeletePermissionsBoundaryFromPermissionSet", PROVISION)
MAKE: Final = ("sso:CreatePermissionSet", "sso:PutInlinePolicyToPermissionSet", "sso:CreateAccountAssignment")

_Way = tuple[tuple[Act, ...], tuple[str, ...]]


def sign_ins(ask: Asker, power: Power, among: int) -> Iterator[Move]:
    """Every role of a permission set that `power` comes to sign in as, or whose policies or boundary it writes."""
    if not ask.powers.account.manages:
        return
    reserved = [number for number in ask.powers.universe.members(among & ask.roles) if _is_reserved(ask, number)]
    assigned = _first(ask, power, _ways_in(ask, power)) if reserved else None
    written = _first(ask, power, WRITE) if reserved else None
    unbound = _first(ask, power, (UNBIND,)) if reserved else None
    for number in reserved:
        if assigned is not None and number != power.actor:
            yield Move(power, number, assigned[0], "permission-set-assign", becomes=True, doubts=assigned[1])
        if written is not None:
            yield _gives(power, number, written, ALL)
        if unbound is not None and ask.powers.actors[number].boundary is not None:
            yield _gives(power, number, unbound, UNBOUND)


def new_sign_ins(ask: Asker, power: Power) -> Iterator[Move]:
    """A permission set of the attacker's own making, assigned to somebody the attacker signs in as."""
    account = ask.powers.account
    if not account.manages:
        return
    way = MAKE if _is_reserved(ask, power.actor) else (SIGN_UP, *MAKE)
    found = _first(ask, power, (way,))
    if found is not None:
        name = Test("aws:principalarn", "Resource", (f"arn:{account.partition}:iam::{account.number}{RESERVED}*",))
        actor = ask.powers.made("role", name, None)
        acts, doubts = found
        gains = frozenset({ALL})
        yield Move(power, actor.number, acts, "permission-set-make", becomes=True, gains=gains, doubts=doubts)


def _is_reserved(ask: Asker, number: int) -> bool:
    return RESERVED in ask.powers.actors[number].arn


def _ways_in(ask: Asker, power: Power) -> tuple[tuple[str, ...], ...]:
    if _is_reserved(ask, power.actor):
        return ASSIGN
    return tuple((SIGN_UP, *way) for way in ASSIGN)


def _gives(power: Power, number: int, way: _Way, gain: Gain) -> Move:
    return Move(power, number, way[0], "permission-set-write", gains=frozenset({gain}), doubts=way[1])


def _first(ask: Asker, power: Power, ways: tuple[tuple[str, ...], ...]) -> _Way | None:
    best: _Way | None = None
    for way in ways:
        found = _done(ask, power, way)
        if found is not None and not found[1]:
            return found
        best = best or found
    return best


def _done(ask: Asker, power: Power, way: tuple[str, ...]) -> _Way | None:
    if not all(ask.powers.may(power, action) for action in way):
        return None
    outcomes: list[Outcome] = []
    acts: list[Act] = []
    for action in way:
        service = action.partition(":")[0]
        pattern = f"arn:{ask.powers.account.partition}:{service}::*"
        found = ask.powers.can(power, action, None, only=Test(RESOURCE, "Resource", (pattern,)))
        if found is None:
            return None
        outcomes.append(found)
        acts.append(Act(action, pattern, without(found.context, RESOURCE)))
    return tuple(acts), joint(*outcomes)
