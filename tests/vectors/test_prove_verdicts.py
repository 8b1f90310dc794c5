"""A recorded sample of what an independent evaluator of IAM says (`make simulate ARGS="--record FILE"`)."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from keyturn.prover.formula import Formula
from tests.simulate.cases import OPERATORS, Case
from tests.simulate.ours import verdict

LINES: Final = (Path(__file__).parent / "prove_verdicts.jsonl").read_text(encoding="utf-8").splitlines()
RECORDED: Final = [json.loads(line) for line in LINES]


def judged(row: dict[str, Any]) -> Formula:
    return verdict(Case(**{"identity": [], **row["case"]}))


@pytest.mark.parametrize("number", range(len(RECORDED)))
def test_what_the_other_evaluator_allows_is_never_denied(number: int) -> None:
    row = RECORDED[number]

    ours = judged(row)

    assert not (row["allowed"] and ours is False), row["case"]


def test_the_sample_has_both_outcomes_and_few_differences() -> None:
    allowed = sum(row["allowed"] for row in RECORDED)
    differ = sum(judged(row) is True and not row["allowed"] for row in RECORDED)

    assert 3 * allowed >= len(RECORDED)
    assert 25 * differ <= len(RECORDED)
    assert (
        len({row["case"].get("operator", "").rpartition(":")[2].removesuffix("IfExists") for row in RECORDED})
        > len(OPERATORS) / 2
    )
