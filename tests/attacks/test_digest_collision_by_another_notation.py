"""I have one call approved and send another that reads the same: other digits, other order, other escapes, twice."""

from dataclasses import replace
from hashlib import sha256

import pytest

from keyturn.model.wire import Content, HttpRequest
from keyturn.testing.house import PRODUCTION, House, Opened

APPROVED = b'{"TableName": "costs", "Item": {"id": {"S": "a"}, "sum": {"N": "1"}}}'


def put(house: House, session: Opened, body: bytes) -> HttpRequest:
    """A signed PutItem with exactly this body."""
    pattern = house.call(session, "dynamodb:PutItem", TableName="costs", Item={"id": {"S": "a"}})
    unsigned = replace(
        pattern,
        headers=tuple(
            (name, str(len(body)) if name == "content-length" else value)
            for name, value in pattern.headers
            if name not in ("authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256")
        ),
        content=Content(sha256(body).hexdigest(), len(body), body),
    )
    return house.sign(session, unsigned, "dynamodb", PRODUCTION)


@pytest.fixture
def session(house: House) -> Opened:
    session = house.session()
    house.approve(house.held(house.send(put(house, session, APPROVED))), "ana", "bo")
    return session


@pytest.mark.parametrize(
    "body",
    [
        APPROVED.replace(b'"N": "1"', b'"N": "1.0"'),
        APPROVED.replace(b'"N": "1"', b'"N": "1e0"'),
        APPROVED.replace(b'"N": "1"', b'"N": "01"'),
        APPROVED.replace(b'"N": "1"', b'"N": "+1"'),
        APPROVED.replace(b'"N": "1"', b'"N": "1 "'),
        APPROVED.replace(b'"N": "1"', b'"N": "\\u0661"'),  # an Arabic one
        APPROVED.replace(b'"N": "1"', b'"S": "1"'),
        APPROVED.replace(b'"S": "a"', b'"S": "\\u0430"'),  # a Cyrillic a
        APPROVED.replace(b'"S": "a"', b'"S": "a\\u0301"'),  # an accent that combines
        APPROVED.replace(b'"S": "a"', b'"S": "A"'),
        APPROVED.replace(b'"costs"', b'"Costs"'),
    ],
)
def test_another_value_is_another_change(house: House, session: Opened, body: bytes) -> None:
    house.held(house.send(put(house, session, body)))
    assert house.upstream.received == []


@pytest.mark.parametrize(
    "body",
    [
        APPROVED.replace(b'"N": "1"', b'"N": 1'),
        APPROVED.replace(b'"TableName": "costs"', b'"TableName": "costs", "TableName": "prices"'),
        APPROVED.replace(b'"TableName": "costs"', b'"TableName": "prices", "TableName": "costs"'),
        APPROVED.replace(b'"S": "a"', b'"S": "b", "S": "a"'),
        APPROVED.replace(b'"S": "a"', b'"S": "a", "\\u0053": "b"'),
        APPROVED[:-1] + b', "tablename": "prices"}',
        APPROVED + b"{}",
        b"\xef\xbb\xbf" + APPROVED,
        APPROVED.replace(b'"a"', b'"\xff"'),
        APPROVED.replace(b'"a"', b'"\\ud800"'),
        APPROVED.replace(b'"N": "1"', b'"N": NaN'),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(house: House, session: Opened, body: bytes) -> None:
    reply = house.send(put(house, session, body))

    assert house.refused(reply) not in ("change.pending", "change.approved")
    assert house.upstream.received == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"Item":{"sum":{"N":"1"},"id":{"S":"a"}},"TableName":"costs"}',
        APPROVED.replace(b'"a"', b'"\\u0061"'),
        APPROVED.replace(b"TableName", b"\\u0054ableName"),
        b"\n " + APPROVED + b" \n",
    ],
)
def test_the_same_value_in_another_notation_is_the_same_call_and_passes_once(
    house: House, session: Opened, body: bytes
) -> None:
    assert house.passed(house.send(put(house, session, body)))
    assert not house.passed(house.send(put(house, session, APPROVED)))
    assert len(house.upstream.received) == 1
