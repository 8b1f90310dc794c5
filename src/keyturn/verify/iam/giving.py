"""What a state may give to principals of the account, and take off them: the rest of the catalogue's rights."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from keyturn.codec.canonical import Json
from keyturn.verify.iam.becoming import RESERVED, chosen
from keyturn.verify.iam.ground import Ground
from keyturn.verify.iam.judge import Extra, Gains, State

Given: TypeAlias = tuple[int, Gains, str]
"""To whom (a principal's number), what, and by which rule."""

_ANYTHING = Gains(anything=True)
_UNBOUND = Gains(unbound=True)
_WRITE = (
    ("sso:PutInlinePolicyToPermissionSet", "sso:ProvisionPermissionSet"),
    ("sso:AttachManagedPolicyToPermissionSet", "sso:ProvisionPermissionSet"),
)
_UNBIND = ("sso:DeletePermissionsBoundaryFromPermissionSet", "sso:ProvisionPermissionSet")


def giving(ground: Ground, state: State, among: int) -> Iterator[Given]:
    """Everything that `state` may give to any of `among` (bits of principals)."""
    among &= ground.ours
    if not among:
        return
    for right in ground.axioms.rows("rights"):
        if right["brings"] == "become" or not ground.judge.may(state, str(right["action"])):
            continue
        rule = str(right["id"])
        for number, gains in _given(ground, state, right, among):
            yield number, gains, rule
    yield from _permission_sets(ground, state, among)


def _given(ground: Ground, state: State, right: Mapping[str, Json], among: int) -> Iterator[tuple[int, Gains]]:
    match str(right["brings"]), str(right["on"]):
        case "all", "policy":
            yield from _versions(ground, state, right, among)
        case "version", _:
            yield from _defaults(ground, state, right, among)
        case "all", _:
            for number, target in _on(ground, state, right, among):
                yield number, _written(ground, right, number, target)
        case "policy", _:
            yield from _attached(ground, state, right, among)
        case "membership", _:
            yield from _memberships(ground, state, right, among)
        case (("drop" | "leave"), _):
            for number, target in _on(ground, state, right, among):
                lost = _inline(ground, number, target) if right["brings"] == "drop" else _group(ground, number, target)
                if lost:
                    yield number, Gains(dropped=lost)
        case "detach", _:
            yield from _detached(ground, state, right, among)
        case (("unbind" | "rebind"), _):
            yield from _unbound(ground, state, right, among)
        case _:
            yield from _tagged(ground, state, right, among)


def _targets(ground: Ground, right: Mapping[str, Json], among: int) -> int:
    """What a right is used on to bear on one of `among`: the principals themselves, or groups of theirs."""
    if right["on"] == "group":
        return sum(1 << at for at, members in ground.members.items() if members & among)
    return (ground.users if right["on"] == "user" else ground.roles) & among


def _on(
    ground: Ground, state: State, right: Mapping[str, Json], among: int, extra: Extra = ()
) -> Iterator[tuple[int, int]]:
    """Whom of `among` a right bears on, and by which target."""
    targets = _targets(ground, right, among)
    for target in ground.judge.members(ground.judge.on(state, str(right["action"]), targets, extra)):
        for number in _affected(ground, right, target, among):
            yield number, target


def _affected(ground: Ground, right: Mapping[str, Json], target: int, among: int) -> Iterator[int]:
    if right["on"] == "group":
        yield from ground.judge.members(ground.members[target] & among)
    else:
        yield target


def _written(ground: Ground, right: Mapping[str, Json], number: int, target: int) -> Gains:
    """A policy of the attacker's choice; written inline it may take the place of any other inline one."""
    if str(right["action"]).lower().startswith("iam:put"):
        return Gains(anything=True, dropped=_inline(ground, number, target))
    return _ANYTHING


def _inline(ground: Ground, number: int, target: int) -> frozenset[str]:
    """The denials of a principal that stand in inline policies of `target`."""
    prefix = f"{ground.judge.arns[target]}#"
    return frozenset(one.source for one in ground.held(number) if one.denies and one.source.startswith(prefix))


def _group(ground: Ground, number: int, target: int) -> frozenset[str]:
    """The denials of a principal that it has from a group."""
    sources = {one.source for one in ground.groups[target].held}
    return frozenset(one.source for one in ground.held(number) if one.denies and one.source in sources)


def _detached(ground: Ground, state: State, right: Mapping[str, Json], among: int) -> Iterator[tuple[int, Gains]]:
    kind = "group-managed" if right["on"] == "group" else "managed"
    policies = {
        one.source
        for number in ground.judge.members(among)
        for one in ground.held(number)
        if one.kind == kind and one.denies
    }
    for policy in sorted(policies):
        for number, _ in _on(ground, state, right, among, (("iam:policyarn", (policy,)),)):
            if any(one.source == policy and one.kind == kind for one in ground.held(number)):
                yield number, Gains(dropped=frozenset((policy,)))


def _versions(ground: Ground, state: State, right: Mapping[str, Json], among: int) -> Iterator[tuple[int, Gains]]:
    """A new version of a policy: whoever holds it gains anything, whoever it bounds is bound no more."""
    for at in ground.judge.members(ground.judge.on(state, str(right["action"]), _policies(ground, among))):
        policy = ground.judge.arns[at]
        for number in ground.judge.members(ground.holders.get(policy, 0) & among):
            yield number, Gains(anything=True, dropped=frozenset((policy,)))
        for number in ground.judge.members(ground.bounded.get(policy, 0) & among):
            yield number, _UNBOUND


def _policies(ground: Ground, among: int) -> int:
    """The account's own policies that one of `among` holds or is bound by."""
    found = (held.source for number in ground.judge.members(among) for held in ground.held(number))
    bounds = (policy for policy, numbers in ground.bounded.items() if numbers & among)
    return ground.policies & ground.judge.bits((*found, *bounds))


def _defaults(ground: Ground, state: State, right: Mapping[str, Json], among: int) -> Iterator[tuple[int, Gains]]:
    """An older version of a policy becomes the one that counts."""
    for at in ground.judge.members(ground.judge.on(state, str(right["action"]), _policies(ground, among))):
        policy = ground.judge.arns[at]
        for name, default, _ in ground.estate.policies[policy].versions:
            if default:
                continue
            for number in ground.judge.members(ground.holders.get(policy, 0) & among):
                more = frozenset((("versions", policy, name),))
                yield number, Gains(more=more, dropped=frozenset((policy,)))
            for number in ground.judge.members(ground.bounded.get(policy, 0) & among):
                yield number, Gains(bounds=frozenset(((policy, name),)))


def _attached(ground: Ground, state: State, right: Mapping[str, Json], among: int) -> Iterator[tuple[int, Gains]]:
    """A managed policy: the one that allows everything, one that the attacker writes, or any that may be attached."""
    judge, action = ground.judge, str(right["action"])
    admin = (("iam:policyarn", (ground.admin(),)),)
    everything = judge.on(state, action, _targets(ground, right, among), admin)
    for target in judge.members(judge.on(state, action, _targets(ground, right, among))):
        arn = judge.arns[target]
        found: list[Gains] = []
        if (
            everything >> target & 1
            or any(
                ground.may_write_policy(state, write, action, arn)
                for write in ("iam:CreatePolicy", "iam:CreatePolicyVersion")
            )
            or ground.may_attach_unknown(state, action, arn)
        ):
            found.append(_ANYTHING)
        else:
            aws = f"arn:{ground.estate.partition}:iam::aws:policy/"
            found += [
                Gains(more=frozenset((("policy", policy),)))
                for policy in dict.fromkeys((*ground.estate.policies, *(aws + one for one in ground.published())))
                if judge.can(state, action, arn, extra=(("iam:policyarn", (policy,)),))
            ]
        for number in _affected(ground, right, target, among):
            yield from ((number, gains) for gains in found)


def _memberships(ground: Ground, state: State, right: Mapping[str, Json], among: int) -> Iterator[tuple[int, Gains]]:
    """A user joins a group: its policies, or any that the attacker may give the group besides."""
    judge = ground.judge
    for target in judge.members(judge.on(state, str(right["action"]), sum(1 << at for at in ground.groups))):
        group, arn = ground.groups[target], judge.arns[target]
        admin = (("iam:policyarn", (ground.admin(),)),)
        anything = (judge.may(state, "iam:PutGroupPolicy") and judge.can(state, "iam:PutGroupPolicy", arn)) or (
            judge.may(state, "iam:AttachGroupPolicy") and judge.can(state, "iam:AttachGroupPolicy", arn, extra=admin)
        )
        for number in judge.members(ground.users & among & ~ground.members[target]):
            if anything:
                yield number, _ANYTHING
            elif group.held:
                yield number, Gains(more=frozenset((("group", group.name),)))


def _unbound(ground: Ground, state: State, right: Mapping[str, Json], among: int) -> Iterator[tuple[int, Gains]]:
    bounded = 0
    for bits in ground.bounded.values():
        bounded |= bits
    bounded &= _targets(ground, right, among)
    if right["brings"] == "unbind":
        for number, _ in _on(ground, state, right, bounded):
            yield number, _UNBOUND
        return
    admin = (("iam:permissionsboundary", (ground.admin(),)),)
    free = ground.judge.on(state, str(right["action"]), bounded, admin)
    for number in ground.judge.members(free):
        yield number, _UNBOUND
    for policy, managed in ground.estate.policies.items() if bounded & ~free else ():
        extra = (("iam:permissionsboundary", (policy,)),)
        version = next((name for name, default, _ in managed.versions if default), "")
        for number, _ in _on(ground, state, right, bounded & ~free, extra):
            yield number, Gains(bounds=frozenset(((policy, version),)))


def _tagged(ground: Ground, state: State, right: Mapping[str, Json], among: int) -> Iterator[tuple[int, Gains]]:
    """The value of a tag that some policy asks about."""
    for key in ground.tag_keys:
        extra = (("aws:tagkeys", (key,)),)
        for number, target in _on(ground, state, right, among, extra):
            formula = ground.judge.formula(state, str(right["action"]), ground.judge.arns[target], extra=extra)
            yield number, Gains(tags=((key, chosen(formula, key)),))


def _permission_sets(ground: Ground, state: State, among: int) -> Iterator[Given]:
    """The policies and boundaries of Identity Center's roles, which are written in the management account."""
    if not ground.estate.manages:
        return
    reserved = [one for one in ground.judge.members(among & ground.roles) if RESERVED in ground.judge.arns[one]]
    if not reserved:
        return
    writes = any(ground.all_done(state, way) for way in _WRITE)
    unbinds = ground.all_done(state, _UNBIND)
    for number in reserved:
        if writes:
            yield number, _ANYTHING, "permission-set-write"
        if unbinds and ground.estate.principals[number].boundary is not None:
            yield number, _UNBOUND, "permission-set-write"
