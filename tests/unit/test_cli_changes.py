"""Looking at a change and deciding about it from a terminal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paper_desk import DELETE_TABLE, NEW_CODE, NEW_VARIABLES, NOT_SEALED, Bench, bench, change


@pytest.fixture
def at(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    changes = (change(DELETE_TABLE, NEW_VARIABLES, number=1), change(NEW_CODE, number=2))
    with bench(tmp_path, capsys, monkeypatch, *changes) as made:
        yield made


def test_the_inbox_lists_what_waits_and_says_that_the_gate_is_not_sealed(at: Bench) -> None:
    seen = at.type("inbox")

    assert seen.code == 0
    assert "C-7Q2M9K81  2 missing  dynamodb:DeleteTable, lambda:UpdateFunctionConfiguration" in seen.out
    assert NOT_SEALED in seen.err


def test_show_says_who_why_what_where_whether_it_can_be_undone_and_until_when(at: Bench) -> None:
    seen = at.type("show", "C-7Q2M9K81")

    assert seen.code == 0
    for words in (
        "asked by  dana, for the agent kiro",
        "| fix the rounding of yesterday's cost report",
        "would do 2 actions in production",
        "deletes, data is lost, cannot be undone",
        "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/ce-costs",
        'TableName  "ce-costs"',
        "waits: 0 approved, 2 more needed",
        "needs     2 people of sre",
        "UTC (in 22 h)",
        "keyturn approve C-7Q2M9K81 --as YOU --key FILE",
    ):
        assert words in seen.out


def test_a_sensitive_member_is_shown_as_set_and_never_its_value(at: Bench) -> None:
    seen = at.type("show", "C-7Q2M9K81", "--all")

    assert "set, not shown" in seen.out
    assert "hush" not in seen.out + seen.err


def test_two_approvals_open_a_change_and_each_exits_0_because_it_counted(at: Bench) -> None:
    first = at.signed("approve", "C-7Q2M9K81", "--comment", "checked the table", by="ana")
    second = at.signed("approve", "C-7Q2M9K81", "--json", by="bo")

    assert (first.code, second.code) == (0, 0)
    assert "would do 2 actions in production" in first.out
    assert first.out.endswith("your approval counts: C-7Q2M9K81 needs 1 more\n")
    assert second.data["state"] == "approved"
    assert "would do 2 actions in production" in second.err
    assert "| checked the table" in at.type("show", "C-7Q2M9K81").out


def test_what_the_gate_refuses_exits_1_with_its_words(at: Bench) -> None:
    refused = at.signed("approve", "C-7Q2M9K81", by="dana")

    assert refused.code == 1
    assert "keyturn: `dana` sponsors this change, so somebody else must approve it" in refused.err


def test_an_objection_closes_the_change_for_whoever_waits(at: Bench) -> None:
    rejected = at.signed("reject", "C-7Q2M9K81", "--comment", "a patch would do", by="bo")
    waited = at.type("wait", "C-7Q2M9K81", "--json")

    assert rejected.code == 0
    assert "your objection counts: C-7Q2M9K81 is rejected" in rejected.out
    assert waited.code == 1
    assert waited.data["state"] == "rejected"


def test_a_sponsor_takes_a_change_back(at: Bench) -> None:
    assert at.signed("withdraw", "C-7Q2M9K82", by="dana").code == 0
    assert at.type("wait", "C-7Q2M9K82").code == 1


def test_waiting_ends_with_0_once_it_is_approved(at: Bench) -> None:
    at.signed("approve", "C-7Q2M9K82", by="ana")
    at.signed("approve", "C-7Q2M9K82", by="bo")

    assert at.type("wait", "C-7Q2M9K82").code == 0


def test_waiting_gives_up_after_the_time_it_was_given(at: Bench) -> None:
    gave_up = at.type("wait", "C-7Q2M9K82", "--timeout", "0s")

    assert gave_up.code == 1
    assert "2 approvals are still missing" in gave_up.err


def test_a_change_that_is_not_there_is_a_refusal(at: Bench) -> None:
    unknown = at.type("show", "C-NOSUCHCHANGE")

    assert unknown.code == 1
    assert "see `keyturn inbox`" in unknown.err


def test_json_is_one_document_on_standard_output_and_warnings_go_elsewhere(at: Bench) -> None:
    for words in (("inbox", "--json"), ("show", "C-7Q2M9K81", "--json"), ("person", "list", "--json")):
        assert at.type(*words).data

    assert NOT_SEALED in at.type("inbox", "--json").err


def test_each_vote_carries_the_newest_checkpoint_its_client_has_seen(at: Bench) -> None:
    at.signed("approve", "C-7Q2M9K81", by="ana")
    at.desk.grow(7)
    at.signed("approve", "C-7Q2M9K81", by="bo")

    sizes = [int(str(note).splitlines()[1]) for note in at.desk.seen]
    assert sizes == [5, 13]


def test_a_first_contact_names_the_log_key_that_is_trusted_from_now_on(at: Bench) -> None:
    first, second = at.type("show", "C-7Q2M9K81"), at.type("show", "C-7Q2M9K81")

    assert f"must be signed by {at.desk.verifier}" in first.err
    assert "first contact" not in second.err


def test_without_a_gateway_the_command_says_how_to_start_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    alone = Bench(None, tmp_path, capsys)  # type: ignore[arg-type]  # nobody is asked

    refused = alone.type("inbox")

    assert refused.code == 3
    assert "start it with `keyturn up`" in refused.err
