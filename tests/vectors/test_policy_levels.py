"""With nothing configured, the policies written from the table decide as those did that stood before there was one."""

from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Final

from keyturn.decide.engine import decide, may_vote
from keyturn.model.action import Effect, Reading
from keyturn.model.decision import Standing
from tests.asking import DELETE_IN_PRODUCTION, change, default_policies, person, policies

BEFORE: Final = policies((Path(__file__).parent / "data" / "before_levels.cedar").read_text())
STANDINGS: Final = (Standing(), Standing(1, {"sre": 1}), Standing(2, {"sre": 2}), Standing(2, {"sre": 1}), Standing(9))
TRUTHS: Final = (False, True)


def test_every_combination_is_decided_as_before() -> None:
    now, tried = default_policies(), 0
    places = ("production", "development", "staging", "development2")
    for effect, reading, place, standing in product(Effect, Reading, places, STANDINGS):
        for delegates, in_scope, in_environment in product(TRUTHS, repeat=3):
            question = replace(
                DELETE_IN_PRODUCTION,
                effect=effect,
                reading=reading,
                environment=place,
                standing=standing,
                delegates=delegates,
                in_scope=in_scope,
                in_environment=in_environment,
            )
            assert decide(question, now) == decide(question, BEFORE)
            tried += 1
    assert tried == len(Effect) * len(Reading) * 4 * 5 * 8


def test_the_same_people_vote_as_before() -> None:
    for groups, enabled in product((("sre",), ("dba",), ("sre", "dba"), ()), TRUTHS):
        for name in ("ann", "bo"):
            who = person(name, *groups, enabled=enabled)
            assert may_vote(who, change(), default_policies()) == may_vote(who, change(), BEFORE)
