"""Merkle proofs: every pair of sizes up to 70, by the definition of RFC 6962 and by nothing of ours."""

from collections.abc import Sequence
from hashlib import sha256

import pytest

from keyturn.codec import merkle
from keyturn.codec.merkle import BadProof, Frontier
from keyturn.errors import Malformed

HASHES = [merkle.leaf_hash(bytes([number])) for number in range(70)]


def split(size: int) -> int:
    k = 1
    while k * 2 < size:
        k *= 2
    return k


def mth(hashes: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word, over leaf hashes."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = split(len(hashes))
    return sha256(b"\x01" + mth(hashes[:k]) + mth(hashes[k:])).digest()


def path(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1, word for word."""
    if len(hashes) == 1:
        return []
    k = split(len(hashes))
    if index < k:
        return [*path(index, hashes[:k]), mth(hashes[k:])]
    return [*path(index - k, hashes[k:]), mth(hashes[:k])]


def subproof(old: int, hashes: Sequence[bytes], whole: bool) -> list[bytes]:
    """RFC 6962, 2.1.2, word for word."""
    if old == len(hashes):
        return [] if whole else [mth(hashes)]
    k = split(len(hashes))
    if old <= k:
        return [*subproof(old, hashes[:k], whole), mth(hashes[k:])]
    return [*subproof(old - k, hashes[k:], False), mth(hashes[:k])]


ROOTS = [mth(HASHES[:size]) for size in range(len(HASHES) + 1)]


def test_the_root_grows_with_each_leaf() -> None:
    frontier = Frontier()
    for size, leaf in enumerate(HASHES):
        assert frontier.size == size
        assert frontier.root() == ROOTS[size] == merkle.root_of(HASHES[:size])
        again = Frontier(frontier.hashes, size)
        assert again.root() == ROOTS[size]
        frontier.append(leaf)


def test_a_leaf_is_never_taken_for_a_node() -> None:
    assert merkle.leaf_hash(HASHES[0] + HASHES[1]) != merkle.node_hash(HASHES[0], HASHES[1])


@pytest.mark.parametrize(("hashes", "size"), [([], 1), (HASHES[:1], 0), (HASHES[:2], 4), ([], -1)])
def test_a_frontier_has_a_hash_for_each_bit_of_its_size(hashes: list[bytes], size: int) -> None:
    with pytest.raises(Malformed):
        Frontier(hashes, size)


def test_every_inclusion_proof_is_the_one_of_the_rfc_and_holds() -> None:
    for size in range(1, len(HASHES) + 1):
        for index in range(size):
            proof = merkle.inclusion_proof(HASHES, index, size)
            assert list(proof) == path(index, HASHES[:size])
            merkle.verify_inclusion(HASHES[index], index, size, proof, ROOTS[size])


def test_every_consistency_proof_is_the_one_of_the_rfc_and_holds() -> None:
    for new in range(len(HASHES) + 1):
        for old in range(new + 1):
            proof = merkle.consistency_proof(HASHES, old, new)
            assert list(proof) == ([] if old == 0 else subproof(old, HASHES[:new], True))
            merkle.verify_consistency(old, ROOTS[old], new, ROOTS[new], proof)


def test_a_proof_holds_for_nothing_else() -> None:
    for size in range(1, 20):
        for index in range(size):
            proof = merkle.inclusion_proof(HASHES, index, size)
            for wrong in range(size):
                if wrong != index:
                    with pytest.raises(BadProof):
                        merkle.verify_inclusion(HASHES[wrong], index, size, proof, ROOTS[size])
                    with pytest.raises(BadProof):
                        merkle.verify_inclusion(HASHES[index], wrong, size, proof, ROOTS[size])


def test_a_rewritten_log_cannot_be_shown_to_have_grown() -> None:
    rewritten = [merkle.leaf_hash(b"forged"), *HASHES[1:]]
    for new in range(2, 40):
        root = mth(rewritten[:new])
        for old in range(1, new):
            for proof in (merkle.consistency_proof(rewritten, old, new), merkle.consistency_proof(HASHES, old, new)):
                with pytest.raises(BadProof):
                    merkle.verify_consistency(old, ROOTS[old], new, root, proof)


def test_a_proof_has_its_length_and_no_other() -> None:
    for old, new in ((1, 8), (3, 7), (4, 8), (6, 8), (8, 8), (0, 5)):
        proof = merkle.consistency_proof(HASHES, old, new)
        for bent in ((*proof, HASHES[0]), proof[:-1], (*proof[:-1], proof[-1][:31]) if proof else (b"",)):
            if bent != proof:
                with pytest.raises(BadProof):
                    merkle.verify_consistency(old, ROOTS[old], new, ROOTS[new], bent)
    proof = merkle.inclusion_proof(HASHES, 3, 7)
    for bent in ((*proof, HASHES[0]), proof[:-1], ()):
        with pytest.raises(BadProof):
            merkle.verify_inclusion(HASHES[3], 3, 7, bent, ROOTS[7])


def test_a_log_does_not_shrink_and_an_empty_one_has_one_root() -> None:
    with pytest.raises(BadProof, match="shrink"):
        merkle.verify_consistency(5, ROOTS[5], 4, ROOTS[4], [])
    with pytest.raises(BadProof):
        merkle.verify_consistency(-1, ROOTS[0], 4, ROOTS[4], [])
    with pytest.raises(BadProof, match="of that size"):
        merkle.verify_consistency(0, ROOTS[1], 4, ROOTS[4], [])
    with pytest.raises(BadProof, match="of that size"):
        merkle.verify_consistency(4, ROOTS[3], 4, ROOTS[4], [])
    with pytest.raises(BadProof, match="no such entry"):
        merkle.verify_inclusion(HASHES[0], 0, 0, [], ROOTS[0])
    with pytest.raises(BadProof, match="no such entry"):
        merkle.verify_inclusion(HASHES[0], 4, 4, [], ROOTS[4])


def test_no_proof_is_drawn_from_leaves_that_are_not_there() -> None:
    for old, new in ((0, 71), (5, 4), (-1, 4)):
        with pytest.raises(Malformed):
            merkle.consistency_proof(HASHES, old, new)
    for index, size in ((0, 71), (4, 4), (-1, 4)):
        with pytest.raises(Malformed):
            merkle.inclusion_proof(HASHES, index, size)


def test_the_parts_of_every_range_give_its_root() -> None:
    ranges = {span for new in range(71) for old in range(new + 1) for span in merkle.consistency_ranges(old, new)}
    ranges |= {span for size in range(1, 71) for index in range(size) for span in merkle.inclusion_ranges(index, size)}
    for span in ranges:
        parts = merkle.subtrees(span)
        assert all(start % (end - start) == 0 for start, end in parts)
        assert merkle.fold([mth(HASHES[start:end]) for start, end in parts]) == mth(HASHES[slice(*span)])


def test_proofs_in_a_log_of_a_million_million_entries_are_short() -> None:
    ranges = merkle.consistency_ranges(10**12 - 7, 10**12)
    assert len(ranges) < 50
    assert len(merkle.inclusion_ranges(123_456_789, 10**12)) == 40
