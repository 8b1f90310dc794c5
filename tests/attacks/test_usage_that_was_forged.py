"""I say what others used, so that my own power looks needed, or theirs does not."""

import json
from pathlib import Path

import pytest

from keyturn.cli.main import main
from tests.iam_estate import DATABASE, DELETE, Document, allow, arn, bundle, role

SEEN = "2024-11-01T08:30:00Z"
MINE, THEIRS = arn("role", "mine"), arn("role", "theirs")


def report(*services: Document) -> Document:
    return {"JobCompletionDate": SEEN, "ServicesLastAccessed": list(services)}


def used(**more: str) -> Document:
    return {"ServiceNamespace": "rds", "LastAuthenticated": SEEN, "TrackedActionsLastAccessed": [
        {"ActionName": "DeleteDBInstance", **more}
    ]}  # fmt: skip


HONEST = report(used())


def asked(folder: Path, last_accessed: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """What the command says of an account in which both may delete the database, with this word on what was used."""
    made = json.dumps(bundle(role("mine", allow("rds:*")), role("theirs", allow("rds:*"))))
    file = folder / "account.json"
    file.write_text(f'{made[:-1]}, "last_accessed": {last_accessed}}}')
    code = main(["prove", "roles", str(file), "--protected", f"{DELETE}={DATABASE}", "--json"])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_honest_word_finds_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked(tmp_path, json.dumps({MINE: HONEST, THEIRS: HONEST}), capsys)

    assert code == 1
    assert {one["arn"] for one in json.loads(out)["roles"]} == {MINE, THEIRS}


@pytest.mark.parametrize(
    ("forged", "why"),
    [
        (json.dumps({MINE: report(used(LastAccessedTime="2199-01-01T00:00:00Z"))}), "still to come"),
        (json.dumps({MINE: report(used(LastAccessedTime="1" + "0" * 4000))}), "ISO 8601"),
        (json.dumps({MINE: report({"ServiceNamespace": "rds", "LastAuthenticated": 10**400})}), "ISO 8601"),
        (json.dumps({MINE: report(used(), used(LastAccessedTime=SEEN))}), "`rds` twice"),
        (f'{{"{MINE}": {json.dumps(HONEST)}, "{MINE}": {json.dumps(report(used(LastAccessedTime=SEEN)))}}}', "twice"),
        (json.dumps({MINE: {**HONEST, "IsTruncated": True}}), "first page"),
        (json.dumps({"arn:aws:iam::111122223333:role/x\n": HONEST}), "no role or user"),
        (json.dumps({MINE: report(used(ActionName="*"))}), "that is none"),
        (json.dumps([MINE]), "must be an object"),
    ],
)  # fmt: skip
def test_what_cannot_be_true_is_refused_whole(
    forged: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = asked(tmp_path, forged, capsys)

    assert code == 2
    assert out == ""
    assert why in err
    assert len(err) < 600


def test_a_name_that_is_not_in_the_account_is_told_and_says_nothing_of_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = "arn:aws:iam::999999999999:role/mine"

    code, out, _ = asked(tmp_path, json.dumps({elsewhere: report(used(LastAccessedTime=SEEN)), THEIRS: HONEST}), capsys)

    said = json.loads(out)
    assert code == 1
    assert said["not_in_the_account"] == [elsewhere]
    assert said["not_judged"] == [MINE]


def test_a_service_that_the_report_leaves_out_counts_as_not_known_and_not_as_unused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = asked(tmp_path, json.dumps({THEIRS: report({"ServiceNamespace": "ec2"})}), capsys)

    (one,) = json.loads(out)["roles"]
    assert code == 0
    assert one["unused"] == []
    assert one["unknown"][0]["actions"] == [DELETE]
