"""Whatever a client calls its things, the gateway's own power is for that thing."""

import json
from datetime import UTC, datetime

from hypothesis import assume, given
from hypothesis import strategies as st

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.aws.permissions import PackagedPermissions
from keyturn.issue.power import LONGEST, power
from keyturn.model.action import Action, Call, Value
from keyturn.model.grant import Grant, SpentGrant
from keyturn.recognise.aws.touches import touch
from tests.iam import allows

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
GRANT = SpentGrant(Grant("G-7Q2M9K8XVB4F6D1A", None, 0, "0" * 64, AT, AT), AT)
TABLES, PERMISSIONS = PackagedCatalogue(), PackagedPermissions()

# What reads like a pattern, an escape or the end of a text in JSON, and what STS takes in no policy.
TEXT = st.text(st.sampled_from("ab*?${}\"\\/:,[]' -_.%ä日\x01\u2028"), min_size=1, max_size=12)
WRITABLE = st.text(st.sampled_from("ab*?${}\"\\,[]' -_.%ä"), min_size=1, max_size=12)


def policies(*keys: str) -> tuple[str, ...]:
    """What AWS is told to allow while these objects are deleted."""
    parameters: dict[str, Value] = {"Bucket": "costs", "Delete": {"Objects": [{"Key": key} for key in keys]}}
    action = touch(Call("s3", "DeleteObjects", "eu-west-1", parameters), "123456789012", TABLES)
    assert isinstance(action, Action), action
    return power(GRANT, "dana", action, PERMISSIONS).policies


@given(TEXT)
def test_it_is_a_policy_that_sts_takes_and_that_covers_the_thing(key: str) -> None:
    for policy in policies(key):
        assert len(policy) <= LONGEST
        assert all(" " <= character <= "\u00ff" for character in policy)
        assert json.loads(policy)["Version"] == "2012-10-17"
        assert allows(policy, "s3:DeleteObject", f"arn:aws:s3:::costs/{key}")


@given(WRITABLE, WRITABLE)
def test_it_covers_no_other(key: str, other: str) -> None:
    assume(key not in {other, "*"})

    assert not allows(policies(key)[0], "s3:DeleteObject", f"arn:aws:s3:::costs/{other}")


@given(st.lists(TEXT, min_size=2, max_size=300, unique=True))
def test_many_things_are_covered_too_within_their_bucket(keys: list[str]) -> None:
    policy = policies(*keys)[0]

    assert len(policy) <= LONGEST
    assert all(allows(policy, "s3:DeleteObject", f"arn:aws:s3:::costs/{key}") for key in keys)
    assert not allows(policy, "s3:DeleteObject", "arn:aws:s3:::other/a")
