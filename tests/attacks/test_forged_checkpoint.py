"""I show a checkpoint of my own making, so that a shortened or altered log looks whole."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.codec.encoding import b64encode
from keyturn.codec.note import BadSignature, Checkpoint, NoteSigner, Verifier, open_checkpoint
from keyturn.testing.house import House
from keyturn.testing.log import NAME, MemoryLog
from keyturn.verify.log import verify
from tests.auditing import audit, codes, evidence, tell

MINE = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)


@pytest.fixture
def log(house: House) -> MemoryLog:
    tell(house)
    return house.log


def shortened(log: MemoryLog) -> Checkpoint:
    """The head of the log without its last five entries."""
    again = MemoryLog()
    again.entries = log.entries[:-5]
    again.key = log.key
    return open_checkpoint(again.checkpoint(), Verifier.parse(log.verifier()))


def test_signed_with_my_key_under_the_logs_name(log: MemoryLog) -> None:
    forged = NoteSigner(NAME, MINE).sign(shortened(log))
    found = verify(
        replace(evidence(log), entries=lambda: log.entries[:-5], checkpoints=[(len(log.entries) - 5, forged)])
    )
    assert "signature.bad" in codes(found)


def test_signed_with_my_key_which_i_also_put_into_the_store(log: MemoryLog) -> None:
    signer = NoteSigner(NAME, MINE)
    mine = replace(
        evidence(log),
        entries=lambda: log.entries[:-5],
        checkpoints=[(len(log.entries) - 5, signer.sign(shortened(log)))],
        verifier=signer.verifier.format(),
    )
    reviewers_know = verify(mine)
    assert "signature.bad" in codes(reviewers_know)  # the votes name checkpoints that the real key signed
    assert "key.other" in codes(verify(mine, key=log.verifier()))


def test_with_the_real_signature_of_another_size(log: MemoryLog) -> None:
    real = log.checkpoint()
    size = f"\n{len(log.entries)}\n"
    forged = real.replace(size, f"\n{len(log.entries) - 5}\n")
    with pytest.raises(BadSignature):
        open_checkpoint(forged, Verifier.parse(log.verifier()))
    found = verify(
        replace(evidence(log), entries=lambda: log.entries[:-5], checkpoints=[(len(log.entries) - 5, forged)])
    )
    assert "signature.bad" in codes(found)


def test_with_the_key_hint_of_the_real_key(log: MemoryLog) -> None:
    verifier = Verifier.parse(log.verifier())
    head = shortened(log)
    forged = f"{head.text()}\n— {NAME} {b64encode(verifier.hint + MINE.sign(head.text().encode()))}\n"
    with pytest.raises(BadSignature):
        open_checkpoint(forged, verifier)


def test_an_older_checkpoint_of_the_log_itself_hides_no_entry_that_was_acknowledged(log: MemoryLog) -> None:
    head = shortened(log)
    old = NoteSigner(NAME, log.key).sign(head)
    found = verify(replace(evidence(log), checkpoints=[(head.size, old)]))
    assert codes(found) == {"checkpoint.missing"}
    cut = verify(
        replace(evidence(log), entries=lambda: log.entries[:-5], checkpoints=[(head.size, old)]),
        seen=[log.checkpoint()],
    )
    assert codes(cut) == {"log.truncated"}
    assert audit(log).ok
