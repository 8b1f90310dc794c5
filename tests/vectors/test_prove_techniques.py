"""Each rule that covers a published technique: done with all its rights, and not done where one is missing."""

from collections.abc import Iterator
from typing import Final

import pytest

from keyturn.prover.answer import BYPASS
from keyturn.prover.catalogue import RIGHTS, TAKEOVERS
from keyturn.prover.launches import LAUNCHES
from keyturn.prover.techniques import TECHNIQUES
from tests.iam_estate import (
    ACCOUNT,
    DELETE,
    NOBODY,
    OWN,
    Document,
    allow,
    arn,
    bundle,
    doc,
    finding,
    group,
    policy,
    role,
    trust,
    user,
)

RULES: Final = tuple(sorted({rule for technique in TECHNIQUES for rule in technique.rules}))
BY_HAND: Final[frozenset[str]] = frozenset()
"""Rules of techniques that no case here does; it may only shrink."""

EVE: Final = arn("user", "eve")
Needs = tuple[str, ...]


def estate(rule: str, rights: Needs) -> Document:
    """An account in which eve has these rights, and in which exactly `rule` leads on from there."""
    given = [allow(one) for one in rights]
    kind, _, name = rule.partition("-")
    if kind == "launch":
        launch = next(one for one in LAUNCHES if one.id == name)
        return bundle(user("eve", *given), role("power", allow(DELETE), trusts=trust({"Service": launch.service})))
    if kind == "takeover":
        takeover = next(one for one in TAKEOVERS if one.id == name)
        thing = takeover.arn.replace("arn:*", "arn:aws").replace(":*:*:", f":eu-west-1:{ACCOUNT}:")
        thing = thing.removesuffix("*") + "x/1" if thing.endswith(("/*", ":*")) else thing
        runs = {takeover.compute: [{"arn": thing, "role": arn("role", "power")}]}
        power = role("power", allow(DELETE), trusts=trust({"Service": takeover.service}))
        return bundle(user("eve", *given), power, compute=runs)
    if rule == "assume":
        return bundle(user("eve", *given), role("power", allow(DELETE), trusts=OWN))
    return of_right(rule, given)


def of_right(rule: str, given: list[Document]) -> Document:
    right = next(one for one in RIGHTS if one.id == rule)
    if right.brings == "become":
        owner = user if right.on == "user" else role
        return bundle(user("eve", *given), owner("power", allow(DELETE)))
    if right.on == "group":
        members = () if right.brings == "membership" else ("team",)
        held = (allow(DELETE),) if right.brings == "membership" else ()
        return bundle(user("eve", *given, groups=members), group("team", *held))
    if right.on == "policy":
        own = policy("own", doc(allow("s3:ListAllMyBuckets")), doc(allow(DELETE)))
        return bundle(user("eve", *given, attached=(arn("policy", "own"),)), own)
    if right.on == "user":
        return bundle(user("eve", *given))
    return bundle(role("eve", *given, trusts=NOBODY))


def needs(rule: str) -> Iterator[Needs]:
    """The sets of rights by which `rule` is done, as the catalogue has them."""
    kind, _, name = rule.partition("-")
    if kind == "launch":
        yield from (("iam:PassRole", *way) for one in LAUNCHES if one.id == name for way in one.ways)
    elif kind == "takeover":
        yield from (way for one in TAKEOVERS if one.id == name for way in one.ways)
    elif rule == "assume":
        yield ("sts:AssumeRole",)
    else:
        yield from ((one.action,) for one in RIGHTS if one.id == rule)


CASES: Final = [(rule, way) for rule in RULES if rule not in BY_HAND for way in needs(rule)]


def done(rule: str, rights: Needs) -> tuple[bool, list[str]]:
    """Whether eve reaches what is protected, and by which rules."""
    found = finding(estate(rule, rights))
    eve = [one for one in found.principals if one.arn.endswith("/eve")]
    return bool(eve) and found.verdict == BYPASS, [step.rule for one in eve for step in one.path]


@pytest.mark.parametrize(("rule", "rights"), CASES, ids=[f"{rule}: {' '.join(way)}" for rule, way in CASES])
def test_a_technique_s_rule_is_a_way_with_all_its_rights_and_none_without_one(rule: str, rights: Needs) -> None:
    assert done(rule, rights) == (True, [rule, "goal"])
    for missing in rights:
        reached, _ = done(rule, tuple(one for one in rights if one != missing))
        assert not reached, f"without {missing}"


def test_every_published_technique_that_is_covered_is_done_here() -> None:
    tested = {rule for rule, _ in CASES}

    covered = [one for one in TECHNIQUES if one.rules]
    assert len(covered) == 96
    assert {one.id for one in covered if not tested.issuperset(one.rules)} == set()
    assert set(RULES) - tested == BY_HAND
