"""People at a running gateway who seal it and change it, with the keys that lie beside it."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from keyturn.adapters.keyfiles import load_key
from keyturn.approve import gate as signing
from keyturn.approve.statements import APPROVAL_TYPE, approval_payload
from keyturn.cli import control
from keyturn.codec import dsse
from keyturn.codec.canonical import Json
from keyturn.codec.keys import key_id
from keyturn.model.approval import Approval, Verdict
from keyturn.model.gate import GateKind, KeySuspension, Proposal, SealStatement
from tests.gateway import Gateway


def ask(gate: Gateway, method: str, **params: Json) -> Any:  # noqa: ANN401 - any JSON
    """Ask the running gateway, as the command line does."""
    return control.ask(gate.data, method, params)


def _signed(gate: Gateway, name: str, kind: str, payload: bytes) -> str:
    return dsse.seal(kind, payload, load_key(Path(gate.key(name)))).to_json().decode()


def _who(gate: Gateway, name: str) -> tuple[str, str, datetime, str]:
    key = key_id(load_key(Path(gate.key(name))).public_key().public_bytes_raw())
    return name, key, datetime.now(UTC), secrets.token_urlsafe(18)


def seal(gate: Gateway, *names: str) -> str:
    """Have each of `names` (dana, ana and bo) sign the first charter; the root."""
    answer: Any = None
    for name in names or ("dana", "ana", "bo"):
        deployment, digest = ask(gate, "status")["deployment"], ask(gate, "charter")["digest"]
        statement = SealStatement(deployment, digest, *_who(gate, name))
        answer = ask(gate, "seal", envelope=_signed(gate, name, signing.SEAL_TYPE, signing.seal_payload(statement)))
    return str(answer["root"])


def propose(gate: Gateway, by: str, kind: GateKind, document: Mapping[str, Json]) -> str:
    """Have `by` propose a change; its id."""
    deployment, charter = ask(gate, "status")["deployment"], ask(gate, "charter")["digest"]
    proposal = Proposal(deployment, kind, document, charter, "because it is needed", *_who(gate, by))
    envelope = _signed(gate, by, signing.PROPOSAL_TYPE, signing.proposal_payload(proposal))
    return str(ask(gate, "propose", envelope=envelope)["change"])


def suspend(gate: Gateway, name: str) -> None:
    """Have `name` suspend the key that they sign with."""
    who = _who(gate, name)
    said = KeySuspension(ask(gate, "status")["deployment"], who[1], *who)
    ask(gate, "key_suspend", envelope=_signed(gate, name, signing.SUSPENSION_TYPE, signing.suspension_payload(said)))


def vote(gate: Gateway, change: str, *names: str) -> None:
    """Have each of `names` approve `change`."""
    for name in names:
        shown = ask(gate, "show", change=change)
        who, key, at, nonce = _who(gate, name)
        said = Approval(
            deployment=ask(gate, "status")["deployment"],
            change=shown["id"],
            change_digest=shown["digest"],
            review=shown["review_digest"],
            reviewer=who,
            key_id=key,
            verdict=Verdict.APPROVE,
            comment="",
            at=at,
            nonce=nonce,
        )
        ask(gate, "vote", envelope=_signed(gate, name, APPROVAL_TYPE, approval_payload(said)))
