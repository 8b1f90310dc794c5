"""Merkle trees of RFC 6962 (section 2.1), and the proofs drawn from them.

A proof is a list of roots of subranges of the leaves. Which ranges those are depends on numbers only and is computed
apart from the hashes (`inclusion_ranges`, `consistency_ranges`), so that whoever stores hashes in another shape than a
list draws the same proofs.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final, TypeAlias

from keyturn.codec.digest import same
from keyturn.errors import CallerError, Malformed

EMPTY_ROOT: Final = sha256(b"").digest()
"""The root of the tree without leaves."""

Range: TypeAlias = tuple[int, int]
"""Leaves `start` to `end`, the end excluded."""


class BadProof(CallerError):
    """A Merkle proof does not show what it is said to show."""

    code = "proof.bad"

    def __init__(self, of: str, why: str) -> None:
        super().__init__(f"the proof of {of} does not hold: {why}")


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf: SHA-256 over a zero byte and the leaf."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 over a one byte and its two children."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: all that is needed to go on, one hash for each bit set in its size.

    A copy of `hashes`, from the largest subtree to the smallest, and `size` is the whole state.
    """

    __slots__ = ("_hashes", "_size")

    def __init__(self, hashes: Iterable[bytes] = (), size: int = 0) -> None:
        self._hashes = list(hashes)
        self._size = size
        if size < 0 or len(self._hashes) != size.bit_count():
            raise Malformed("Merkle frontier", size, "one hash for each bit set in the size is wanted")

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return self._size

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """The roots of the full subtrees, from the left."""
        return tuple(self._hashes)

    def append(self, leaf: bytes) -> None:
        """Add the leaf with this hash (see `leaf_hash`)."""
        self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add the leaves with these hashes, one after the other."""
        hashes, size = self._hashes, self._size
        for leaf in leaves:
            carry, found = size, leaf
            while carry & 1:
                found = sha256(b"\x01" + hashes.pop() + found).digest()
                carry >>= 1
            hashes.append(found)
            size += 1
        self._size = size

    def root(self) -> bytes:
        """The root of the tree as it stands."""
        return fold(self._hashes)


def fold(subtrees: Sequence[bytes]) -> bytes:
    """The root over full subtrees of falling size, given from the left."""
    if not subtrees:
        return EMPTY_ROOT
    root = subtrees[-1]
    for left in reversed(subtrees[:-1]):
        root = node_hash(left, root)
    return root


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root over leaves with these hashes."""
    return edge_of(leaf_hashes).root()


def edge_of(leaf_hashes: Iterable[bytes]) -> Frontier:
    """The right edge of the tree over leaves with these hashes."""
    frontier = Frontier()
    frontier.extend(leaf_hashes)
    return frontier


def subtrees(span: Range) -> tuple[Range, ...]:
    """The full subtrees that make up a range of a proof, from the left; `fold` over their roots is the range's root.

    Every range of a proof begins at a multiple of a power of two no smaller than itself, so this is its binary form.
    """
    start, end = span
    parts: list[Range] = []
    while start < end:
        size = 1 << (end - start).bit_length() - 1
        parts.append((start, start + size))
        start += size
    return tuple(parts)


def inclusion_ranges(index: int, size: int) -> tuple[Range, ...]:
    """The ranges whose roots prove that leaf `index` is in the tree of `size` leaves (RFC 6962, 2.1.1: PATH)."""
    if not 0 <= index < size:
        raise Malformed("leaf index", index, f"the tree has {size} leaves")
    ranges: list[Range] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return tuple(reversed(ranges))


def consistency_ranges(old: int, new: int) -> tuple[Range, ...]:
    """The ranges whose roots prove that the tree of `new` leaves begins with that of `old` (RFC 6962, 2.1.2: PROOF).

    None for `old` 0 or `old` = `new`, where there is nothing to show.
    """
    if not 0 <= old <= new:
        raise Malformed("old tree size", old, f"the newer tree has {new} leaves")
    if old in {0, new}:
        return ()
    ranges: list[Range] = []
    start, end = 0, new
    whole = True
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
            whole = False
    # The old tree's own last part is known to whoever holds the old root, if it is the whole old tree.
    if not whole:
        ranges.append((start, end))
    return tuple(reversed(ranges))


def inclusion_proof(hashes: Sequence[bytes], index: int, size: int) -> tuple[bytes, ...]:
    """The audit path of leaf `index` in the tree of the first `size` of these leaf hashes. Raises Malformed."""
    _within(hashes, size)
    return tuple(root_of(hashes[start:end]) for start, end in inclusion_ranges(index, size))


def consistency_proof(hashes: Sequence[bytes], old: int, new: int) -> tuple[bytes, ...]:
    """The proof that the first `new` of these leaf hashes only add to the first `old`. Raises Malformed."""
    _within(hashes, new)
    return tuple(root_of(hashes[start:end]) for start, end in consistency_ranges(old, new))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Return if `proof` shows that the leaf with hash `leaf` is number `index` of the `size` under `root`.

    Raises BadProof.
    """
    of = f"entry {index} in a log of {size}"
    if not 0 <= index < size:
        raise BadProof(of, "there is no such entry")
    known = _known(inclusion_ranges(index, size), proof, of)
    known[index, index + 1] = leaf
    if not same(_rebuild((0, size), known), root):
        raise BadProof(of, "it leads to another root")


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Return if `proof` shows that the log of `new` leaves under `new_root` begins with that of `old` under `old_root`.

    An empty old log needs an empty proof and its own root. Raises BadProof.
    """
    of = f"a log of {new} growing from {old}"
    if not 0 <= old <= new:
        raise BadProof(of, "a log does not shrink")
    known = _known(consistency_ranges(old, new), proof, of)
    if old in {0, new}:
        if not same(old_root, EMPTY_ROOT if old == 0 else new_root):
            raise BadProof(of, "the old root is not the one of that size")
        return
    if old & (old - 1) == 0:
        # A tree whose size is a power of two is itself a subtree of the new one: the proof leaves it out.
        known[0, old] = old_root
    elif not same(_rebuild((0, old), known), old_root):
        raise BadProof(of, "it leads to another old root: the log was rewritten")
    if not same(_rebuild((0, new), known), new_root):
        raise BadProof(of, "it leads to another new root")


def _known(ranges: Sequence[Range], proof: Sequence[bytes], of: str) -> dict[Range, bytes]:
    if len(proof) != len(ranges) or any(len(step) != 32 for step in proof):
        raise BadProof(of, f"it must have {len(ranges)} hashes of 32 bytes")
    return dict(zip(ranges, proof, strict=True))


def _rebuild(span: Range, known: dict[Range, bytes]) -> bytes:
    """The root over `span` from the roots of the ranges known within it, which by RFC 6962's splits fill it."""
    if span in known:
        return known[span]
    start, end = span
    middle = start + _split(end - start)
    return node_hash(_rebuild((start, middle), known), _rebuild((middle, end), known))


def _split(size: int) -> int:
    """The largest power of two smaller than `size`, where RFC 6962 splits."""
    return 1 << (size - 1).bit_length() - 1


def _within(hashes: Sequence[bytes], size: int) -> None:
    if not 0 <= size <= len(hashes):
        raise Malformed("tree size", size, f"there are {len(hashes)} leaves")
