"""An agent's ordinary work in development, with boto3, service by service: nothing waits, nothing is altered."""

import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from tests.gateway import ACCOUNT, DEVELOPMENT, PRODUCTION, Gateway, Session, gateway, held, refusal
from tests.journeys.things import (
    a_function,
    bucket,
    fresh,
    function_parameters,
    instance_parameters,
    package,
    role,
    table_parameters,
    template,
)


def test_sts_says_who_is_calling(gate: Gateway, session: Session) -> None:
    answer = gate.client(session, "sts").get_caller_identity()

    assert answer["Account"] == ACCOUNT
    assert answer["Arn"].startswith("arn:aws-cn:sts::")


def test_dynamodb_tables_are_made_filled_read_and_deleted(gate: Gateway, session: Session) -> None:
    dynamodb, name = gate.client(session, "dynamodb"), fresh("costs")
    key = {"day": {"S": "2026-11-21"}}

    dynamodb.create_table(**table_parameters(name))
    dynamodb.put_item(TableName=name, Item={**key, "amount": {"N": "12.34"}, "raw": {"B": b"\x00\xff"}})
    dynamodb.update_item(
        TableName=name,
        Key=key,
        UpdateExpression="SET amount = :new",
        ConditionExpression="amount = :old",
        ExpressionAttributeValues={":new": {"N": "12.35"}, ":old": {"N": "12.34"}},
    )
    dynamodb.batch_write_item(RequestItems={name: [{"PutRequest": {"Item": {"day": {"S": str(n)}}}} for n in range(9)]})
    dynamodb.transact_write_items(TransactItems=[{"Delete": {"TableName": name, "Key": {"day": {"S": "0"}}}}])

    assert dynamodb.get_item(TableName=name, Key=key)["Item"] == {
        **key,
        "amount": {"N": "12.35"},
        "raw": {"B": b"\x00\xff"},
    }
    pages = dynamodb.get_paginator("scan").paginate(TableName=name, PaginationConfig={"PageSize": 4})
    assert sum(page["Count"] for page in pages) == 9
    asked = {"KeyConditionExpression": "#d = :d", "ExpressionAttributeNames": {"#d": "day"}}
    found = dynamodb.query(TableName=name, **asked, ExpressionAttributeValues={":d": {"S": "3"}})
    assert found["Count"] == 1
    assert name in dynamodb.list_tables()["TableNames"]
    dynamodb.get_waiter("table_exists").wait(TableName=name)
    dynamodb.delete_table(TableName=name)
    with pytest.raises(dynamodb.exceptions.ResourceNotFoundException):  # upstream's own error, in its own words
        dynamodb.describe_table(TableName=name)


def test_a_statement_in_partiql_can_reach_anything_and_waits_in_development_too(
    gate: Gateway, session: Session
) -> None:
    change = held(gate.client(session, "dynamodb").execute_statement, Statement='SELECT * FROM "costs"')

    assert "delegation-everywhere" in gate.show(change)["review"]["gates"]


def test_ec2_instances_are_started_described_tagged_and_terminated(gate: Gateway, session: Session) -> None:
    ec2 = gate.client(session, "ec2")
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]

    made = ec2.run_instances(
        ImageId=image,
        MinCount=1,
        MaxCount=1,
        InstanceType="t3.micro",
        TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "probe & <more>"}]}],
    )["Instances"][0]["InstanceId"]
    ec2.create_tags(Resources=[made], Tags=[{"Key": "task", "Value": "Kostenbericht für November"}])
    group = ec2.create_security_group(GroupName=fresh("probe"), Description="for the probe")["GroupId"]
    volume = ec2.create_volume(AvailabilityZone=f"{DEVELOPMENT}a", Size=1)["VolumeId"]
    ec2.create_snapshot(VolumeId=volume)
    ec2.stop_instances(InstanceIds=[made])
    ec2.start_instances(InstanceIds=[made])

    seen = ec2.describe_instances(Filters=[{"Name": "tag:Name", "Values": ["probe & <more>"]}])
    tags = {tag["Key"]: tag["Value"] for tag in seen["Reservations"][0]["Instances"][0]["Tags"]}
    assert tags == {"Name": "probe & <more>", "task": "Kostenbericht für November"}
    assert ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["Description"] == "for the probe"
    ec2.terminate_instances(InstanceIds=[made])
    after = gate.direct("ec2", DEVELOPMENT).describe_instances(InstanceIds=[made])
    assert after["Reservations"][0]["Instances"][0]["State"]["Name"] == "terminated"


