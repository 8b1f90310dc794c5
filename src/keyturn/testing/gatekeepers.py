"""The people of a house who guard the house itself: they seal it, propose changes of it, and suspend keys."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.codec.canonical import Json
from keyturn.codec.keys import key_id
from keyturn.model import written
from keyturn.model.freeze import told
from keyturn.model.gate import GateKind, KeySuspension, Proposal, SealStatement
from keyturn.model.identity import PublicKey
from keyturn.testing.house import DEPLOYMENT, House


def new_key(name: str) -> Ed25519PrivateKey:
    """Return a key that is made from `name`, the same each time."""
    return Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())


def public(key: Ed25519PrivateKey) -> PublicKey:
    """Return the public half as it is enrolled."""
    raw = key.public_key().public_bytes_raw()
    return PublicKey(key_id(raw), raw)


def enrolment(name: str, *groups: str, keys: list[Ed25519PrivateKey] | None = None) -> dict[str, Json]:
    """Return the document by which somebody is to be enrolled."""
    found: list[Json] = [written.public_key(public(key)) for key in keys or [new_key(name)]]
    return {"name": name, "groups": sorted(groups), "keys": found}


def lifting(house: House, freeze: str) -> dict[str, Json]:
    """Return the document by which a freeze is to be lifted, with what people are shown of it."""
    found = house.considering.state.freezes.get(freeze)
    return {"freeze": freeze, "frozen": {} if found is None else told(found)}


def overriding(house: House, shown: Mapping[str, Any], *freezes: str) -> dict[str, Json]:
    """Return the document by which one change is to pass in spite of `freezes`, with what people are shown of them."""
    found = house.considering.state.freezes
    return {
        "change": shown["id"],
        "change_digest": shown["digest"],
        "freezes": [*freezes],
        "frozen": [told(found[name]) for name in freezes if name in found],
    }


class Gatekeepers:
    """Speaks for the people of one house."""

    def __init__(self, house: House) -> None:
        self.house = house

    def key_of(self, name: str) -> str:
        """Return the id of the key that `name` signs with."""
        return public(self.house.keys[name]).id

    def charter(self) -> str | None:
        """Return the digest of the charter in force, None on a house that is not sealed."""
        found = self.house.considering.state.charter
        return None if found is None else found.digest

    def seal_statement(self, name: str, **more: Any) -> SealStatement:
        """Return what `name` signs to seal the house as it stands, unsigned."""
        digest = self.house.ask("charter")["digest"]
        at = self.house.clock.wall()
        return replace(SealStatement(DEPLOYMENT, digest, name, self.key_of(name), at, self.house.nonce()), **more)

    def sign_seal(self, name: str, **more: Any) -> Any:
        """Hand in `name`'s signature under the house as it stands."""
        return self.house.ask("seal", envelope=self.house.signed(name, self.seal_statement(name, **more)))

    def seal(self, *names: str) -> str:
        """Have everybody sign (dana, ana and bo unless named), and return the root."""
        answer: Any = None
        for name in names or ("dana", "ana", "bo"):
            answer = self.sign_seal(name)
        assert answer["sealed"], answer  # noqa: S101 - a test's own check
        return str(answer["root"])

    def proposal(self, by: str, kind: GateKind, document: Mapping[str, Json], **more: Any) -> Proposal:
        """Return what `by` signs to propose a change, unsigned."""
        return replace(
            Proposal(
                deployment=DEPLOYMENT,
                kind=kind,
                document=document,
                charter=self.charter(),
                intent="because it is needed",
                by=by,
                key_id=self.key_of(by),
                at=self.house.clock.wall(),
                nonce=self.house.nonce(),
            ),
            **more,
        )

    def propose(self, by: str, kind: GateKind, document: Mapping[str, Json], **more: Any) -> str:
        """Hand in `by`'s proposal and return the change's id."""
        envelope = self.house.signed(by, self.proposal(by, kind, document, **more))
        return str(self.house.ask("propose", envelope=envelope)["change"])

    def change(self, by: str, kind: GateKind, document: Mapping[str, Json], *voters: str) -> str:
        """Have `by` propose and `voters` approve; the change's id."""
        change = self.propose(by, kind, document)
        self.house.approve(change, *voters)
        return change

    def suspend(self, name: str, key: str | None = None, **more: Any) -> Any:
        """Have `name` suspend a key of theirs: the one they sign with unless another is named."""
        mine = self.key_of(name)
        at = self.house.clock.wall()
        said = replace(KeySuspension(DEPLOYMENT, key or mine, name, mine, at, self.house.nonce()), **more)
        return self.house.ask("key_suspend", envelope=self.house.signed(name, said))

    def state(self, change: str) -> str:
        """Return where a change stands."""
        return str(self.house.ask("show", change=change)["state"])
