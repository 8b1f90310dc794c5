"""Whatever the recognised operation does not explain is refused: one attacker's trick a test."""

import gzip
import json
import zlib
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import botocore
import pytest

from keyturn.model.action import Call, Unrecognised
from keyturn.model.wire import Content, Framing
from keyturn.recognise.aws.headers import COMPRESSED
from tests.wire.handmade import FORM, JSON, SIGNED, ask, dynamodb, form, named, refused, s3

DELETE_TABLE = b'{"TableName":"costs"}'
CALLER = "Action=GetCallerIdentity&Version=2011-06-15"
TARGET = ("x-amz-target", "DynamoDB_20120810.DeleteTable")
CBOR = (("smithy-protocol", "rpc-v2-cbor"), ("content-type", "application/cbor"))
METRICS = b'{"Namespace":"costs","MetricData":[]}'
ALARMS = "/service/GraniteServiceVersion20100801/operation/DeleteAlarms"


def metrics(body: bytes | Content) -> Call | Unrecognised:
    """A call that may be compressed, and says that it is."""
    target = ("x-amz-target", "GraniteServiceVersion20100801.PutMetricData")
    return ask("monitoring", "POST", "/", JSON, target, ("content-encoding", "gzip"), body=body)


# ---------------------------------------------------------------------------------------------- two acts in one request


def test_an_action_that_stands_twice_names_nothing() -> None:
    assert "`Action` stands twice" in refused(form("sts", f"Action=AssumeRole&{CALLER}"))


def test_an_action_in_the_url_and_another_in_the_body_name_nothing() -> None:
    why = refused(form("sts", "Action=AssumeRole&Version=2011-06-15", target=f"/?{CALLER}"))

    assert why == "parameters stand in the URL and in the body"


def test_a_target_beside_an_action_names_nothing() -> None:
    why = refused(
        form(
            "monitoring", "Action=DeleteAlarms&Version=2010-08-01", ("x-amz-target", "GraniteServiceVersion20100801.X")
        )
    )

    assert "target" in why


def test_an_action_in_the_url_beside_a_target_names_nothing() -> None:
    why = refused(ask("dynamodb", "POST", "/?Action=ListTables", JSON, TARGET, body=DELETE_TABLE))

    assert why == "the query parameter `Action` has no meaning for such a call"


def test_a_target_with_a_rest_scope_is_refused() -> None:
    assert "`x-amz-target` has no meaning for `ListBuckets`" in refused(s3("GET", "/", TARGET))


def test_a_target_of_another_service_than_the_signature_names_is_refused() -> None:
    assert "not known in what signs as `sqs`" in refused(ask("sqs", "POST", "/", JSON, TARGET, body=DELETE_TABLE))


def test_two_targets_are_refused() -> None:
    why = refused(dynamodb("ListTables", b"{}", TARGET))

    assert why == "the header `x-amz-target` stands there twice"


def test_a_target_beside_the_marker_of_another_protocol_is_refused() -> None:
    why = refused(ask("monitoring", "POST", ALARMS, *CBOR, TARGET, body=b"\xa0"))

    assert why == "the header `x-amz-target` has no meaning for `DeleteAlarms`"


def test_two_subresources_are_refused() -> None:
    assert "could mean" in refused(s3("GET", "/bucket?acl&policy"))
    assert "`versions` has no meaning" in refused(s3("DELETE", "/bucket?versions"))
    assert "`acl` stands there twice" in refused(s3("GET", "/bucket?acl&acl"))


def test_a_second_content_type_is_refused() -> None:
    assert "stands there twice" in refused(dynamodb("DeleteTable", DELETE_TABLE, ("content-type", "text/plain")))
    why = refused(
        ask(
            "dynamodb",
            "POST",
            "/",
            ("content-type", "application/x-amz-json-1.0, text/plain"),
            TARGET,
            body=DELETE_TABLE,
        )
    )
    assert "content type" in why


