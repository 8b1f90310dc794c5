"""A founder signs the seal with a passkey, and I bend what was signed, who signed it, or what it was signed for."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from keyturn.approve.approvals import APPROVAL_TYPE
from keyturn.approve.gate import SEAL_TYPE
from keyturn.approve.statements import NotTheirs, OtherDeployment, Stale, UnknownKey
from keyturn.codec.dsse import BadSignature
from keyturn.codec.encoding import b64decode, b64encode
from keyturn.codec.webauthn import BadAssertion
from keyturn.flow.gate.sealing import Sealed
from keyturn.flow.statements import CounterBack, StatementRefused, StatementReplayed
from keyturn.model.evidence import Draft, Kind
from keyturn.runner.enrolling import OnlyPasskeys
from keyturn.testing.gatekeepers import Gatekeepers
from tests.auditing import audit, codes, inside, place, with_payload, written_again
from tests.authenticator import PRESENT, SoftPasskey, p256
from tests.passkey_house import PasskeyHouse

MINE = SoftPasskey(p256(99))


@pytest.fixture
def keepers(gate: PasskeyHouse) -> Gatekeepers:
    return Gatekeepers(gate.house)


def refused(gate: PasskeyHouse, envelope: str, error: type[Exception], match: str | None = None) -> None:
    """What is handed in is refused on the page and on the control socket alike, and nobody has signed by it."""
    before = gate.house.ask("charter").get("signed")
    for method in ("seal_on_page", "seal"):
        with pytest.raises(error, match=match):
            gate.house.ask(method, envelope=envelope)
    assert gate.house.ask("charter").get("signed") == before


def test_a_founder_with_a_passkey_alone_signs_and_counts(gate: PasskeyHouse, keepers: Gatekeepers) -> None:
    assert gate.sign_seal("eve")["missing"] == ["ana", "bo", "dana"]
    for name in ("ana", "bo"):
        keepers.sign_seal(name)
    root = keepers.sign_seal("dana")["root"]

    again = gate.house.restarted()
    assert again.ask("status")["root"] == root
    assert again.considering.state.counts[gate.passkeys["eve"].public.id] == 1
    found = audit(gate.house.log)
    assert found.ok, found.problems


def test_without_her_nothing_is_sealed(gate: PasskeyHouse, keepers: Gatekeepers) -> None:
    for name in ("ana", "bo", "dana"):
        assert not keepers.sign_seal(name)["sealed"]
    assert gate.house.ask("charter")["missing"] == ["eve"]


def test_where_all_founders_have_passkeys_only_they_are_told_that_nobody_checks(gate: PasskeyHouse) -> None:
    assert not any("believes the gate" in text for text in gate.house.ask("charter")["warnings"])
    for name in ("ana", "bo", "dana"):
        gate.house.ask("person_disable", name=name)
    gate.enrol("fay", "sre", passkey=MINE)

    assert "believes the gate about what it shows" in gate.house.ask("charter")["warnings"][0]


def test_on_a_page_of_mine(gate: PasskeyHouse) -> None:
    gate.passkeys["eve"].origin = "https://gate.example"
    refused(gate, gate.founds("eve"), BadAssertion, "another origin")


def test_on_another_site(gate: PasskeyHouse) -> None:
    gate.passkeys["eve"].party = "evil.example"
    refused(gate, gate.founds("eve"), BadAssertion, "another site")


def test_inside_a_page_of_mine(gate: PasskeyHouse) -> None:
    gate.passkeys["eve"].client = {"crossOrigin": True}
    refused(gate, gate.founds("eve"), BadAssertion, "inside a page")


def test_with_a_phone_that_did_not_ask_whose_hand_it_is_in(gate: PasskeyHouse) -> None:
    gate.passkeys["eve"].flags = PRESENT
    refused(gate, gate.founds("eve"), BadAssertion, "whose hand")


def test_with_what_she_signed_to_vote(gate: PasskeyHouse) -> None:
    vote = gate.passkeys["eve"].vote(gate.verdict(gate.held(), "eve"))
    refused(gate, vote, BadSignature)

    seal, voted = json.loads(gate.founds("eve")), json.loads(vote)
    seal["signatures"] = voted["signatures"]
    refused(gate, json.dumps(seal), BadAssertion, "another question")


def test_with_what_she_signed_for_the_seal_i_vote(gate: PasskeyHouse) -> None:
    change, envelope = gate.held(), json.loads(gate.founds("eve"))

    for kind in (SEAL_TYPE, APPROVAL_TYPE):
        for method in ("vote", "vote_on_page"):
            with pytest.raises(BadSignature):
                gate.house.ask(method, envelope=json.dumps(envelope | {"payloadType": kind}))
    assert gate.house.ask("show", change=change)["votes"] == []


def test_over_people_that_were_others_when_she_looked(gate: PasskeyHouse) -> None:
    envelope = gate.founds("eve")
    gate.house.enrol("mallory", "sre")
    refused(gate, envelope, StatementRefused, "have changed since")


def test_somebody_is_enrolled_after_she_signed(gate: PasskeyHouse, keepers: Gatekeepers) -> None:
    gate.sign_seal("eve")
    gate.house.enrol("mallory", "sre")

    assert gate.house.ask("charter")["void"] == ["eve"]
    assert keepers.sign_seal("ana")["void"] == ["eve"]
    for name in ("bo", "dana", "mallory"):
        assert not keepers.sign_seal(name)["sealed"]
    assert gate.sign_seal("eve")["sealed"]


def test_with_a_passkey_that_nobody_enrolled(gate: PasskeyHouse) -> None:
    before = len(gate.house.log.entries)
    gate.passkeys["eve"] = MINE

    with pytest.raises(UnknownKey):
        gate.sign_seal("eve")
    assert len(gate.house.log.entries) == before  # whoever reaches the page fills no log


def test_with_my_own_in_her_name(gate: PasskeyHouse) -> None:
    gate.enrol("mal", "ops", passkey=MINE)
    gate.passkeys["eve"] = MINE
    refused(gate, gate.founds("eve"), NotTheirs)


def test_with_hers_in_the_name_of_another(gate: PasskeyHouse) -> None:
    refused(gate, gate.founds("eve", by="bo"), NotTheirs)


def test_as_somebody_who_founds_nothing(gate: PasskeyHouse) -> None:
    gate.enrol("mal", "ops", passkey=MINE)
    refused(gate, gate.founds("mal"), StatementRefused, "founding")


def test_as_somebody_who_was_disabled(gate: PasskeyHouse) -> None:
    envelope = gate.founds("eve")
    gate.house.ask("person_disable", name="eve")
    refused(gate, envelope, UnknownKey, "disabled")


def test_with_a_phone_that_its_owner_suspended(gate: PasskeyHouse, keepers: Gatekeepers) -> None:
    gate.sign_seal("ana")
    keepers.suspend("ana", gate.passkeys["ana"].public.id)

    refused(gate, gate.founds("ana"), UnknownKey)
    assert "ana" in gate.house.ask("charter")["missing"]


def test_once_more_when_it_is_sealed(gate: PasskeyHouse, keepers: Gatekeepers) -> None:
    for name in ("ana", "bo", "dana"):
        keepers.sign_seal(name)
    gate.sign_seal("eve")

    refused(gate, gate.founds("eve"), Sealed)


def test_twice(gate: PasskeyHouse, keepers: Gatekeepers) -> None:
    envelope = gate.founds("ana")
    gate.house.ask("seal_on_page", envelope=envelope)

    refused(gate, envelope, StatementReplayed)
    refused(gate, gate.founds("ana"), StatementRefused, "already")
    with pytest.raises(StatementRefused, match="already"):
        keepers.sign_seal("ana")


def test_with_a_copy_of_the_phone(gate: PasskeyHouse) -> None:
    gate.vote(gate.held(), "eve")
    gate.passkeys["eve"].count = 1
    refused(gate, gate.founds("eve"), CounterBack)


def test_and_the_copy_votes_after_the_seal(gate: PasskeyHouse) -> None:
    gate.sign_seal("eve")
    gate.passkeys["eve"].count = 1

    with pytest.raises(CounterBack):
        gate.vote(gate.held(), "eve")


def test_yesterday_or_at_another_gate(gate: PasskeyHouse) -> None:
    refused(gate, gate.founds("eve", deployment="D-OTHER"), OtherDeployment)
    envelope = gate.founds("eve")
    gate.house.clock.advance(hours=1)
    refused(gate, envelope, Stale)


def test_a_key_file_signs_where_it_is_and_not_on_a_page(gate: PasskeyHouse, keepers: Gatekeepers) -> None:
    with pytest.raises(OnlyPasskeys):
        gate.house.ask("seal_on_page", envelope=gate.house.signed("ana", keepers.seal_statement("ana")))


def test_a_passkeys_signature_without_what_it_signed(gate: PasskeyHouse) -> None:
    envelope = json.loads(gate.founds("eve"))
    for name in ("authenticatorData", "clientDataJSON"):
        del envelope["signatures"][0][name]
    envelope["signatures"][0]["sig"] = b64encode(bytes(64))

    with pytest.raises(BadAssertion):
        gate.house.ask("seal", envelope=json.dumps(envelope))


# ---- and whoever holds the log's key writes it otherwise


@pytest.fixture
def sealed(gate: PasskeyHouse, keepers: Gatekeepers) -> PasskeyHouse:
    """Ana and eve founded the gate in a browser, bo and dana with key files; eve signed last."""
    gate.sign_seal("ana")
    for name in ("bo", "dana"):
        keepers.sign_seal(name)
    assert gate.sign_seal("eve")["sealed"]
    assert audit(gate.house.log).ok
    return gate


def envelope_of(draft: Draft, bend: Callable[[dict[str, Any]], object]) -> Draft:
    told = json.loads(str(draft.payload["envelope"]))
    bend(told)
    return with_payload(draft, envelope=json.dumps(told))


def unverified(told: dict[str, Any]) -> None:
    data = bytearray(b64decode(told["signatures"][0]["authenticatorData"]))
    data[32] = PRESENT
    told["signatures"][0]["authenticatorData"] = b64encode(bytes(data))


def mine(told: dict[str, Any]) -> None:
    payload = b64decode(told["payload"])
    made = MINE.seal(SEAL_TYPE, payload)
    told.update(json.loads(made.to_json()))


def without_eve(draft: Draft) -> Draft:
    founders = [name for name in draft.payload["charter"]["founders"] if name != "eve"]  # type: ignore[index,call-overload,union-attr]
    statements = list(draft.payload["statements"])[:-1]  # type: ignore[arg-type]
    return with_payload(inside(draft, "charter", founders=founders), statements=statements)


Rewrite = Callable[[Draft], Draft]
CASES: list[tuple[str, Kind, Rewrite, str]] = [
    ("nobody verified her", Kind.SEAL_SIGNED, lambda one: envelope_of(one, unverified), "signature.assertion"),
    ("another signed in her place", Kind.SEAL_SIGNED, lambda one: envelope_of(one, mine), "statement.unknown_key"),
    ("her counter stood higher", Kind.SEAL_SIGNED, lambda one: with_payload(one, count=9), "passkey.counter"),
    ("she was no founder", Kind.GATE_SEALED, without_eve, "seal.founders"),
    (
        "it rests on the others alone",
        Kind.GATE_SEALED,
        lambda one: with_payload(one, statements=list(one.payload["statements"])[:-1]),  # type: ignore[arg-type]
        "seal.unsigned",
    ),
]


@pytest.mark.parametrize(("kind", "rewrite", "code"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_written_again(sealed: PasskeyHouse, kind: Kind, rewrite: Rewrite, code: str) -> None:
    def bent(drafts: list[Draft]) -> list[Draft]:
        at = place(drafts, kind, -1)
        drafts[at] = rewrite(drafts[at])
        return drafts

    found = audit(written_again(sealed.house.log, bent))

    assert not found.ok
    assert code in codes(found), found.problems
