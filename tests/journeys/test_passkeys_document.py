"""docs/reference/passkeys.md is true: its program, and nothing of ours, tells a passkey's vote from an altered one."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.approve import statements
from keyturn.approve.gate import PROPOSAL_TYPE, SEAL_TYPE, seal_payload
from keyturn.codec.encoding import b64decode, b64encode
from keyturn.model import written
from keyturn.model.approval import Approval, Verdict
from keyturn.model.gate import SealStatement
from tests.asking import AT, DEPLOYMENT
from tests.authenticator import PRESENT, VERIFIED, SoftPasskey, p256

DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "passkeys.md"
PROGRAM = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)[0]


def check(folder: Path, passkey: SoftPasskey, bend: Callable[[dict[str, Any]], object] = lambda _: None) -> str:
    """Run the program on a vote of `passkey`, bent or not; what it prints, empty if it says no."""
    said = Approval(
        deployment=DEPLOYMENT,
        change="C-7Q2M9K8XVB4F6D1A",
        change_digest="a" * 64,
        review="b" * 64,
        reviewer="ana",
        key_id=passkey.public.id,
        verdict=Verdict.APPROVE,
        comment="zürich, 18 €",
        at=AT,
        nonce="n" * 24,
        seen=None,
    )
    envelope = json.loads(passkey.vote(said))
    bend(envelope)
    printed = run(folder, passkey, envelope)
    assert printed in ("", statements.approval_payload(said).decode() + "\n")
    return printed


def run(folder: Path, passkey: SoftPasskey, envelope: Any) -> str:  # noqa: ANN401 - any JSON
    """What the program prints of this envelope, empty if it says no."""
    (folder / "check_vote.py").write_text(PROGRAM)
    (folder / "key.json").write_text(json.dumps(written.public_key(passkey.public)))
    (folder / "vote.json").write_text(json.dumps(envelope))
    done = subprocess.run(
        [sys.executable, "-I", "check_vote.py", "key.json", "vote.json"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert (done.returncode == 0) == bool(done.stdout)
    return done.stdout.decode()


@pytest.mark.parametrize("key", [p256(7), Ed25519PrivateKey.from_private_bytes(bytes(32))], ids=["ES256", "EdDSA"])
def test_a_vote_holds(tmp_path: Path, key: Any) -> None:  # noqa: ANN401 - either kind
    assert "keyturn." not in PROGRAM.replace("vnd.keyturn.", "")
    assert "zürich, 18 €" in check(tmp_path, SoftPasskey(key))


def test_a_founders_signature_holds_and_nothing_else_that_they_sign(tmp_path: Path) -> None:
    passkey = SoftPasskey(p256(7))
    said = seal_payload(SealStatement(DEPLOYMENT, "c" * 64, "ana", passkey.public.id, AT, "n" * 24))

    assert run(tmp_path, passkey, json.loads(passkey.seal(SEAL_TYPE, said).to_json())) == said.decode() + "\n"
    assert run(tmp_path, passkey, json.loads(passkey.seal(PROPOSAL_TYPE, said).to_json())) == ""


def other_comment(envelope: dict[str, Any]) -> None:
    envelope["payload"] = b64encode(b64decode(envelope["payload"]).replace(b"18", b"81"))


def other_counter(envelope: dict[str, Any]) -> None:
    data = b64decode(envelope["signatures"][0]["authenticatorData"])
    envelope["signatures"][0]["authenticatorData"] = b64encode(data[:-1] + b"\x09")


@pytest.mark.parametrize(
    ("passkey", "bend"),
    [
        (SoftPasskey(p256(7)), other_comment),
        (SoftPasskey(p256(7)), other_counter),
        (SoftPasskey(p256(7), flags=PRESENT), None),
        (SoftPasskey(p256(7), flags=VERIFIED), None),
        (SoftPasskey(p256(7), origin="https://evil.example"), None),
        (SoftPasskey(p256(7), party="evil.example"), None),
        (SoftPasskey(p256(7), client={"crossOrigin": True}), None),
        (SoftPasskey(p256(7), client={"type": "webauthn.create"}), None),
    ],
    ids=["comment", "counter", "not verified", "not present", "origin", "site", "inside", "ceremony"],
)
def test_what_was_altered_or_made_elsewhere_does_not(
    tmp_path: Path, passkey: SoftPasskey, bend: Callable[[dict[str, Any]], object] | None
) -> None:
    assert check(tmp_path, passkey, bend or (lambda _: None)) == ""