def test_a_body_in_another_notation_than_its_protocol_is_refused() -> None:
    why = refused(ask("dynamodb", "POST", "/", FORM, TARGET, body=DELETE_TABLE))

    assert why == "the content type is `application/x-www-form-urlencoded`, and `application/x-amz-json-1.0` is wanted"


def test_a_request_signed_in_header_and_url_is_refused() -> None:
    assert "signed in its header and in its query string" in refused(s3("GET", "/bucket/key?X-Amz-Signature=0"))


def test_a_part_of_the_signature_that_stands_twice_is_refused() -> None:
    why = refused(ask("s3", "GET", "/bucket/key?X-Amz-Signature=0&X-Amz-Signature=1", signed=()))

    assert why == "a part of the signature stands twice in the query string"


def test_a_header_that_overrides_the_method_is_refused() -> None:
    why = refused(s3("GET", "/bucket/key", ("x-http-method-override", "DELETE")))

    assert why == "the header `x-http-method-override` has no meaning for `GetObject`"


def test_a_header_that_makes_a_put_a_copy_changes_its_name() -> None:
    call = named(s3("PUT", "/bucket/key", ("x-amz-copy-source", "/other/secret")))

    assert (call.operation, call.parameters["CopySource"]) == ("CopyObject", "/other/secret")


def test_a_copy_with_a_body_is_refused() -> None:
    assert "`CopyObject` has no body" in refused(s3("PUT", "/bucket/key", ("x-amz-copy-source", "/a/b"), body=b"x"))


# --------------------------------------------------------------------------------------- members that nobody asked for


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b'{"TableName":"a","Tablename":"b"}', "`Tablename` is not a member of `DeleteTableInput`"),
        (b'{"TableName":"a","TableName":"b"}', "the body is not valid JSON: a name stands twice in one object"),
        (b'{"TableName":"a","Table\\u004eame":"b"}', "the body is not valid JSON: a name stands twice in one object"),
        (b'{"TableName":["a"]}', "in `TableName`: a string is wanted"),
        (b'{"TableName":null}', "in `TableName`: a string is wanted"),
        (b'["TableName"]', "an object is wanted"),
        (b'{"TableName":"a"}{}', "the body is not valid JSON: extra data at character 17"),
        (b'{"TableName":"\xff"}', "the body is not valid JSON: it is not UTF-8"),
        (b"\xef\xbb\xbf" + DELETE_TABLE, "the body is not valid JSON"),
        (b'{"TableName":"\\ud800"}', "the body is not valid JSON: half a surrogate pair is no character"),
    ],
)
def test_json_that_can_be_read_in_two_ways_is_refused(body: bytes, why: str) -> None:
    assert refused(dynamodb("DeleteTable", body)).startswith(why)


@pytest.mark.parametrize(
    "number", ["2147483648", "-2147483649", "1.0", "1e3", "true", '"1"', "1" * 5000, "1e999", "NaN"]
)
def test_a_number_that_does_not_fit_its_type_is_refused(number: str) -> None:
    refused(dynamodb("ListTables", f'{{"Limit":{number}}}'.encode()))


def test_a_list_where_an_object_belongs_names_the_place() -> None:
    body = b'{"RequestItems":{"costs":[{"DeleteRequest":{"Key":[]}}]}}'

    assert refused(dynamodb("BatchWriteItem", body)) == "in `RequestItems.{}.[].DeleteRequest.Key`: an object is wanted"


def test_json_nested_beyond_reason_is_refused() -> None:
    refused(dynamodb("DeleteTable", b'{"TableName":' * 5000))
    refused(dynamodb("DeleteTable", b'{"TableName":' + b"[" * 100_000 + b"]" * 100_000 + b"}"))


