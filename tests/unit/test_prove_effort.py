"""A search that does not end says so: neither a way nor a proof comes of it."""

import json
from pathlib import Path

import pytest

from keyturn.cli.main import REFUSED, main
from keyturn.prover.account import read
from keyturn.prover.answer import BYPASS, CATALOGUE, UNKNOWN, Finding
from keyturn.prover.goals import Query
from keyturn.prover.guardrail import Exempt
from keyturn.prover.prove import Prover, Wanted
from tests.iam_estate import AT, DATABASE, DELETE, OWN, Document, allow, arn, bundle, role, user

MADE = bundle(user("eve", allow("iam:*", arn("role", "*"))), role("one", allow(DELETE), trusts=OWN))
EACH_ALONE = bundle(
    user("ada", allow("iam:PutRolePolicy", arn("role", "one"))),
    user("eve", allow("iam:UpdateAssumeRolePolicy", arn("role", "one"))),
    role("one"),
)
"""Together they could: one gives the role a policy, the other takes it."""


@pytest.fixture
def no_quick_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyturn.prover.search.FIRST", 1)


def found(made: Document, effort: int) -> Finding:
    wanted = Wanted((Query(DELETE, DATABASE),), Exempt(None, ()), AT, effort)
    (finding,) = Prover(read(made), wanted).answer().findings
    return finding


@pytest.mark.usefixtures("no_quick_look")
def test_a_search_without_any_effort_left_is_unknown_and_names_who_and_what() -> None:
    told = found(MADE, 0)

    assert (told.verdict, told.principals) == (UNKNOWN, ())
    assert any(one.startswith(f"{arn('user', 'eve')} may reach {DELETE} on {DATABASE}: ") for one in told.unknown)
    assert all("--effort" in one for one in told.unknown)


@pytest.mark.usefixtures("no_quick_look")
def test_with_effort_the_way_is_found() -> None:
    assert found(MADE, 1_000).verdict == BYPASS


@pytest.mark.usefixtures("no_quick_look")
def test_that_there_is_no_way_needs_no_effort() -> None:
    assert found(EACH_ALONE, 0).verdict == CATALOGUE


def test_the_command_takes_how_much_effort_it_is_worth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    named = tmp_path / "account.json"
    named.write_text(json.dumps(MADE), encoding="utf-8")
    asked = ["prove", str(named), "--protected", f"{DELETE}={DATABASE}"]

    assert main([*asked, "--effort", "0", "--json"]) == REFUSED
    assert json.loads(capsys.readouterr().out)["verdict"] == BYPASS
    with pytest.raises(SystemExit):
        main([*asked, "--effort", "-1"])
