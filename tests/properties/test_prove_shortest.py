"""The way that is told is the shortest: no smaller set of steps gets there, tried one set after the other."""

from collections.abc import Hashable
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.prover.account import read
from keyturn.prover.actors import Power
from keyturn.prover.formula import either
from keyturn.prover.goals import Goal, Query
from keyturn.prover.guardrail import Exempt
from keyturn.prover.holdings import grown
from keyturn.prover.likeness import Likeness
from keyturn.prover.moves import Moves
from keyturn.prover.prove import Prover, Wanted
from keyturn.prover.search import Search
from keyturn.prover.steps import Move
from tests.iam_estate import (
    AT,
    DATABASE,
    DELETE,
    OWN,
    Document,
    allow,
    arn,
    bundle,
    deny,
    doc,
    policy,
    role,
    trust,
    user,
)

_MOST: Final = 5_000
"""Sets of steps that are tried for one principal; past them the estate is passed over."""

RIGHTS: Final = [
    "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:DeleteRolePolicy", "iam:TagRole", "iam:AttachRolePolicy",
    "iam:DeleteRolePermissionsBoundary", "iam:CreatePolicyVersion", "sts:AssumeRole", "sts:TagSession", "rds:*",
]  # fmt: skip
WHERE: Final = ["*", arn("role", "one"), arn("role", "two"), arn("role", "t*"), DATABASE]
TEAM: Final = {"StringEquals": {"aws:PrincipalTag/team": "db"}}
CONDITIONS: Final[list[Document | None]] = [None, None, TEAM]
allows = st.builds(
    allow,
    st.lists(st.sampled_from(RIGHTS), min_size=1, max_size=2),
    st.sampled_from(WHERE),
    st.sampled_from(CONDITIONS),
)
denies = st.builds(deny, st.sampled_from(RIGHTS), st.sampled_from(WHERE), st.sampled_from(CONDITIONS))
statements = st.lists(st.one_of(allows, allows, denies), max_size=3)
trusts = st.sampled_from([OWN, trust({"AWS": arn("role", "one")}, action=["sts:AssumeRole", "sts:TagSession"])])
boundaries = st.sampled_from([None, None, arn("policy", "edge")])


@st.composite
def estates(draw: st.DrawFn) -> Document:
    roles = (
        role(name, *draw(statements), trusts=draw(trusts), boundary=draw(boundaries))
        for name in ("one", "two", "three")
    )
    scps = [[doc(allow("*"))], [doc(allow("*"), *draw(st.lists(denies, max_size=2)))]]
    return bundle(user("eve", *draw(statements)), *roles, policy("edge", doc(*draw(statements))), scps=scps)


def steps_at_least(prover: Prover, goal: Goal, start: int, most: int) -> int | None:
    """The fewest steps below `most` that reach the goal, by trying every set; None if there is none."""
    sets: dict[frozenset[Move], dict[int, Power]] = {frozenset(): {start: Power(start)}}
    for taken in range(most - 1):
        if any(goal(power) is not None and taken + 1 < most for held in sets.values() for power in held.values()):
            return taken + 1
        sets = {
            before | {move}: held | {move.target: grown(held.get(move.target, Power(move.target)), move, either)}
            for before, held in sets.items()
            for power in held.values()
            for move in prover.moves.all(power)
            if move not in before and (move.becomes or move.target in held)
        }
        if len(sets) > _MOST:
            return None
    return None


@given(estates())
@settings(max_examples=60, deadline=None)
def test_no_fewer_steps_reach_the_goal(made: Document) -> None:
    query = Query(DELETE, DATABASE)
    prover = Prover(read(made), Wanted((query,), Exempt(None, ()), AT))
    goal = Goal(prover.powers, query)
    search = Search(prover.moves, goal, certain=True)

    for actor in prover.starts():
        way = search.find(actor.number).way
        if way is not None and len(way.arrival.acts) == 1:
            told = len(way.moves) + 1
            assert steps_at_least(prover, goal, actor.number, told) is None


class Apart(Likeness):
    """Nobody is like anybody else."""

    def at_most(self, power: Power) -> Hashable:
        return ("at most", power)

    def of(self, power: Power) -> Hashable:
        return power


SECOND: Final = arn("role", "two")
ASKS: Final[list[Document]] = [
    {"ArnNotEquals": {"aws:PrincipalArn": SECOND}},
    {"StringNotEquals": {"aws:PrincipalTag/team": "${aws:ResourceTag/team}"}},
    {"StringNotLike": {"aws:userid": f"{role('two')['RoleId']}:*"}},
    TEAM,
]
keeping = st.builds(deny, st.sampled_from(["rds:*", "iam:*", "*"]), st.sampled_from(WHERE), st.sampled_from(ASKS))


@given(estates(), st.lists(keeping, min_size=1, max_size=2), st.lists(keeping, max_size=1))
@settings(max_examples=60, deadline=None)
def test_passing_over_who_is_like_somebody_nearer_changes_nothing(
    made: Document, scps: list[Document], rcps: list[Document]
) -> None:
    query = Query(DELETE, DATABASE)
    more = {
        "scps": [*made["scps"], [doc(allow("*"), *scps)]],
        "rcps": [[doc(one | {"Principal": "*"}) for one in rcps]],
    }
    prover = Prover(read(made | more), Wanted((query,), Exempt(None, ()), AT))
    goal = Goal(prover.powers, query)
    quick = Search(prover.moves, goal, certain=True)
    slow = Search(Moves(prover.powers, Apart(prover.powers)), goal, certain=True)

    for actor in prover.starts():
        ways = [search.find(actor.number).way for search in (quick, slow)]
        assert len({None if way is None else len(way.moves) + len(way.arrival.acts) for way in ways}) == 1
