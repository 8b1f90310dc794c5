"""Over-broad roles: what they may do on protected things and never did, and a policy that allows no more."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.cli.main import main
from keyturn.prover.account import read
from keyturn.prover.actors import Power
from keyturn.prover.broad import broad, history, narrower
from keyturn.prover.goals import Goal, Query
from keyturn.prover.guardrail import Exempt
from keyturn.prover.prove import Prover, Wanted
from tests.iam_estate import AT, DATABASE, DELETE, Document, allow, arn, bundle, deny, doc, role, user

QUERIES = (Query(DELETE, DATABASE), Query("rds:ModifyDBInstance", DATABASE), Query("rds:RebootDBInstance", DATABASE))
MADE = bundle(
    role("broad", allow("rds:*")),
    role("narrow", allow(DELETE)),
    role("unheard", allow("*")),
    user("eve", allow("s3:*")),
)
USED = {arn("role", "broad"): [DELETE], arn("role", "narrow"): [DELETE], arn("user", "eve"): []}


def prover(made: Document) -> Prover:
    return Prover(read(made), Wanted(QUERIES, Exempt(None, ()), AT))


def test_what_was_never_used_is_told_of_those_whose_history_is_known() -> None:
    (found,) = broad(prover(MADE), history(USED))

    assert found.arn == arn("role", "broad")
    assert found.unused == (("rds:ModifyDBInstance", DATABASE), ("rds:RebootDBInstance", DATABASE))
    assert found.narrower == doc(allow([DELETE]))


def test_access_advisor_s_data_count_a_service_without_tracked_actions_as_used_whole() -> None:
    told = {
        arn("role", "broad"): {
            "ServicesLastAccessed": [
                {"ServiceNamespace": "rds", "LastAuthenticated": "2026-11-01T00:00:00Z"},
                {"ServiceNamespace": "s3"},
            ]
        }
    }

    assert history(told) == {arn("role", "broad"): ("rds:*",)}
    assert broad(prover(MADE), history(told)) == ()


@given(
    st.lists(st.sampled_from(["rds:*", "rds:Delete*", DELETE, "rds:Modify*", "*"]), min_size=1, max_size=3),
    st.lists(st.sampled_from([DELETE, "rds:ModifyDBInstance", "rds:RebootDBInstance"]), max_size=3),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_the_narrower_policy_allows_what_was_used_and_nothing_new(
    actions: list[str], used: list[str], denied: bool
) -> None:
    statements = [allow(actions), *([deny("rds:Reboot*")] if denied else [])]
    before = prover(bundle(role("r", *statements)))
    written = narrower(before.powers.actors[0], tuple(used))
    assert isinstance(written, dict)
    after = prover(bundle(role("r", *written["Statement"])))

    for query in QUERIES:
        could = Goal(before.powers, query)(Power(0)) is not None
        can = Goal(after.powers, query)(Power(0)) is not None
        assert can == (could and query.action in used)


def test_the_command_ranks_them_and_exits_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "b.json").write_text(json.dumps(MADE))
    (tmp_path / "u.json").write_text(json.dumps(USED))
    asked = [part for query in QUERIES for part in ("--protected", f"{query.action}={query.resource}")]

    code = main(["prove", "roles", str(tmp_path / "b.json"), "--used", str(tmp_path / "u.json"), *asked, "--json"])

    assert code == 1
    assert [one["arn"] for one in json.loads(capsys.readouterr().out)["roles"]] == [arn("role", "broad")]
