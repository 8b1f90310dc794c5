"""What no single step of the catalogue does: one makes a role and another writes its policy; a new user joins a group.

A step of the catalogue is one principal's, with all its calls. Where a closure has come to its end the calls of a step
are asked of all in it, each of whoever may make it. What that brings is more than an attacker can have: names that the
calls agree on are not worked out where there are many. So it is no path, and it keeps a proof from being told.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Final

from keyturn.prover.actors import ALL, UNBOUND, Gain, Power
from keyturn.prover.asking import Asker
from keyturn.prover.catalogue import MAKE, TAKEOVERS
from keyturn.prover.formula import Formula, Test, every
from keyturn.prover.launches import LAUNCHES
from keyturn.prover.making import of_several
from keyturn.prover.steps import NOTHING, Move
from keyturn.prover.wildcards import matches_arn

RULE: Final = "together"
_MOST: Final = 200
"""So many combinations of different permissions are tried for a new principal; past them it may have any name."""


def jointly(ask: Asker, powers: Sequence[Power], whole: Mapping[int, Power]) -> Iterator[Move]:
    """What `powers` bring together; `whole`: what each principal has gained."""
    yield from _made(ask, powers)
    yield from _joined(ask, powers)
    yield from _remade(ask, powers)
    yield from _written(ask, powers, whole)
    yield from _members(ask, powers)
    yield from _run(ask, powers)


def _move(power: Power, target: int, *gains: Gain, becomes: bool = False) -> Move:
    return Move(power, target, (), RULE, becomes=becomes, gains=frozenset(gains) or NOTHING)


def _on(ask: Asker, powers: Sequence[Power], action: str, among: int) -> int:
    """On which of `among` somebody may do `action` (bits)."""
    found = 0
    for power in powers:
        found |= sum(1 << number for number, _ in ask.each(power, action, among & ~found))
    return found


def _made(ask: Asker, powers: Sequence[Power]) -> Iterator[Move]:
    for kind, groups in MAKE.items():
        for way in product(*groups):
            able = [_different(ask, powers, action) for action in way]
            if not all(able):
                continue
            if prod(map(len, able)) > _MOST:
                yield _move(powers[0], ask.powers.made(kind, arn=True, boundary=None).number, ALL, becomes=True)
                continue
            for several in product(*able):
                for number in of_several(ask, several, kind, way):
                    yield _move(several[0], number, ALL, becomes=True)


def _joined(ask: Asker, powers: Sequence[Power]) -> Iterator[Move]:
    """A new user who is given nothing but a place in groups, whoever makes it."""
    create, _, act = MAKE["user"]
    ways = [way for way in product(create, act) if all(_different(ask, powers, action) for action in way)]
    joined = _on(ask, powers, "iam:AddUserToGroup", ask.groups) if ways else 0
    if not joined:
        return
    universe = ask.powers.universe
    gains = [("group", ask.by_group[universe.arns[number]].name) for number in universe.members(joined)]
    for way in ways:
        for several in product(*(_different(ask, powers, action) for action in way)):
            for number in of_several(ask, several, "user", way):
                yield _move(several[0], number, *gains, becomes=True)


def _different(ask: Asker, powers: Sequence[Power], action: str) -> list[Power]:
    """One of `powers` for each different permission to do `action`."""
    found: dict[Formula, Power] = {}
    for power in powers:
        if ask.powers.may(power, action):
            found.setdefault(ask.powers.formula(power, action, None), power)
    return [power for formula, power in found.items() if formula is not False]


def _remade(ask: Asker, powers: Sequence[Power]) -> Iterator[Move]:
    deleted = _on(ask, powers, "iam:DeleteRole", ask.roles & ask.ours)
    for number in ask.powers.universe.members(_on(ask, powers, "iam:CreateRole", deleted)):
        yield _move(powers[0], ask.powers.remade(number).number, becomes=True)


def _written(ask: Asker, powers: Sequence[Power], whole: Mapping[int, Power]) -> Iterator[Move]:
    """Policies that one attaches, or sets as a boundary, and another writes."""
    universe = ask.powers.universe
    again = _on(ask, powers, "iam:CreatePolicyVersion", ask.policies)
    again |= _on(ask, powers, "iam:SetDefaultPolicyVersion", ask.policies & ~again)
    written = {universe.arns[number] for number in universe.members(again)}
    for number, power in whole.items():
        for gain in power.gains:
            if gain[0] in {"policy", "bound"} and gain[1] in written:
                yield _move(powers[0], number, ALL if gain[0] == "policy" else UNBOUND)
    account = ask.powers.account
    new = Test("iam:policyarn", "Resource", (f"arn:{account.partition}:iam::{account.number}:policy/*",))
    if not any(ask.powers.can(power, "iam:CreatePolicy", None, only=True) for power in powers):
        return
    for action, among in (("iam:AttachRolePolicy", ask.roles), ("iam:AttachUserPolicy", ask.users)):
        for power in powers:
            for number, _ in ask.each(power, action, among & ask.ours):
                formula = ask.powers.formula(power, action, universe.arns[number])
                if ask.powers.solve(every([new, formula])) is not None:
                    yield _move(power, number, ALL)


def _members(ask: Asker, powers: Sequence[Power]) -> Iterator[Move]:
    """A group that one adds somebody to, and whose policies another writes."""
    joined = _on(ask, powers, "iam:AddUserToGroup", ask.groups)
    if not joined:
        return
    written = _on(ask, powers, "iam:PutGroupPolicy", joined) | _on(ask, powers, "iam:AttachGroupPolicy", joined)
    again = _on(ask, powers, "iam:CreatePolicyVersion", ask.policies)
    again |= _on(ask, powers, "iam:SetDefaultPolicyVersion", ask.policies)
    for number in ask.powers.universe.members(joined):
        held = ask.by_group[ask.powers.universe.arns[number]].held
        if written >> number & 1 or ask.powers.universe.of(one.source for one in held) & again:
            for user in ask.powers.universe.members(ask.users):
                yield _move(powers[0], user, ALL)
            return


def _run(ask: Asker, powers: Sequence[Power]) -> Iterator[Move]:
    """What one starts or changes and another makes run."""
    for rule in TAKEOVERS:
        for thing in ask.powers.account.compute:
            number = ask.powers.universe.index.get(thing.role)
            if number is not None and matches_arn(rule.arn, thing.arn) and any(
                all(any(ask.way(power, (action,), thing.arn) for power in powers) for action in way)
                for way in rule.ways
                if len(way) > 1
            ):  # fmt: skip
                yield _move(powers[0], number, becomes=True)
    for launch in LAUNCHES:
        for way in launch.ways:
            rest = way[1:]
            if not rest or not all(any(ask.way(power, (action,), None) for power in powers) for action in rest):
                continue
            roles = sum(1 << number for number in ask.trusts.of_service(launch.service))
            for power in powers:
                if ask.way(power, way[:1], None) is not None:
                    known = {"iam:passedtoservice": (launch.service,)}
                    for number, _ in ask.each(power, "iam:PassRole", roles, known):
                        yield _move(power, number, becomes=True)
