"""The auditor's decision of patterns: beside every text of a tiny alphabet, and beside z3."""

from collections.abc import Sequence
from itertools import product

import z3  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.verify.iam.texts import Pattern, fits, folded, some_text, wild

TEXTS = ["".join(text) for length in range(7) for text in product("abz", repeat=length)]
COLONS = [":".join(fields) for count in range(1, 8) for fields in product(("", "a", "z"), repeat=count)]

texts = st.text(alphabet="ab*?", max_size=4)
plain = st.builds(lambda text: Pattern(wild(text)), texts)
any_case = st.builds(lambda text: Pattern(folded(wild(text))), texts)
field = st.sampled_from(["", "a", "*", "?", "a*", "*a"])
arns = st.lists(field, min_size=6, max_size=7).map(lambda fields: Pattern(wild(":".join(fields)), arn=True))
spans = st.sampled_from(["*", "*a", "a*", "*:*", "*:a", "?:*", ":::::*", "*a*", "a:*", "*?", "::*:?"]).map(
    lambda text: Pattern(wild(text))
)


def beside(wanted: Sequence[tuple[Pattern, ...]], unwanted: list[Pattern], among: list[str]) -> bool:
    return any(
        all(any(fits(one, text) for one in group) for group in wanted) and not any(fits(one, text) for one in unwanted)
        for text in among
    )


@given(st.lists(st.lists(plain, min_size=1, max_size=2).map(tuple), max_size=3), st.lists(plain, max_size=3))
@settings(max_examples=200, deadline=None)
def test_it_finds_a_text_where_there_is_one_and_none_where_there_is_none(
    wanted: list[tuple[Pattern, ...]], unwanted: list[Pattern]
) -> None:
    found = some_text(frozenset(wanted), frozenset(unwanted))

    if beside(wanted, unwanted, TEXTS):
        assert found
    else:
        # A text that exists may be longer than those: z3 says whether one does.
        assert not found or by_z3(wanted, unwanted)


@given(st.lists(any_case | plain, min_size=1, max_size=3), st.lists(any_case | plain, max_size=2))
@settings(max_examples=100, deadline=None)
def test_case_counts_where_it_counts(wanted: list[Pattern], unwanted: list[Pattern]) -> None:
    letters = ["".join(text) for length in range(5) for text in product("aAbBz", repeat=length)]

    if beside([(one,) for one in wanted], unwanted, letters):
        assert some_text(frozenset((one,) for one in wanted), frozenset(unwanted))


@given(st.lists(arns | spans, min_size=1, max_size=3), st.lists(arns | spans, max_size=3))
@settings(max_examples=150, deadline=None)
def test_wildcards_of_arns_stay_in_their_field(wanted: list[Pattern], unwanted: list[Pattern]) -> None:
    groups = [(one,) for one in wanted]

    if beside(groups, unwanted, COLONS):
        assert some_text(frozenset(groups), frozenset(unwanted))


def by_z3(wanted: Sequence[tuple[Pattern, ...]], unwanted: list[Pattern]) -> bool:
    text = z3.String("text")
    solver = z3.Solver()
    for group in wanted:
        solver.add(z3.Or([z3.InRe(text, regex(one)) for one in group]))
    for one in unwanted:
        solver.add(z3.Not(z3.InRe(text, regex(one))))
    return bool(solver.check() == z3.sat)


def regex(pattern: Pattern) -> z3.ReRef:
    everything = z3.Full(z3.ReSort(z3.StringSort()))
    one = z3.AllChar(z3.ReSort(z3.StringSort()))
    parts = [everything if token is None else one if token == "" else z3.Re(token) for token in pattern.tokens]
    return z3.Concat(*parts) if len(parts) > 1 else parts[0] if parts else z3.Re("")
