"""I hand in two approvals of mine at the same instant, so that both are judged before either is written."""

import asyncio
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.errors import KeyturnError
from keyturn.model import written
from keyturn.model.approval import Verdict
from keyturn.model.evidence import Kind
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers, public
from keyturn.testing.house import House

DELETE = "dynamodb:DeleteTable"


def at_once(house: House, *envelopes: str) -> list[Any]:
    """Hand in all of these while nothing becomes durable; what each was answered."""

    async def story() -> list[Any]:
        house.log.hold()
        votes = [asyncio.ensure_future(house.desk.ask("vote", {"envelope": one})) for one in envelopes]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        house.log.release()
        return await asyncio.gather(*votes, return_exceptions=True)

    return house.run(story())


def counted(answers: list[Any]) -> int:
    assert all(isinstance(one, dict | KeyturnError) for one in answers), answers
    return sum(isinstance(one, dict) for one in answers)


def test_two_statements(house: House) -> None:
    session = house.session()
    change = house.held(house.submit(session, DELETE, TableName="costs"))
    envelopes = [house.signed("ana", house.verdict(change, "ana")) for _ in range(2)]

    assert counted(at_once(house, *envelopes)) == 1

    assert house.ask("show", change=change)["missing"] == 1
    assert house.held(house.submit(session, DELETE, TableName="costs")) == change
    assert house.kinds().count(Kind.VOTE) == 1


def test_one_statement_twice(house: House) -> None:
    change = house.held(house.submit(house.session(), DELETE, TableName="costs"))
    envelope = house.signed("ana", house.verdict(change, "ana"))

    assert counted(at_once(house, envelope, envelope, envelope)) == 1
    assert house.ask("show", change=change)["missing"] == 1


def test_with_two_keys_of_mine(house: House) -> None:
    house.enrol("cy", "sre")
    keepers = Gatekeepers(house)
    keepers.seal("dana", "ana", "bo", "cy")
    first, second = house.keys["ana"], Ed25519PrivateKey.generate()
    keepers.change("dana", GateKind.KEY_ADD, {"name": "ana", "key": written.public_key(public(second))}, "bo", "cy")
    change = house.held(house.submit(house.session(), DELETE, TableName="costs"))
    envelopes = []
    for own in (first, second):
        house.keys["ana"] = own
        envelopes.append(house.signed("ana", house.verdict(change, "ana")))

    assert counted(at_once(house, *envelopes)) == 1
    assert house.ask("show", change=change)["missing"] == 1


def test_yes_and_no(house: House) -> None:
    session = house.session()
    change = house.held(house.submit(session, DELETE, TableName="costs"))
    house.vote(change, "bo")
    yes, no = (house.signed("ana", house.verdict(change, "ana", verdict)) for verdict in Verdict)

    at_once(house, yes, no)

    # Whichever came first: who said no has said no.
    assert house.ask("show", change=change)["state"] == "rejected"
    assert not house.passed(house.submit(session, DELETE, TableName="costs"))
    assert house.upstream.received == []
