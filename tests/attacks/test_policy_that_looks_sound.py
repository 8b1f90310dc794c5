"""I write a policy that reads like a gate for two people, and leave a way past it for one."""

from typing import Final

import pytest

from keyturn.adapters.bundles import default_bundle, schema
from keyturn.policy.bundles import PolicyUnsound, above_floor, bundle
from keyturn.policy.lint import lint
from keyturn.policy.prove import below_floor

DEFAULT: Final = default_bundle("sre", 2).policies
SRE: Final = 'context.change.people >= 2 &&\n  context.change.hasTag("sre") &&\n  context.change.getTag("sre") >= 2'
ONE: Final = SRE.replace(">= 2", ">= 1")
BROAD: Final = """
@id("all") permit (principal, action in Keyturn::Action::"any", resource);
@id("unknown") forbid (principal, action == Keyturn::Action::"unknown", resource);
"""


def gate(name: str, when: str, unless: str = SRE, quorum: str = "2 of sre") -> str:
    return f"""
@id("{name}") @approval("{quorum}") forbid (principal, action in Keyturn::Action::"any", resource)
when {{ {when} }} unless {{ {unless} }};
"""


CHANGES: Final = 'action in Keyturn::Action::"change" || context.delegates'
NOT_DEVELOPMENT: Final = 'resource != Keyturn::Environment::"development"'

TRICKS = {
    "no gate at all": BROAD,
    "one person": BROAD + gate("g", f"({CHANGES}) && {NOT_DEVELOPMENT}", ONE, "1 of sre"),
    "a second environment that is let off": BROAD
    + gate("g", f'({CHANGES}) && {NOT_DEVELOPMENT} && resource != Keyturn::Environment::"production2"'),
    "development written with a capital": BROAD
    + gate("g", f'({CHANGES}) && resource != Keyturn::Environment::"Development" && {NOT_DEVELOPMENT}'),
    "only what is called production": BROAD
    + gate("g", f'({CHANGES}) && resource == Keyturn::Environment::"production"'),
    "one operation that is let off": BROAD
    + gate("g", f'({CHANGES}) && {NOT_DEVELOPMENT} && context.operation != "DeleteBucket"'),
    "one sponsor who is let off": BROAD
    + gate("g", f"({CHANGES}) && {NOT_DEVELOPMENT} && principal is Keyturn::Person").replace(
        "principal is Keyturn::Person", 'principal is Keyturn::Person && principal != Keyturn::Person::"mallory"'
    ),
    "executions by another name": BROAD
    + gate("g", f'(action in Keyturn::Action::"change" && {NOT_DEVELOPMENT}) && !context.delegates'),
    "permissions forgotten": BROAD
    + gate(
        "g",
        'action in [Keyturn::Action::"delete", Keyturn::Action::"execute"] || context.delegates',
    ),
    "a pattern that may never match": BROAD
    + gate("g", f'({CHANGES}) && {NOT_DEVELOPMENT} && context.operation like "*"'),
    "two gates that one person opens, each for another half": BROAD
    + gate("g", f"({CHANGES}) && {NOT_DEVELOPMENT} && context.in_scope", ONE, "1 of sre")
    + gate("h", f"({CHANGES}) && {NOT_DEVELOPMENT} && !context.in_scope", ONE, "1 of sre"),
    "operations that nobody knows": BROAD.replace(
        '@id("unknown") forbid (principal, action == Keyturn::Action::"unknown", resource);', ""
    )
    + gate("g", f"({CHANGES}) && {NOT_DEVELOPMENT}"),
    "the shipped policies with their production gate taken out": DEFAULT.replace(
        'when { resource != Keyturn::Environment::"development" }',
        'when { resource != Keyturn::Environment::"development" && context.stateful_loss }',
    ),
}

NOT_MONOTONE = {
    "not fewer than two": SRE.replace("context.change.people >= 2", "!(context.change.people < 2)"),
    "more than one": SRE.replace("context.change.people >= 2", "context.change.people > 1"),
    "two, and not three": f"{SRE} && !(context.change.people >= 3)",
    "two, or nobody": f"({SRE}) || context.change.people == 0",
    "two of sre or of anybody": f"({SRE}) || context.change.people >= 2",
    "as many as there are": SRE.replace("people >= 2", "people >= context.change.people"),
    "a set that holds the number": f"{SRE} && [2, 3].contains(context.change.people)",
    "only while nothing is told": f'{SRE} && !context.evidence.contains("notify")',
    "no evidence at all": f"{SRE} && context.evidence.isEmpty()",
    "if people, then": f"if context.change.people >= 1 then ({SRE}) else true",
}

SOUND = {
    "the shipped policies": DEFAULT,
    "a gate for everything": BROAD + gate("g", CHANGES),
    "a gate for production": BROAD + gate("g", f"({CHANGES}) && {NOT_DEVELOPMENT}"),
    "two gates for two groups of one each": BROAD
    + gate("g", CHANGES, ONE, "1 of sre")
    + gate("h", CHANGES, ONE.replace("sre", "dba"), "1 of dba"),
    "nothing permitted": '@id("none") permit (principal, action == Keyturn::Action::"read", resource);'
    + gate("g", "context.delegates"),
}


@pytest.mark.parametrize("text", TRICKS.values(), ids=TRICKS.keys())
def test_is_never_put_in_force(text: str) -> None:
    assert lint(text, schema()) == ()
    assert below_floor(text)
    with pytest.raises(PolicyUnsound, match="`floor` does not hold"):
        above_floor(bundle(text, schema()))


@pytest.mark.parametrize("unless", NOT_MONOTONE.values(), ids=NOT_MONOTONE.keys())
def test_a_gate_that_more_approvals_could_close_is_no_gate(unless: str) -> None:
    found = lint(BROAD + gate("g", CHANGES, unless), schema())

    assert [one.policy for one in found] == ["g"]


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_what_does_keep_the_floor_is_proved_to(text: str) -> None:
    assert below_floor(text) == ()
    assert above_floor(bundle(text, schema())).policies == text


def test_the_way_past_is_said_in_plain_words() -> None:
    said = below_floor(TRICKS["one operation that is let off"])

    assert said[0] == (
        "delete in `production` passes with nobody's approval, where two people must be (operation `DeleteBucket`)"
    )


def test_people_in_two_groups_are_not_counted_twice() -> None:
    """A gate for one of each group takes two people: in the search, as in the house, one person fills one seat."""
    text = BROAD + gate("g", CHANGES, ONE, "1 of sre") + gate("h", CHANGES, ONE.replace("sre", "dba"), "1 of dba")

    assert below_floor(text) == ()
    assert below_floor(text.replace('"dba"', '"sre"').replace("1 of dba", "1 of sre"))
