"""I make the forbid that stands in my way fail, and Cedar leaves it out.

Cedar skips a policy that errors. Strict validation finds most of these before a bundle is loaded; not an overflow.
"""

from dataclasses import replace
from typing import Final

import cedarpy
import pytest

from keyturn.decide.engine import PolicyInvalid, decide, may_vote
from keyturn.decide.rules import read
from keyturn.model.action import Effect, Reading
from keyturn.model.bundle import Bundle
from keyturn.model.decision import Deny, Reason, Standing
from tests.asking import DELETE_IN_PRODUCTION, change, person, policies

# Passes strict validation, and fails as soon as two different people have approved.
OVERFLOWS: Final = """
@id("everybody") permit (principal, action, resource);
@id("never") forbid (principal, action in Keyturn::Action::"any", resource)
when { context.change.people < 2 || context.change.people + 9223372036854775806 > 0 };
"""


def test_cedar_itself_would_open_the_door() -> None:
    answer = cedarpy.is_authorized(
        {"principal": 'U::"a"', "action": 'Action::"x"', "resource": 'R::"r"', "context": {}},
        """permit (principal, action, resource);
           forbid (principal, action, resource) when { 1 + 9223372036854775807 > 0 };""",
        [],
    )

    assert answer.allowed
    assert answer.diagnostics.errors


def test_an_error_closes_the_door_and_names_the_policy() -> None:
    held = policies(OVERFLOWS)
    approved = replace(DELETE_IN_PRODUCTION, standing=Standing(2, {"sre": 2}))

    assert decide(approved, held) == Deny(Reason.POLICY_ERROR, ("never",), ("session", "sponsor"))


def test_an_error_is_not_remembered_as_an_answer() -> None:
    held = policies(OVERFLOWS)
    approved = replace(DELETE_IN_PRODUCTION, standing=Standing(2, {"sre": 2}))

    decide(approved, held)

    assert len(held.memo) == 0


def test_a_policy_that_always_errors_is_not_even_loaded() -> None:
    broken = OVERFLOWS.replace("context.change.people < 2 || context.change.people", "2")

    with pytest.raises(PolicyInvalid, match=r"`never` fails on a question about `read`"):
        policies(broken)


def test_an_error_on_a_vote_is_no_vote() -> None:
    text = """
    @id("everybody") permit (principal, action, resource);
    @id("never") forbid (principal, action == Keyturn::Action::"vote", resource)
    when { principal == Keyturn::Person::"bo" && 1 + 9223372036854775807 > 0 };
    """

    assert may_vote(person("bo", "sre"), change(), policies(text)) == Deny(
        Reason.POLICY_ERROR, ("never",), ("reviewer",)
    )


def test_a_missing_attribute_never_gets_past_validation() -> None:
    schema = "entity U; entity R; action x appliesTo { principal: U, resource: R };"

    with pytest.raises(PolicyInvalid, match="stateful"):
        read(Bundle('@id("f") forbid (principal, action, resource) when { resource.stateful };', schema, "v"))


def test_text_that_is_not_unicode_denies_and_poisons_no_later_answer() -> None:
    everybody = policies('@id("everybody") permit (principal, action, resource);')
    read_of = replace(DELETE_IN_PRODUCTION, effect=Effect.READ, reading=Reading.METADATA)

    hostile = decide(replace(read_of, operation="Get\ud800Object"), everybody)

    assert hostile == Deny(Reason.POLICY_ERROR, ("schema",), ("session", "sponsor"))
    assert not isinstance(decide(read_of, everybody), Deny)
