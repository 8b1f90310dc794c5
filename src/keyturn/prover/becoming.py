"""Whom a power may become."""

from collections.abc import Iterator
from typing import Final

from keyturn.prover import catalogue
from keyturn.prover.account import Principal
from keyturn.prover.actors import Power
from keyturn.prover.asking import Asker
from keyturn.prover.catalogue import Takeover
from keyturn.prover.documents import Document
from keyturn.prover.formula import RESOURCE, Test, every
from keyturn.prover.launches import LAUNCHES
from keyturn.prover.places import holder_of
from keyturn.prover.providers import providings
from keyturn.prover.steps import Act, Move, chosen
from keyturn.prover.wildcards import matches_arn

ASSUMES: Final = frozenset({"assume", "assume-tagged"})
"""The rules by which a role is taken because its trust policy says so."""


def becomings(ask: Asker, power: Power, among: int) -> Iterator[Move]:
    """Every step by which `power` comes to act as somebody else of `among` (bits of principals)."""
    among &= ~(1 << power.actor)
    yield from assumptions(ask, power, among)
    yield from _rights(ask, power, among)
    yield from _launches(ask, power, among)
    yield from _takeovers(ask, power, among)
    yield from _rewrites(ask, power, among)
    yield from providings(ask, power, among)


def named(ask: Asker, power: Power) -> int:
    """The roles whose trust policies name the power's principal (bits)."""
    actor = ask.powers.actors[power.actor]
    found = ask.trusts.by_arn.get(actor.arn, 0)
    if actor.kind == "role":
        session = f":assumed-role/{actor.arn.rpartition('/')[2]}/"
        for arn, mask in ask.trusts.by_arn.items():
            if session in arn:
                found |= mask
    return found


def retagged(ask: Asker, power: Power) -> Iterator[Move]:
    """A role that takes itself once more, with session tags of its own choice."""
    if not ask.trusts.tagging >> power.actor & 1:
        return
    role = ask.powers.actors[power.actor]
    if role.trust is not None:
        yield from _tagged(ask, power, power.actor, role.trust)


def assumptions(ask: Asker, power: Power, among: int) -> Iterator[Move]:
    """Every role of `among` that `power` may take."""
    # Who is trusted as one of the account needs its own permission; together with which trust, the closer look says.
    trusting = named(ask, power) | ask.trusts.root & ask.powers.masks(power, "sts:AssumeRole")[1]
    for number in ask.powers.universe.members((trusting | ask.trusts.anyone) & among):
        role = ask.powers.actors[number]
        if role.trust is None:
            continue
        found = ask.powers.can(power, "sts:AssumeRole", role.arn, policy=role.trust)
        if found is None:
            continue
        act = Act("sts:AssumeRole", role.arn, found.context)
        yield Move(power, number, (act,), "assume", becomes=True, doubts=found.doubts)
        if ask.trusts.tagging >> number & 1:
            yield from _tagged(ask, power, number, role.trust)


def _tagged(ask: Asker, power: Power, number: int, trust: Document) -> Iterator[Move]:
    """Taking a role with session tags of one's own choice."""
    role = ask.powers.actors[number]
    for key in ask.tag_keys:
        known = {"aws:tagkeys": (key,)}
        formula = every(
            ask.powers.formula(power, action, role.arn, policy=trust, known=known)
            for action in ("sts:AssumeRole", "sts:TagSession")
        )
        found = ask.powers.solve(formula)
        if found is not None:
            acts = (Act("sts:AssumeRole", role.arn, found.context), Act("sts:TagSession", role.arn, found.context))
            tags = ((key, chosen(formula, key)),)
            yield Move(power, number, acts, "assume-tagged", becomes=True, doubts=found.doubts, tags=tags)


def _rights(ask: Asker, power: Power, among: int) -> Iterator[Move]:
    for right in catalogue.RIGHTS:
        if right.brings != "become":
            continue
        targets = ask.users if right.on == "user" else ask.roles
        for number, found in ask.each(power, right.action, targets & among):
            act = Act(right.action, ask.powers.universe.arns[number], found.context)
            yield Move(power, number, (act,), right.id, becomes=True, doubts=found.doubts)


