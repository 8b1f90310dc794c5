"""Merkle trees of any size, and proofs bent in any way."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from keyturn.codec import merkle
from keyturn.codec.merkle import BadProof

HASHES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=300)


@given(HASHES, st.data())
def test_a_log_that_grew_can_show_it(hashes: list[bytes], data: st.DataObject) -> None:
    new = data.draw(st.integers(0, len(hashes)))
    old = data.draw(st.integers(0, new))
    proof = merkle.consistency_proof(hashes, old, new)
    merkle.verify_consistency(old, merkle.root_of(hashes[:old]), new, merkle.root_of(hashes[:new]), proof)


@given(HASHES, st.data())
def test_an_entry_can_be_shown_to_be_where_it_is(hashes: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(hashes)))
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(hashes, index, size)
    merkle.verify_inclusion(hashes[index], index, size, proof, merkle.root_of(hashes[:size]))


@given(HASHES, st.data())
def test_one_flipped_bit_anywhere_breaks_a_proof(hashes: list[bytes], data: st.DataObject) -> None:
    new = len(hashes)
    old = data.draw(st.integers(1, new))
    old_root, new_root = merkle.root_of(hashes[:old]), merkle.root_of(hashes)
    proof = list(merkle.consistency_proof(hashes, old, new))
    parts = [old_root, new_root, *proof]
    which = data.draw(st.integers(0, len(parts) - 1))
    bit = data.draw(st.integers(0, 255))
    bent = bytearray(parts[which])
    bent[bit // 8] ^= 1 << bit % 8
    parts[which] = bytes(bent)
    with pytest.raises(BadProof):
        merkle.verify_consistency(old, parts[0], new, parts[1], parts[2:])


@given(HASHES)
def test_a_frontier_can_be_put_away_and_taken_up_again(hashes: list[bytes]) -> None:
    straight = merkle.Frontier()
    broken = merkle.Frontier()
    for leaf in hashes:
        straight.append(leaf)
        broken = merkle.Frontier(broken.hashes, broken.size)
        broken.append(leaf)
    assert straight.root() == broken.root() == merkle.root_of(hashes)
