"""Ten thousand changed requests: refused, another call, or the same to every reader. `make fuzz` goes further."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.fuzz import main
from tests.fuzzing import Found, corpus, one_round


def test_a_changed_request_is_refused_or_another_or_the_same_to_every_reader() -> None:
    counts = Counter(one_round("keyturn", number) for number in range(10_000))

    assert len(corpus()) > 300
    # What looks at nothing finds nothing: each outcome is there, and often.
    assert min(counts[name] for name in ("refused", "another call", "the same call")) > 150


def test_what_is_found_is_kept_and_can_be_looked_at_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    origin = corpus()[0]
    kept = tmp_path / "kept.json"
    kept.write_text(Found("anything", origin.request, origin.scope, origin.name).written())

    assert main(["--replay", str(kept)]) == 0
    assert f"{origin.name}: the same call" in capsys.readouterr().out
    assert json.loads(kept.read_text())["why"] == "anything"
