"""The default policies as a table: who asks for what, where, and what the answer is. DESIGN.md, "Defaults"."""

from dataclasses import replace
from typing import Final

import pytest

from keyturn.decide.engine import decide, may_vote
from keyturn.model.action import Effect, Reading
from keyturn.model.decision import Deny, NeedsApproval, Permit, Question, Quorum, Reason, Seats, Standing
from tests.asking import DELETE_IN_PRODUCTION, change, default_policies, person

POLICIES: Final = default_policies()
TWO_OF_SRE: Final = Quorum((Seats(2, "sre"),), 2)


def asked(
    effect: str,
    environment: str = "production",
    reading: str = "nothing",
    *,
    delegates: bool = False,
    in_scope: bool = True,
    in_environment: bool = True,
) -> Question:
    return replace(
        DELETE_IN_PRODUCTION,
        effect=Effect(effect),
        environment=environment,
        reading=Reading(reading),
        delegates=delegates,
        in_scope=in_scope,
        in_environment=in_environment,
    )


PERMITTED = {
    "metadata in production": asked("read", reading="metadata"),
    "metadata outside the scope": asked("read", reading="metadata", in_scope=False),
    "metadata of another environment": asked("read", reading="metadata", in_environment=False),
    "data within the scope": asked("read", reading="data"),
    "data in development": asked("read", "development", "data"),
    "a create in development": asked("create", "development"),
    "a modification in development": asked("modify", "development"),
    "a deletion in development": asked("delete", "development"),
}

HELD = {
    "a create in production": (asked("create"), ("production-change",)),
    "a modification in production": (asked("modify"), ("production-change",)),
    "a deletion in production": (asked("delete"), ("production-change",)),
    "a deletion in staging": (asked("delete", "staging"), ("production-change",)),
    "a deletion in an environment called almost development": (
        asked("delete", "development2"),
        ("production-change",),
    ),
    "running something in production": (asked("execute"), ("delegation-everywhere", "production-change")),
    "running something in development": (asked("execute", "development"), ("delegation-everywhere",)),
    "a create in development that hands on a role": (
        asked("create", "development", delegates=True),
        ("delegation-everywhere",),
    ),
    "a read that hands on a role": (asked("read", reading="data", delegates=True), ("delegation-everywhere",)),
}

REFUSED = {
    "a secret": (asked("read", reading="secret"), ("secrets-never-to-agents",)),
    "a secret in development": (asked("read", "development", "secret"), ("secrets-never-to-agents",)),
    "a create that returns a key": (asked("create", "development", "secret"), ("secrets-never-to-agents",)),
    "a permission": (asked("permission"), ("no-permissions-by-agents",)),
    "a permission in development": (asked("permission", "development"), ("no-permissions-by-agents",)),
    "an operation nobody knows": (asked("unknown"), ("unknown-operation",)),
    "an operation nobody knows, in development": (asked("unknown", "development"), ("unknown-operation",)),
    "data outside the scope": (asked("read", reading="data", in_scope=False), ("out-of-scope",)),
    "a read of who knows what outside the scope": (asked("read", in_scope=False), ("out-of-scope",)),
    "data of another environment": (asked("read", reading="data", in_environment=False), ("other-environment",)),
    "a deletion outside the scope": (asked("delete", in_scope=False), ("out-of-scope",)),
    "a deletion in development outside the scope": (
        asked("delete", "development", in_scope=False),
        ("out-of-scope",),
    ),
    "a deletion in production by a session for development": (
        asked("delete", in_environment=False),
        ("other-environment",),
    ),
    "a change that looks like a metadata read, outside the scope": (
        asked("modify", "development", "metadata", in_scope=False),
        ("out-of-scope",),
    ),
}


@pytest.mark.parametrize("question", PERMITTED.values(), ids=PERMITTED.keys())
def test_goes_at_once(question: Question) -> None:
    decision = decide(question, POLICIES)

    assert isinstance(decision, Permit)
    assert "people-sponsor" in decision.policies


@pytest.mark.parametrize(("question", "gates"), HELD.values(), ids=HELD.keys())
def test_waits_for_two_people(question: Question, gates: tuple[str, ...]) -> None:
    assert decide(question, POLICIES) == NeedsApproval(TWO_OF_SRE, frozenset(), gates)


@pytest.mark.parametrize(("question", "gates"), HELD.values(), ids=HELD.keys())
def test_goes_once_two_people_have_approved(question: Question, gates: tuple[str, ...]) -> None:
    for short in (Standing(1, {"sre": 1}), Standing(2, {"sre": 1}), Standing(1, {"sre": 2}), Standing(9, {"dba": 9})):
        assert decide(replace(question, standing=short), POLICIES) == NeedsApproval(TWO_OF_SRE, frozenset(), gates)

    assert isinstance(decide(replace(question, standing=Standing(2, {"sre": 2})), POLICIES), Permit)


@pytest.mark.parametrize(("question", "rules"), REFUSED.values(), ids=REFUSED.keys())
def test_is_refused_whoever_approves(question: Question, rules: tuple[str, ...]) -> None:
    for standing in (Standing(), Standing(2, {"sre": 2}), Standing(99, {"sre": 99})):
        decision = decide(replace(question, standing=standing), POLICIES)

        assert isinstance(decision, Deny)
        assert decision.reason is Reason.FORBIDDEN
        assert decision.policies == rules
        assert "session" in decision.links


def test_what_a_sponsor_is_not_to_blame_for_names_the_session_alone() -> None:
    decision = decide(asked("permission"), POLICIES)

    assert decision == Deny(Reason.FORBIDDEN, ("no-permissions-by-agents",), ("session",))


def test_only_the_group_votes_and_never_the_sponsor() -> None:
    assert may_vote(person("bo", "sre"), change(), POLICIES) == Permit(("reviewers-vote",))
    assert may_vote(person("cy", "developers"), change(), POLICIES) == Deny(Reason.NO_PERMIT, (), ("reviewer",))
    assert may_vote(person("ann", "sre"), change(), POLICIES) == Deny(
        Reason.FORBIDDEN, ("sponsors-never-vote",), ("reviewer",)
    )
    assert may_vote(person("bo", "sre", enabled=False), change(), POLICIES) == Deny(Reason.NO_PERMIT, (), ("reviewer",))
