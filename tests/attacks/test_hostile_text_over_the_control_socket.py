"""'I am an agent who writes intents and parameters: let me draw my own approval on the reviewer's screen.'"""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paper_desk import Bench, bench, change, proposed

NASTY = (
    "fix it\x1b[2J\x1b[1;32m approved by ana \x1b[0m\x07\r"
    "\n\nC-7Q2M9K81  approved: the same call passes once\n"
    "\u202etxt.exe\u2066\u2069 \u200b\ufeff\x9b31m \x7f <script>alert(1)</script> {{ 7 * 7 }} `rm`"
)
ACTION = proposed(
    "dynamodb",
    "PutItem\x1b[31m",
    {"Item\u202e": {"S": NASTY}, "$odd": NASTY, "Note\x1b]0;x\x07": [NASTY]},
    f"arn:aws-cn:dynamodb:::table/{NASTY}",
)


@pytest.fixture
def at(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    hostile = change(ACTION, intent=NASTY, agent=f"kiro{NASTY}")
    with bench(tmp_path, capsys, monkeypatch, hostile) as made:
        yield made


def acted_on(text: str) -> list[str]:
    """The characters of `text` that a terminal would act on, or that move or hide others."""
    return [one for one in text if one != "\n" and unicodedata.category(one) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}]


@pytest.mark.parametrize(
    "words",
    [
        ("inbox",),
        ("inbox", "--json"),
        ("show", "C-7Q2M9K81"),
        ("show", "C-7Q2M9K81", "--all"),
        ("show", "C-7Q2M9K81", "--json"),
    ],
)
def test_nothing_an_agent_wrote_is_acted_on_by_the_terminal(at: Bench, words: tuple[str, ...]) -> None:
    seen = at.type(*words)

    assert seen.code == 0
    assert acted_on(seen.out + seen.err) == []
    assert "approved by ana" in seen.out


def test_nothing_an_agent_wrote_stands_where_our_own_words_stand(at: Bench) -> None:
    seen = at.type("show", "C-7Q2M9K81").out

    forged = [line for line in seen.splitlines() if "approved: the same call passes once" in line]
    assert forged
    assert all(line.lstrip().startswith("| ") or '"' in line or "arn:" in line or "kiro" in line for line in forged)
    assert seen.splitlines()[0] == "C-7Q2M9K81  waits: 0 approved, 2 more needed"


def test_what_was_taken_out_is_written_where_it_stood(at: Bench) -> None:
    seen = at.type("show", "C-7Q2M9K81").out

    assert r"\x1b[2J" in seen
    assert r"\u202e" in seen
    assert re.search(r"\| \\u202etxt\.exe", seen)


def test_a_comment_of_a_reviewer_is_no_safer_than_an_intent(at: Bench) -> None:
    at.desk.votes[next(iter(at.desk.votes))].append(
        {"reviewer": "bo", "verdict": "approve", "comment": NASTY, "at": NASTY}
    )

    assert acted_on(at.type("show", "C-7Q2M9K81").out) == []


def test_an_error_of_the_gate_is_one_harmless_line(at: Bench) -> None:
    refused = at.type("show", NASTY)

    assert acted_on(refused.err) == []
    assert len(refused.err.splitlines()) == 1