@pytest.mark.parametrize(
    ("tail", "why"),
    [
        ("&Surprise=1", "`Surprise` is not a member of `DeleteDBInstanceMessage`"),
        ("&SkipFinalSnapshot=false&SkipFinalSnapshot=true", "`SkipFinalSnapshot` stands twice"),
        ("&SkipFinalSnapshot=TRUE", "in `SkipFinalSnapshot`: `true` or `false` is wanted"),
        ("&SkipFinalSnapshot.1=true", "in `SkipFinalSnapshot`: `true` or `false` is wanted"),
        ("&", "a parameter without a name stands in the form"),
        ("&=x", "a parameter without a name stands in the form"),
        ("&SkipFinalSnapshot=%FF", "`SkipFinalSnapshot` in the form is not UTF-8"),
        ("&SkipFinalSnapshot=%00", "`SkipFinalSnapshot` in the form holds a NUL"),
        ("&SkipFinalSnapshot=%zz", "`SkipFinalSnapshot` in the form is not percent-encoded"),
        ("&Version=2014-10-31", "`Version` stands twice"),
    ],
)
def test_a_form_that_can_be_read_in_two_ways_is_refused(tail: str, why: str) -> None:
    body = f"Action=DeleteDBInstance&Version=2014-10-31&DBInstanceIdentifier=costs{tail}"

    assert refused(form("rds", body)) == why


@pytest.mark.parametrize(
    "keys", ["InstanceId.2", "InstanceId.0", "InstanceId.01", "InstanceId.1.1", "InstanceId", "InstanceId.x"]
)
def test_a_list_that_is_not_numbered_from_one_is_refused(keys: str) -> None:
    refused(form("ec2", f"Action=TerminateInstances&Version=2016-11-15&{keys}=i-1"))


def test_a_list_with_a_gap_is_refused() -> None:
    why = refused(form("ec2", "Action=TerminateInstances&Version=2016-11-15&InstanceId.1=i-1&InstanceId.3=i-3"))

    assert why == "in `InstanceId`: items are numbered from 1 without a gap, and number 2 is missing"


def test_another_api_version_is_refused_by_name() -> None:
    why = refused(form("ec2", "Action=TerminateInstances&Version=2009-01-01&InstanceId.1=i-1"))

    assert why == "`TerminateInstances` in the API version `2009-01-01` is not known in what signs as `ec2`"


# ------------------------------------------------------------------------------------------------------ paths and URLs


@pytest.mark.parametrize(
    "path",
    [
        "/2015-03-31/functions/a/../b",
        "/2015-03-31/functions/%2e%2e",
        "/2015-03-31/functions/a%2F..%2Fb",
        "/2015-03-31//functions/a",
        "/2015-03-31/functions/a%252Fb",
        "/2015-03-31/functions/%00",
        "/2015-03-31/functions/%ff",
        "/2015-03-31/functions/%",
        "/2015-03-31/functions/a\x7f",
        "/2015-03-31/function%73/a",
        "/2015-03-31/functions/",
        "/2015-03-31/functions/a/",
        "2015-03-31/functions/a",
        "",
        "*",
    ],
)
def test_a_path_that_servers_read_in_different_ways_is_refused(path: str) -> None:
    refused(ask("lambda", "DELETE", path))


def test_an_encoded_literal_does_not_turn_into_a_label() -> None:
    assert named(ask("lambda", "GET", "/2015-03-31/functions/a")).operation == "GetFunction"
    why = refused(ask("lambda", "GET", "/2015-03-31/event-source-mapping%73/a"))

    assert "is percent-encoded where `event-source-mappings` is meant" in why


@pytest.mark.parametrize(
    "query", ["versionId=a+b", "versionId=a&versionId=b", "versionId=%", "&versionId=a", "versionId=ä", "=a"]
)
def test_a_query_string_that_can_be_read_in_two_ways_is_refused(query: str) -> None:
    refused(s3("DELETE", f"/bucket/key?{query}"))


def test_a_subresource_in_another_case_is_not_overlooked() -> None:
    assert "`ACL` has no meaning" in refused(s3("GET", "/bucket?ACL"))


