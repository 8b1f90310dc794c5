"""The level `notify`: the call goes at once, and the entry before it says that people are to be told."""

from dataclasses import replace

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.bundles import bundle_of
from keyturn.flow.consider import Considering
from keyturn.model.autonomy import Act, Autonomy, Row, Word
from keyturn.model.decision import parse_quorum
from keyturn.model.evidence import Kind
from keyturn.testing.house import DEVELOPMENT, House

TWO = parse_quorum("2 of sre")


def house_of(*rows: Row) -> House:
    return House(bundle_of(TWO, Autonomy(rows)), PackagedCatalogue())


def told(house: House, kind: Kind) -> object:
    return next(draft.payload.get("notify") for draft in reversed(house.log.drafts) if draft.kind is kind)


def test_it_goes_at_once_and_the_evidence_says_that_people_are_told() -> None:
    house = house_of(Row("production", {Act.MODIFY: Word.NOTIFY}))
    session = house.session()

    assert house.passed(house.submit(session, "dynamodb:UpdateTable", TableName="costs"))
    assert told(house, Kind.INTENT) is True
    assert house.kinds()[-2:] == [Kind.INTENT, Kind.OUTCOME]
    house.close()


def test_nobody_is_told_of_what_has_another_level() -> None:
    house = house_of(Row("production", {Act.MODIFY: Word.NOTIFY}))
    session = house.session()

    assert house.passed(house.submit(session, "dynamodb:DeleteTable", DEVELOPMENT, TableName="costs"))
    assert told(house, Kind.INTENT) is None
    house.close()


def test_a_marked_read_is_told_of_as_well() -> None:
    house = house_of(Row("production", {Act.DATA: Word.NOTIFY}))
    session = house.session()

    assert house.passed(house.submit(session, "dynamodb:Scan", TableName="costs"))
    assert told(house, Kind.READ) is True
    assert house.passed(house.submit(session, "dynamodb:ListTables"))
    assert told(house, Kind.READ) is None
    house.close()


def test_what_waits_for_people_is_told_of_when_it_goes() -> None:
    house = house_of(Row("production", {Act.DATA: Word.NOTIFY, Act.DELETE: TWO}, {"dynamodb:DeleteTable": Word.NOTIFY}))
    session = house.session()

    change = house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))
    house.approve(change, "ana")
    house.approve(change, "bo")

    assert house.passed(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))
    assert told(house, Kind.INTENT) is True
    house.close()


def test_what_is_lowered_is_named_for_as_long_as_it_stands() -> None:
    house = house_of(Row("production", {Act.MODIFY: Word.NOTIFY}))
    named = "production modify is lowered to notify (by itself: two people (2 of sre))"
    considering: Considering = house.considering
    considering.settings = replace(considering.settings, lowered=(named,))

    assert named in house.ask("status")["notices"]
    house.close()
