"""The principals that a state may make, and the roles that it may make anew."""

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from keyturn.verify.iam.axioms import lists
from keyturn.verify.iam.becoming import RESERVED, SIGN_UP, signs_in
from keyturn.verify.iam.context import arns, is_one_of
from keyturn.verify.iam.ground import Ground, combinations
from keyturn.verify.iam.judge import NOTHING, Extra, Gains, State
from keyturn.verify.iam.logic import RESOURCE, Formula, about, every, literals, opposite, renamed

Made: TypeAlias = tuple[int, Gains, str]
"""Who is made (an actor's number), with what, and by which rule."""

_ANYTHING: Final = Gains(anything=True)
_SHARED: Final = frozenset({RESOURCE, "aws:currenttime", "aws:epochtime", "aws:securetransport", "aws:viaawsservice"})
_NEW_SET: Final = ("sso:CreatePermissionSet", "sso:PutInlinePolicyToPermissionSet", "sso:CreateAccountAssignment")


def making(ground: Ground, state: State, again: int) -> Iterator[Made]:
    """Everybody whom `state` may make and then act as; of roles that are there, those of `again` (bits) made anew."""
    # Some policy may ask for a boundary in one of the calls, so that one comes with it.
    boundaries = (None, *ground.estate.policies) if ground.asks_for_boundaries else (None,)
    for kind, groups in ground.axioms.mapping("make").items():
        found = [way for way in combinations(lists(groups)) if all(ground.judge.may(state, one) for one in way)]
        for boundary in boundaries if found else ():
            yield from _new(ground, state, kind, found, boundary)
    yield from _new_sign_in(ground, state)
    yield from _anew(ground, state, again)


def _new(
    ground: Ground, state: State, kind: str, ways: Iterable[tuple[str, ...]], boundary: str | None
) -> Iterator[Made]:
    judge = ground.judge
    place, nobody = ground.places[kind]
    extra: Extra = (
        ("iam:permissionsboundary", () if boundary is None else (boundary,)),
        ("iam:policyarn", (ground.admin(),)),
    )
    asked = {one: judge.formula(state, one, None, extra=extra) for one in {one for way in ways for one in way}}
    for way in ways:
        calls = [_call(asked[one], at) for at, one in enumerate(way)]
        formula = every([place, *calls])
        if judge.keys.possible(every([formula, nobody])):
            name = renamed(about(formula, RESOURCE), {RESOURCE: "aws:principalarn"})
            if ground.taken:
                name = every([name, opposite(is_one_of("aws:principalarn", arns(*ground.taken)))])
            yield judge.made(kind, name, boundary).number, _ANYTHING, f"make-{kind}"


def _call(formula: Formula, number: int) -> Formula:
    """One of several calls: what they do not share is another key for each."""
    if not number:
        return formula
    keys = {one.comparison.key for one in literals(formula)} - _SHARED
    return renamed(formula, {key: f"{key} ({number})" for key in keys})


def _new_sign_in(ground: Ground, state: State) -> Iterator[Made]:
    """A permission set of the attacker's own making, assigned to somebody the attacker signs in as."""
    estate = ground.estate
    way = _NEW_SET if signs_in(ground, state) else (SIGN_UP, *_NEW_SET)
    if estate.manages and ground.all_done(state, way):
        name = is_one_of("aws:principalarn", arns(f"arn:{estate.partition}:iam::{estate.account}{RESERVED}*"))
        yield ground.judge.made("role", name, None).number, _ANYTHING, "permission-set-make"


def _anew(ground: Ground, state: State, again: int) -> Iterator[Made]:
    """Roles that are deleted and made again: what names one by its ARN means the new one."""
    judge = ground.judge
    if not again or not judge.may(state, "iam:DeleteRole") or not judge.may(state, "iam:CreateRole"):
        return
    others = again & ground.roles & ground.ours & ~(1 << state.actor)
    for number in judge.members(judge.on(state, "iam:DeleteRole", others)):
        arn = judge.arns[number]
        if judge.can(state, "iam:CreateRole", arn, extra=(("iam:permissionsboundary", ()),)) and _emptied(
            ground, state, number
        ):
            gains = _ANYTHING if _given(ground, state, arn) else NOTHING
            yield judge.remade(number).number, gains, "recreate"


def _emptied(ground: Ground, state: State, number: int) -> bool:
    """Whether what a role holds may be taken off it, as deleting it needs."""
    judge, arn = ground.judge, ground.judge.arns[number]
    for one in ground.held(number):
        if one.kind == "inline" and not judge.can(state, "iam:DeleteRolePolicy", arn):
            return False
        extra: Extra = (("iam:policyarn", (one.source,)),)
        if one.kind == "managed" and not judge.can(state, "iam:DetachRolePolicy", arn, extra=extra):
            return False
    return True


def _given(ground: Ground, state: State, arn: str) -> bool:
    """Whether a role may be given any policy."""
    extra: Extra = (("iam:policyarn", (ground.admin(),)),)
    return any(
        ground.judge.may(state, action) and ground.judge.can(state, action, arn, extra=extra)
        for action in ("iam:PutRolePolicy", "iam:AttachRolePolicy")
    )