def _launches(ask: Asker, power: Power, among: int) -> Iterator[Move]:
    if not ask.powers.may(power, "iam:PassRole"):
        return
    for launch in LAUNCHES:
        way = ask.first_way(power, launch.ways)
        if way is None:
            continue
        acts, uncertain = way
        roles = ask.trusts.of_service(launch.service)
        passed_to = sum(1 << number for number in roles) & among
        for number, found in ask.each(power, "iam:PassRole", passed_to, {"iam:passedtoservice": (launch.service,)}):
            role = ask.powers.actors[number]
            profile = _profile(ask, power, role.principal) if launch.service == "ec2.amazonaws.com" else ()
            if profile is None:
                continue
            passed = Act("iam:PassRole", role.arn, found.context)
            told = tuple(dict.fromkeys((*found.doubts, *uncertain, *roles[number].doubts)))
            yield Move(
                power, number, (passed, *profile, *acts), f"launch-{launch.id}", becomes=True, doubts=told
            )  # fmt: skip


def _profile(ask: Asker, power: Power, role: Principal | None) -> tuple[Act, ...] | None:
    """What putting the role into an instance profile takes; None if it is in none and cannot be put into one."""
    if role is None or role.profiles is None or role.profiles:
        return ()
    account = ask.powers.account
    pattern = f"arn:{account.partition}:iam::{account.number}:instance-profile/*"
    found = ask.powers.can(power, "iam:AddRoleToInstanceProfile", None, only=Test(RESOURCE, "Resource", (pattern,)))
    return None if found is None else (Act("iam:AddRoleToInstanceProfile", pattern),)


def _takeovers(ask: Asker, power: Power, among: int) -> Iterator[Move]:
    for rule in catalogue.TAKEOVERS:
        if ask.powers.account.lacks("compute", rule.compute):
            yield from _unseen(ask, power, rule, among)
            continue
        for thing in ask.powers.account.compute:
            number = ask.powers.universe.index.get(thing.role)
            if number is None or not among >> number & 1 or not matches_arn(rule.arn, thing.arn):
                continue
            for way in rule.ways:
                taken = ask.way(power, way, thing.arn)
                if taken is not None:
                    acts, doubts = taken
                    yield Move(power, number, acts, f"takeover-{rule.id}", becomes=True, doubts=doubts)
                    break


def _rewrites(ask: Asker, power: Power, among: int) -> Iterator[Move]:
    """Writing the image, script or source that something is run from the next time."""
    for thing in ask.powers.account.compute:
        number = ask.powers.universe.index.get(thing.role)
        if number is None or not among >> number & 1:
            continue
        for code in thing.code:
            # A bucket's own policy may let somebody write who has no permission from elsewhere.
            policy = ask.powers.account.resource_policies.get(holder_of(code))
            for rule in catalogue.REWRITES:
                if not matches_arn(rule.arn, code) or (policy is None and not ask.powers.may(power, rule.action)):
                    continue
                found = ask.powers.can(power, rule.action, code, policy=policy)
                if found is not None:
                    act = Act(rule.action, code, found.context)
                    yield Move(power, number, (act,), f"rewrite-{rule.id}", becomes=True, doubts=found.doubts)


def _unseen(ask: Asker, power: Power, rule: Takeover, among: int) -> Iterator[Move]:
    """What may run is not known: every role that its service may run as, in doubt."""
    way = ask.first_way(power, rule.ways)
    if way is None:
        return
    acts, uncertain = way
    for number, found in ask.trusts.of_service(rule.service).items():
        if among >> number & 1:
            role = ask.powers.actors[number].arn
            cause = f"`compute` was not collected, so what runs as {role} is not known"
            doubts = tuple(dict.fromkeys((cause, *uncertain, *found.doubts)))
            yield Move(power, number, acts, f"takeover-{rule.id}", becomes=True, doubts=doubts)