def test_a_get_with_a_body_is_refused() -> None:
    assert "`ListBuckets` has no body" in refused(s3("GET", "/", body=b"x"))
    assert refused(ask("sts", "GET", f"/?{CALLER}", FORM, body=b"Action=AssumeRole")) == "a GET has no body"


def test_another_method_is_refused() -> None:
    assert "sent by POST" in refused(ask("dynamodb", "PUT", "/", JSON, TARGET, body=DELETE_TABLE))
    assert "the method `PUT`" in refused(ask("sts", "PUT", f"/?{CALLER}"))


# -------------------------------------------------------------------------------------------------- headers and bodies


@pytest.mark.parametrize(
    "name", ["x-amz-surprise", "x-amzn-surprise", "x-forwarded-host", "cookie", "x-original-url", "range"]
)
def test_a_header_that_is_nobodys_is_refused(name: str) -> None:
    assert f"the header `{name}` has no meaning for `DeleteTable`" in refused(
        dynamodb("DeleteTable", DELETE_TABLE, (name, "x"))
    )


def test_a_member_in_a_header_that_stands_twice_is_refused() -> None:
    why = refused(s3("DELETE", "/bucket/key", ("x-amz-mfa", "1"), ("x-amz-mfa", "2")))

    assert why == "the header `x-amz-mfa` stands there twice"


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "identity, gzip", "GZIP,"])
def test_a_content_encoding_beyond_gzip_is_refused(encoding: str) -> None:
    assert "content encoding" in refused(dynamodb("DeleteTable", DELETE_TABLE, ("content-encoding", encoding)))


def test_a_compressed_body_is_read() -> None:
    call = named(metrics(gzip.compress(METRICS)))

    assert call.parameters == {"Namespace": "costs", "MetricData": []}


def test_a_compressed_body_that_would_fill_the_memory_is_refused() -> None:
    bomb = gzip.compress(b" " * (64 << 20))

    assert "once it is decompressed" in refused(metrics(bomb))


@pytest.mark.parametrize("tail", [b"x", gzip.compress(b"{}")])
def test_something_behind_a_compressed_body_is_refused(tail: bytes) -> None:
    assert "gzip" in refused(metrics(gzip.compress(METRICS) + tail))


def test_a_compressed_body_that_is_cut_off_is_refused() -> None:
    assert "gzip" in refused(metrics(gzip.compress(METRICS)[:-1]))
    assert "gzip" in refused(metrics(zlib.compress(METRICS)))


def test_a_compressed_body_that_grows_out_of_measure_is_refused() -> None:
    bomb = gzip.compress(b" " * 900_000)

    assert "256 times" in refused(metrics(bomb))


def test_a_compressed_body_may_be_as_long_as_the_limit_says() -> None:
    packed = gzip.compress(METRICS + b" " * 5_000)
    held = Content(sha256(packed).hexdigest(), len(packed), packed, most=len(METRICS) + 5_000)

    assert named(metrics(held)).parameters["Namespace"] == "costs"
    assert "limits.parameters_bytes" in refused(metrics(replace(held, most=held.most - 1)))


@pytest.mark.parametrize("body", [gzip.compress(DELETE_TABLE), gzip.compress(b"{}"), DELETE_TABLE])
def test_only_what_the_models_say_may_be_compressed_is(body: bytes) -> None:
    assert refused(dynamodb("DeleteTable", body, ("content-encoding", "gzip")))


def test_words_hidden_in_a_compressed_body_are_not_passed_on() -> None:
    # A form that unpacks to one act and, for a service that does not look at Content-Encoding, reads as another.
    hidden = b"&Action=DeleteUser&UserName=ana&Version=2010-05-08&"
    packed = gzip.compress(b"Action=GetUser&Version=2010-05-08")
    named_file = packed[:3] + b"\x08" + packed[4:10] + hidden + b"\x00" + packed[10:]
    assert gzip.decompress(named_file) == b"Action=GetUser&Version=2010-05-08"

    why = refused(ask("iam", "POST", "/", FORM, ("content-encoding", "gzip"), body=named_file))

    assert why == "`GetUser` takes no compressed body: send it as it is"


