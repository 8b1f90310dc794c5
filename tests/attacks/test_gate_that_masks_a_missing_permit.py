"""I ask for what nothing permits, so that people are asked to approve it, and their approval looks like leave.

While a forbid holds, Cedar does not say that no permit would. A gate must not turn "never" into "not yet".
"""

from dataclasses import replace
from typing import Final

from keyturn.decide.engine import decide
from keyturn.model.decision import Deny, NeedsApproval, Reason, Standing
from tests.asking import DELETE_IN_PRODUCTION, policies

GATE: Final = """
@id("two-sre") @approval("2 of sre") forbid (principal, action in Keyturn::Action::"any", resource)
unless { context.change.people >= 2 && context.change.hasTag("sre") && context.change.getTag("sre") >= 2 };
"""
READS: Final = '@id("reads") permit (principal, action == Keyturn::Action::"read", resource);'
EVERYTHING: Final = '@id("everything") permit (principal, action in Keyturn::Action::"any", resource);'
PEOPLE: Final = '@id("people") permit (principal is Keyturn::Person, action in Keyturn::Action::"any", resource);'


def test_nobody_is_asked_to_approve_what_nothing_permits() -> None:
    assert decide(DELETE_IN_PRODUCTION, policies(GATE + READS)) == Deny(Reason.NO_PERMIT, (), ("session", "sponsor"))


def test_what_only_the_session_lacks_is_missing_too() -> None:
    assert decide(DELETE_IN_PRODUCTION, policies(GATE + PEOPLE)) == Deny(Reason.NO_PERMIT, (), ("session",))


def test_approvals_change_nothing_about_it() -> None:
    approved = replace(DELETE_IN_PRODUCTION, standing=Standing(9, {"sre": 9}))

    assert decide(approved, policies(GATE + READS)) == Deny(Reason.NO_PERMIT, (), ("session", "sponsor"))


def test_a_final_forbid_behind_a_gate_is_found_before_anybody_is_asked() -> None:
    behind = """@id("never-approved") forbid (principal, action in Keyturn::Action::"any", resource)
    when { context.change.people >= 2 };"""

    decision = decide(DELETE_IN_PRODUCTION, policies(GATE + EVERYTHING + behind))

    assert decision == Deny(Reason.FORBIDDEN, ("never-approved",), ("session", "sponsor"))


def test_a_gate_that_asks_for_more_than_it_says_is_an_error_and_waits_for_nobody() -> None:
    understated = GATE.replace('"2 of sre"', '"1 of sre"')

    assert decide(DELETE_IN_PRODUCTION, policies(understated + EVERYTHING)) == Deny(
        Reason.POLICY_ERROR, ("two-sre",), ("session", "sponsor")
    )


def test_a_gate_before_what_is_permitted_is_a_gate() -> None:
    assert isinstance(decide(DELETE_IN_PRODUCTION, policies(GATE + EVERYTHING)), NeedsApproval)
