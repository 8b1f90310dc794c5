"""Whatever is asked: approvals only help, a memo changes nothing, and two different people stand before production."""

from dataclasses import replace
from typing import Any, Final

import cedarpy
from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.adapters.bundles import schema
from keyturn.approve.seats import missing, seat
from keyturn.decide.combine import combine
from keyturn.decide.engine import Policies, decide
from keyturn.model.action import Effect, Reading
from keyturn.model.decision import Decision, Deny, NeedsApproval, Permit, Question, Quorum, Reason, Seats, Standing
from tests.asking import default_policies, policies

# Looks at everything that can be looked at, in each of the ways a policy can.
CURIOUS: Final = """
@id("people") permit (principal is Keyturn::Person, action in Keyturn::Action::"any", resource);
@id("sessions") permit (principal is Keyturn::Session, action in Keyturn::Action::"any", resource)
when { context.operation like "Get*" || context.service == "s3" || context.in_scope };
@id("fixers") permit (principal in Keyturn::Agent::"fixer", action in Keyturn::Action::"any", resource);
@id("lost") forbid (principal, action in Keyturn::Action::"any", resource)
when { context.stateful_loss && context.delegates };
@id("of-sales") forbid (principal in Keyturn::Group::"sales", action in Keyturn::Action::"any", resource)
when { context.reading != "metadata" };
@id("elsewhere") forbid (principal, action in Keyturn::Action::"any", resource) when { !context.in_environment };
@id("two-sre") @approval("2 of sre") forbid (principal, action in Keyturn::Action::"change", resource)
unless { context.change.people >= 2 && context.change.hasTag("sre") && context.change.getTag("sre") >= 2 };
@id("one-dba") @approval("1 of dba") @obligation("snapshot")
forbid (principal, action == Keyturn::Action::"delete", resource)
unless {
  context.change.people >= 1 && context.change.hasTag("dba") && context.change.getTag("dba") >= 1 &&
  context.evidence.contains("snapshot")
};
"""

# Scopes of every form, and conditions that fail where they are evaluated.
SCOPES: Final = [
    *("principal", 'principal == Keyturn::Person::"ann"', 'principal == Keyturn::Session::"S-AAAAAA"'),
    *('principal in Keyturn::Group::"sales"', 'principal in Keyturn::Agent::"fixer"', "principal is Keyturn::Person"),
    'principal is Keyturn::Person in Keyturn::Group::"sre"',
]
ACTIONS: Final = [
    *('action in Keyturn::Action::"any"', 'action == Keyturn::Action::"delete"', 'action == Keyturn::Action::"read"'),
    'action in [Keyturn::Action::"read", Keyturn::Action::"change"]',
]
RESOURCES: Final = ["resource", 'resource == Keyturn::Environment::"production"', "resource is Keyturn::Environment"]
CONDITIONS: Final = ["", "when { 9223372036854775806 + context.change.people > 0 }", "unless { context.in_scope }"]
scoped = st.lists(
    st.tuples(*map(st.sampled_from, (["permit", "forbid"], SCOPES, ACTIONS, RESOURCES, CONDITIONS))),
    min_size=1,
    max_size=12,
)

standings = st.builds(
    Standing, st.integers(0, 4), st.dictionaries(st.sampled_from(["sre", "dba", "sales"]), st.integers(0, 3))
)
questions = st.builds(
    Question,
    sponsor=st.sampled_from(["ann", "bo"]),
    groups=st.frozensets(st.sampled_from(["sre", "sales"])),
    session=st.sampled_from(["S-AAAAAA", "S-BBBBBB"]),
    agent=st.sampled_from(["fixer", "tester"]),
    service=st.sampled_from(["s3", "iam"]),
    operation=st.sampled_from(["GetObject", "DeleteBucket"]),
    effect=st.sampled_from(Effect),
    reading=st.sampled_from(Reading),
    delegates=st.booleans(),
    stateful_loss=st.booleans(),
    environment=st.sampled_from(["production", "staging", "development"]),
    in_scope=st.booleans(),
    in_environment=st.booleans(),
    standing=standings,
    evidence=st.frozensets(st.sampled_from(["snapshot", "notify"])),
)
DEFAULT: Final = default_policies()
OWN: Final = policies(CURIOUS)
both = st.sampled_from([DEFAULT, OWN])


def afresh(question: Question, asked: Policies) -> Decision:
    """What these policies answer without what they remember."""
    asked.memo._kept.clear()
    return decide(question, asked)


@given(st.lists(questions, max_size=12), both)
def test_what_was_asked_before_changes_no_answer(asked: list[Question], of: Policies) -> None:
    alone = [afresh(question, of) for question in asked]
    of.memo._kept.clear()

    assert [decide(question, of) for question in asked] == alone


def strength(decision: Decision) -> int:
    match decision:
        case Deny():
            return 0
        case NeedsApproval():
            return 1
        case Permit():
            return 2


