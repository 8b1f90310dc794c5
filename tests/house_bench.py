"""A terminal beside a house in memory: the real command line, the real desk, a clock that goes only when told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from keyturn import wiring
from keyturn.cli.main import main
from keyturn.testing.house import House
from tests.paper_desk import Typed, served


class HouseBench:
    """`eve` and `finn` of sre have key files here; what they type goes to the house."""

    def __init__(self, house: House, capsys: pytest.CaptureFixture[str]) -> None:
        self.house = house
        self._capsys = capsys

    def type(self, *words: str) -> Typed:
        """Type one `keyturn` command."""
        self._capsys.readouterr()
        try:
            code = main(words)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 0
        said = self._capsys.readouterr()
        return Typed(code, said.out, said.err)

    def signed(self, *words: str, by: str) -> Typed:
        """Type a command that `by` signs with their key file."""
        return self.type(*words, "--as", by, "--key", f"{by}.key")


@contextmanager
def house_bench(
    house: House, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[HouseBench]:
    """Put a person at a terminal beside `house`, whose clock their own goes by."""
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(folder)
    for module in ("signing", "clock", "votes", "settle", "freeze", "leaves"):
        monkeypatch.setattr(f"keyturn.cli.{module}.now", house.clock.wall)
    Path("keyturn.toml").write_text('[gateway]\ndata = "data"\n[environments.production]\nregions = ["cn-north-1"]\n')
    for name in ("eve", "finn"):
        wiring.new_key(folder / f"{name}.key")
        house.enrol(name, "sre", key=wiring.load_key(folder / f"{name}.key"))
    with served(house.desk, folder / "data"):
        yield HouseBench(house, capsys)
