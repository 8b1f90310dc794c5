"""One question, three possible answers, and why."""

from dataclasses import replace

import pytest

from keyturn.decide.combine import combine
from keyturn.decide.engine import decide, may_vote
from keyturn.model.action import Effect, Reading
from keyturn.model.decision import Deny, NeedsApproval, Permit, Quorum, Reason, Seats, Standing
from tests.asking import DELETE_IN_PRODUCTION, change, default_policies, person, policies

EVERYBODY = '@id("everybody") permit (principal, action, resource);\n'
TWO_SRE = """
@id("two-sre") @approval("2 of sre") forbid (principal, action in Keyturn::Action::"any", resource)
unless { context.change.people >= 2 && context.change.hasTag("sre") && context.change.getTag("sre") >= 2 };
"""
ONE_OWNER = """
@id("one-owner") @approval("1 of data-owners") @obligation("snapshot")
forbid (principal, action == Keyturn::Action::"delete", resource)
when { context.stateful_loss }
unless {
  context.change.people >= 1 && context.change.hasTag("data-owners") && context.change.getTag("data-owners") >= 1 &&
  context.evidence.contains("snapshot")
};
"""


def test_gates_add_up() -> None:
    decision = decide(DELETE_IN_PRODUCTION, policies(EVERYBODY + TWO_SRE + ONE_OWNER))

    assert decision == NeedsApproval(
        Quorum((Seats(1, "data-owners"), Seats(2, "sre")), 3), frozenset({"snapshot"}), ("one-owner", "two-sre")
    )


def test_every_gate_must_be_met_before_anything_goes() -> None:
    held = policies(EVERYBODY + TWO_SRE + ONE_OWNER)
    two_sre = replace(DELETE_IN_PRODUCTION, standing=Standing(2, {"sre": 2}))
    all_people = replace(two_sre, standing=Standing(3, {"sre": 2, "data-owners": 1}))

    assert decide(two_sre, held) == NeedsApproval(
        Quorum((Seats(1, "data-owners"),), 1), frozenset({"snapshot"}), ("one-owner",)
    )
    assert isinstance(decide(all_people, held), NeedsApproval)
    assert decide(replace(all_people, evidence=frozenset({"snapshot"})), held) == Permit(("everybody",))


def test_a_session_may_do_no_more_than_its_sponsor() -> None:
    only_sessions = policies('@id("s") permit (principal is Keyturn::Session, action, resource);')

    assert decide(DELETE_IN_PRODUCTION, only_sessions) == Deny(Reason.NO_PERMIT, (), ("sponsor",))


def test_a_sponsor_lends_a_session_no_more_than_it_was_given() -> None:
    only_people = policies('@id("p") permit (principal is Keyturn::Person, action, resource);')

    assert decide(DELETE_IN_PRODUCTION, only_people) == Deny(Reason.NO_PERMIT, (), ("session",))


def test_policy_sees_the_sponsors_groups() -> None:
    of_developers = policies(
        EVERYBODY
        + """@id("developers-only") forbid (principal is Keyturn::Session, action, resource)
             unless { principal.sponsor in Keyturn::Group::"developers" };"""
    )

    assert decide(DELETE_IN_PRODUCTION, of_developers) == Permit(("everybody",))
    assert decide(replace(DELETE_IN_PRODUCTION, groups=frozenset({"sales"})), of_developers) == Deny(
        Reason.FORBIDDEN, ("developers-only",), ("session",)
    )


def test_nothing_at_all_permits_nothing() -> None:
    assert decide(DELETE_IN_PRODUCTION, policies("")) == Deny(Reason.NO_PERMIT, (), ("session", "sponsor"))


def test_a_gate_on_voting_denies_for_a_vote_cannot_wait_for_votes() -> None:
    gated = policies(
        EVERYBODY
        + '@id("careful") @obligation("training") forbid (principal, action == Keyturn::Action::"vote", resource);'
    )

    assert may_vote(person("bo", "sre"), change(), gated) == Deny(Reason.FORBIDDEN, ("careful",), ("reviewer",))


def test_ten_thousand_objects_in_one_environment_are_one_question() -> None:
    reads = replace(DELETE_IN_PRODUCTION, effect=Effect.READ, reading=Reading.DATA)
    default = default_policies()

    for number in range(10_000):
        decide(replace(reads, operation=f"GetObject{number}"), default)

    assert (default.memo.misses, default.memo.hits) == (1, 9_999)