def test_the_list_of_what_may_be_compressed_is_the_models_own() -> None:
    folder = Path(botocore.__file__).parent / "data"
    found = {
        (path.parents[1].name, operation)
        for path in folder.glob("*/*/service-2.json.gz")
        if b'"requestcompression"' in (data := gzip.decompress(path.read_bytes()))
        for operation, model in json.loads(data)["operations"].items()
        if "requestcompression" in model
    }

    assert found == COMPRESSED


@pytest.mark.parametrize(
    "header",
    [
        ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
        ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        ("content-encoding", "aws-chunked"),
        ("content-encoding", "AWS-Chunked"),
        ("content-encoding", "gzip, aws-chunked"),
        ("x-amz-decoded-content-length", "1"),
        ("x-amz-trailer", "x-amz-checksum-crc32"),
    ],
)
def test_words_of_framing_around_a_body_that_has_none_are_refused(header: tuple[str, str]) -> None:
    assert refused(s3("PUT", "/bucket/key", header, body=b"x"))


FRAMED = Content(sha256(b"x").hexdigest(), 1, b"x", Framing("STREAMING-UNSIGNED-PAYLOAD-TRAILER", 50))
WORDS = (
    ("x-amz-decoded-content-length", "1"),
    ("x-amz-trailer", "x-amz-checksum-crc32"),
)


@pytest.mark.parametrize(
    ("encoding", "stored"),
    [
        ("aws-chunked", None),
        ("gzip,aws-chunked", "gzip"),
        ("gzip, aws-chunked", "gzip"),
        ("aws-chunked,gzip", "gzip"),
        ("aws-chunked, br, gzip", "br,gzip"),
        (None, None),
    ],
)
def test_one_object_in_two_framings_is_one_act(encoding: str | None, stored: str | None) -> None:
    framed = [("content-encoding", encoding)] if encoding else []
    plain = [("content-encoding", stored)] if stored else []

    call = named(ask("s3", "PUT", "/bucket/key", *framed, *WORDS, body=FRAMED))

    assert call == named(s3("PUT", "/bucket/key", *plain, body=b"x"))
    assert call.parameters.get("ContentEncoding") == stored


@pytest.mark.parametrize("encoding", ["aws-chunked,aws-chunked", "AWS-CHUNKED", "aws-chunked, Aws-Chunked"])
def test_framing_is_named_once_and_in_one_way(encoding: str) -> None:
    assert "content-encoding" in refused(
        ask("s3", "PUT", "/bucket/key", ("content-encoding", encoding), *WORDS, body=FRAMED)
    )


@pytest.mark.parametrize("target", ["/bucket/key?tagging", "/bucket?policy", "/bucket/key?acl", "/bucket"])
def test_only_objects_and_their_parts_come_framed(target: str) -> None:
    assert "aws-chunked" in refused(ask("s3", "PUT", target, *WORDS, body=FRAMED))


@pytest.mark.parametrize("target", ["/bucket/key", "/bucket/key?partNumber=1&uploadId=u"])
def test_objects_and_parts_may_come_framed(target: str) -> None:
    assert named(ask("s3", "PUT", target, *WORDS, body=FRAMED)).parameters["Body"] == FRAMED


def test_a_body_that_the_door_does_not_hold_is_refused_where_it_must_be_read() -> None:
    streamed = Content("0" * 64, 1 << 30)
    answer = ask("dynamodb", "POST", "/", JSON, TARGET, body=streamed)

    assert "limits.parameters_bytes" in refused(answer)


def test_an_object_is_bound_by_its_digest_and_never_read() -> None:
    streamed = Content("ab" * 32, 5 << 30)
    call = named(ask("s3", "PUT", "/bucket/key", ("content-type", "text/plain; charset=latin-1"), body=streamed))

    assert call.parameters["Body"] == streamed
    assert call.parameters["ContentType"] == "text/plain; charset=latin-1"


