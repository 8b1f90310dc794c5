"""A passkey stops things and asks for what cannot wait. I have it sign more than that, or bend what it signed."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from keyturn.approve.freezing import FREEZE_TYPE, freeze_payload
from keyturn.approve.gate import PROPOSAL_TYPE, SUSPENSION_TYPE, proposal_payload, suspension_payload
from keyturn.approve.leaves import LEAVE_END_TYPE, leave_end_payload
from keyturn.approve.statements import (
    END_SESSION_TYPE,
    WITHDRAWAL_TYPE,
    NotByPasskey,
    NotTheirs,
    Stale,
    UnknownKey,
    end_session_payload,
    withdrawal_payload,
)
from keyturn.codec.canonical import Json
from keyturn.codec.dsse import BadSignature
from keyturn.codec.webauthn import BadAssertion
from keyturn.errors import CallerError
from keyturn.flow.freezes import NotOfThoseWhoFreeze
from keyturn.flow.statements import CounterBack, StatementRefused, StatementReplayed
from keyturn.model.approval import Withdrawal
from keyturn.model.emergency import LeaveEnd
from keyturn.model.evidence import Draft, Kind
from keyturn.model.freeze import FreezeOrder
from keyturn.model.gate import BY_PASSKEY, GateKind, KeySuspension, Proposal
from keyturn.model.identity import EndSession
from keyturn.runner.enrolling import OnlyPasskeys
from keyturn.testing.gatekeepers import Gatekeepers, lifting
from keyturn.testing.house import DEPLOYMENT
from tests.auditing import audit, codes, place, with_payload, written_again
from tests.authenticator import PRESENT, SoftPasskey, p256
from tests.bounding import emergency, in_emergency, soon, urgent
from tests.passkey_house import PasskeyHouse

MINE = SoftPasskey(p256(99))
PLACES = ("vote", "seal", "freeze", "leave_end", "key_suspend", "propose", "session_end", "withdraw")


class Phone:
    """What one person signs with their passkey, and hands in on a page."""

    def __init__(self, gate: PasskeyHouse, name: str) -> None:
        self.gate, self.house, self.name = gate, gate.house, name
        self.passkey = gate.passkeys[name]

    def who(self) -> tuple[str, str, Any, str]:
        return self.name, self.passkey.public.id, self.house.clock.wall(), self.house.nonce()

    def freezing(self, reason: str = "hands off") -> str:
        by, key, at, nonce = self.who()
        order = FreezeOrder(DEPLOYMENT, by, key, None, None, reason, at, nonce)
        return self.sealed(FREEZE_TYPE, freeze_payload(order))

    def proposing(self, kind: GateKind, document: dict[str, Json]) -> str:
        charter = Gatekeepers(self.house).charter()
        said = Proposal(DEPLOYMENT, kind, document, charter, "it cannot wait", *self.who())
        return self.sealed(PROPOSAL_TYPE, proposal_payload(said))

    def suspending(self, key: str) -> str:
        return self.sealed(SUSPENSION_TYPE, suspension_payload(KeySuspension(DEPLOYMENT, key, *self.who())))

    def ending(self, change: str) -> str:
        return self.sealed(LEAVE_END_TYPE, leave_end_payload(LeaveEnd(DEPLOYMENT, change, *self.who())))

    def stopping(self, session: str) -> str:
        by, _, at, nonce = self.who()
        return self.sealed(END_SESSION_TYPE, end_session_payload(EndSession(DEPLOYMENT, by, session, at, nonce)))

    def taking_back(self, change: str, **more: Any) -> str:  # noqa: ANN401
        shown, (by, _, at, nonce) = self.house.ask("show", change=change), self.who()
        said = Withdrawal(DEPLOYMENT, shown["id"], shown["digest"], by, at, nonce)
        return self.sealed(WITHDRAWAL_TYPE, withdrawal_payload(replace(said, **more)))

    def sealed(self, kind: str, payload: bytes) -> str:
        return self.passkey.seal(kind, payload).to_json().decode()

    def hands_in(self, method: str, envelope: str) -> Any:  # noqa: ANN401 - what the desk answers
        return self.house.ask(f"{method}_on_page", envelope=envelope)


@pytest.fixture
def sealed(gate: PasskeyHouse) -> PasskeyHouse:
    for name in ("ana", "bo", "dana"):
        Gatekeepers(gate.house).sign_seal(name)
    assert gate.sign_seal("eve")["sealed"]
    return gate


@pytest.fixture
def eve(sealed: PasskeyHouse) -> Phone:
    return Phone(sealed, "eve")


def frozen(gate: PasskeyHouse) -> int:
    return len(gate.house.ask("status")["freezes"])


def test_what_it_does_stands_in_a_log_that_holds(sealed: PasskeyHouse, eve: Phone) -> None:
    house, people = sealed.house, Gatekeepers(sealed.house)
    freeze = eve.hands_in("freeze", eve.freezing())["id"]
    lift = eve.hands_in("propose", eve.proposing(GateKind.FREEZE_LIFT, lifting(house, freeze)))["change"]
    house.approve(lift, "ana", "bo")
    assert frozen(sealed) == 0
    asked = eve.proposing(GateKind.EMERGENCY, emergency(house, urgent(house)))
    opened = eve.hands_in("propose", asked)["change"]
    house.approve(opened, "ana")
    eve.hands_in("leave_end", eve.ending(opened))
    document: dict[str, Json] = {"emergency": opened, "findings": "all is well"}
    closing = eve.hands_in("propose", eve.proposing(GateKind.EMERGENCY_CLOSE, document))["change"]
    house.approve(closing, "ana", "bo")
    eve.hands_in("key_suspend", eve.suspending(eve.passkey.public.id))

    assert people.state(closing) == "done"
    assert house.considering.state.people["eve"].keys == ()
    assert house.restarted().considering.state.counts == house.considering.state.counts
    found = audit(house.log)
    assert found.ok, found.problems


@pytest.mark.parametrize("kind", sorted(set(GateKind) - BY_PASSKEY))
def test_it_proposes_nothing_that_gives_somebody_power(sealed: PasskeyHouse, eve: Phone, kind: GateKind) -> None:
    for method in ("propose", "propose_on_page"):
        with pytest.raises(NotByPasskey):
            sealed.house.ask(method, envelope=eve.proposing(kind, {"name": "eve"}))


def test_she_ends_a_session_and_takes_back_what_is_hers(sealed: PasskeyHouse, eve: Phone) -> None:
    house, opened = sealed.house, sealed.house.session()
    change = eve.hands_in("propose", eve.proposing(GateKind.PERSON_DISABLE, {"name": "bo"}))["change"]
    eve.hands_in("session_end", eve.stopping(opened.id))
    eve.hands_in("withdraw", eve.taking_back(change))

    assert house.considering.state.sessions[opened.id].ended is not None
    assert Gatekeepers(house).state(change) == "withdrawn"
    found = audit(house.log)
    assert found.ok, found.problems


def test_she_takes_back_nothing_that_others_asked_for(sealed: PasskeyHouse, eve: Phone) -> None:
    house = sealed.house
    theirs = Gatekeepers(house).propose("dana", GateKind.PERSON_DISABLE, {"name": "bo"})
    held = sealed.held()
    for change in (theirs, held):
        with pytest.raises(StatementRefused, match="only"):
            eve.hands_in("withdraw", eve.taking_back(change))
    with pytest.raises(NotTheirs):
        eve.hands_in("withdraw", eve.taking_back(theirs, by="dana"))
    assert Gatekeepers(house).state(theirs) == "proposed"


def test_she_has_no_vote_on_what_she_proposed(sealed: PasskeyHouse, eve: Phone) -> None:
    freeze = eve.hands_in("freeze", eve.freezing())["id"]
    lift = eve.hands_in("propose", eve.proposing(GateKind.FREEZE_LIFT, lifting(sealed.house, freeze)))["change"]

    with pytest.raises(CallerError, match="cannot vote"):
        sealed.vote(lift, "eve")
    assert frozen(sealed) == 1


def bent(change: Callable[[SoftPasskey], None]) -> Callable[[Phone], str]:
    def sign(phone: Phone) -> str:
        change(phone.passkey)
        return phone.freezing()

    return sign


def unverified(passkey: SoftPasskey) -> None:
    passkey.flags = PRESENT


def elsewhere(passkey: SoftPasskey) -> None:
    passkey.origin = "https://gate.example"


def inside(passkey: SoftPasskey) -> None:
    passkey.client = {"crossOrigin": True}


def another_word(phone: Phone) -> str:
    signed, said = json.loads(phone.freezing("mind the gap")), json.loads(phone.freezing("hands off"))
    return json.dumps(said | {"signatures": signed["signatures"]})


def strangers(phone: Phone) -> str:
    phone.passkey = MINE
    return phone.freezing()


@pytest.mark.parametrize(
    ("sign", "error"),
    [
        (bent(unverified), BadAssertion),
        (bent(elsewhere), BadAssertion),
        (bent(inside), BadAssertion),
        (another_word, BadAssertion),
        (strangers, UnknownKey),
    ],
    ids=["nobody verified her", "on a page of mine", "inside a page of mine", "another reason", "a passkey of mine"],
)
def test_a_freeze_bent(sealed: PasskeyHouse, eve: Phone, sign: Callable[[Phone], str], error: type[Exception]) -> None:
    before = len(sealed.house.log.entries)

    with pytest.raises(error):
        eve.hands_in("freeze", sign(eve))
    assert frozen(sealed) == 0
    assert len(sealed.house.log.entries) == before


def test_what_she_signed_for_one_thing_does_no_other(sealed: PasskeyHouse, eve: Phone) -> None:
    freezing = eve.freezing()
    for method in PLACES:
        if method != "freeze":
            with pytest.raises(BadSignature):
                eve.hands_in(method, freezing)
    eve.hands_in("freeze", freezing)
    with pytest.raises(StatementReplayed):
        eve.hands_in("freeze", freezing)
    assert frozen(sealed) == 1


def test_her_copied_phone_and_an_old_statement(sealed: PasskeyHouse, eve: Phone) -> None:
    old = eve.freezing()
    sealed.house.clock.advance(hours=1)
    with pytest.raises(Stale):
        eve.hands_in("freeze", old)
    eve.hands_in("freeze", eve.freezing())
    eve.passkey.count = 1
    with pytest.raises(CounterBack):
        eve.hands_in("key_suspend", eve.suspending(eve.passkey.public.id))


def test_somebody_who_is_no_approver_freezes_nothing_and_ends_nothing(gate: PasskeyHouse) -> None:
    mal = gate.enrol("mal", "ops", passkey=MINE)
    phone, opened = Phone(gate, "mal"), in_emergency(gate.house, urgent(gate.house))
    assert mal is phone.passkey

    with pytest.raises(NotOfThoseWhoFreeze):
        phone.hands_in("freeze", phone.freezing())
    with pytest.raises(StatementRefused, match="approvers"):
        phone.hands_in("leave_end", phone.ending(opened))
    with pytest.raises(StatementRefused, match="no such key"):
        phone.hands_in("key_suspend", phone.suspending(gate.passkeys["eve"].public.id))


def test_somebody_disabled_or_suspended_does_nothing_more(sealed: PasskeyHouse, eve: Phone) -> None:
    freezing = eve.freezing()
    eve.hands_in("key_suspend", eve.suspending(eve.passkey.public.id))

    with pytest.raises(UnknownKey):
        eve.hands_in("freeze", freezing)


def test_with_my_passkey_in_her_name(sealed: PasskeyHouse, eve: Phone) -> None:
    eve.passkey = sealed.passkeys["ana"]

    with pytest.raises(NotTheirs):
        eve.hands_in("freeze", eve.freezing())


def test_a_key_file_hands_nothing_in_on_a_page(sealed: PasskeyHouse) -> None:
    house = sealed.house

    with pytest.raises(OnlyPasskeys):
        house.ask("freeze_on_page", envelope=house.signed("ana", house.freezing("ana")))


def test_a_lift_of_what_was_frozen_otherwise_since_she_looked(sealed: PasskeyHouse, eve: Phone) -> None:
    freeze = eve.hands_in("freeze", eve.freezing())["id"]
    asked = lifting(sealed.house, freeze)
    frozen_otherwise = asked | {"frozen": {**asked["frozen"], "reason": "a test"}}  # type: ignore[dict-item]

    with pytest.raises(CallerError, match="not what the proposal says"):
        eve.hands_in("propose", eve.proposing(GateKind.FREEZE_LIFT, frozen_otherwise))


# ---- and whoever holds the log's key writes it otherwise


def with_assertion_of(drafts: list[Draft], kind: Kind, change: Callable[[dict[str, Any]], object]) -> list[Draft]:
    at = place(drafts, kind, -1)
    told = json.loads(str(drafts[at].payload["envelope"]))
    change(told)
    drafts[at] = with_payload(drafts[at], envelope=json.dumps(told))
    return drafts


@pytest.mark.parametrize("kind", [Kind.FREEZE_BEGUN, Kind.GATE_PROPOSED, Kind.KEY_SUSPENDED])
def test_written_again(sealed: PasskeyHouse, eve: Phone, kind: Kind) -> None:
    freeze = eve.hands_in("freeze", eve.freezing())["id"]
    eve.hands_in("propose", eve.proposing(GateKind.FREEZE_LIFT, lifting(sealed.house, freeze)))
    eve.hands_in("key_suspend", eve.suspending(eve.passkey.public.id))
    assert audit(sealed.house.log).ok

    def mine(told: dict[str, Any]) -> None:
        made = MINE.seal(told["payloadType"], b"{}")
        told["signatures"] = [json.loads(made.to_json())["signatures"][0] | {"keyid": told["signatures"][0]["keyid"]}]

    found = audit(written_again(sealed.house.log, lambda drafts: with_assertion_of(drafts, kind, mine)))
    assert "signature.assertion" in codes(found)

    def counted_higher(drafts: list[Draft]) -> list[Draft]:
        at = place(drafts, kind, -1)
        drafts[at] = with_payload(drafts[at], count=77)
        return drafts

    assert "passkey.counter" in codes(audit(written_again(sealed.house.log, counted_higher)))


def test_a_passkeys_proposal_of_more_than_it_may_is_found_years_later(sealed: PasskeyHouse, eve: Phone) -> None:
    more = eve.proposing(GateKind.PERSON_GROUPS, {"name": "eve", "groups": ["sre"]})
    eve.hands_in("propose", eve.proposing(GateKind.PERSON_DISABLE, {"name": "bo"}))

    def rewrite(drafts: list[Draft]) -> list[Draft]:
        at = place(drafts, Kind.GATE_PROPOSED, -1)
        drafts[at] = with_payload(drafts[at], envelope=more)
        return drafts

    assert "statement.passkey" in codes(audit(written_again(sealed.house.log, rewrite)))


def test_an_emergency_from_a_phone_asks_for_as_much_as_any(sealed: PasskeyHouse, eve: Phone) -> None:
    house = sealed.house
    asked = emergency(house, house.session())  # a task of another kind
    with pytest.raises(CallerError, match="of kind"):
        eve.hands_in("propose", eve.proposing(GateKind.EMERGENCY, asked))
    late = emergency(house, urgent(house), until=soon(house, days=1))
    with pytest.raises(CallerError, match="minutes from now"):
        eve.hands_in("propose", eve.proposing(GateKind.EMERGENCY, late))