def test_sessions_of_one_agent_and_sponsor_ask_one_question() -> None:
    default = default_policies()

    for number in range(100):
        decide(replace(DELETE_IN_PRODUCTION, session=f"S-{number}"), default)

    assert (default.memo.misses, default.memo.hits) == (1, 99)


@pytest.mark.parametrize(
    ("scope", "condition"),
    [
        ('principal == Keyturn::Session::"S-BANNED"', ""),
        ('principal is Keyturn::Session in Keyturn::Session::"S-BANNED"', ""),
        ("principal is Keyturn::Session", 'when { principal == Keyturn :: Session :: "S-BANNED" }'),
        ("principal is Keyturn::Session", 'when { [Keyturn::Session::"S-BANNED"].contains(principal) }'),
        (
            "principal is Keyturn::Session",
            'unless { !(principal in Keyturn::Session::"S-BANNED") }',
        ),
    ],
)
def test_a_session_that_a_policy_names_is_never_answered_for_by_another(scope: str, condition: str) -> None:
    of_one = policies(
        EVERYBODY + f'@id("banned") forbid ({scope}, action in Keyturn::Action::"any", resource) {condition};'
    )

    for _ in range(2):
        assert isinstance(decide(replace(DELETE_IN_PRODUCTION, session="S-OTHER"), of_one), Permit)
        assert decide(replace(DELETE_IN_PRODUCTION, session="S-BANNED"), of_one) == Deny(
            Reason.FORBIDDEN, ("banned",), ("session",)
        )


def test_what_a_policy_looks_at_is_part_of_the_question() -> None:
    by_operation = policies(
        EVERYBODY
        + """@id("no-get") forbid (principal, action in Keyturn::Action::"any", resource)
             when { context.operation == "GetObject" };"""
    )

    assert isinstance(decide(replace(DELETE_IN_PRODUCTION, operation="ListObjects"), by_operation), Permit)
    assert isinstance(decide(replace(DELETE_IN_PRODUCTION, operation="GetObject"), by_operation), Deny)


def test_the_memo_forgets_what_was_not_asked_for_longest() -> None:
    default = default_policies()
    default.memo.limit = 2
    one, two, three = (replace(DELETE_IN_PRODUCTION, agent=f"fixer-{number}") for number in "123")

    for question in (one, two, one, three, one, two):
        decide(question, default)

    assert len(default.memo) == 2
    assert (default.memo.hits, default.memo.misses) == (2, 4)


def test_the_same_reviewer_of_the_same_sponsor_is_asked_about_once() -> None:
    default = default_policies()

    for number in range(3):
        assert isinstance(may_vote(person("bo", "sre"), change(f"C-00000{number}"), default), Permit)
    assert isinstance(may_vote(person("bo", "sales"), change(), default), Deny)

    assert (default.memo.misses, default.memo.hits) == (2, 2)


@pytest.mark.parametrize("standing", [Standing(2, {"sre": 2}), Standing(2, {"sre": 2, "dba": 0})])
def test_an_approved_question_is_remembered_apart_from_the_same_one_unapproved(standing: Standing) -> None:
    default = default_policies()

    assert isinstance(decide(DELETE_IN_PRODUCTION, default), NeedsApproval)
    assert isinstance(decide(replace(DELETE_IN_PRODUCTION, standing=standing), default), Permit)
    assert isinstance(decide(DELETE_IN_PRODUCTION, default), NeedsApproval)


HELD = NeedsApproval(Quorum((Seats(2, "sre"),), 2), frozenset({"snapshot"}), ("a",))


def test_of_several_environments_the_strictest_decides() -> None:
    permit, deny = Permit(("p",)), Deny(Reason.FORBIDDEN, ("f",), ("session",))

    assert combine([permit, HELD, deny]) == deny
    assert combine([permit, HELD]) == HELD
    assert combine([permit, Permit(("q",))]) == Permit(("p", "q"))
    assert combine([]) == Deny(Reason.NO_PERMIT)


def test_of_several_denials_an_error_is_named_first() -> None:
    error = Deny(Reason.POLICY_ERROR, ("broken",), ("session",))

    assert combine([Deny(Reason.FORBIDDEN, ("f",), ("session",)), error, Deny(Reason.NO_PERMIT)]) == error


def test_gates_of_several_environments_add_up_by_group() -> None:
    other = NeedsApproval(Quorum((Seats(1, "dba"), Seats(1, "sre")), 2), frozenset({"notify"}), ("b",))

    assert combine([HELD, other]) == NeedsApproval(
        Quorum((Seats(1, "dba"), Seats(2, "sre")), 3), frozenset({"notify", "snapshot"}), ("a", "b")
    )