def test_iam_can_be_looked_at(gate: Gateway, session: Session) -> None:
    arn = role(gate, DEVELOPMENT)
    name = arn.rpartition("/")[2]
    iam = gate.client(session, "iam")

    assert iam.get_role(RoleName=name)["Role"]["Arn"] == arn
    assert name in [one["RoleName"] for page in iam.get_paginator("list_roles").paginate() for one in page["Roles"]]
    assert "Users" in iam.list_users()
    assert iam.get_account_summary()["SummaryMap"]["Roles"] >= 1
    assert iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"] == []


def test_sqs_messages_are_sent_received_and_deleted(gate: Gateway, session: Session) -> None:
    sqs, name = gate.client(session, "sqs"), fresh("refresh")
    url = sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "1"})["QueueUrl"]

    sqs.send_message(QueueUrl=url, MessageBody='{"day": "2026-11-21", "note": "<&>\n"}')
    sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": str(n), "MessageBody": str(n)} for n in range(3)])
    received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]

    assert '{"day": "2026-11-21", "note": "<&>\n"}' in [message["Body"] for message in received]
    for message in received:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    assert sqs.get_queue_url(QueueName=name)["QueueUrl"] == url
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "33"})
    assert sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]["VisibilityTimeout"] == "33"
    sqs.delete_queue(QueueUrl=url)
    with pytest.raises(ClientError, match=r"NonExistentQueue|QueueDoesNotExist"):
        sqs.get_queue_url(QueueName=name)


def test_rds_instances_are_made_snapshotted_and_deleted(gate: Gateway, session: Session) -> None:
    rds, name = gate.client(session, "rds"), fresh("ledger")

    rds.create_db_instance(**instance_parameters(name))
    rds.create_db_snapshot(DBInstanceIdentifier=name, DBSnapshotIdentifier=f"{name}-before")
    rds.modify_db_instance(DBInstanceIdentifier=name, AllocatedStorage=30, ApplyImmediately=True)

    found = rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    assert found["AllocatedStorage"] == 30
    rds.delete_db_snapshot(DBSnapshotIdentifier=f"{name}-before")
    rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)
    with pytest.raises(rds.exceptions.DBInstanceNotFoundFault):
        rds.describe_db_instances(DBInstanceIdentifier=name)


def test_functions_run_under_a_role_so_their_code_waits_in_development_too(gate: Gateway, session: Session) -> None:
    client, name = gate.client(session, "lambda"), fresh("report")
    parameters = function_parameters(gate, DEVELOPMENT, name)

    change = held(client.create_function, **parameters)
    assert "delegation-everywhere" in gate.show(change)["review"]["gates"]
    gate.approve(change)
    assert client.create_function(**parameters)["FunctionName"] == name

    patched = package("def handler(event, context):\n    return 2\n")
    for call, sent in (
        (client.update_function_code, {"FunctionName": name, "ZipFile": patched}),
        (client.update_function_configuration, {"FunctionName": name, "Timeout": 30}),
        (client.invoke, {"FunctionName": name, "Payload": b"{}"}),
    ):
        assert "delegation-everywhere" in gate.show(held(call, **sent))["review"]["gates"]
    tags = client.list_tags(Resource=f"arn:aws-cn:lambda:{DEVELOPMENT}:{ACCOUNT}:function:{name}")
    assert tags["Tags"] == {}
    client.delete_function(FunctionName=name)


def test_a_functions_code_is_refused_by_name_and_its_configuration_is_read(gate: Gateway, session: Session) -> None:
    thing = a_function(gate, DEVELOPMENT)
    client = gate.client(session, "lambda")

    name = client.get_function_configuration(**thing.parameters)["FunctionName"]
    assert name in [one["FunctionName"] for one in client.list_functions()["Functions"]]
    assert "refused by policy `secrets-never-to-agents`" in str(refusal(client.get_function, **thing.parameters))


