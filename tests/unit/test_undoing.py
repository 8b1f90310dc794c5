"""What would undo a change: from how things stood before it, and plain words where nothing would."""

import json
import shlex
from typing import Any

import pytest

from keyturn.flow.writing import NotWritten, write
from keyturn.gather.readers import readers
from keyturn.gather.undoing import BY_HAND, rows, undo
from keyturn.model.execution import Answer, Outgoing
from keyturn.model.observed import Observed, Stands
from keyturn.model.proposal import ProposedCall
from keyturn.model.touching import AwsTables
from keyturn.recognise.aws.hosts import GatewayHosts
from keyturn.testing.house import House


def answers(body: object, status: int = 200) -> Any:  # noqa: ANN401 - what a port answers
    def answer(_: Outgoing) -> Answer:
        return Answer(status, (), json.dumps(body).encode())

    return answer


def steps(house: House, change: str) -> Any:  # noqa: ANN401 - JSON of the desk's
    return house.ask("rollback", change=change)["steps"]


def test_every_opposite_exists_and_every_operation_with_one_is_read(catalogue: AwsTables) -> None:
    for name, opposites in rows().items():
        service, _, operation = name.partition(":")
        model = catalogue.service(service)
        assert operation in model.operations, name
        assert set(opposites) <= model.operations.keys(), name
        assert readers(service, operation), name


def test_an_alias_goes_back_to_the_version_it_meant(house: House) -> None:
    house.facts.answers = answers({"FunctionVersion": "6", "Name": "live", "Description": "the old one"})
    session = house.session()
    of = {"FunctionName": "report", "Name": "live", "FunctionVersion": "7"}
    change = house.approved(session, "lambda:UpdateAlias", **of)
    assert house.passed(house.submit(session, "lambda:UpdateAlias", **of))
    (step,) = steps(house, change)
    assert step["undo"]["parameters"] == {"FunctionName": "report", "Name": "live", "FunctionVersion": "6"}
    assert step["undo"]["command"].startswith("aws lambda update-alias --region cn-north-1 --cli-input-json '{")


def test_the_commands_open_a_new_change_and_nothing_is_sent_for_asking(house: House) -> None:
    house.facts.answers = answers({"FunctionVersion": "6"})
    session = house.session()
    of = {"FunctionName": "report", "Name": "live", "FunctionVersion": "7"}
    change = house.approved(session, "lambda:UpdateAlias", **of)
    house.submit(session, "lambda:UpdateAlias", **of)
    sent = len(house.upstream.received)
    (step,) = steps(house, change)
    assert len(house.upstream.received) == sent
    house.facts.answers = answers({"FunctionVersion": "7"})
    again = house.held(house.submit(session, "lambda:UpdateAlias", **step["undo"]["parameters"]))
    assert again != change


def test_what_was_not_there_before_is_taken_away_again(house: House) -> None:
    session = house.session()
    change = house.approved(session, "s3:CreateBucket", Bucket="costs",
                            CreateBucketConfiguration={"LocationConstraint": "cn-north-1"})  # fmt: skip
    house.submit(session, "s3:CreateBucket", Bucket="costs",
                 CreateBucketConfiguration={"LocationConstraint": "cn-north-1"})  # fmt: skip
    (step,) = steps(house, change)
    assert (step["undo"]["operation"], step["undo"]["parameters"]) == ("DeleteBucket", {"Bucket": "costs"})


def test_what_deletes_is_undone_by_nothing_and_that_is_said(house: House) -> None:
    house.facts.answers = answers({"Table": {"TableName": "costs"}})
    session = house.session()
    change = house.approved(session, "dynamodb:DeleteTable", TableName="costs")
    house.submit(session, "dynamodb:DeleteTable", TableName="costs")
    (step,) = steps(house, change)
    assert (step["undo"], step["why"]) == (None, BY_HAND["dynamodb:DeleteTable"])
    assert step["before"][0]["state"]["dynamodb:DescribeTable"] == {"Table": {"TableName": "costs"}}


def test_an_item_comes_back_as_it_was(house: House) -> None:
    item = {"day": {"S": "2026-11-21"}, "cost": {"N": "7535.54"}}
    house.facts.answers = answers({"Item": item, "ConsumedCapacity": {"CapacityUnits": 1}})
    session = house.session()
    of: dict[str, Any] = {"TableName": "costs", "Key": {"day": {"S": "2026-11-21"}}}
    change = house.approved(session, "dynamodb:DeleteItem", **of)
    assert house.passed(house.submit(session, "dynamodb:DeleteItem", **of))
    (step,) = steps(house, change)
    assert step["undo"]["operation"] == "PutItem"
    assert step["undo"]["parameters"] == {"TableName": "costs", "Item": item}


def test_an_item_that_an_update_made_is_taken_away(house: House) -> None:
    house.facts.answers = answers({})
    session = house.session()
    of: dict[str, Any] = {"TableName": "costs", "Key": {"day": {"S": "2026-11-21"}}}
    change = house.approved(session, "dynamodb:UpdateItem", **of)
    assert house.passed(house.submit(session, "dynamodb:UpdateItem", **of))
    (step,) = steps(house, change)
    assert (step["undo"]["operation"], step["undo"]["parameters"]) == ("DeleteItem", of)


def test_a_secret_that_was_never_kept_is_not_made_up(house: House) -> None:
    house.facts.answers = answers({"Environment": {"Variables": {"A": "s3cret-one"}}, "Handler": "a.b"})
    session = house.session()
    of: dict[str, Any] = {"FunctionName": "report", "Environment": {"Variables": {"A": "s3cret-two"}}}
    change = house.approved(session, "lambda:UpdateFunctionConfiguration", **of)
    assert house.passed(house.submit(session, "lambda:UpdateFunctionConfiguration", **of))
    (step,) = steps(house, change)
    assert step["undo"] is None
    assert "by hand" in step["why"]


