"""What may not be activated, and why: each finding names the policy and what to change."""

from typing import Final

import pytest

from keyturn.adapters.bundles import default_bundle, schema, template
from keyturn.errors import Malformed
from keyturn.model.decision import Quorum, Seats
from keyturn.policy.bundles import PolicyUnsound, bundle, render, version
from keyturn.policy.lint import lint

WHEN: Final = "when { context.stateful_loss }"
HEAD: Final = 'forbid (principal, action in Keyturn::Action::"change", resource)'
SRE: Final = 'context.change.people >= 2 && context.change.hasTag("sre") && context.change.getTag("sre") >= 2'
READ: Final = 'permit (principal, action == Keyturn::Action::"read", resource)'


def gate(unless: str = SRE, notes: str = '@approval("2 of sre")', when: str = WHEN) -> str:
    return f'@id("gate") {notes} {HEAD} {when} unless {{ {unless} }};'


SOUND = {
    "no policies": "",
    "a gate": gate(),
    "a gate in another order": gate(
        " && ".join(reversed(SRE.split(" && "))).replace(
            'context.change.getTag("sre") >= 2 && context.change.hasTag("sre")',
            'context.change.hasTag("sre") && context.change.getTag("sre") >= 2',
        )
    ),
    "a gate on evidence": gate('context.evidence.contains("snapshot")', '@obligation("snapshot")'),
    "a gate on both": gate(
        f'{SRE} && context.evidence.contains("snapshot")', '@approval("2 of sre") @obligation("snapshot")'
    ),
    "a gate of two groups": gate(
        f"{SRE.replace('people >= 2', 'people >= 3')} && "
        'context.change.hasTag("dba") && context.change.getTag("dba") >= 1',
        '@approval("1 of dba and 2 of sre")',
    ),
    "a gate that one of them verifies locally": gate(
        f"{SRE} && context.change.local >= 1", '@approval("2 of sre, 1 verified locally")'
    ),
    "a gate without a condition of its own": gate(when=""),
    "a permit that looks at other things": f'@id("p") {READ} when {{ context.reading == "data" }};',
    "a final forbid with an exception": f'@id("f") {HEAD} unless {{ context.in_scope }};',
}