def test_stacks_act_through_cloudformation_so_they_wait_in_development_too(gate: Gateway, session: Session) -> None:
    client, name = gate.client(session, "cloudformation"), fresh("cost-explorer")
    sent = {"StackName": name, "TemplateBody": template(name)}

    assert client.validate_template(TemplateBody=sent["TemplateBody"])["Parameters"] == []
    change = held(client.create_stack, **sent)
    assert "delegation-everywhere" in gate.show(change)["review"]["gates"]
    gate.approve(change)
    client.create_stack(**sent)

    assert client.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
    resources = client.list_stack_resources(StackName=name)["StackResourceSummaries"]
    assert [one["LogicalResourceId"] for one in resources] == ["Queue"]
    assert json.loads(json.dumps(client.get_template(StackName=name)["TemplateBody"]))["Resources"]
    for call, parameters in (
        (client.update_stack, {"StackName": name, "TemplateBody": template(f"{name}-2")}),
        (client.create_change_set, {**sent, "ChangeSetName": "more"}),
        (client.delete_stack, {"StackName": name}),
    ):
        assert "delegation-everywhere" in gate.show(held(call, **parameters))["review"]["gates"]


# ---- S3


KEYS = ("plain", "with space & plus+.txt", "a//b/../c", "percent%2Fsign", "täglich/日本.csv", "q?x=1#y", "~'()*!")


def test_s3_objects_come_back_as_they_were_sent_whatever_their_name(gate: Gateway, session: Session) -> None:
    s3, name = gate.client(session, "s3"), fresh("costs")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": DEVELOPMENT})

    for key in KEYS:
        s3.put_object(Bucket=name, Key=key, Body=key.encode() * 3, Metadata={"task": "report"})

    listed = s3.get_paginator("list_objects_v2").paginate(Bucket=name, PaginationConfig={"PageSize": 3})
    assert {one["Key"] for page in listed for one in page["Contents"]} == set(KEYS)
    direct = gate.direct("s3", DEVELOPMENT)
    for key in KEYS:
        assert s3.get_object(Bucket=name, Key=key)["Body"].read() == key.encode() * 3
        assert direct.head_object(Bucket=name, Key=key)["Metadata"] == {"task": "report"}
    assert s3.head_bucket(Bucket=name)["BucketRegion"] == DEVELOPMENT
    assert s3.get_bucket_location(Bucket=name)["LocationConstraint"] == DEVELOPMENT
    s3.delete_objects(Bucket=name, Delete={"Objects": [{"Key": key} for key in KEYS]})
    assert s3.list_objects_v2(Bucket=name)["KeyCount"] == 0
    s3.delete_bucket(Bucket=name)


