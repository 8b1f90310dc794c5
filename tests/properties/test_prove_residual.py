"""The decision of what stays open: beside every text of a tiny alphabet, and beside z3."""

from datetime import UTC, datetime
from itertools import product

import z3  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.prover.comparisons import meets
from keyturn.prover.formula import Either, Every, Formula, Not, either, every, leaves, negation
from keyturn.prover.formula import Test as Asked
from keyturn.prover.residual import satisfy, truth
from keyturn.prover.wildcards import Product, matches_arn, matches_text

AT = datetime(2026, 11, 22, tzinfo=UTC)
LETTERS = "ab"
TEXTS = ["".join(text) for length in range(7) for text in product("abc", repeat=length)]

patterns = st.text(alphabet="ab*?", min_size=0, max_size=4)
tests = st.builds(
    Asked,
    st.sampled_from(["k:one", "k:two"]),
    st.just("StringLike"),
    st.lists(patterns, min_size=1, max_size=2).map(tuple),
    if_exists=st.booleans(),
)
formulas = st.recursive(
    tests.map(lambda test: test),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(every),
        st.lists(inner, min_size=1, max_size=3).map(either),
        inner.map(negation),
    ),
    max_leaves=5,
)


@given(st.lists(patterns, min_size=1, max_size=4))
@settings(max_examples=60)
def test_the_automata_give_every_combination_that_some_text_gives_and_no_other(found: list[str]) -> None:
    told = dict(Product([("text", one) for one in found]).answers())

    by_hand = {tuple(matches_text(one, text) for one in found) for text in TEXTS}
    assert set(told) >= by_hand
    for answers, text in told.items():
        assert tuple(matches_text(one, text) for one in found) == answers


@given(st.lists(patterns, min_size=1, max_size=3))
@settings(max_examples=40)
def test_the_witness_is_a_shortest_one(found: list[str]) -> None:
    told = dict(Product([("text", one) for one in found]).answers())

    for text in TEXTS:
        answers = tuple(matches_text(one, text) for one in found)
        assert len(told[answers]) <= len(text)


@given(st.lists(st.sampled_from(["arn", "*", "a*", "?", "", "a:b", "*b"]), min_size=6, max_size=6), st.data())
@settings(max_examples=60)
def test_an_arn_s_wildcards_stay_within_their_field_in_automata_too(fields: list[str], data: st.DataObject) -> None:
    pattern = ":".join(one.replace(":", "") for one in fields)
    for answers, text in Product([("arn", pattern)]).answers():
        assert answers == (matches_arn(pattern, text),)


def holds(formula: Formula, values: dict[str, str | None]) -> bool | None:
    known = {
        test: (values[test.key] is not None and any(meets(test.op, values[test.key] or "", one) for one in test.values))
        or (values[test.key] is None and test.if_exists)
        for test in leaves(formula)
        if isinstance(test, Asked)
    }
    return truth(formula, known)


@given(formulas)
@settings(max_examples=60, deadline=None)
def test_a_formula_holds_somewhere_exactly_if_some_context_of_a_tiny_world_says_so(formula: Formula) -> None:
    # Patterns of at most four letters tell no longer texts apart than these.
    world: list[str | None] = [None, *[text for text in TEXTS if len(text) <= 5]]
    keys = sorted({leaf.key for leaf in leaves(formula) if isinstance(leaf, Asked)})

    found = satisfy(formula, AT)

    if found is not None:
        context = dict.fromkeys(keys, "x") | {key: values[0] if values else None for key, values in found}
        assert holds(formula, context)
    elif len(keys) == 1:
        assert not any(holds(formula, {keys[0]: value}) for value in world)
    else:
        assert as_z3(formula) == z3.unsat


def regex(pattern: str) -> z3.ReRef:
    sort = z3.ReSort(z3.StringSort())
    parts = [z3.Full(sort) if c == "*" else z3.AllChar(sort) if c == "?" else z3.Re(c) for c in pattern]
    return parts[0] if len(parts) == 1 else z3.Concat(*parts) if parts else z3.Re("")


def as_z3(formula: Formula) -> z3.CheckSatResult:
    def build(one: Formula) -> z3.BoolRef:
        match one:
            case bool():
                return z3.BoolVal(one)
            case Asked():
                there = z3.Bool(f"there {one.key}")
                text = z3.String(one.key)
                meets_one = z3.Or([z3.InRe(text, regex(pattern)) for pattern in one.values])
                return z3.Or(z3.And(there, meets_one), z3.And(z3.Not(there), z3.BoolVal(one.if_exists)))
            case Not(part):
                return z3.Not(build(part))
            case Every(parts):
                return z3.And([build(part) for part in parts])
            case Either(parts):
                return z3.Or([build(part) for part in parts])
            case _:
                raise AssertionError(one)

    solver = z3.Solver()
    solver.set("timeout", 10_000)
    solver.add(build(formula))
    return solver.check()


@given(formulas)
@settings(max_examples=60, deadline=None)
def test_z3_agrees(formula: Formula) -> None:
    theirs = as_z3(formula)

    assert theirs != z3.unknown
    assert (satisfy(formula, AT) is not None) == (theirs == z3.sat)
