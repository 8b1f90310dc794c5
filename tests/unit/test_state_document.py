"""docs/reference/state.md holds the tables as they are: run `python tools/list_readers.py` when they change."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools.list_readers import conditions, left, opposites, pointers, readers, unordered

TEXT = (Path(__file__).parent.parent.parent / "docs" / "reference" / "state.md").read_text()


@pytest.mark.parametrize("table", [readers, unordered, conditions, left, pointers, opposites])
def test_the_document_holds_the_table(table: Callable[[], Iterator[str]]) -> None:
    assert "\n".join(table()) in TEXT