def test_s3_serves_ranges_conditions_and_copies(gate: Gateway, session: Session) -> None:
    s3, name = gate.client(session, "s3"), bucket(gate, DEVELOPMENT)
    etag = s3.put_object(Bucket=name, Key="from", Body=b"0123456789")["ETag"]

    assert s3.get_object(Bucket=name, Key="from", Range="bytes=3-5")["Body"].read() == b"345"
    with pytest.raises(ClientError, match=r"\(304\)|Not Modified"):
        s3.get_object(Bucket=name, Key="from", IfNoneMatch=etag)
    with pytest.raises(ClientError, match="404"):
        s3.head_object(Bucket=name, Key="nothing here")
    s3.copy_object(Bucket=name, Key="to", CopySource={"Bucket": name, "Key": "from"})
    s3.put_object_tagging(Bucket=name, Key="to", Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
    assert s3.get_object(Bucket=name, Key="to")["Body"].read() == b"0123456789"
    assert s3.get_object_tagging(Bucket=name, Key="to")["TagSet"] == [{"Key": "a", "Value": "b"}]


def test_twenty_megabytes_go_up_in_one_piece_and_come_down_again(
    gate: Gateway, session: Session, twenty_megabytes: bytes
) -> None:
    s3, name = gate.client(session, "s3"), bucket(gate, DEVELOPMENT)

    s3.put_object(Bucket=name, Key="all", Body=twenty_megabytes)

    assert gate.direct("s3", DEVELOPMENT).get_object(Bucket=name, Key="all")["Body"].read() == twenty_megabytes
    assert s3.get_object(Bucket=name, Key="all")["Body"].read() == twenty_megabytes


def test_twenty_megabytes_go_up_in_parts_and_down_in_ranges(
    gate: Gateway, session: Session, twenty_megabytes: bytes, tmp_path: Path
) -> None:
    s3, name = gate.client(session, "s3"), bucket(gate, DEVELOPMENT)
    there, back = tmp_path / "there", tmp_path / "back"
    there.write_bytes(twenty_megabytes)

    s3.upload_file(str(there), name, "parts")
    s3.download_file(name, "parts", str(back))

    assert gate.direct("s3", DEVELOPMENT).get_object(Bucket=name, Key="parts")["ETag"].endswith('-3"')
    assert back.read_bytes() == twenty_megabytes


def test_an_upload_in_parts_can_be_looked_at_and_given_up(gate: Gateway, session: Session) -> None:
    s3, name = gate.client(session, "s3"), bucket(gate, DEVELOPMENT)
    of = {"Bucket": name, "Key": "parts"}

    upload = {**of, "UploadId": s3.create_multipart_upload(**of)["UploadId"]}
    s3.upload_part(**upload, PartNumber=1, Body=b"x" * 5_242_880)
    assert [part["PartNumber"] for part in s3.list_parts(**upload)["Parts"]] == [1]
    s3.abort_multipart_upload(**upload)

    assert s3.list_multipart_uploads(Bucket=name).get("Uploads", []) == []


def test_presigned_urls_work_for_whoever_holds_them_as_far_as_the_session_may(gate: Gateway, session: Session) -> None:
    s3, name = gate.client(session, "s3"), bucket(gate, DEVELOPMENT)
    of, inside = {"Bucket": name, "Key": "a b+c.txt"}, bucket(gate, PRODUCTION)

    def put(**where: str) -> urllib.request.Request:
        url = s3.generate_presigned_url("put_object", {**where, "ContentType": "text/csv"})
        return urllib.request.Request(url, data=b"signed", method="PUT", headers={"Content-Type": "text/csv"})

    with urllib.request.urlopen(put(**of)) as answer:
        assert answer.status == 200
    with urllib.request.urlopen(s3.generate_presigned_url("get_object", of)) as answer:
        assert answer.read() == b"signed"
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(put(Bucket=inside, Key="a"))
    assert b"<Message>keyturn: needs 2 approvals, change C-" in refused.value.read()


def test_a_bucket_counts_where_it_lies_not_where_the_call_was_signed_for(gate: Gateway, session: Session) -> None:
    inside = bucket(gate, PRODUCTION)

    change = held(gate.client(session, "s3", DEVELOPMENT).put_object, Bucket=inside, Key="k", Body=b"v")

    assert gate.show(change)["review"]["actions"][0]["environments"] == ["production"]
    copy = {"Bucket": bucket(gate, DEVELOPMENT), "Key": "k", "CopySource": {"Bucket": inside, "Key": "secret.csv"}}
    copy["CopySourceIfMatch"] = '"0123456789abcdef"'  # what may be overwritten before it is copied is refused
    held(gate.client(session, "s3", DEVELOPMENT).copy_object, **copy)


def test_the_same_holds_in_the_commercial_partition_with_its_oldest_region_as_production(moto_server: str) -> None:
    with gateway(moto_server, production="us-east-1", development="eu-west-1") as gate:
        session = gate.session()
        old, new = (gate.client(session, "s3", region) for region in ("us-east-1", "eu-west-1"))
        inside, outside = fresh("old"), fresh("new")
        gate.direct("s3", "us-east-1").create_bucket(Bucket=inside)

        new.create_bucket(Bucket=outside, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        new.put_object(Bucket=outside, Key="k", Body=b"v")

        assert gate.client(session, "sts").get_caller_identity()["Arn"].startswith("arn:aws:sts::")
        held(old.create_bucket, Bucket=fresh("another"))  # without a location constraint it lies in the oldest region
        held(new.put_object, Bucket=inside, Key="k", Body=b"v")
        assert new.get_object(Bucket=outside, Key="k")["Body"].read() == b"v"


def test_an_operation_of_a_rarely_used_service_is_held_like_any_other(gate: Gateway, session: Session) -> None:
    zones = gate.client(session, "route53")

    message = str(refusal(zones.create_hosted_zone, Name="x.example", CallerReference="1"))

    assert "needs 2 approvals" in message
