"""However levels are configured: the policies written from them decide what the table says, and keep the floor."""

from dataclasses import replace
from functools import lru_cache

from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.adapters.bundles import bundle_of
from keyturn.decide.engine import Policies, decide, load
from keyturn.model.action import Effect
from keyturn.model.autonomy import Autonomy, lowered
from keyturn.model.bundle import Bundle
from keyturn.model.decision import Deny, NeedsApproval, Permit, Question, Standing
from tests.levels import TWO, meant, questions, tables


@lru_cache(maxsize=8)
def _loaded(text: str, schema: str, version: str) -> Policies:
    return load(Bundle(text, schema, version))


def loaded(table: Autonomy) -> Policies:
    bundle = bundle_of(TWO, table)
    return _loaded(bundle.policies, bundle.schema, bundle.version)


@given(tables, st.lists(questions, min_size=1, max_size=20))
@settings(max_examples=40)
def test_what_is_decided_is_what_the_table_says(table: Autonomy, asked: list[Question]) -> None:
    policies = loaded(table)

    for question in asked:
        wanted, decision = meant(question, table), decide(question, policies)
        if wanted is None:
            assert isinstance(decision, Deny)
        elif wanted[0].people or wanted[1]:
            assert isinstance(decision, NeedsApproval)
            assert (decision.quorum, decision.obligations) == wanted
        else:
            assert isinstance(decision, Permit)


@given(tables, st.lists(questions, min_size=1, max_size=20), st.sampled_from(["sre", "dba"]))
@settings(max_examples=60)
def test_nothing_that_has_a_floor_goes_in_production_with_one_person(
    table: Autonomy, asked: list[Question], group: str
) -> None:
    policies, one = loaded(table), Standing(1, {group: 1}, 1)

    for question in asked:
        floored = question.effect in (Effect.DELETE, Effect.PERMISSION, Effect.EXECUTE) or question.delegates
        if floored and question.environment != "development":
            told = replace(question, standing=one, evidence=frozenset({"notify"}))
            assert not isinstance(decide(told, policies), Permit)


@given(tables)
@settings(max_examples=60)
def test_whatever_takes_fewer_people_in_production_is_named(table: Autonomy) -> None:
    names = " ".join(lowered(table, TWO))

    for row in table.rows:
        for act, level in row.levels.items():
            if (
                row.environment == "production"
                and act.value in ("create", "modify")
                and str(level) in ("alone", "notify")
            ):
                assert f"production {act} is lowered to {level}" in names
    assert lowered(Autonomy(), TWO) == ()
