"""More to look at never makes an action less strict, and matching agrees with a plain definition of it."""

import fnmatch
import re
from dataclasses import replace
from typing import Final

from hypothesis import assume, given
from hypothesis import strategies as st

from keyturn.gather import arns
from keyturn.gather.environments import environments
from keyturn.gather.overlap import contains, touch_same
from keyturn.gather.scope import in_scope
from keyturn.model.action import Action, Call, Effect, Resource
from keyturn.model.facts import BucketHome, EnvironmentRule, Estate, Facts

ACCOUNT: Final = "123456789012"
REGIONS: Final = ("cn-north-1", "cn-northwest-1", "")
RESOURCES: Final = st.one_of(
    st.builds(
        lambda service, region, name: Resource(f"arn:aws-cn:{service}:{region}:{ACCOUNT}:{name}", region or None),
        st.sampled_from(["dynamodb", "iam", "lambda"]),
        st.sampled_from(REGIONS),
        st.sampled_from(["table/a", "table/b", "table/*", "table/a/index/i", "function:f", "function:f:live", "*"]),
    ),
    st.builds(lambda key: Resource(f"arn:aws-cn:s3:::{key}", None), st.sampled_from(["a", "b", "a/k", "a/k/l", "ab"])),
)
PATTERNS: Final = st.sampled_from(
    ["*", "arn:aws-cn:dynamodb:*:*:table/a", "arn:aws-cn:s3:::a/*", "arn:aws-cn:lambda:*:*:function:?", "arn:*:*:*:*:*"]
)
RULES: Final = st.builds(
    EnvironmentRule,
    st.sampled_from(["production", "development", "staging"]),
    st.lists(st.sampled_from(REGIONS[:2]), max_size=2).map(tuple),
    st.lists(st.just(ACCOUNT), max_size=1).map(tuple),
    st.lists(st.just(("env", "prod")), max_size=1).map(tuple),
    st.lists(PATTERNS, max_size=2).map(tuple),
)
ESTATES: Final = st.builds(lambda rules: Estate(ACCOUNT, tuple(rules)), st.lists(RULES, max_size=3))
FACTS: Final = st.builds(
    Facts, st.dictionaries(st.sampled_from("ab").map(BucketHome), st.sampled_from([*REGIONS[:2], None]))
)
ACTIONS: Final = st.builds(
    lambda resources, delegates, effect: Action(
        "aws",
        "aws-cn",
        ACCOUNT,
        Call("s3", "X", "cn-north-1", {}),
        tuple(resources),
        ("s3:X",),
        effect,
        delegates=delegates,
    ),
    st.lists(RESOURCES, max_size=4),
    st.booleans(),
    st.sampled_from(Effect),
)


@given(ACTIONS, RESOURCES, FACTS, ESTATES)
def test_naming_more_never_makes_it_less_strict(action: Action, more: Resource, facts: Facts, estate: Estate) -> None:
    assume(action.resources)
    wider = replace(action, resources=(*action.resources, more))
    assert environments(action, facts, estate) <= environments(wider, facts, estate)


@given(ACTIONS, FACTS, ESTATES)
def test_there_is_always_an_environment(action: Action, facts: Facts, estate: Estate) -> None:
    assert environments(action, facts, estate)


@given(ACTIONS, FACTS, ESTATES)
def test_delegating_always_reaches_production(action: Action, facts: Facts, estate: Estate) -> None:
    assert "production" in environments(replace(action, delegates=True), facts, estate)


@given(ACTIONS, ESTATES)
def test_knowing_nothing_is_at_least_as_strict_for_what_is_global(action: Action, estate: Estate) -> None:
    if any(resource.region is None for resource in action.resources):
        assert "production" in environments(action, Facts(), estate)


@given(ACTIONS, RESOURCES, st.lists(PATTERNS, min_size=1, max_size=3).map(tuple))
def test_naming_more_never_brings_it_into_scope(action: Action, more: Resource, patterns: tuple[str, ...]) -> None:
    assume(action.resources)
    wider = replace(action, resources=(*action.resources, more))
    assert in_scope(action, patterns) or not in_scope(wider, patterns)


@given(st.lists(RESOURCES, max_size=4), st.lists(RESOURCES, max_size=4))
def test_overlap_is_what_it_is_pair_by_pair(left: list[Resource], right: list[Resource]) -> None:
    expected = any(contains(a.arn, b.arn) or contains(b.arn, a.arn) for a in left for b in right)
    assert touch_same(tuple(left), tuple(right)) is expected
    assert touch_same(tuple(right), tuple(left)) is expected


GLOBS: Final = st.text(alphabet="ab*?", max_size=8)
PLAIN: Final = st.text(alphabet="ab/", max_size=10)


@given(GLOBS, PLAIN)
def test_a_pattern_means_what_every_shell_takes_it_for(pattern: str, text: str) -> None:
    expected = re.fullmatch(fnmatch.translate(pattern), text) is not None
    assert arns.covers(f"arn:p:s:r:a:{pattern}", f"arn:p:s:r:a:{text}") is expected
    if not text.endswith("/*"):
        assert arns.meets(f"arn:p:s:r:a:{pattern}", f"arn:p:s:r:a:{text}") is expected


@given(GLOBS, PLAIN, PLAIN)
def test_an_open_name_is_judged_by_all_that_it_may_be(pattern: str, beginning: str, ending: str) -> None:
    named, whole = f"arn:p:s:r:a:{beginning}/*", f"arn:p:s:r:a:{beginning}/{ending}"
    wanted = f"arn:p:s:r:a:{pattern}"
    if arns.covers(wanted, named):
        assert arns.covers(wanted, whole)
    if arns.covers(wanted, whole):
        assert arns.meets(wanted, named)


@given(st.integers(1, 2000))
def test_no_name_makes_matching_slow(length: int) -> None:
    # A hundred thousand steps at most: a backtracking matcher would need more than the age of the universe.
    pattern = "arn:p:s:r:a:" + "*a" * 30 + "*b"
    assert not arns.covers(pattern, "arn:p:s:r:a:" + "a" * length)