# ---------------------------------------------------------------------------------------------------------------- XML

TAGGING = b'<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet>%s</TagSet></Tagging>'
TAG = b"<Tag><Key>env</Key><Value>%s</Value></Tag>"


def tagging(body: bytes, *headers: tuple[str, str]) -> str:
    return refused(s3("PUT", "/bucket?tagging", *headers, body=body))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "c">]>' + TAGGING % (TAG % b"&b;"), "document type declaration"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd">' + TAGGING % b"", "document type declaration"),
        (TAGGING % (TAG % b"&b;"), "undefined entity"),
        (TAGGING % (TAG % b"a<!-- b -->c"), "comment"),
        (TAGGING % b"<?x y?>", "processing instruction"),
        (b'<?xml version="1.0" encoding="utf-16"?>' + TAGGING % b"", "UTF-8 is wanted"),
        (b'<?xml version="1.0" encoding="latin-1"?>' + TAGGING % b"", "UTF-8 is wanted"),
        ((TAGGING % (TAG % b"a")).decode().encode("utf-16"), "does not begin with an element"),
        (TAGGING % (TAG % b"\xff"), "not valid XML"),
        (TAGGING % (TAG % b"<b>c</b>"), "text is wanted, not elements"),
        (TAGGING % b"<Tag><Key>a</Key><Key>b</Key><Value>c</Value></Tag>", "`Key` stands twice"),
        (TAGGING % b"text", "elements are wanted, not text"),
        (TAGGING % b"<Other/>", "only `Tag` can stand there"),
        (TAGGING % b'<Tag a="b"><Key>a</Key><Value>c</Value></Tag>', "the attribute `a`"),
        (
            TAGGING % b'<Tag xmlns="http://other/"><Key>a</Key><Value>c</Value></Tag>',
            "the XML namespace `http://other/`",
        ),
        (b"<Other/>", "the root element is `Other`, and `Tagging` is wanted"),
        (TAGGING % b"" + b"<x/>", "junk after document element"),
        (TAGGING[:-1] % b"", "not valid XML"),
        (b"<a>" * 10_000, "nested too deep"),
        (b"{}", "does not begin with an element"),
    ],
)
def test_xml_that_can_be_read_in_two_ways_is_refused(body: bytes, why: str) -> None:
    assert why in tagging(body)


def test_xml_that_says_it_is_json_is_refused() -> None:
    assert "content type" in tagging(TAGGING % b"", ("content-type", "application/json"))


# --------------------------------------------------------------------------------------------------------------- CBOR


@pytest.mark.parametrize(
    "body",
    [
        b"\xa2\x6aAlarmNames\x80\x6aAlarmNames\x80",  # the same key twice
        b"\xa1\x6aAlarmNames\x81\x61",  # ends in the middle
        b"\xa1\x6aAlarmNames\x80\x00",  # something behind it
        b"\xa1\x6aAlarmNames\x81\x01",  # a number where text belongs
        b"\xa1\x6aAlarmNames\x81\x41a",  # bytes where text belongs
        b"\xa1\x6aAlarmNames\x81\xc0\x61a",  # a tag that is not known
        b"\xa1\x6aAlarmNames\x81\x61\xff",  # not UTF-8
        b"\xa1\x6aAlarmNames\x9f\x61a",  # no end of the list
        b"\xa1\x41a\x80",  # a key that is not text
        b"\xa1\x66Nobody\x80",  # not a member
        b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",  # a list longer than memory
        b"\x81" * 5000,  # too deep
        b"\xc1" * 5000,  # too deep in tags
        b"\x5f\x5f\xff\xff",  # pieces in pieces
        b"\x1c",  # a length that does not exist
        b"\xf8\x20",  # a simple value that is not known
        b"\x80",  # a list where the members belong
        b"\xff",  # an end of nothing
    ],
)
def test_cbor_that_can_be_read_in_two_ways_is_refused(body: bytes) -> None:
    refused(ask("monitoring", "POST", ALARMS, *CBOR, body=body))


