"""Reading a log back at the start: nothing is folded that the log's own key has not signed for.

Whoever can write to the store could else put a person into a row, take one out of what is read back, or add an entry
at the end for the gateway to sign. So every leaf is hashed again, each payload that state is made of is held against
what its leaf commits to, and the tree must be the one of the signed head.
"""

from collections.abc import Iterator
from typing import Final

from keyturn.adapters.log.needs import Store
from keyturn.codec.digest import SALT_BYTES, commitment, same
from keyturn.codec.merkle import Frontier, leaf_hash
from keyturn.model.evidence import UNFOLDED, Entry, EvidenceUnavailable, Kind
from keyturn.record.entries import signed_at_once

_KIND: Final = b'"kind":"'
_PAYLOAD: Final = b'"payload":"'
_PASSED_OVER: Final = frozenset(kind.value.encode() for kind in UNFOLDED)
_MAY_WAIT: Final = frozenset(kind.value.encode() for kind in Kind if not signed_at_once(kind))


def proved(store: Store, size: int, root: bytes) -> Iterator[Entry]:
    """Yield the entries that state is made of, in order; raise EvidenceUnavailable at the first that is not as signed.

    The last thing looked at is whether all leaves together are the tree of the signed head (`size`, `root`): whoever
    reads must read to the end before anything is done on the strength of it.
    """
    tree = Frontier()
    for seq, leaf in store.leaves():
        if seq != tree.size:
            raise _altered(tree.size, "it is missing")
        tree.append(leaf_hash(leaf))
        if _word(leaf, _KIND) in _PASSED_OVER:
            continue
        salt, payload = store.payload(seq) or (b"", None)
        if payload is not None and not _is_committed(leaf, salt, payload):
            raise _altered(seq, "its payload is not the one that its leaf commits to")
        yield Entry(seq, leaf, salt, payload)
    if tree.size != size or not same(tree.root(), root):
        raise EvidenceUnavailable("the entries are not those that were signed; look with `keyturn log verify`")


def refuse_unsigned(store: Store, size: int) -> None:
    """Refuse entries after the first `size`, over which the newest head stands, that never wait for a signed head.

    Those are committed together with their head. One without was put there by somebody who does not hold the key, and
    must not be signed now. Raises EvidenceUnavailable.
    """
    for seq, leaf in store.leaves(size):
        if _word(leaf, _KIND) not in _MAY_WAIT:
            raise _altered(seq, "no signed checkpoint covers it, although it was acknowledged under one")


def committed(store: Store, seq: int, leaf: bytes) -> bytes | None:
    """Return the payload of entry `seq` as its `leaf` commits to it, None where it was erased.

    Raises EvidenceUnavailable where it is another.
    """
    salt, payload = store.payload(seq) or (b"", None)
    if payload is not None and not _is_committed(leaf, salt, payload):
        raise _altered(seq, "its payload is not the one that its leaf commits to")
    return payload


def _is_committed(leaf: bytes, salt: bytes, payload: bytes) -> bool:
    said = _word(leaf, _PAYLOAD)
    return len(salt) == SALT_BYTES and same(said, commitment(salt, payload).encode())


def _word(leaf: bytes, name: bytes) -> bytes:
    """The text under `name` in a leaf of ours. Both names stand behind `about` in its canonical form, so the last."""
    start = leaf.rfind(name) + len(name)
    return leaf[start : leaf.find(b'"', start)]


def _altered(seq: int, why: str) -> EvidenceUnavailable:
    return EvidenceUnavailable(f"entry {seq} of the log was altered: {why}; look with `keyturn log verify`")
