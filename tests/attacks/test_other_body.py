"""I have one call approved and send another: another body, another parameter, another object."""

from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

import pytest

from keyturn.model.wire import Content
from keyturn.testing.house import House

APPROVED: Final[dict[str, Any]] = {
    "Bucket": "prod-code",
    "Key": "handler.zip",
    "Body": b"the fix that people looked at",
}


@pytest.mark.parametrize(
    "other",
    [
        {"Body": b"a back door of the same length"[:29]},
        {"Body": b""},
        {"Key": "handler.zip "},
        {"Key": "Handler.zip"},
        {"Bucket": "prod-code2"},
        {"ContentType": "application/zip"},
        {"Metadata": {"approved": "yes"}},
        {"StorageClass": "GLACIER"},
    ],
    ids=str,
)
def test_what_differs_anywhere_is_another_change(house: House, other: dict[str, Any]) -> None:
    house.facts.homes.update({"prod-code": "cn-north-1", "prod-code2": "cn-north-1"})
    session = house.session()
    change = house.approved(session, "s3:PutObject", **APPROVED)

    assert house.held(house.submit(session, "s3:PutObject", **{**APPROVED, **other})) != change
    assert house.upstream.received == []


def test_what_was_approved_still_passes(house: House) -> None:
    house.facts.homes["prod-code"] = "cn-north-1"
    session = house.session()
    house.approved(session, "s3:PutObject", **APPROVED)
    house.submit(session, "s3:PutObject", **{**APPROVED, "Body": b"something else"})

    assert house.passed(house.submit(session, "s3:PutObject", **APPROVED))
    assert [sent.request.content.data for sent in house.upstream.received] == [APPROVED["Body"]]


def test_a_body_that_is_not_the_signed_one_never_gets_as_far(house: House) -> None:
    house.facts.homes["prod-code"] = "cn-north-1"
    session = house.session()
    house.approved(session, "s3:PutObject", **APPROVED)
    call = house.call(session, "s3:PutObject", **APPROVED)
    other = b"a back door"

    reply = house.send(replace(call, content=Content(sha256(other).hexdigest(), len(other), other)))

    assert house.refused(reply) == "sigv4.wrong_payload"
    assert house.upstream.received == []


def test_approval_for_one_region_is_none_for_another(house: House) -> None:
    session = house.session()
    change = house.approved(session, "dynamodb:DeleteTable", "cn-north-1", TableName="costs")

    assert house.held(house.submit(session, "dynamodb:DeleteTable", "ap-southeast-1", TableName="costs")) != change
