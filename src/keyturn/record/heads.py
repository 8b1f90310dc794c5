"""From a tree to the checkpoint that a log signs."""

from collections.abc import Iterable

from keyturn.codec.merkle import Frontier
from keyturn.codec.note import Checkpoint


def head(origin: str, tree: Frontier, lines: Iterable[str] = ()) -> Checkpoint:
    """The checkpoint of the log `origin` whose leaves `tree` has taken in; `lines` are what the log adds in words."""
    return Checkpoint(origin, tree.size, tree.root(), tuple(lines))
