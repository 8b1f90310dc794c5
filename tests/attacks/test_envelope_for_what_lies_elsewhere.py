"""I have an envelope approved for copies of one object, and put another thing in its place afterwards."""

import pytest

from keyturn.adapters.bundles import default_bundle
from keyturn.codec.canonical import Json
from keyturn.model.touching import AwsTables
from keyturn.policy.bundles import bundle as checked
from keyturn.testing.house import House, Opened
from tests.bounding import enveloped

COPY = "s3:CopyObject"
OBJECTS: list[Json] = ["arn:aws-cn:s3:::data/a", "arn:aws-cn:s3:::source/a"]
UNBOUND = """
@id("only-what-is-bound") forbid (principal, action in Keyturn::Action::"change", resource)
when { resource != Keyturn::Environment::"development" && !context.state_bound };
"""


def copying(house: House, session: Opened, source: str) -> dict[str, str]:
    """Have ana and bo approve an envelope for copies of `source` to `data/a`; the parameters of such a copy."""
    copy = {"Bucket": "data", "Key": "a", "CopySource": source}
    bounds: dict[str, Json] = {name: {"one_of": [value]} for name, value in copy.items()}
    enveloped(house, session, operations=[COPY], resources=OBJECTS, parameters=bounds)
    return copy


@pytest.mark.parametrize("accepted", [[], ["s3://other/*"]])
def test_a_name_that_can_come_to_mean_something_else_lies_in_no_envelope(house: House, accepted: list[str]) -> None:
    house.accept(*accepted)
    session = house.session()
    copy = copying(house, session, "source/a")

    assert house.refused(house.submit(session, COPY, **copy)) == "reference.mutable"
    assert house.upstream.received == []


def test_one_version_of_it_does_and_so_does_what_the_configuration_accepts(house: House) -> None:
    known: list[tuple[str, list[str]]] = [("source/a?versionId=v1", []), ("source/a", ["s3://source/*"])]
    for source, accepted in known:
        house.accept(*accepted)
        session = house.session()
        copy = copying(house, session, source)

        assert house.passed(house.submit(session, COPY, **copy))


def test_where_policy_wants_approvals_bound_to_a_state_no_envelope_stands_in_for_them(catalogue: AwsTables) -> None:
    default = default_bundle("sre", 2)
    house = House(checked(default.policies + UNBOUND, default.schema), catalogue)
    session = house.session()
    change = {"TableName": "costs", "BillingMode": "PAY_PER_REQUEST"}
    bounds: dict[str, Json] = {name: {"one_of": [value]} for name, value in change.items()}
    enveloped(house, session, operations=["dynamodb:UpdateTable"], parameters=bounds)

    reply = house.submit(session, "dynamodb:UpdateTable", **change)

    assert house.refused(reply) == "change.pending"
    assert "has not the approvals that policy asks for" in str(reply)
    assert house.upstream.received == []
    house.close()
