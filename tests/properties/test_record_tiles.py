"""Tiles hold the tree: whatever was written in whatever groups, roots and proofs come out as from the leaves."""

from collections.abc import Sequence
from hashlib import sha256

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from keyturn.codec.merkle import consistency_proof, root_of
from keyturn.record.tiles import WIDTH, TileWriter, consistency, frontier

MANY = 70_000
LEAVES = [sha256(number.to_bytes(4, "big")).digest() for number in range(MANY)]


class Shelf:
    """A store of tiles in memory. Leaves of a tile that is not full are read as leaves, as on disk."""

    def __init__(self) -> None:
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.leaves: list[bytes] = []

    def hashes(self, level: int, start: int, end: int) -> Sequence[bytes]:
        position, offset = divmod(start, WIDTH)
        assert (end - 1) // WIDTH == position
        tile = self.tiles.get((level, position))
        if tile is None:
            assert level == 0
            return self.leaves[start:end]
        found = [tile[32 * at : 32 * at + 32] for at in range(offset, offset + end - start)]
        assert len(found[-1]) == 32
        return found

    def add(self, writer: TileWriter, leaves: Sequence[bytes]) -> None:
        writer.extend(leaves)
        self.leaves.extend(leaves)
        for tile in writer.take():
            self.tiles[tile.level, tile.position] = tile.hashes


@given(st.lists(st.integers(0, 700), max_size=6), st.data())
def test_a_log_that_stops_and_goes_on_anywhere_keeps_its_tree(groups: list[int], data: st.DataObject) -> None:
    shelf = Shelf()
    for group in groups:
        size = len(shelf.leaves)
        writer = TileWriter(size, shelf.hashes)  # as after a restart: nothing is remembered
        shelf.add(writer, LEAVES[size : size + group])
    size = len(shelf.leaves)
    assert frontier(size, shelf.hashes).root() == root_of(LEAVES[:size])
    old = data.draw(st.integers(0, size))
    assert consistency(old, size, shelf.hashes) == consistency_proof(LEAVES, old, size)


@given(st.lists(st.tuples(st.integers(0, 700), st.booleans()), max_size=8))
def test_a_log_that_goes_on_has_the_edge_of_its_leaves_whenever_it_is_asked_for(groups: list[tuple[int, bool]]) -> None:
    shelf = Shelf()
    writer = TileWriter(0, shelf.hashes)
    for group, asked in groups:
        size = len(shelf.leaves)
        shelf.add(writer, LEAVES[size : size + group])
        if asked:
            assert writer.edge().root() == root_of(LEAVES[: size + group])
    assert writer.edge().root() == frontier(len(shelf.leaves), shelf.hashes).root() == root_of(shelf.leaves)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    """A log with more leaves than a tile of tiles holds."""
    shelf = Shelf()
    shelf.add(TileWriter(0, shelf.hashes), LEAVES)
    return shelf


def test_a_tile_of_tiles_is_kept_too(shelf: Shelf) -> None:
    assert {level for level, _ in shelf.tiles} == {0, 1, 2}
    assert len(shelf.tiles[1, 0]) == WIDTH * 32
    assert frontier(MANY, shelf.hashes).root() == root_of(LEAVES)
    assert TileWriter(MANY, shelf.hashes).take() == ()


@settings(max_examples=10)
@given(old=st.integers(0, MANY), new=st.integers(0, MANY))
def test_proofs_from_tiles_are_proofs_from_leaves(shelf: Shelf, old: int, new: int) -> None:
    old, new = sorted((old, new))
    assert consistency(old, new, shelf.hashes) == consistency_proof(LEAVES, old, new)
