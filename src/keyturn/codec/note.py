"""Signed checkpoints: what a log says it holds, in a form that people can keep and other programs can check.

Sources: https://c2sp.org/signed-note (signature type 0x01, Ed25519) and https://c2sp.org/tlog-checkpoint.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.codec import keys
from keyturn.codec.encoding import b64decode, b64encode
from keyturn.codec.keys import BadSignature
from keyturn.errors import Malformed

__all__ = ["BadSignature", "Checkpoint", "NoteSigner", "Verifier", "open_checkpoint", "sign_checkpoint"]

_WHAT: Final = "signed checkpoint"
_ED25519: Final = b"\x01"
_DASH: Final = "\N{EM DASH} "
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,17}")
_UNPRINTED: Final = re.compile("[\\x00-\\x1f\\x7f\\ud800-\\udfff]")
_MAX_CHARACTERS: Final = 65_536
_MAX_SIGNATURES: Final = 64


NEXT_KEY: Final = "next key: "
"""What begins the line by which a log's key says, in the last checkpoint that it signs, which key signs after it."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: which log, how many leaves, their RFC 6962 root, and lines of the log's own.

    Raises Malformed for lines that are empty or hold control characters, and for a root that has not 32 bytes.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for line in (self.origin, *self.extensions):
            if not line or not _is_plain(line):
                raise Malformed("line of a checkpoint", line, "it must not be empty or hold control characters")
        if not 0 <= self.size < 10**18:
            raise Malformed("tree size", self.size)
        if len(self.root) != 32:
            raise Malformed("tree root", self.root.hex(), "32 bytes are wanted")

    def text(self) -> str:
        """The note text, which is what a signature covers."""
        return "".join(f"{line}\n" for line in (self.origin, str(self.size), b64encode(self.root), *self.extensions))


@dataclass(frozen=True, slots=True)
class Verifier:
    """A log's name and public key: all one needs to check its checkpoints.

    Raises Malformed for a name that is empty or holds a space, a `+` or a control character, and for an unfit key.
    """

    name: str
    public: bytes

    def __post_init__(self) -> None:
        _parse_name(self.name)
        keys.parse_public_key(self.public)

    @property
    def hint(self) -> bytes:
        """The four bytes by which a signature line names the key; short on purpose, and no proof of anything."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def format(self) -> str:
        """The verifier key: `name+hash+base64(0x01 || public key)`."""
        return f"{self.name}+{self.hint.hex()}+{b64encode(_ED25519 + self.public)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a verifier key. Raises Malformed, also if its hash does not belong to its name and key."""
        what = "log verifier key"
        name, _, rest = text.partition("+")
        _, _, encoded = rest.partition("+")
        if not encoded:
            raise Malformed(what, text, "`name+hash+key` is wanted, as `keyturn up` prints it")
        typed_key = b64decode(encoded)
        if typed_key[:1] != _ED25519:
            raise Malformed(what, text, "it is of another type than Ed25519")
        verifier = cls(name, typed_key[1:])
        if verifier.format() != text:
            raise Malformed(what, text, "its hash does not belong to its name and key")
        return verifier


class NoteSigner:
    """A log's name and private key, for many checkpoints."""

    __slots__ = ("_key", "verifier")

    def __init__(self, name: str, key: Ed25519PrivateKey) -> None:
        """Raise Malformed for a name that no key may have."""
        self._key = key
        self.verifier = Verifier(name, key.public_key().public_bytes_raw())

    def sign(self, checkpoint: Checkpoint) -> str:
        """The signed note of `checkpoint`. Raises Malformed unless its origin is the name of this key."""
        name = self.verifier.name
        if checkpoint.origin != name:
            raise Malformed("key name", name, "a log signs under its own origin")
        text = checkpoint.text()
        signature = b64encode(self.verifier.hint + self._key.sign(text.encode()))
        return f"{text}\n{_DASH}{name} {signature}\n"


def sign_checkpoint(checkpoint: Checkpoint, key_name: str, key: Ed25519PrivateKey) -> str:
    """The signed note of `checkpoint`. Raises Malformed unless `key_name` is the checkpoint's origin and a key name."""
    return NoteSigner(key_name, key).sign(checkpoint)


def open_checkpoint(note: str, verifier: Verifier) -> Checkpoint:
    """The checkpoint in `note`, once `verifier`'s key is known to have signed it.

    Signatures of other keys are passed over, as the format demands. Raises Malformed for what is no checkpoint of the
    log `verifier` names, BadSignature if that key did not sign or a signature in its name does not hold.
    """
    if len(note) > _MAX_CHARACTERS or not _is_plain(note.replace("\n", "")):
        raise Malformed(_WHAT, note, "it is too long, or holds control characters")
    head, gap, tail = note.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise Malformed(_WHAT, note, "its text, an empty line and its signatures are wanted")
    text = f"{head}\n"
    lines = tail.removesuffix("\n").split("\n")
    if len(lines) > _MAX_SIGNATURES:
        raise Malformed(_WHAT, note, f"it has more than {_MAX_SIGNATURES} signatures")
    ours = [
        signature for name, hint, signature in map(_signature, lines) if (name, hint) == (verifier.name, verifier.hint)
    ]
    if not ours:
        raise BadSignature("the checkpoint", f"`{verifier.name}` has not signed it with that key")
    key = keys.parse_public_key(verifier.public)
    for signature in ours:
        keys.verify(key, signature, text.encode(), "the checkpoint")
    return _parse_text(text, verifier.name)


def _parse_text(text: str, name: str) -> Checkpoint:
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not _SIZE.fullmatch(lines[1]):
        raise Malformed(_WHAT, text, "its origin, size and root are wanted, a line each")
    if lines[0] != name:
        raise Malformed(_WHAT, lines[0], f"it is about another log than `{name}`")
    return Checkpoint(lines[0], int(lines[1]), b64decode(lines[2]), tuple(lines[3:]))


def _signature(line: str) -> tuple[str, bytes, bytes]:
    """The key name, the hint and the signature in one signature line."""
    name, gap, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not gap:
        raise Malformed("signature line", line)
    data = b64decode(encoded)
    if len(data) < 5:
        raise Malformed("signature line", line, "its signature is too short")
    return _parse_name(name), data[:4], data[4:]


def _parse_name(name: str) -> str:
    if not name or "+" in name or any(map(str.isspace, name)) or not _is_plain(name):
        raise Malformed("key name", name, "it must not be empty or hold a space, a `+` or a control character")
    return name


def _is_plain(text: str) -> bool:
    """Whether `text` is UTF-8 without control characters: lone surrogates have no UTF-8."""
    return _UNPRINTED.search(text) is None