@given(questions, standings, st.frozensets(st.sampled_from(["snapshot", "notify"])), both)
def test_more_approvals_and_evidence_never_take_a_permission_away(
    question: Question, more: Standing, evidence: frozenset[str], of: Policies
) -> None:
    groups = {*question.standing.seats, *more.seats}
    together = Standing(
        question.standing.people + more.people,
        {group: question.standing.seats.get(group, 0) + more.seats.get(group, 0) for group in groups},
    )
    after = replace(question, standing=together, evidence=question.evidence | evidence)

    assert strength(decide(after, of)) >= strength(decide(question, of))


@given(questions, both)
def test_what_waits_goes_once_all_it_waits_for_is_there(question: Question, of: Policies) -> None:
    decision = decide(question, of)
    if not isinstance(decision, NeedsApproval):
        return

    given_seats = dict(question.standing.seats)
    for seats in decision.quorum.seats:
        given_seats[seats.group] = max(seats.count, given_seats.get(seats.group, 0))
    met = Standing(max(question.standing.people, decision.quorum.people), given_seats)

    after = decide(replace(question, standing=met, evidence=question.evidence | decision.obligations), of)
    assert isinstance(after, Permit)


@given(questions, st.dictionaries(st.sampled_from("bcdefg"), st.frozensets(st.sampled_from(["sre", "sales"]))))
def test_nothing_changes_production_without_two_different_people(
    question: Question, voters: dict[str, frozenset[str]]
) -> None:
    before = decide(replace(question, standing=Standing()), DEFAULT)
    if not isinstance(before, NeedsApproval):
        reads = question.effect is Effect.READ
        assert isinstance(before, Deny) or reads or question.environment == "development"
        return

    standing = seat(before.quorum, voters)
    after = decide(replace(question, standing=standing), DEFAULT)

    eligible = [name for name, groups in voters.items() if "sre" in groups]
    assert isinstance(after, Permit) == (len(eligible) >= 2)
    assert (missing(before.quorum, standing) == 0) == (len(eligible) >= 2)


decisions: st.SearchStrategy[Decision] = st.one_of(
    st.builds(Permit, st.just(("p",))),
    st.builds(
        NeedsApproval,
        st.builds(lambda count, group: Quorum((Seats(count, group),), count), st.integers(1, 3), st.sampled_from("xy")),
        st.frozensets(st.sampled_from(["snapshot", "notify"])),
        st.sampled_from([("g",), ("h",)]),
    ),
    st.builds(Deny, st.sampled_from(Reason), st.sampled_from([("d",), ("e",)]), st.just(("session",))),
)


@given(st.lists(decisions, min_size=1))
def test_the_strictest_decides_in_whatever_order(given_decisions: list[Decision]) -> None:
    combined = combine(given_decisions)

    assert strength(combined) == min(strength(each) for each in given_decisions)
    assert combine(reversed(given_decisions)) == combined
    assert combine([combined, combined]) == combined


def uid(kind: str, name: str) -> dict[str, str]:
    return {"type": f"Keyturn::{kind}", "id": name}


def in_full(question: Question, text: str) -> list[tuple[bool, tuple[str, ...]]]:
    """What Cedar says of sponsor and session with every policy, every entity and all of the context, by the schema."""
    groups = [uid("Group", group) for group in question.groups]
    sponsor, session = uid("Person", question.sponsor), uid("Session", question.session)
    agent, environment, standing = (
        uid("Agent", question.agent),
        uid("Environment", question.environment),
        uid("Standing", "now"),
    )
    entities: list[dict[str, Any]] = [
        *({"uid": one, "attrs": {}, "parents": []} for one in (*groups, agent, environment)),
        {"uid": sponsor, "attrs": {}, "parents": groups},
        {"uid": session, "attrs": {"sponsor": {"__entity": sponsor}}, "parents": [agent]},
        {
            "uid": standing,
            "attrs": {"people": question.standing.people, "local": question.standing.local},
            "parents": [],
            "tags": dict(question.standing.seats),
        },
    ]
    context = {
        "change": {"__entity": standing},
        "evidence": list(question.evidence),
        "service": question.service,
        "operation": question.operation,
        "reading": question.reading.value,
        "delegates": question.delegates,
        "stateful_loss": question.stateful_loss,
        "in_scope": question.in_scope,
        "in_environment": question.in_environment,
        "state_bound": question.state_bound,
    }
    results = cedarpy.is_authorized_batch(
        [
            {
                "principal": link,
                "action": uid("Action", question.effect.value),
                "resource": environment,
                "context": context,
            }
            for link in (sponsor, session)
        ],
        text,
        entities,
        schema(),
    )
    return [(one.allowed, tuple(sorted(one.diagnostics.id_annotations_by_reason.values()))) for one in results]


@settings(max_examples=50)
@given(scoped, st.lists(questions, min_size=1, max_size=5))
def test_what_is_left_out_or_looked_at_once_would_have_changed_nothing(
    written: list[tuple[str, ...]], asked: list[Question]
) -> None:
    text = "\n".join(
        f'@id("p{number}") {effect} ({who}, {action}, {resource}) {condition};'
        for number, (effect, who, action, resource, condition) in enumerate(written)
    )
    ready = policies(text).cedar
    for question in asked:
        replies = ready.may_act(question)
        assert [(reply.allowed, reply.policies) for reply in replies] == in_full(question, text)
