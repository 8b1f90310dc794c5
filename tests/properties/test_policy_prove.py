"""Whatever the policies: what is proved of them is what trying every request shows."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.adapters.bundles import bundle_of, schema
from keyturn.decide.engine import decide, load
from keyturn.model.action import Effect, Reading
from keyturn.model.autonomy import Autonomy
from keyturn.model.bundle import Bundle
from keyturn.model.decision import Permit, Question, Standing, parse_quorum
from keyturn.policy.autonomy import lifted
from keyturn.policy.prove import Claim, asked, configured, floor, prove
from tests.asking import DELETE_IN_PRODUCTION
from tests.levels import TWO, tables

ACTS: Final = ("modify", "delete", "execute")
CONDITIONS: Final = (
    'resource == Keyturn::Environment::"production"',
    'resource != Keyturn::Environment::"development"',
    'context.operation == "DeleteBucket"',
    '["DeleteBucket", "PutItem"].contains(context.operation)',
    'context.reading == "data"',
    "context.delegates",
    "context.in_scope",
    'action == Keyturn::Action::"delete"',
    'action in [Keyturn::Action::"modify", Keyturn::Action::"execute"]',
    'action in Keyturn::Action::"change"',
    "principal is Keyturn::Session",
    "if context.delegates then context.in_scope else context.stateful_loss",
    'context.operation like "Delete*"',
)
SCOPE: Final = "(principal, action, resource is Keyturn::Environment)"
QUORUMS: Final = ("1 of sre", "2 of sre", "1 of dba", "1 of dba and 1 of sre")

conditions = st.recursive(
    st.sampled_from(CONDITIONS),
    lambda inner: st.one_of(
        inner.map("!({})".format),
        st.tuples(inner, inner).map("({0[0]}) && ({0[1]})".format),
        st.tuples(inner, inner).map("({0[0]}) || ({0[1]})".format),
    ),
    max_leaves=3,
)


def _policy(number: int, kind: str, quorum: str, condition: str) -> str:
    head = f'@id("p{number}")'
    if kind == "gate":
        unless = lifted(parse_quorum(quorum))
        return f'{head} @approval("{quorum}") forbid {SCOPE} when {{ {condition} }} unless {{ {unless} }};'
    return f"{head} {kind} {SCOPE} when {{ {condition} }};"


bundles = st.lists(
    st.tuples(st.sampled_from(["gate", "gate", "forbid"]), st.sampled_from(QUORUMS), conditions), max_size=4
).map(
    lambda rows: "\n".join(
        [
            _policy(0, "permit", "", "true"),
            *(_policy(number, *row) for number, row in enumerate(rows, start=1)),
            '@id("v") permit (principal, action == Keyturn::Action::"vote", resource);',
        ]
    )
)


def every(act: str, people: int) -> Iterator[Question]:
    """Every request that these policies could tell apart, with fewer than `people`."""
    standings = [Standing(count) for count in range(people)]
    standings += [Standing(count, {group: 1}) for count in range(1, people) for group in ("sre", "dba")]
    truths = (False, True)
    names = ("DeleteBucket", "PutItem", "DeleteOther", "Other")
    for place, name, reading in product(("production", "elsewhere"), names, (Reading.DATA, Reading.NOTHING)):
        for delegates, in_scope, loss, standing in product(truths, truths, truths, standings):
            yield replace(
                DELETE_IN_PRODUCTION,
                effect=Effect(act),
                environment=place,
                operation=name,
                reading=reading,
                delegates=delegates,
                in_scope=in_scope,
                stateful_loss=loss,
                standing=standing,
            )


@given(bundles, st.sampled_from(ACTS))
@settings(max_examples=25, deadline=None)
def test_what_is_proved_holds_for_every_request_and_what_is_refuted_fails_for_one(text: str, act: str) -> None:
    policies = load(Bundle(text, schema(), "test"))
    proof = prove(text, [Claim(act, 2)])
    passes = any(isinstance(decide(question, policies), Permit) for question in every(act, 2))

    if not proof.shortfalls:
        assert not passes
    elif not proof.shortfalls[0].doubts:
        assert isinstance(decide(asked(proof.shortfalls[0].case), policies), Permit)
        assert passes or act == "execute"  # what delegates is an execution, whatever else it does


@given(tables)
@settings(max_examples=60)
def test_the_policies_of_every_table_are_proved_to_keep_it(table: Autonomy) -> None:
    text = bundle_of(TWO, table).policies

    assert prove(text, floor()).shortfalls == ()
    assert prove(text, configured(table, TWO)).shortfalls == ()
