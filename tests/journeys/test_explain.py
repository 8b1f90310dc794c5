"""Somebody asks what an `aws` command would do: they are told, and nothing happens, here or at AWS."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.explaining_aws import KEYTURN, Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_delete_is_told_before_it_happens(place: Place) -> None:
    told = place.explain("aws", "s3", "rm", "s3://b/k")

    assert told.code == 0
    assert told.names == ["s3:DeleteObject"]
    assert told.resources == ["arn:aws:s3:::b/k"]
    assert (told.json["effect"], told.json["destructive"], told.json["decision"]) == ("delete", True, "ask")
    assert (told.json["counts"], told.json["whole"]) == ({"delete": 1}, True)
    assert told.json["environments"] == ["production"]


def test_an_aws_beside_keyturn_is_found_in_an_environment_that_is_not_activated(place: Place) -> None:
    place.environment["PATH"] = "/usr/bin:/bin"

    assert place.explain("aws", "iam", "delete-user", "--user-name", "ana").names == ["iam:DeleteUser"]


def test_people_read_what_would_happen_and_that_nothing_was_sent(place: Place) -> None:
    told = place.explain("aws", "rds", "create-db-instance", "--db-instance-identifier", "costs",
                         "--db-instance-class", "db.t3.micro", "--engine", "mysql", "--master-username", "root",
                         "--master-user-password", "hunter2hunter2", options=())  # fmt: skip

    assert told.code == 0
    assert "rds:CreateDBInstance" in told.out
    assert "it would wait for people (production): needs 2 of sre" in told.out
    assert "nothing was sent" in told.out
    assert "hunter2" not in told.out
    assert "set, not shown" in told.out
    assert "\x1b" not in told.out


def test_what_comes_after_a_listing_is_told_with_a_stand_in(place: Place) -> None:
    told = place.explain("aws", "s3", "rb", "s3://costs", "--force")

    assert told.names == ["s3:ListObjectsV2", "s3:DeleteObject", "s3:DeleteBucket"]
    assert "arn:aws:s3:::costs/*" in told.resources
    assert told.json["counts"] == {"read": 1, "delete": 2}
    assert "every listing holds one object, written `*`" in told.json["assumed"]


@pytest.mark.parametrize(
    ("words", "names", "local"),
    [
        (("s3", "mv", "report.csv", "s3://costs/"), ["s3:PutObject"], "remove"),
        (("s3", "cp", "s3://costs/a", "a"), ["s3:HeadObject", "s3:GetObject"], "write"),
    ],
)
def test_files_of_this_machine_are_kept_and_what_would_become_of_them_is_told(
    place: Place, words: tuple[str, ...], names: list[str], local: str
) -> None:
    told = place.explain("aws", *words)

    assert told.names == names
    assert local in {one["does"] for one in told.json["local"]}
    assert told.json["decision"] != "allow" or set(told.names) == {"s3:GetObject"}


def test_a_deployment_is_told_to_its_end(place: Place) -> None:
    (place.folder / "stack.json").write_text('{"Resources": {"A": {"Type": "AWS::SNS::Topic"}}}')

    told = place.explain("aws", "cloudformation", "deploy", "--stack-name", "costs", "--template-file", "stack.json")

    assert "cloudformation:CreateChangeSet" in told.names
    assert "cloudformation:ExecuteChangeSet" in told.names
    assert told.json["decision"] == "ask"


def test_what_cannot_be_foreseen_is_unknown_and_for_people_to_judge(place: Place) -> None:
    told = place.explain("aws", "eks", "update-kubeconfig", "--name", "costs")

    assert told.names == ["eks:DescribeCluster"]
    assert (told.json["effect"], told.json["decision"], told.json["whole"]) == ("unknown", "ask", False)


def test_a_waiter_only_reads(place: Place) -> None:
    told = place.explain("aws", "ec2", "wait", "instance-terminated", "--instance-ids", "i-0123456789abcdef0")

    assert told.names == ["ec2:DescribeInstances"]
    assert (told.json["effect"], told.json["decision"]) == ("read", "allow")


@pytest.mark.parametrize("words", [("configure", "list"), ("s3", "help")])
def test_what_stays_on_this_machine_calls_nothing(place: Place, words: tuple[str, ...]) -> None:
    told = place.explain("aws", *words)

    assert told.code == 0
    assert (told.json["actions"], told.json["effect"], told.json["decision"]) == ([], "read", "allow")
    assert told.json["reason"] == "no call is made to AWS"


def test_a_command_that_the_program_refuses_is_told_in_its_words(place: Place) -> None:
    told = place.explain("aws", "s3", "remove", "s3://costs/a")

    assert told.code == 1
    assert told.json["decision"] == "deny"
    assert "Invalid choice" in told.json["reason"]


@pytest.mark.parametrize("words", [("rm", "-rf", "/"), ("kubectl", "delete", "ns", "costs")])
def test_other_programs_are_not_run_and_not_explained(place: Place, words: tuple[str, ...]) -> None:
    told = place.explain(*words)

    assert told.code == 1
    assert (told.json["unsupported"], told.json["effect"], told.json["decision"]) == (True, "unknown", "ask")


def test_neither_profile_nor_region_of_the_user_is_looked_up(place: Place) -> None:
    told = place.explain("aws", "dynamodb", "delete-table", "--table-name", "costs", "--profile", "production")

    assert told.names == ["dynamodb:DeleteTable"]
    assert told.resources == ["arn:aws:dynamodb:us-east-1:123456789012:table/costs"]
    assert "region us-east-1" in told.json["assumed"]
    assert "AKIAREAL" not in told.out


def test_the_configuration_beside_it_says_what_is_development(place: Place) -> None:
    (place.folder / "keyturn.toml").write_text('[environments.development]\nregions = ["cn-northwest-1"]\n')
    words = ("aws", "dynamodb", "delete-table", "--table-name", "costs", "--region")

    assert place.explain(*words, "cn-northwest-1").json["decision"] == "allow"
    assert place.explain(*words, "cn-north-1").json["decision"] == "ask"


def test_lines_are_answered_one_by_one_as_they_come(place: Place) -> None:
    process = subprocess.Popen(
        [KEYTURN, "explain", "--jsonl"],
        cwd=place.folder, env=place.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        for number in range(3):
            question = {"id": number, "kind": "aws_api", "service": "s3", "operation": "DeleteBucket"}
            process.stdin.write(json.dumps({**question, "params": {"Bucket": "costs"}}) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert (answer["id"], answer["effect"], answer["decision"]) == (number, "delete", "ask")
        process.stdin.write("nonsense\n\n")
        process.stdin.close()
        assert json.loads(process.stdout.readline())["decision"] == "deny"
        assert process.stdout.read() == ""
    assert process.returncode == 0


def test_a_line_without_end_is_answered_and_the_next_one_too(place: Place) -> None:
    following = json.dumps({"id": 2, "kind": "aws_api", "service": "sts", "operation": "GetCallerIdentity"})
    told = place.explain(options=("--jsonl",), stdin='{"id":1,' + " " * (33 * 1024 * 1024) + "\n" + following)

    first, second = map(json.loads, told.out.splitlines())
    assert (first["id"], first["decision"]) == (None, "deny")
    assert (second["id"], second["effect"]) == (2, "read")


def test_it_is_told_what_to_explain(place: Place) -> None:
    assert place.explain(options=()).code == 2
    assert place.explain("aws", "s3", "ls", options=("--jsonl",)).code == 2


def test_nothing_is_left_of_the_folder_in_which_the_program_ran(place: Place, tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    place.environment["TMPDIR"] = str(temporary)

    assert place.explain("aws", "s3", "cp", "report.csv", "s3://costs/").names == ["s3:PutObject"]
    assert list(temporary.iterdir()) == []
    assert shutil.which("aws", path=place.environment["PATH"])
