"""A bundle that could not be decided by is never loaded."""

import pytest

from keyturn.adapters.bundles import default_bundle, schema
from keyturn.decide.engine import PolicyInvalid, load
from keyturn.model.bundle import Bundle
from tests.asking import policies

READ = 'permit (principal, action == Keyturn::Action::"read", resource)'

INVALID = {
    "text that is no Cedar": ("permit (", "unexpected end"),
    "an attribute that is not in the schema": (
        f'@id("x") {READ} when {{ context.colour == "red" }};',
        "attribute `colour`",
    ),
    "a tag that is read before it is looked for": (
        f'@id("x") {READ} when {{ context.change.getTag("sre") >= 1 }};',
        "unable to guarantee safety",
    ),
    "a time": (f'@id("x") {READ} when {{ context.now < datetime("2027-01-01") }};', "attribute `now`"),
    "a policy without an id": (f"{READ};", "needs an `@id`"),
    "an id of nothing": (f"@id {READ};", "needs an `@id`"),
    "an id that would not be readable": (f'@id("Drop it\\n") {READ};', "needs an `@id`"),
    "one id on two policies": (f'@id("x") {READ}; @id("x") {READ};', "stands on more than one policy"),
    "a permit that would wait": (f'@id("x") @approval("2 of sre") {READ};', "only a forbid can wait"),
    "a permit that would be earned": (f'@id("x") @obligation("snapshot") {READ};', "only a forbid can wait"),
    "a quorum that nobody can read": (
        '@id("x") @approval("two of sre") forbid (principal, action, resource);',
        "quorum",
    ),
    "a quorum of nobody": ('@id("x") @approval("0 of sre") forbid (principal, action, resource);', "quorum"),
    "a quorum of no group": ('@id("x") @approval("2 of SRE") forbid (principal, action, resource);', "group"),
    "an obligation without a name": ('@id("x") @obligation forbid (principal, action, resource);', "obligation"),
    "approvals looked at past the memo": (
        f'@id("x") {READ} when {{ [Keyturn::Standing::"now".people].contains(2) }};',
        "`x` names a `Keyturn::Standing`",
    ),
    "a template": ('@id("x") permit (principal == ?principal, action, resource);', "template"),
}


@pytest.mark.parametrize(("text", "why"), INVALID.values(), ids=INVALID.keys())
def test_is_not_loaded(text: str, why: str) -> None:
    with pytest.raises(PolicyInvalid, match="the policy bundle is invalid") as caught:
        policies(text)

    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_schema_that_knows_less_than_is_asked_is_found_at_once() -> None:
    smaller = schema().replace("stateful_loss: Bool,        // it loses data that AWS does not keep\n", "")
    assert smaller != schema()

    with pytest.raises(PolicyInvalid, match=r"`schema` fails on a question about `read`"):
        load(Bundle("", smaller, "smaller"))


def test_a_schema_that_demands_more_than_is_told_is_found_at_once() -> None:
    larger = schema().replace("entity Environment;", "entity Environment { owner: String };")
    assert larger != schema()

    with pytest.raises(PolicyInvalid, match=r"`schema` fails on a question about `create`"):
        load(Bundle("", larger, "larger"))


def test_a_schema_without_voting_is_found_at_once() -> None:
    without = schema().replace('action "vote"', 'action "veto"')

    with pytest.raises(PolicyInvalid, match=r"`schema` fails on a question about `vote`"):
        load(Bundle("", without, "without"))


def test_a_schema_that_is_none_is_refused() -> None:
    with pytest.raises(PolicyInvalid):
        load(Bundle("", "namespace Keyturn { entity", "broken"))


def test_a_schema_in_the_other_syntax_is_refused() -> None:
    with pytest.raises(PolicyInvalid):
        load(Bundle("", "{}", "json"))


@pytest.mark.parametrize(("text", "of"), [("// \ud800", schema()), ("", schema() + "// \ud800")])
def test_text_that_is_not_unicode_is_refused(text: str, of: str) -> None:
    with pytest.raises(PolicyInvalid):
        load(Bundle(text, of, "broken"))


def test_the_default_policies_look_at_nothing_but_what_they_need() -> None:
    visible = load(default_bundle("sre", 2)).rules.visible

    assert visible == frozenset({"change", "delegates", "in_environment", "in_scope", "reading"})


def test_a_policy_that_takes_the_context_as_a_whole_sees_all_of_it() -> None:
    whole = policies(
        """@id("x") permit (principal, action == Keyturn::Action::"read", resource)
           when { [context].contains(context) };"""
    )

    assert whole.rules.visible is None
    assert whole.rules.looks_at("operation")


def test_a_test_for_a_member_is_a_look_at_it() -> None:
    looking = policies(
        """@id("x") permit (principal, action == Keyturn::Action::"read", resource) when { context has operation };"""
    )

    assert looking.rules.visible == frozenset({"operation"})