UNSOUND = {
    "two groups who may be the same people": (
        gate(
            f'{SRE} && context.change.hasTag("dba") && context.change.getTag("dba") >= 1',
            '@approval("1 of dba and 2 of sre")',
        ),
        "something else than its annotation says",
    ),
    "a second group that is not asked for": (
        gate(SRE.replace("people >= 2", "people >= 3"), '@approval("1 of dba and 2 of sre")'),
        "something else than its annotation says",
    ),
    "nobody who verifies locally": (
        gate(SRE, '@approval("2 of sre, 1 verified locally")'),
        "something else than its annotation says",
    ),
    "fewer who verify locally": (
        gate(f"{SRE} && context.change.local >= 1", '@approval("2 of sre, 2 verified locally")'),
        "something else than its annotation says",
    ),
    "a quorum of nobody": (gate(SRE.replace(">= 2", ">= 0"), '@approval("0 of sre")'), "cannot be read"),
    "a quorum smaller than it says": (gate(SRE.replace(">= 2", ">= 1")), "something else than its annotation says"),
    "a quorum larger than it says": (gate(SRE.replace(">= 2", ">= 3")), "something else than its annotation says"),
    "another group than it says": (gate(SRE.replace("sre", "dba")), "something else than its annotation says"),
    "people who are not counted": (
        gate('context.change.hasTag("sre") && context.change.getTag("sre") >= 2'),
        "something else than its annotation says",
    ),
    "an obligation that is not asked for": (
        gate(SRE, '@approval("2 of sre") @obligation("snapshot")'),
        "something else than its annotation says",
    ),
    "an obligation that is asked for in silence": (
        gate(f'{SRE} && context.evidence.contains("snapshot")'),
        "something else than its annotation says",
    ),
    "a way round the quorum": (gate(f"({SRE}) || context.in_scope"), "neither approvals nor evidence"),
    "one more condition": (gate(f"{SRE} && context.in_scope"), "neither approvals nor evidence"),
    "approvals that take away": (gate(f"!({SRE})"), "neither approvals nor evidence"),
    "at most so many people": (gate(SRE.replace("people >= 2", "people <= 2")), "neither approvals nor evidence"),
    "exactly so many people": (gate(SRE.replace("people >= 2", "people == 2")), "neither approvals nor evidence"),
    "a quorum from elsewhere": (
        gate(SRE.replace("people >= 2", "people >= context.change.people")),
        "neither approvals nor evidence",
    ),
    "a choice": (gate(f"if context.in_scope then ({SRE}) else true"), "neither approvals nor evidence"),
    "two ways to lift it": (
        gate().replace("};", "} unless { context.in_scope };"),
        "has 2 `unless` clauses",
    ),
    "no way to lift it": (f'@id("gate") @approval("2 of sre") {HEAD};', "has 0 `unless` clauses"),
    "approvals that close it": (
        gate(when="when { context.change.people < 9 }"),
        "outside the `unless` of a gate",
    ),
    "a permit for approvals": (
        f'@id("p") {READ} when {{ context.change.people >= 1 }};',
        "outside the `unless` of a gate",
    ),
    "a permit for evidence": (
        f'@id("p") {READ} when {{ context.evidence.contains("snapshot") }};',
        "outside the `unless` of a gate",
    ),
    "a permit that tests for approvals": (
        f'@id("p") {READ} when {{ context has change }};',
        "outside the `unless` of a gate",
    ),
    "a permit that compares the change": (
        f'@id("p") {READ} when {{ context.change == Keyturn::Standing::"x" }};',
        "outside the `unless` of a gate",
    ),
    "a permit that names the approvals as an entity": (
        f'@id("p") {READ} when {{ Keyturn::Standing::"now".people >= 1 }};',
        "outside the `unless` of a gate",
    ),
    "a permit that hides approvals in a set": (
        f'@id("p") {READ} when {{ [context.change.people >= 1].contains(true) }};',
        "outside the `unless` of a gate",
    ),
    "a permit that takes the context whole": (
        f'@id("p") {READ} when {{ [context].contains(context) }};',
        "outside the `unless` of a gate",
    ),
    "a final forbid that approvals lift in silence": (
        f'@id("f") {HEAD} unless {{ {SRE} }};',
        "outside the `unless` of a gate",
    ),
    "a permit that waits": (f'@id("p") @approval("2 of sre") {READ};', "would let the weakest permit win"),
    "no id": (f"{READ};", "needs an `@id`"),
    "an id twice": (f'@id("p") {READ}; @id("p") {READ};', "stands on more than one policy"),
    "a misspelt annotation": (gate(notes='@aproval("2 of sre")'), "`@aproval` that means nothing here"),
    "a quorum nobody can read": (gate(notes='@approval("some sre")'), "cannot be read"),
    "an obligation nobody can read": (gate(notes="@obligation"), "cannot be read"),
    "a template": ('@id("p") permit (principal == ?principal, action, resource);', "is a template"),
    "an unknown attribute": (f'@id("p") {READ} when {{ context.colour == "red" }};', "is not valid"),
    "no Cedar": ("permit (", "cannot be parsed"),
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_nothing_is_wrong_with(text: str) -> None:
    assert lint(text, schema()) == ()


@pytest.mark.parametrize(("text", "why"), UNSOUND.values(), ids=UNSOUND.keys())
def test_is_found(text: str, why: str) -> None:
    findings = lint(text, schema())

    assert any(why in finding.message for finding in findings), findings
    with pytest.raises(PolicyUnsound, match="cannot be activated"):
        bundle(text, schema())


@pytest.mark.parametrize(("text", "of"), [("// \ud800", schema()), ("", schema() + "// \ud800"), ("", "{}")])
def test_a_bundle_that_cannot_be_parsed_is_found(text: str, of: str) -> None:
    assert any("cannot be parsed" in finding.message for finding in lint(text, of))


def of(group: str, count: int) -> Quorum:
    return Quorum((Seats(count, group),), count)


def test_the_default_policies_are_sound_for_every_group_and_number() -> None:
    for group in ("sre", "on-call.2", "a" * 63):
        for count in range(2, 10):
            assert lint(render(template(), of(group, count)), schema()) == ()


def test_the_default_policies_hold_no_mark_of_their_template() -> None:
    assert "%" not in default_bundle("sre", 2).policies


@pytest.mark.parametrize("group", ["", "SRE", 'sre") || true //', "a b", "sre\n", "\u00e9"])
def test_a_group_that_is_no_name_never_gets_into_a_policy(group: str) -> None:
    with pytest.raises(Malformed, match="group"):
        render(template(), of(group, 2))


@pytest.mark.parametrize("count", [-1, 0, 1])
def test_a_production_change_waits_for_two_people_at_least(count: int) -> None:
    with pytest.raises(Malformed, match="`people`"):
        render(template(), of("sre", count))


def test_a_bundle_is_named_by_both_its_texts() -> None:
    names = {version("a", "b"), version("ab", ""), version("", "ab"), version("a", "c")}

    assert len(names) == 4
    assert default_bundle("sre", 2).version == default_bundle("sre", 2).version
    assert default_bundle("sre", 2).version != default_bundle("sre", 3).version
