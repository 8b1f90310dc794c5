"""I caught what somebody's passkey signed, and use it once more: as it was, in other words, for something else."""

import json
from dataclasses import replace

import pytest

from keyturn.approve import statements
from keyturn.codec import dsse
from keyturn.codec.encoding import b64encode
from keyturn.codec.webauthn import BadAssertion
from keyturn.errors import CallerError
from keyturn.flow.statements import StatementReplayed
from keyturn.model.approval import Verdict
from tests.passkey_house import PasskeyHouse


def test_the_same_vote(gate: PasskeyHouse) -> None:
    change = gate.held()
    envelope = gate.passkeys["ana"].vote(gate.verdict(change, "ana"))
    gate.house.ask("vote", envelope=envelope)

    for again in (envelope, envelope.replace(":", " : ")):
        with pytest.raises(StatementReplayed):
            gate.house.ask("vote", envelope=again)
        with pytest.raises(StatementReplayed):
            gate.house.restarted().ask("vote", envelope=again)


def test_the_same_assertion_under_another_comment_verdict_or_checkpoint(gate: PasskeyHouse) -> None:
    change = gate.held()
    said = gate.verdict(change, "ana", comment="only after the backup")
    signed = dsse.parse_envelope(gate.passkeys["ana"].vote(said).encode())

    for altered in (
        replace(said, comment=""),
        replace(said, comment="only after the backup "),
        replace(said, verdict=Verdict.REJECT),
        replace(said, seen=None),
        replace(said, nonce="A" * 24),
    ):
        bent = replace(signed, payload=statements.approval_payload(altered)).to_json().decode()
        with pytest.raises(BadAssertion, match="another question"):
            gate.house.ask("vote", envelope=bent)
    gate.house.ask("vote", envelope=signed.to_json().decode())
    assert gate.house.ask("show", change=change)["votes"][0]["comment"] == "only after the backup"


def test_an_assertion_for_another_change(gate: PasskeyHouse) -> None:
    one, other = gate.held(), gate.held()
    signed = dsse.parse_envelope(gate.passkeys["ana"].vote(gate.verdict(one, "ana")).encode())
    bent = replace(signed, payload=statements.approval_payload(gate.verdict(other, "ana")))

    with pytest.raises(BadAssertion, match="another question"):
        gate.house.ask("vote", envelope=bent.to_json().decode())
    assert gate.house.ask("show", change=other)["votes"] == []


def test_an_assertion_in_other_bytes(gate: PasskeyHouse) -> None:
    change = gate.held()
    told = json.loads(gate.passkeys["ana"].vote(gate.verdict(change, "ana")))

    for name in ("authenticatorData", "clientDataJSON", "sig"):
        bent = json.loads(json.dumps(told))
        bent["signatures"][0][name] += "AAAA" if not bent["signatures"][0][name].endswith("=") else ""
        bent["signatures"][0][name] = bent["signatures"][0][name].replace("=", "")
        with pytest.raises(CallerError):
            gate.house.ask("vote", envelope=json.dumps(bent))
    twice = {**told, "signatures": told["signatures"] * 2}
    with pytest.raises(CallerError):
        gate.house.ask("vote", envelope=json.dumps(twice))
    bare = {**told, "signatures": [{"keyid": told["signatures"][0]["keyid"], "sig": b64encode(bytes(64))}]}
    with pytest.raises(BadAssertion):
        gate.house.ask("vote", envelope=json.dumps(bare))
