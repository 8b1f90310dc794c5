"""Making the statements that people sign: fresh, for one deployment, by the key in one file."""

import argparse
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.approve import gate, proposing, statements
from keyturn.approve.freezing import FREEZE_TYPE, freeze_payload
from keyturn.approve.leaves import LEAVE_END_TYPE, leave_end_payload
from keyturn.codec import dsse
from keyturn.codec.canonical import Json
from keyturn.codec.keys import key_id
from keyturn.console.doubts import Doubt
from keyturn.console.gate_review import GateReview
from keyturn.console.review import Review
from keyturn.model.approval import Approval, Settlement, Verdict, Withdrawal, Word
from keyturn.model.change import RollsBack
from keyturn.model.clock import ClockAcceptance
from keyturn.model.emergency import LeaveEnd
from keyturn.model.freeze import FreezeOrder
from keyturn.model.gate import GateKind, KeySuspension, Proposal, SealStatement
from keyturn.model.identity import EndSession, OpenSession, TaskKind, parse_name
from keyturn.model.proposal import CallsProposal, ExecutionOrder, ProposedCall


@dataclass(frozen=True, slots=True)
class Signer:
    """A person at this terminal with their key."""

    name: str
    key: Ed25519PrivateKey

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> Self:
        """Read `--as` and `--key`. Raises Malformed, KeyFileRefused."""
        from keyturn import wiring

        name = parse_name("person's name", arguments.person)
        return cls(name, wiring.load_key(Path(arguments.key).expanduser()))

    def vote(self, review: Review | GateReview, verdict: Verdict, comment: str, seen: str | None) -> str:
        """Sign a verdict on exactly what `review` shows; `seen` is the newest checkpoint this client has checked."""
        approval = Approval(
            deployment=review.deployment,
            change=review.id,
            change_digest=review.digest,
            review=review.review_digest,
            reviewer=self.name,
            key_id=self.key_id,
            verdict=verdict,
            comment=comment,
            at=now(),
            nonce=nonce(),
            seen=seen,
        )
        return self._seal(statements.APPROVAL_TYPE, statements.approval_payload(approval))

    def withdrawal(self, review: Review | GateReview) -> str:
        """Sign that the change is taken back."""
        withdrawal = Withdrawal(review.deployment, review.id, review.digest, self.name, now(), nonce())
        return self._seal(statements.WITHDRAWAL_TYPE, statements.withdrawal_payload(withdrawal))

    def settlement(self, review: Review, doubt: Doubt, word: Word, comment: str) -> str:
        """Sign what became of one sending of `review`."""
        said = Settlement(
            deployment=review.deployment,
            change=review.id,
            change_digest=review.digest,
            action=doubt.number - 1,
            grant=doubt.grant,
            by=self.name,
            key_id=self.key_id,
            word=word,
            comment=comment,
            at=now(),
            nonce=nonce(),
        )
        return self._seal(statements.SETTLEMENT_TYPE, statements.settlement_payload(said))

    def open_session(self, statement: OpenSession) -> str:
        """Sign that a session is opened."""
        return self._seal(statements.OPEN_SESSION_TYPE, statements.open_session_payload(statement))

    def end_session(self, deployment: str, session: str) -> str:
        """Sign that a session ends at once."""
        statement = EndSession(deployment, self.name, session, now(), nonce())
        return self._seal(statements.END_SESSION_TYPE, statements.end_session_payload(statement))

    def clock(self, deployment: str, hold: str) -> str:
        """Sign that the gate's clock is accepted, for the one jump with the digest `hold`."""
        statement = ClockAcceptance(deployment, hold, self.name, self.key_id, now(), nonce())
        return self._seal(statements.CLOCK_TYPE, statements.clock_payload(statement))

    def leave_end(self, statement: LeaveEnd) -> str:
        """Sign that an envelope, an emergency or an override ends at once."""
        return self._seal(LEAVE_END_TYPE, leave_end_payload(statement))

    def freeze(self, order: FreezeOrder) -> str:
        """Sign that environments are frozen from now on."""
        return self._seal(FREEZE_TYPE, freeze_payload(order))

    @property
    def key_id(self) -> str:
        """The id of the key that signs."""
        return self._key_id()

    def nonce(self) -> str:
        """Return what makes a statement differ from every other."""
        return nonce()

    def proposal(
        self, deployment: str, charter: str | None, kind: GateKind, document: Mapping[str, Json], intent: str
    ) -> str:
        """Sign that a change of the gate is proposed, on the charter with this digest."""
        said = Proposal(deployment, kind, document, charter, intent, self.name, self.key_id, now(), nonce())
        return self._seal(gate.PROPOSAL_TYPE, gate.proposal_payload(said))

    def calls(
        self,
        deployment: str,
        intent: str,
        kind: TaskKind,
        calls: Sequence[ProposedCall],
        rolls_back: RollsBack | None = None,
    ) -> str:
        """Sign that these calls are proposed, for the gateway itself to send."""
        said = CallsProposal(deployment, intent, kind, tuple(calls), rolls_back, self.name, self.key_id, now(), nonce())
        return self._seal(proposing.CALLS_TYPE, proposing.calls_payload(said))

    def order(self, review: Review) -> str:
        """Sign that the calls of exactly `review` be sent."""
        said = ExecutionOrder(review.deployment, review.id, review.digest, self.name, self.key_id, now(), nonce())
        return self._seal(proposing.ORDER_TYPE, proposing.order_payload(said))

    def seal(self, deployment: str, charter: str) -> str:
        """Sign that the gate is sealed, with exactly this first charter."""
        said = SealStatement(deployment, charter, self.name, self.key_id, now(), nonce())
        return self._seal(gate.SEAL_TYPE, gate.seal_payload(said))

    def suspension(self, deployment: str, key: str) -> str:
        """Sign that a key of theirs signs no more."""
        said = KeySuspension(deployment, key, self.name, self.key_id, now(), nonce())
        return self._seal(gate.SUSPENSION_TYPE, gate.suspension_payload(said))

    def _key_id(self) -> str:
        return key_id(self.key.public_key().public_bytes_raw())

    def _seal(self, payload_type: str, payload: bytes) -> str:
        return dsse.seal(payload_type, payload, self.key).to_json().decode()


def now() -> datetime:
    """Return this machine's idea of now, UTC."""
    return datetime.now(UTC)


def nonce() -> str:
    """Return what makes a statement differ from every other."""
    return secrets.token_urlsafe(18)
