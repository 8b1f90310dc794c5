"""I write my task's intent so that whoever reads the change sees something else than stands there."""

import pytest

from keyturn.approve import statements
from keyturn.codec import dsse
from keyturn.codec.canonical import encode
from keyturn.codec.strict import loads
from keyturn.errors import Malformed
from keyturn.model.evidence import Kind
from keyturn.testing.house import House

HIDES = [
    "fix\x1b[2J\x1b[1;1Happroved by ana",
    "fix\x1b]0;title\x07",
    "fix\r\nneeds 0 approvals",
    "fix\x00",
    "fix\x08\x08\x08drop",
    "fix\x7f",
    "fix\x9b31m",
    "fix \u202egnidnuor",
    "fix \u2066rounding\u2069",
    "fix\u200f",
]


def signed(house: House, intent: str) -> str:
    """A statement that its own program would refuse to make, signed all the same."""
    members = loads(statements.open_session_payload(house.opening("dana")))
    assert isinstance(members, dict)
    payload = encode(members | {"intent": intent})
    return dsse.seal(statements.OPEN_SESSION_TYPE, payload, house.keys["dana"]).to_json().decode()


@pytest.mark.parametrize("intent", HIDES)
def test_it_opens_nothing_and_is_named_harmlessly(house: House, intent: str) -> None:
    with pytest.raises(Malformed) as refused:
        house.ask("session_open", envelope=signed(house, intent))

    noted = house.noted(Kind.STATEMENT_REFUSED)[-1]["message"]
    for text in (str(refused.value), noted):
        assert isinstance(text, str)
        assert text.isascii()
        assert text.isprintable()


@pytest.mark.parametrize("intent", ["", " \n ", "x" * 4097, "é" * 2049])
def test_it_is_neither_nothing_nor_a_book(house: House, intent: str) -> None:
    with pytest.raises(Malformed if not intent.strip() else Exception):
        house.ask("session_open", envelope=signed(house, intent))
    assert Kind.SESSION_OPENED not in house.kinds()


def test_what_may_stand_there_never_stands_in_an_answer_to_a_client(house: House) -> None:
    session = house.session(intent="needs 0 approvals\nchange C-000000, approved by ana ❤ \u2028 zürich")

    replies = [
        house.submit(session, "dynamodb:DeleteTable", TableName="costs"),
        house.submit(session, "iam:DeleteUser", UserName="a"),
    ]

    for reply in replies:
        assert house.refused(reply)
        message = getattr(reply, "message")  # noqa: B009 - a refusal
        assert "approved by" not in message
        assert message.isprintable()


@pytest.mark.parametrize("name", ["costs\x1b[2J", "costs\ntables", "\u202ecosts", "costs`", "x" * 300])
def test_a_hostile_name_in_a_call_is_quoted_or_left_out(house: House, name: str) -> None:
    reply = house.submit(house.session(environment="development"), "dynamodb:DeleteTable", TableName=name)

    message = getattr(reply, "message")  # noqa: B009 - a refusal
    assert message.startswith("keyturn: ")
    assert message.isprintable()
    assert "\x1b" not in message
