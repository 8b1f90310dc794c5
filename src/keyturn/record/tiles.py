"""The tree's hashes kept in tiles, so that a log of any size opens at once and draws a proof from a few reads.

The layout is that of https://c2sp.org/tlog-tiles: 256 hashes a tile; level 0 are leaf hashes, a hash of level n stands
for 256**n leaves. Tiles are a convenience of whoever keeps the log. An auditor computes everything from the leaves.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from keyturn.codec.merkle import Frontier, Range, consistency_ranges, edge_of, fold, root_of, subtrees

WIDTH: Final = 256
"""How many hashes a full tile holds."""

Hashes: TypeAlias = Callable[[int, int, int], Sequence[bytes]]
"""`hashes(level, start, end)`: those hashes of a level, `end` excluded; all of one tile, and all of full subtrees."""


@dataclass(frozen=True, slots=True)
class Tile:
    """Up to 256 hashes of one level, one after the other, beginning at hash number `256 * position`."""

    level: int
    position: int
    hashes: bytes


class TileWriter:
    """The growing tree itself: takes in leaf hashes and says which tiles have to be written.

    A tile of leaves is written once it is full (the leaves themselves stand in for it until then), a tile of a higher
    level each time it gains a hash, which is every 256 leaves at most.
    """

    def __init__(self, size: int, hashes: Hashes) -> None:
        """Go on from a tree of `size` leaves, whose hashes can be read by `hashes`."""
        self._rows: list[list[bytes]] = []
        self._positions: list[int] = []
        self._written: dict[tuple[int, int], Tile] = {}
        self._size = size
        count, level = size, 0
        while count or level == 0:
            position = count // WIDTH
            start = position * WIDTH
            self._rows.append(list(hashes(level, start, count)) if start < count else [])
            self._positions.append(position)
            count, level = position, level + 1
        self._edges = [edge_of(row) for row in self._rows]

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return self._size

    def edge(self) -> Frontier:
        """The right edge of the whole tree: those of the tiles under way, one after the other."""
        self._edges[0].extend(self._rows[0][self._edges[0].size :])
        return Frontier((found for edge in reversed(self._edges) for found in edge.hashes), self._size)

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Take in the hashes of the next leaves.

        What the tile under way comes to is worked out when it is full or somebody asks, many hashes at a time.
        """
        self._size += len(leaves)
        row = self._rows[0]
        for leaf in leaves:
            row.append(leaf)
            if len(row) == WIDTH:
                self._edges[0].extend(row[self._edges[0].size :])
                self._carry(self._full(0))

    def _carry(self, found: bytes) -> None:
        """Take in the root of a full tile of leaves, and of each tile that it fills."""
        level = 1
        while True:
            if level == len(self._rows):
                self._rows.append([])
                self._edges.append(Frontier())
                self._positions.append(0)
            row = self._rows[level]
            row.append(found)
            self._edges[level].append(found)
            if len(row) < WIDTH:
                self._write(level)
                return
            found = self._full(level)
            level += 1

    def _full(self, level: int) -> bytes:
        """Have the full tile of `level` written, begin the next one, and return its root."""
        self._write(level)
        root = self._edges[level].root()
        self._rows[level].clear()
        self._edges[level] = Frontier()
        self._positions[level] += 1
        return root

    def _write(self, level: int) -> None:
        tile = Tile(level, self._positions[level], b"".join(self._rows[level]))
        self._written[level, tile.position] = tile

    def take(self) -> tuple[Tile, ...]:
        """The tiles to write since the last time this was asked."""
        tiles = tuple(self._written.values())
        self._written.clear()
        return tiles


def frontier(size: int, hashes: Hashes) -> Frontier:
    """The right edge of the tree of the first `size` leaves."""
    return Frontier((_subtree(span, hashes) for span in subtrees((0, size))), size)


def consistency(old: int, new: int, hashes: Hashes) -> tuple[bytes, ...]:
    """The RFC 6962 proof that the tree of `new` leaves begins with that of `old`. Raises Malformed if it does not."""
    return tuple(fold([_subtree(part, hashes) for part in subtrees(span)]) for span in consistency_ranges(old, new))


def _subtree(span: Range, hashes: Hashes) -> bytes:
    """The root of a full subtree: at most 128 hashes of the highest level that fits, all in one tile."""
    start, end = span
    level = ((end - start).bit_length() - 1) // 8
    width = WIDTH**level
    return root_of(hashes(level, start // width, end // width))
