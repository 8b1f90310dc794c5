"""The unmodified `aws` program does its ordinary work in development with nothing but a session's variables."""

from pathlib import Path
from typing import Any

import pytest

from tests.gateway import ACCOUNT, DEVELOPMENT, Gateway, Session
from tests.journeys.things import a_database, a_function, a_stack, an_instance, bucket, fresh, role, template


class Shell:
    """Types `aws` commands that have to succeed."""

    def __init__(self, gate: Gateway, session: Session) -> None:
        self.gate = gate
        self.session = session

    def __call__(self, *words: str) -> Any:  # noqa: ANN401 - whatever the service answers
        ran = self.gate.aws(self.session, *words)
        assert ran.code == 0, (words, ran)
        return ran.json if ran.out.startswith("{") else ran.out


@pytest.fixture
def aws(gate: Gateway, session: Session) -> Shell:
    return Shell(gate, session)


def test_it_knows_who_it_is_and_looks_around(gate: Gateway, aws: Shell) -> None:
    name = role(gate, DEVELOPMENT).rpartition("/")[2]
    database, stack, instance = (make(gate, DEVELOPMENT) for make in (a_database, a_stack, an_instance))

    assert aws("sts", "get-caller-identity")["Account"] == ACCOUNT
    assert aws("iam", "get-role", "--role-name", name)["Role"]["RoleName"] == name
    found = aws("rds", "describe-db-instances")["DBInstances"]
    assert database.parameters["DBInstanceIdentifier"] in [one["DBInstanceIdentifier"] for one in found]
    named = ("--stack-name", stack.parameters["StackName"])
    assert aws("cloudformation", "describe-stacks", *named)["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
    ids = ("--instance-ids", *instance.parameters["InstanceIds"])
    assert aws("ec2", "describe-instances", *ids)["Reservations"][0]["Instances"][0]["State"]["Name"] == "running"
    aws("ec2", "terminate-instances", *ids)
    assert not instance.exists()


def test_it_fills_and_empties_a_table(aws: Shell) -> None:
    table = ("--table-name", fresh("costs"))

    aws(
        *("dynamodb", "create-table", *table, "--billing-mode", "PAY_PER_REQUEST"),
        *("--key-schema", "AttributeName=day,KeyType=HASH"),
        *("--attribute-definitions", "AttributeName=day,AttributeType=S"),
    )
    aws("dynamodb", "put-item", *table, "--item", '{"day": {"S": "täglich"}, "amount": {"N": "1.5"}}')

    assert aws("dynamodb", "scan", *table)["Items"] == [{"day": {"S": "täglich"}, "amount": {"N": "1.5"}}]
    aws("dynamodb", "delete-table", *table)


def test_it_passes_messages_where_it_is_told_the_endpoint(gate: Gateway, aws: Shell) -> None:
    there = ("--endpoint-url", gate.door)

    url = aws("sqs", "create-queue", "--queue-name", fresh("refresh"), *there)["QueueUrl"]
    aws("sqs", "send-message", "--queue-url", url, "--message-body", "a & b", *there)

    assert aws("sqs", "receive-message", "--queue-url", url, *there)["Messages"][0]["Body"] == "a & b"
    aws("sqs", "delete-queue", "--queue-url", url, *there)


def test_it_moves_twenty_megabytes_up_and_down_and_copies_lists_and_signs(
    gate: Gateway, aws: Shell, twenty_megabytes: bytes
) -> None:
    name = fresh("costs")
    (gate.folder / "there").write_bytes(twenty_megabytes)

    aws("s3", "mb", f"s3://{name}")
    aws("s3", "cp", "there", f"s3://{name}/all the costs.bin", "--no-progress")
    aws("s3", "cp", f"s3://{name}/all the costs.bin", f"s3://{name}/copy.bin", "--no-progress")
    aws("s3", "cp", f"s3://{name}/copy.bin", "back", "--no-progress")

    assert (gate.folder / "back").read_bytes() == twenty_megabytes
    assert [line.split(maxsplit=2)[2] for line in aws("s3", "ls", f"s3://{name}").splitlines()] == [
        "20000000 all the costs.bin",
        "20000000 copy.bin",
    ]
    signed = aws("s3", "presign", f"s3://{name}/copy.bin").strip()
    assert signed.startswith(f"{gate.door}/{name}/copy.bin?")
    aws("s3", "rb", f"s3://{name}", "--force")


def test_it_keeps_a_folder_in_step(gate: Gateway, aws: Shell) -> None:
    name, folder = bucket(gate, DEVELOPMENT), Path(gate.folder, "reports")
    (folder / "2026").mkdir(parents=True)
    for day in range(5):
        (folder / "2026" / f"{day}.csv").write_text(f"{day},12.34\n")

    aws("s3", "sync", "reports", f"s3://{name}/reports", "--no-progress")
    (folder / "2026" / "0.csv").unlink()
    aws("s3", "sync", "reports", f"s3://{name}/reports", "--no-progress", "--delete")

    listed = gate.direct("s3", DEVELOPMENT).list_objects_v2(Bucket=name)["Contents"]
    assert [one["Key"] for one in listed] == [f"reports/2026/{day}.csv" for day in range(1, 5)]


def test_a_deployment_is_held_and_the_program_says_so(gate: Gateway, session: Session) -> None:
    (gate.folder / "stack.json").write_text(template(fresh("deployed")))
    function = a_function(gate, DEVELOPMENT)

    deploy = gate.aws(
        session, "cloudformation", "deploy", "--stack-name", fresh("deployed"), "--template-file", "stack.json"
    )
    invoke = gate.aws(session, "lambda", "invoke", "--function-name", function.parameters["FunctionName"], "out")

    for ran in (deploy, invoke):
        assert ran.code == 255, ran
        assert "keyturn: needs 2 approvals, change C-" in ran.err