def test_a_change_that_fails_half_way_says_what_was_done_and_what_was_not(house: House) -> None:
    session = house.session()
    change = house.rehearse(session, [b"one", b"two"], Bucket="data", Key="costs.bin")
    house.approve(change, "ana", "bo")
    house.upstream.reaction = lambda _: Answer(200, (), b"<R><UploadId>u-1</UploadId></R>")
    assert house.passed(house.submit(session, "s3:CreateMultipartUpload", Bucket="data", Key="costs.bin"))
    house.upstream.reaction = lambda _: Answer(403, (), b"<Error><Code>AccessDenied</Code></Error>")
    house.submit(session, "s3:UploadPart", Bucket="data", Key="costs.bin", UploadId="u-1", PartNumber=1, Body=b"one")
    told = house.ask("rollback", change=change)
    assert told["state"] == "failed"
    assert [(one["action"], one["state"]) for one in told["steps"]] == [
        (3, "open"), (2, "open"), (1, "failed"), (0, "done"),
    ]  # fmt: skip


@pytest.mark.parametrize("stands", [Stands.UNBOUND])
def test_where_nothing_was_read_nothing_is_guessed(stands: Stands) -> None:
    document: dict[str, Any] = {
        "service": "lambda",
        "operation": "UpdateAlias",
        "region": "cn-north-1",
        "parameters": {"Name": "x"},
    }
    found = undo(document, [Observed("alias", (0,), (), stands, {}, "AWS answered 403")])
    assert found.operation == ""
    assert "not read" in found.why


def test_quotes_in_a_parameter_stay_in_their_command(house: House) -> None:
    session = house.session()
    name = "it's; rm -rf $(HOME)"
    change = house.approved(session, "s3:PutObject", Bucket="data", Key=name, Body=b"x")
    house.submit(session, "s3:PutObject", Bucket="data", Key=name, Body=b"x")
    (step,) = steps(house, change)

    words = shlex.split(step["undo"]["command"])
    assert json.loads(words[words.index("--cli-input-json") + 1]) == {"Bucket": "data", "Key": name}


NAMED: dict[str, Any] = {
    "cluster": "costs", "service": "report", "serviceName": "report", "TableName": "costs", "Bucket": "data",
    "Key": {"day": {"S": "2026-11-21"}}, "FunctionName": "report", "Name": "live", "FunctionVersion": "7",
    "InstanceIds": ["i-0123456789abcdef0"], "GroupId": "sg-0123456789abcdef0", "VolumeId": "vol-0123456789abcdef0",
    "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}],
    "RoleName": "report", "PolicyArn": "arn:aws-cn:iam::aws:policy/ReadOnlyAccess", "PolicyName": "look",
    "GroupName": "sre", "UserName": "ana", "EventBusName": "default", "KeyId": "0123", "SecretId": "costs",
    "StackName": "costs", "QueueUrl": "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/costs",
    "Attributes": {"VisibilityTimeout": "60"}, "DBInstanceIdentifier": "costs", "MemorySize": 256,
    "desiredCount": 2, "ReservedConcurrentExecutions": 5,
    "VersioningConfiguration": {"Status": "Enabled"},
}  # fmt: skip
STOOD: dict[str, Any] = {
    "dynamodb:GetItem": {"Item": {"day": {"S": "2026-11-21"}, "cost": {"N": "7535.54"}}},
    "s3:GetBucketVersioning": {"Status": "Suspended"},
    "lambda:GetAlias": {"FunctionVersion": "6"},
    "lambda:GetFunctionConfiguration": {"MemorySize": 128},
    "lambda:GetFunctionConcurrency": {"ReservedConcurrentExecutions": 3},
    "ecs:DescribeServices": {"services": [{"desiredCount": 1}]},
    "sqs:GetQueueAttributes": {"Attributes": {"VisibilityTimeout": "30"}},
}
UNWRITTEN = {"s3:PutBucketVersioning"}
"""Opposites that the gateway does not write by itself: their bodies are XML."""


@pytest.mark.parametrize("name", sorted(rows()))
def test_the_gateway_writes_every_opposite_that_it_offers(name: str, catalogue: AwsTables) -> None:
    service, _, operation = name.partition(":")
    model = catalogue.service(service)
    shape = model.operations[operation].input
    assert shape is not None
    members = {member.name for member in model.shapes[shape].members}
    given = {member: value for member, value in NAMED.items() if member in members}
    given |= {"Key": "costs.csv"} if service == "s3" and "Key" in members else {}
    document: dict[str, Any] = {
        "service": service,
        "operation": operation,
        "region": "cn-north-1",
        "parameters": given,
    }
    hosts = GatewayHosts(frozenset({"127.0.0.1:8400"}))
    written = set()
    for stands, state in ((Stands.THERE, STOOD), (Stands.ABSENT, {})):
        found = undo(document, [Observed("it", (0,), (), stands, state, "")])
        if found.why:
            assert not found.parameters
            continue
        call = ProposedCall(found.service, found.operation, "cn-north-1", found.parameters)
        if name in UNWRITTEN:
            with pytest.raises(NotWritten):
                write(call, catalogue, hosts)
        else:
            request, scope = write(call, catalogue, hosts)
            assert (scope.region, request.host) == ("cn-north-1", "127.0.0.1:8400")
        written.add(found.operation)
    assert written == set(rows()[name])


@pytest.mark.parametrize("name", sorted(BY_HAND))
def test_what_people_may_do_by_hand_is_said_of_operations_that_there_are(name: str, catalogue: AwsTables) -> None:
    service, _, operation = name.partition(":")
    assert operation in catalogue.service(service).operations
