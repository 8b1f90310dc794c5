"""Signed checkpoints: others can read ours, we read theirs, and nobody's may be bent."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.codec.encoding import b64encode
from keyturn.codec.note import BadSignature, Checkpoint, Verifier, open_checkpoint, sign_checkpoint
from keyturn.errors import Malformed

NAME = "keyturn.example/log"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
VERIFIER = Verifier(NAME, KEY.public_key().public_bytes_raw())
HEAD = Checkpoint(NAME, 42, bytes(range(32)), ("not sealed: one person can still change this gate",))
NOTE = sign_checkpoint(HEAD, NAME, KEY)


def signed(text: str, key: Ed25519PrivateKey = KEY, name: str = NAME) -> str:
    """A note over any text, as somebody else might sign it."""
    hint = Verifier(name, key.public_key().public_bytes_raw()).hint
    return f"{text}\n— {name} {b64encode(hint + key.sign(text.encode()))}\n"


def test_a_note_of_another_program_is_read() -> None:
    # The example of golang.org/x/mod/sumdb/note, whose key is published with it.
    vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    note = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
        "\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    verifier = Verifier.parse(vkey)
    assert verifier.format() == vkey
    with pytest.raises(Malformed, match="origin, size and root"):  # its signature holds, but it is no checkpoint
        open_checkpoint(note, verifier)
    with pytest.raises(BadSignature):
        open_checkpoint(note.replace("answer", "Answer"), verifier)


def test_a_checkpoint_reads_as_the_specification_writes_it() -> None:
    text, _, signature = NOTE.partition("\n\n")
    assert text.split("\n") == [NAME, "42", b64encode(HEAD.root), HEAD.extensions[0]]
    assert signature.startswith(f"— {NAME} ")
    assert open_checkpoint(NOTE, VERIFIER) == HEAD


def test_other_peoples_signatures_are_passed_over() -> None:
    witness = "— witness.example/w " + b64encode(bytes(80)) + "\n"
    same_name = signed(HEAD.text(), OTHER).split("\n\n")[1]
    head, _, ours = NOTE.partition("\n\n")
    assert open_checkpoint(NOTE + witness, VERIFIER) == HEAD
    assert open_checkpoint(f"{head}\n\n{witness}{same_name}{ours}", VERIFIER) == HEAD


def test_a_checkpoint_that_this_log_did_not_sign_is_refused() -> None:
    with pytest.raises(BadSignature, match="has not signed"):
        open_checkpoint(signed(HEAD.text(), OTHER), VERIFIER)
    with pytest.raises(BadSignature, match="has not signed"):
        open_checkpoint(NOTE, Verifier("other.example", VERIFIER.public))
    forged = f"{HEAD.text()}\n— {NAME} {b64encode(VERIFIER.hint + bytes(range(64)))}\n"
    with pytest.raises(BadSignature):
        open_checkpoint(forged, VERIFIER)
    with pytest.raises(BadSignature):  # one that holds does not make up for one that does not
        open_checkpoint(NOTE + forged.split("\n\n")[1], VERIFIER)


@pytest.mark.parametrize("old", ["42", NAME + "\n42", "not sealed"])
def test_any_change_to_the_text_breaks_the_signature(old: str) -> None:
    with pytest.raises((BadSignature, Malformed)):
        open_checkpoint(NOTE.replace(old, old.replace("4", "5").replace("not ", ""), 1), VERIFIER)


def test_a_checkpoint_of_another_log_is_refused_even_with_our_signature() -> None:
    text = Checkpoint("other.example/log", 42, bytes(32)).text()
    with pytest.raises(Malformed, match="another log"):
        open_checkpoint(signed(text), VERIFIER)
    with pytest.raises(Malformed, match="own origin"):
        sign_checkpoint(Checkpoint("other.example/log", 42, bytes(32)), NAME, KEY)


ROOT = b64encode(bytes(32))


@pytest.mark.parametrize(
    "text",
    [
        f"{NAME}\n042\n{ROOT}\n",
        f"{NAME}\n-1\n{ROOT}\n",
        f"{NAME}\n+1\n{ROOT}\n",
        f"{NAME}\n1_0\n{ROOT}\n",
        f"{NAME}\n\u0661\n{ROOT}\n",
        f"{NAME}\n{10**18}\n{ROOT}\n",
        f"{NAME}\n1\n{ROOT[:-1]}\n",
        f"{NAME}\n1\n{b64encode(bytes(31))}\n",
        f"{NAME}\n1\n",
        f"{NAME}\n1\n{ROOT}\n\nafter an empty line\n",
        f"\n1\n{ROOT}\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        open_checkpoint(signed(text), VERIFIER)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "\n\n",
        HEAD.text(),
        NOTE.removesuffix("\n"),
        NOTE + "\n",
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("— ", "- "),
        NOTE.replace("— ", "—"),
        NOTE + "— \n",
        NOTE + "— name\n",
        NOTE + "— a+b AAAAAAAA\n",
        NOTE + "— a\u00a0b AAAAAAAA\n",
        NOTE + "— name AAAA\n",
        NOTE + "— name A\n",
        NOTE + "— name AAAAAAAA AAAAAAAA\n",
        NOTE + "— name AAAAAAAA\n" * 64,
        NOTE + "— name " + "A" * 70_000 + "\n",
        NOTE + "\ud800",
        NOTE.replace("sealed", "seal\x1b[31med"),
    ],
    ids=range(20),
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(Malformed):
        open_checkpoint(note, VERIFIER)


@pytest.mark.parametrize(
    "text",
    [
        "",
        NAME,
        f"{NAME}+00000000",
        VERIFIER.format().replace("+", "-", 1),
        VERIFIER.format().replace(VERIFIER.hint.hex(), "00000000"),
        VERIFIER.format().replace(VERIFIER.hint.hex(), VERIFIER.hint.hex().upper()),
        VERIFIER.format() + "\n",
        VERIFIER.format().replace(NAME, "other"),
        f"{NAME}+00000000+" + b64encode(b"\x02" + VERIFIER.public),
        f"{NAME}+00000000+" + b64encode(b"\x01" + bytes(32)),
        f"{NAME}+00000000+" + b64encode(b"\x01" + VERIFIER.public[:31]),
        " +00000000+" + b64encode(b"\x01" + VERIFIER.public),
    ],
)
def test_a_verifier_key_has_one_form(text: str) -> None:
    assert Verifier.parse(VERIFIER.format()) == VERIFIER
    with pytest.raises(Malformed):
        Verifier.parse(text)


@pytest.mark.parametrize(
    ("origin", "size", "root", "extensions"),
    [
        ("", 0, bytes(32), ()),
        ("a\nb", 0, bytes(32), ()),
        ("a", -1, bytes(32), ()),
        ("a", 10**18, bytes(32), ()),
        ("a", 0, bytes(31), ()),
        ("a", 0, bytes(32), ("",)),
        ("a", 0, bytes(32), ("x\x00",)),
        ("a", 0, bytes(32), ("\ud800",)),
    ],
)
def test_a_checkpoint_that_could_not_be_written_cannot_be_made(
    origin: str, size: int, root: bytes, extensions: tuple[str, ...]
) -> None:
    with pytest.raises(Malformed):
        Checkpoint(origin, size, root, extensions)
