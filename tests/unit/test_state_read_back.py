"""One long story with an entry of every kind: what is read back from its log is all that the gate knew."""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from keyturn.flow.state import State
from keyturn.model.approval import Verdict, Withdrawal, Word
from keyturn.model.bundle import Bundle
from keyturn.model.evidence import UNFOLDED, Draft, Kind
from keyturn.model.execution import Answer, Cut, Outgoing
from keyturn.model.gate import GateKind
from keyturn.model.identity import EndSession
from keyturn.model.touching import AwsTables
from keyturn.runner.journal import Journal
from keyturn.testing.gatekeepers import Gatekeepers, enrolment, lifting, new_key, overriding, public
from keyturn.testing.house import DEPLOYMENT, House, Opened
from keyturn.testing.proposers import Proposers
from keyturn.testing.upstream import fine
from tests.bounding import emergency, ended, enveloped, in_emergency, put, urgent
from tests.passkey_house import PasskeyHouse
from tests.telling import Storage, upload

DELETE = "dynamodb:DeleteTable"
PARTS = [b"first part", b"second part"]


def cut(_: Outgoing) -> Answer:
    raise Cut("reset")


def plain(value: object) -> Any:  # noqa: ANN401 - whatever stands there
    """`value` as it can be compared: every dataclass and mapping as what it holds."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return (type(value).__name__, fields)
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return sorted(value) if isinstance(value, set | frozenset) and all(isinstance(one, str) for one in value) else value


def read_back(house: House) -> State:
    """What the log of this house says to whoever opens it."""
    state = State()
    Journal(house.log, state).read_back()
    return state


def same(house: House) -> None:
    """Nothing the gate knows is otherwise in what is read back."""
    live, again = vars(house.considering.state), vars(read_back(house))
    assert live.keys() == again.keys()
    for name, value in live.items():
        assert plain(again[name]) == plain(value), name
        if isinstance(value, dict):
            assert list(again[name]) == list(value), f"{name}, in another order"


@pytest.fixture
def people(bundle: Bundle, catalogue: AwsTables) -> Iterator[PasskeyHouse]:
    made = PasskeyHouse(bundle, catalogue)
    yield made
    made.house.close()


def test_all_that_is_known_is_what_the_log_says(people: PasskeyHouse) -> None:
    house = people.house
    house.facts.answers = lambda _: Answer(200, (), b'{"Table": {"BillingMode": "PROVISIONED"}}')
    _set_up_and_sealed(people)
    same(house)
    _changed_by_people(house)
    same(house)
    _bounded(house)
    same(house)
    _in_doubt_and_in_drift(people)
    same(house)
    _sent_by_the_gate(house)
    same(house)
    _over(house)
    same(house)
    _at_another_time(house)
    same(house)
    told = {draft.kind for draft in house.log.drafts}
    assert set(Kind) - UNFOLDED - told == set()
    same(house.restarted())


def _set_up_and_sealed(people: PasskeyHouse) -> None:
    house = people.house
    for name in ("eve", "kim"):
        house.enrol(name, "sre")
    house.enrol("gone", "sre")
    house.ask("person_disable", name="gone")
    people.enrol("ana")
    Gatekeepers(house).seal("dana", "ana", "bo", "eve", "kim")


def _changed_by_people(house: House) -> None:
    keepers = Gatekeepers(house)
    house.keys["lou"] = new_key("lou")
    keepers.change("dana", GateKind.PERSON_ADD, enrolment("lou", "sre"), "ana", "bo")
    void = keepers.propose("kim", GateKind.PERSON_DISABLE, {"name": "lou"})
    refused = keepers.propose("eve", GateKind.PERSON_GROUPS, {"name": "lou", "groups": ["dba", "sre"]})
    house.vote(refused, "ana", Verdict.REJECT)
    keepers.change("dana", GateKind.CONFIGURATION, {"configuration": {"approvals": {"expires": "8h"}}}, "ana", "bo")
    assert keepers.state(void) == "void"
    keepers.suspend("kim")
    kim = {"name": "kim", "key": public(house.keys["kim"]).id}
    twice = keepers.propose("dana", GateKind.KEY_RESTORE, kim)
    keepers.change("dana", GateKind.KEY_RESTORE, kim, "ana", "bo")
    house.approve(twice, "ana", "bo")
    assert keepers.state(twice) == "void"


def _bounded(house: House) -> None:
    keepers, session, errand = Gatekeepers(house), house.session(), urgent(house)
    inside = enveloped(house, session, per_minute=2)
    assert house.passed(put(house, session, 1))
    ended(house, inside, "bo")
    in_emergency(house, errand)
    one = house.held(put(house, errand, 2))
    house.approve(one, "bo")
    assert house.passed(put(house, errand, 2))
    keepers.propose("dana", GateKind.EMERGENCY, emergency(house, errand))
    freeze = house.freeze("ana")
    change = house.held(house.submit(session, DELETE, TableName="costs"))
    house.approve(change, "ana", "bo")
    shown = house.ask("show", change=change)
    document = overriding(house, shown, freeze)
    keepers.change("dana", GateKind.FREEZE_OVERRIDE, document, "ana", "bo")
    assert house.passed(house.submit(session, DELETE, TableName="costs"))
    keepers.change("dana", GateKind.FREEZE_LIFT, lifting(house, freeze), "ana", "bo")
    house.freeze("bo", environment="production", until=house.clock.wall() + timedelta(minutes=1))
    house.clock.advance(minutes=2)


def _in_doubt_and_in_drift(people: PasskeyHouse) -> None:
    house = people.house
    session = house.session()
    drifts = house.held(house.submit(session, DELETE, TableName="rates"))
    people.vote(drifts, "ana")
    house.approve(drifts, "bo")
    house.facts.answers = lambda _: Answer(200, (), b'{"Table": {"BillingMode": "PAY_PER_REQUEST"}}')
    assert house.refused(house.submit(session, DELETE, TableName="rates")) == "change.drifted"
    house.approve(drifts, "bo", "eve")
    house.upstream.reaction = cut
    house.submit(session, DELETE, TableName="rates")
    same(house)
    house.say(drifts, "ana", Word.HAPPENED)
    house.say(drifts, "bo", Word.HAPPENED)
    _uploaded(house, session)


def _uploaded(house: House, session: Opened) -> None:
    """An upload of two parts in one change: after its first call the object is looked at anew."""
    house.facts.answers = lambda _: Answer(200, ((b"etag", b'"1"'),), b"")
    house.facts.homes["prod-data"] = "cn-north-1"
    house.upstream.reaction = Storage()
    where = {"Bucket": "prod-data", "Key": "costs.csv"}
    house.approve(house.rehearse(session, PARTS, **where), "ana", "bo")
    upload(house, session, PARTS, **where)
    house.upstream.reaction = fine


def _sent_by_the_gate(house: House) -> None:
    """Calls that a person proposes, and their rollback."""
    people = Proposers(house)
    house.facts.answers = lambda _: Answer(200, (), b'{"FunctionVersion": "6"}')
    alias = {"FunctionName": "report", "Name": "live", "FunctionVersion": "7"}
    change = people.propose("dana", ("lambda:UpdateAlias", alias))
    house.approve(change, "bo", "eve")
    assert people.execute("dana", change)["state"] == "done"
    people.roll_back("bo", change)


def _over(house: House) -> None:
    """A change taken back, one that expires, a session that ends."""
    session = house.session()
    shown = house.ask("show", change=house.held(house.submit(session, DELETE, TableName="usage")))
    taken_back = Withdrawal(DEPLOYMENT, shown["id"], shown["digest"], "dana", house.clock.wall(), house.nonce())
    house.ask("withdraw", envelope=house.signed("dana", taken_back))
    house.held(house.submit(session, DELETE, TableName="late"))
    end = EndSession(DEPLOYMENT, "bo", session.id, house.clock.wall(), house.nonce())
    house.ask("session_end", envelope=house.signed("bo", end))
    house.clock.advance(hours=25)
    house.sweep()


def _at_another_time(house: House) -> None:
    """The clock jumps and comes back; then it jumps, and people accept it. Another key takes over the log."""
    house.clock.drift = timedelta(hours=-1)
    house.sweep()
    house.clock.drift = timedelta(0)
    house.sweep()
    assert house.passed(house.submit(house.session(), DELETE, "cn-northwest-1", TableName="costs"))
    house.session()
    Gatekeepers(house).propose("dana", GateKind.PERSON_DISABLE, {"name": "lou"})
    house.clock.drift = timedelta(hours=-1)
    house.sweep()
    house.accept_clock("ana")
    same(house)
    house.accept_clock("bo")
    draft = Draft(Kind.LOG_KEY_CHANGED, house.clock.wall(), {}, {"new": "another", "envelope": "", "statement": "x"})
    house.run(_written(house, draft))


async def _written(house: House, draft: Draft) -> None:
    await house.journal.write(draft)