def test_cbor_is_read_in_pieces_or_whole() -> None:
    for body in (b"\xa1\x6aAlarmNames\x81\x63cpu", b"\xbf\x7f\x65Alarm\x65Names\xff\x9f\x7f\x62cp\x61u\xff\xff\xff"):
        assert named(ask("monitoring", "POST", ALARMS, *CBOR, body=body)).parameters == {"AlarmNames": ["cpu"]}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/service/GraniteServiceVersion20100801/operation/Nothing",
        f"{ALARMS}/",
        f"/x{ALARMS}",
        ALARMS.replace("Del", "%44el"),
    ],
)
def test_a_procedure_has_one_path(path: str) -> None:
    refused(ask("monitoring", "POST", path, *CBOR, body=b"\xa0"))


def test_another_smithy_protocol_is_refused() -> None:
    why = refused(ask("monitoring", "POST", ALARMS, ("smithy-protocol", "rpc-v3-cbor"), CBOR[1], body=b"\xa0"))

    assert why == "the protocol `rpc-v3-cbor` is not known here"


# ------------------------------------------------------------------------------------------------ what must not leak


@pytest.mark.parametrize(
    "answer",
    [
        lambda secret: dynamodb("DeleteTable", json.dumps({"TableName": [secret]}).encode()),
        lambda secret: dynamodb("DeleteTable", f'{{"TableName":"{secret}'.encode()),
        lambda secret: form("rds", f"Action=CreateDBInstance&Version=2014-10-31&MasterUserPassword={secret}%"),
        lambda secret: form("rds", f"Action=CreateDBInstance&Version=2014-10-31&MasterUserPassword.1={secret}"),
        lambda secret: form("rds", f"Action=CreateDBInstance&Version=2014-10-31&Port={secret}"),
        lambda secret: s3("PUT", "/bucket?tagging", body=f"<Tagging>{secret}</Tagging>".encode()),
        lambda secret: s3("PUT", "/bucket/key", ("expires", secret)),
        lambda secret: s3("GET", f"/bucket/key?partNumber={secret}"),
    ],
)
def test_a_refusal_never_repeats_a_value(answer: object) -> None:
    assert callable(answer)
    assert "hunter2" not in refused(answer("hunter2"))


def test_a_scope_that_no_service_has_is_refused() -> None:
    assert refused(ask("nothing", "GET", "/")) == "no AWS service signs as `nothing`"
    assert refused(ask("", "GET", "/")) == "no AWS service signs as ``"


def test_headers_without_a_meaning_are_no_obstacle() -> None:
    transport = (
        ("accept", "*/*"),
        ("accept", "application/json"),
        ("user-agent", "aws-cli/2"),
        ("amz-sdk-invocation-id", "1"),
        ("amz-sdk-request", "attempt=1"),
        ("expect", "100-continue"),
        ("x-amz-security-token", "t"),
        ("x-amzn-trace-id", "Root=1"),
        ("traceparent", "00"),
    )

    assert named(dynamodb("DeleteTable", DELETE_TABLE, *transport)).parameters == {"TableName": "costs"}
    assert SIGNED


def test_an_event_stream_is_named_while_nothing_is_in_it() -> None:
    path, json_type = "/model/a/invoke-with-bidirectional-stream", ("content-type", "application/json")
    framed = ("content-type", "application/vnd.amazon.eventstream")

    call = named(ask("bedrock", "POST", path, json_type, body=b"{}"))
    assert (call.operation, call.parameters) == ("InvokeModelWithBidirectionalStream", {"modelId": "a"})
    assert "event streams cannot be judged" in refused(ask("bedrock", "POST", path, json_type, body=b'{"body":{}}'))
    assert "event streams cannot be judged" in refused(ask("bedrock", "POST", path, framed, body=b"\0\0\0\x10\0\0"))
    assert "content type" in refused(ask("bedrock", "POST", path, framed, body=b"{}"))
