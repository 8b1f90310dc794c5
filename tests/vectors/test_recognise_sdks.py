"""What other SDKs than botocore send: recorded from the one for JavaScript, written by hand after the others.

`data/sdk-js.jsonl` is what `make wire-js` records: our own calls of npm's `@aws-sdk` clients, caught before they are
sent. The hand-made ones have the forms that the SDKs for Go, Java, .NET, PHP, Rust and C++ give their requests.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from keyturn.model.action import Call
from tests.wire.compare import CLASS, RIGHT
from tests.wire.handmade import ask, catalogue, named, refused
from tests.wire.sdk_js import judged, sent

RECORDED = [json.loads(line) for line in (Path(__file__).parent / "data/sdk-js.jsonl").read_text().splitlines()]

GO = (
    ("user-agent", "aws-sdk-go-v2/1.40.0 ua/2.1 os/linux lang/go#1.25.3 md/GOOS#linux api/s3#1.92.0"),
    ("accept-encoding", "identity"),
    ("amz-sdk-invocation-id", "3d1a8d0c-7d4b-4f3a-9a53-5b8a3f7f6f0e"),
    ("amz-sdk-request", "attempt=1; max=3"),
    ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
)
JAVA = (
    ("amz-sdk-invocation-id", "0d2f3c1e-9f5e-6f6f-8f0e-1c7b2a1d9d11"),
    ("amz-sdk-request", "attempt=1; max=4"),
    ("user-agent", "aws-sdk-java/2.38.2 md/io#sync md/http#Apache ua/2.1"),
    ("x-amz-content-sha256", "required"),
)
OLD_JAVA = (("amz-sdk-invocation-id", "b5f6"), ("amz-sdk-request", "attempt=1;max=4"), ("amz-sdk-retry", "0/0/500"))
NET = (("x-amz-api-version", "2012-08-10"), ("amz-sdk-request", "attempt=1; max=5"), ("expect", "100-continue"))
PHP = (
    ("aws-sdk-invocation-id", "8f0e1c7b2a1d9d11"),
    ("aws-sdk-retry", "0/0"),
    ("x-amz-user-agent", "aws-sdk-php/3.36"),
)
RUST = (("x-amz-user-agent", "aws-sdk-rust/1.3.9 ua/2.1"), ("transfer-encoding", "chunked"), ("accept", "*/*"))

JSON = ("content-type", "application/x-amz-json-1.0")
TABLE = ("x-amz-target", "DynamoDB_20120810.PutItem")
ITEM = {"TableName": "costs", "Item": {"day": {"N": "1"}, "ü": {"S": "a/b"}}}
XML = '<?xml version="1.0" encoding="UTF-8"?>'
S3 = "http://s3.amazonaws.com/doc/2006-03-01/"
DELETE = {"Bucket": "costs", "Delete": {"Objects": [{"Key": "a b"}, {"Key": "c", "VersionId": "1"}], "Quiet": True}}


def test_the_record_is_of_many_services_and_protocols() -> None:
    assert len(RECORDED) == 300
    assert len({one["of"] for one in RECORDED}) >= 100
    assert {one["wire"] for one in RECORDED} >= {"ec2", "json", "query", "rest-json", "rest-xml"}


@pytest.mark.parametrize("one", RECORDED, ids=lambda one: f"{one['of']}.{one['operation']}")
def test_what_the_sdk_for_javascript_sends_is_named_with_its_parameters(one: dict[str, Any]) -> None:
    outcome, story = judged(sent(one, one), catalogue())

    assert outcome in {RIGHT, CLASS}, story


@pytest.mark.parametrize(
    "extra", [GO, JAVA, OLD_JAVA, NET, PHP, RUST], ids=["go", "java", "java1", "net", "php", "rust"]
)
@pytest.mark.parametrize(
    "body",
    [
        json.dumps(ITEM, separators=(",", ":")),
        json.dumps(ITEM, ensure_ascii=False, indent=2),
        '\n\t{"TableName" : "costs","Item":{"day":{"N":"\\u0031"},"\\u00fc":{"S":"a\\/b"}}}\r\n ',
    ],
)
def test_json_is_one_call_however_it_is_written(extra: tuple[tuple[str, str], ...], body: str) -> None:
    call = named(ask("dynamodb", "POST", "/", JSON, TABLE, *extra, body=body.encode()))

    assert (call.operation, call.parameters) == ("PutItem", ITEM)


@pytest.mark.parametrize("number", ["10000000000.0", "1.0E10", "1e10", "1E+10", "10000000000", "100000000.00e2"])
def test_a_double_is_one_number_however_it_is_written(number: str) -> None:
    body = f'{{"Namespace":"costs","MetricData":[{{"MetricName":"a","Value":{number}}}]}}'
    metric = f"MetricData.member.1.MetricName=a&MetricData.member.1.Value={number.replace('+', '%2B')}"
    form = f"Action=PutMetricData&Version=2010-08-01&Namespace=costs&{metric}"
    json_call = named(
        ask(
            "monitoring",
            "POST",
            "/",
            JSON,
            ("x-amz-target", "GraniteServiceVersion20100801.PutMetricData"),
            body=body.encode(),
        )
    )
    form_call = named(
        ask("monitoring", "POST", "/", ("content-type", "application/x-www-form-urlencoded"), body=form.encode())
    )

    assert json_call.parameters == form_call.parameters
    assert json_call.parameters["MetricData"] == [{"MetricName": "a", "Value": 1e10}]


@pytest.mark.parametrize("number", ["1.0", "1e0", "true", '"1"', "01", "+1"])
def test_an_integer_is_written_as_one(number: str) -> None:
    refused(
        ask(
            "dynamodb",
            "POST",
            "/",
            JSON,
            ("x-amz-target", "DynamoDB_20120810.ListTables"),
            body=f'{{"Limit":{number}}}'.encode(),
        )
    )


@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded; charset=utf-8",
        "application/x-www-form-urlencoded;charset=UTF-8",
        'application/x-www-form-urlencoded; charset="utf-8"',
        "application/x-www-form-urlencoded",
        "Application/X-WWW-Form-Urlencoded",
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        "Action=CreateStack&Version=2010-05-15&StackName=costs&Tags.member.1.Key=a+b&Tags.member.1.Value=%C3%BC~*",
        "StackName=costs&Tags.member.1.Value=%c3%bc%7E%2A&Tags.member.1.Key=a%20b&Version=2010-05-15&Action=CreateStack",
    ],
)
def test_a_form_is_one_call_in_whatever_order_and_encoding(kind: str, body: str) -> None:
    call = named(ask("cloudformation", "POST", "/", ("content-type", kind), *JAVA, body=body.encode()))

    assert call.parameters == {"StackName": "costs", "Tags": [{"Key": "a b", "Value": "ü~*"}]}


FIRST, SECOND = "<Object><Key>a b</Key></Object>", "<Object><Key>c</Key><VersionId>1</VersionId></Object>"


@pytest.mark.parametrize(
    "body",
    [
        f'{XML}<Delete xmlns="{S3}">{FIRST}{SECOND}<Quiet>true</Quiet></Delete>',
        f"<Delete>{FIRST}{SECOND}<Quiet>true</Quiet></Delete>",
        (
            f"<Delete xmlns='{S3}' ><Quiet >true</Quiet><Object><Key>a&#32;b</Key></Object>"
            "<Object><VersionId>1</VersionId><Key><![CDATA[c]]></Key></Object></Delete>\n"
        ),
        (
            f'{XML}\n<s:Delete xmlns:s="{S3}">\n  <s:Object>\n    <s:Key>a b</s:Key>\n  </s:Object>\n'
            "  <s:Object><s:Key>c</s:Key><s:VersionId>1</s:VersionId></s:Object>\n  "
            "<s:Quiet>true</s:Quiet>\n</s:Delete>"
        ),
    ],
)
@pytest.mark.parametrize("extra", [GO, JAVA, PHP])
def test_xml_is_one_call_with_whatever_namespaces_and_white_space(
    body: str, extra: tuple[tuple[str, str], ...]
) -> None:
    call = named(
        ask(
            "s3",
            "POST",
            "/costs?delete=&x-id=DeleteObjects",
            ("content-type", "application/xml"),
            *extra,
            body=body.encode(),
        )
    )

    assert (call.operation, call.parameters) == ("DeleteObjects", DELETE)


@pytest.mark.parametrize(
    "empty", ["<Tagging><TagSet/></Tagging>", "<Tagging><TagSet></TagSet></Tagging>", "<Tagging ><TagSet\n/></Tagging>"]
)
def test_an_element_may_close_itself(empty: str) -> None:
    assert named(ask("s3", "PUT", "/costs?tagging", body=empty.encode())).parameters == {
        "Bucket": "costs",
        "Tagging": {"TagSet": []},
    }


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ("/costs/a%20b/%C3%BC?x-id=GetObject", "a b/ü"),
        ("/costs/a%20b/%c3%bc?x-id=GetObject", "a b/ü"),
        ("/costs/a%2Bb%2F%2F", "a+b//"),
        ("/costs//a/../b", "/a/../b"),
        ("/costs/%7Ea~", "~a~"),
    ],
)  # fmt: skip
def test_a_key_is_decoded_once(target: str, key: str) -> None:
    assert named(ask("s3", "GET", target, *GO)).parameters == {"Bucket": "costs", "Key": key}


@pytest.mark.parametrize(
    ("method", "target", "service", "operation"),
    [
        ("PUT", "/bots/abc/botaliases", "lex", "lexv2-models:CreateBotAlias"),
        ("PUT", "/bots/abc/botaliases/", "lex", "lexv2-models:CreateBotAlias"),
        ("DELETE", "/bots/abc/", "lex", "lexv2-models:DeleteBot"),
        ("GET", "/2015-03-31/functions", "lambda", "lambda:ListFunctions"),
        ("GET", "/2015-03-31/functions/", "lambda", "lambda:ListFunctions"),
        ("GET", "/2015-03-31/functions//", "lambda", ""),
        ("GET", "/2015-03-31/functions/costs/", "lambda", ""),
        ("DELETE", "/clusters/costs/", "eks", ""),
    ],
)
def test_a_slash_at_the_end_is_no_part_of_an_address_and_may_be_one_of_a_name(
    method: str, target: str, service: str, operation: str
) -> None:
    body = b'{"botAliasName":"a"}' if method == "PUT" else b""
    answer = ask(service, method, target, ("content-type", "application/json"), body=body)

    assert (f"{answer.service}:{answer.operation}" if isinstance(answer, Call) else "") == operation


def test_no_slash_is_added_to_a_name_that_may_hold_some() -> None:
    call = named(ask("iot", "DELETE", "/destinations/arn:aws:iot:us-east-1:1:ruledestination/http/a"))

    assert call.parameters == {"arn": "arn:aws:iot:us-east-1:1:ruledestination/http/a"}


def test_two_acts_that_differ_in_that_slash_are_told_apart_by_the_host_or_refused() -> None:
    newer_host, older_host = (f"{name}.us-east-1.amazonaws.com" for name in ("models-v2-lex", "models.lex"))
    why = refused(ask("lex", "DELETE", "/bots/abc"))
    newer = named(ask("lex", "DELETE", "/bots/abc", host=newer_host, region="us-east-1"))
    older = named(ask("lex", "DELETE", "/bots/abc", host=older_host, region="us-east-1"))

    assert why == "the request could mean `lex-models:DeleteBot` or `lexv2-models:DeleteBot`"
    assert (newer.service, newer.parameters) == ("lexv2-models", {"botId": "abc"})
    assert (older.operation, older.parameters) == ("DeleteBot", {"name": "abc"})


def test_cloudtrails_target_is_known_by_its_last_piece_too() -> None:
    for target in ("CloudTrail_20131101", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"):
        kind = ("content-type", "application/x-amz-json-1.1")
        call = named(
            ask("cloudtrail", "POST", "/", kind, ("x-amz-target", f"{target}.DeleteTrail"), body=b'{"Name":"a"}')
        )
        assert call.operation == "DeleteTrail"


def test_glaciers_tree_hash_restates_the_body() -> None:
    hashed = (("x-amz-glacier-version", "2012-06-01"), ("x-amz-sha256-tree-hash", "0" * 64))

    assert named(ask("glacier", "PUT", "/-/vaults/costs", *hashed)).operation == "CreateVault"
    assert "x-amz-sha256-tree-hash" in refused(ask("lambda", "GET", "/2015-03-31/functions", hashed[1]))
