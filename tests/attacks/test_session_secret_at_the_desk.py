"""I am the agent. I sign with my session's secret what only people may sign, and hand it to the desk."""

from datetime import timedelta
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.approve.statements import NotTheirs, UnknownKey
from keyturn.errors import CallerError, Malformed
from keyturn.model.evidence import Kind
from keyturn.testing.client import request
from keyturn.testing.house import PRODUCTION, House, Opened


@pytest.fixture
def session(house: House) -> Opened:
    opened = house.session()
    # The only key an agent has, made into one that can sign statements.
    house.keys["agent"] = Ed25519PrivateKey.from_private_bytes(sha256(opened.credentials.key.secret.encode()).digest())
    return opened


def test_a_vote(house: House, session: Opened) -> None:
    change = house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))

    with pytest.raises(UnknownKey):
        house.ask("vote", envelope=house.signed("agent", house.verdict(change, "ana")))
    assert house.ask("show", change=change)["votes"] == []


def test_another_session_for_another_day(house: House, session: Opened) -> None:
    statement = house.opening("dana", expires=house.clock.wall() + timedelta(hours=24))

    with pytest.raises(UnknownKey):
        house.ask("session_open", envelope=house.signed("agent", statement))
    assert house.kinds().count(Kind.SESSION_OPENED) == 1


def test_a_call_signed_for_aws_is_no_statement(house: House, session: Opened) -> None:
    unsigned, signing_name = request("sts", "GetCallerIdentity", PRODUCTION, {})
    call = house.sign(session, unsigned, signing_name, PRODUCTION)
    authorization = dict(call.headers)["authorization"]

    for method in ("vote", "withdraw", "session_open", "session_end"):
        for text in (authorization, f'{{"Authorization":"{authorization}"}}', (call.content.data or b"").decode()):
            with pytest.raises(Malformed):
                house.ask(method, envelope=text)
        with pytest.raises(Malformed, match="does not take it"):
            house.ask(method, envelope="{}", authorization=authorization)


def test_my_sponsors_statement_opens_a_session_for_nobody_but_its_signer(house: House, session: Opened) -> None:
    with pytest.raises(NotTheirs):
        house.ask("session_open", envelope=house.signed("bo", house.opening("dana")))


def test_the_desk_takes_nothing_at_the_agents_door_and_the_door_nothing_of_the_desks(
    house: House, session: Opened
) -> None:
    with pytest.raises(CallerError, match="is not a method of this gate"):
        house.ask("dynamodb:ListTables")
    with pytest.raises(CallerError) as refused:
        house.ask("\x1b[2Jseal\u202e")
    assert str(refused.value).isprintable()
