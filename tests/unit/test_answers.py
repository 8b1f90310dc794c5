"""What Keyturn itself says is understood by AWS's clients, shows its reason, and is never sent again because of it."""

from importlib.resources import files
from typing import Any, Final

import botocore.parsers
import botocore.session
import msgspec
import pytest
from botocore.compat import HTTPHeaders
from botocore.model import OperationModel
from botocore.retries import standard

from keyturn.doors.aws import answers
from keyturn.model.catalogue import Wire
from keyturn.model.execution import Refusal, Rehearsed
from keyturn.model.wire import HttpRequest

MESSAGE: Final = "keyturn: needs 2 approvals, change C-7Q2M9K, approve at http://127.0.0.1:8401/changes/C-7Q2M9K <&>\"'"
FORM: Final = (("content-type", "application/x-www-form-urlencoded; charset=utf-8"),)
TARGET: Final = (("x-amz-target", "DynamoDB_20120810.DeleteTable"), ("content-type", "application/x-amz-json-1.0"))

CASES: Final = [
    ("sts", "GetCallerIdentity", Wire.QUERY, "query", FORM, "AccessDenied"),
    ("iam", "DeleteUser", Wire.QUERY, "query", FORM, "AccessDenied"),
    ("rds", "DeleteDBInstance", Wire.QUERY, "query", FORM, "AccessDenied"),
    ("cloudformation", "DeleteStack", Wire.QUERY, "query", FORM, "AccessDenied"),
    ("sns", "Publish", Wire.QUERY, "query", FORM, "AuthorizationError"),
    ("ec2", "TerminateInstances", Wire.EC2, "ec2", FORM, "UnauthorizedOperation"),
    ("dynamodb", "DeleteTable", Wire.JSON, "json", TARGET, "AccessDeniedException"),
    ("sqs", "DeleteQueue", Wire.JSON, "json", TARGET, "AccessDeniedException"),
    ("lambda", "DeleteFunction", Wire.REST_JSON, "rest-json", (), "AccessDeniedException"),
    ("s3", "DeleteBucket", Wire.REST_XML, "rest-xml", (), "AccessDenied"),
    ("cloudfront", "DeleteDistribution", Wire.REST_XML, "rest-xml", (), "AccessDenied"),
    (
        "arc-region-switch",
        "ListPlans",
        Wire.RPC_CBOR,
        "smithy-rpc-v2-cbor",
        (("smithy-protocol", "rpc-v2-cbor"),),
        "AccessDeniedException",
    ),
]


def request(headers: tuple[tuple[str, str], ...] = (), method: str = "POST", query: str = "") -> HttpRequest:
    return HttpRequest(method, "http", "127.0.0.1:8400", "/", query, headers)


def operation(service: str, name: str) -> OperationModel:
    model = botocore.session.get_session().get_service_model(service)
    return model.operation_model(next(known for known in model.operation_names if known.startswith(name)))


def parsed(written: answers.Written, protocol: str, model: OperationModel) -> Any:  # noqa: ANN401 - what botocore makes of it
    headers = HTTPHeaders.from_dict({name.decode(): value.decode() for name, value in written.headers})
    response = {"status_code": written.status, "headers": headers, "body": written.body, "context": {}}
    return botocore.parsers.create_parser(protocol).parse(response, model.output_shape)  # type: ignore[arg-type]  # None is right where there is none


@pytest.mark.parametrize(("service", "name", "wire", "protocol", "headers", "code"), CASES)
def test_each_protocols_clients_read_code_and_reason(
    service: str, name: str, wire: Wire, protocol: str, headers: tuple[tuple[str, str], ...], code: str
) -> None:
    written = answers.refused(Refusal("change.pending", MESSAGE, service), request(headers), [wire], service)

    found = parsed(written, protocol, operation(service, name))

    assert found["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert found["Error"]["Code"] == code
    assert found["Error"]["Message"] == MESSAGE


@pytest.mark.parametrize(("service", "name", "wire", "protocol", "headers", "code"), CASES)
def test_a_refused_head_carries_its_reason_in_a_header(
    service: str, name: str, wire: Wire, protocol: str, headers: tuple[tuple[str, str], ...], code: str
) -> None:
    written = answers.refused(Refusal("x", MESSAGE, service), request(headers, "HEAD"), [wire], service)

    assert written.body == b""
    assert dict(written.headers)[b"x-amzn-errormessage"] == MESSAGE.encode()
    assert dict(written.headers)[b"content-length"] == b"0"


def retried_codes() -> set[str]:
    """Every error code on which some mode of botocore sends again, for whatever service."""
    legacy = msgspec.json.decode((files("botocore") / "data" / "_retry.json").read_bytes())
    found = set(vars(standard.TransientRetryableChecker)["_TRANSIENT_ERROR_CODES"])
    found |= set(vars(standard.ThrottledRetryableChecker)["_THROTTLED_ERROR_CODES"])

    def walk(part: object) -> None:
        if isinstance(part, dict):
            found.update([part["service_error_code"]] if "service_error_code" in part else [])
            for inner in part.values():
                walk(inner)

    walk(legacy)
    return found


def retried_statuses() -> set[int]:
    found = set(vars(standard.TransientRetryableChecker)["_TRANSIENT_STATUS_CODES"])
    return found | {429, 500, 502, 503, 504, 509}  # the legacy mode's, from _retry.json


def test_no_code_or_status_of_a_refusal_is_one_that_clients_send_again() -> None:
    codes = set(answers._DENIED.values()) | set(answers._DENIED_BY.values())

    assert len(retried_codes()) > 15
    assert not codes & retried_codes()
    assert not {400, 403} & retried_statuses()


@pytest.mark.parametrize("code", ["RequestTimeTooSkewed", "AuthFailure", "ExpiredToken", "InvalidSignatureException"])
def test_no_refusal_makes_a_client_set_its_clock_or_fetch_credentials(code: str) -> None:
    assert code not in set(answers._DENIED.values()) | set(answers._DENIED_BY.values())


def test_a_read_that_upstream_could_not_answer_may_be_sent_again() -> None:
    written = answers.refused(Refusal("upstream.cut", MESSAGE, "sts", 503), request(FORM), [Wire.QUERY], "sts")

    assert written.status == 503
    assert b"<Code>ServiceUnavailable</Code>" in written.body


@pytest.mark.parametrize(
    ("headers", "query", "candidates", "wire"),
    [
        ((), "", [], Wire.REST_XML),
        ((("content-type", "application/json"),), "", [], Wire.REST_JSON),
        (FORM, "", [], Wire.QUERY),
        ((), "Version=1&Action=x", [], Wire.QUERY),
        ((), "XAction=x", [], Wire.REST_XML),
        (FORM, "", [Wire.EC2], Wire.EC2),
        (TARGET, "", [], Wire.JSON),
        (TARGET, "", [Wire.JSON, Wire.QUERY], Wire.JSON),
        (FORM, "", [Wire.JSON, Wire.QUERY], Wire.QUERY),
        ((("smithy-protocol", "rpc-v2-cbor"),), "", [Wire.JSON], Wire.RPC_CBOR),
        ((), "", [Wire.JSON], Wire.JSON),
        ((), "", [Wire.REST_JSON, Wire.REST_XML], Wire.REST_XML),
    ],
)
def test_a_request_itself_says_in_which_protocol_it_wants_its_answer(
    headers: tuple[tuple[str, str], ...], query: str, candidates: list[Wire], wire: Wire
) -> None:
    assert answers.spoken(request(headers, query=query), candidates) is wire


@pytest.mark.parametrize(
    "text",
    ["a\r\nSet-Cookie: b", "a\x1b[2Jb", "a\u202eb", "a\x00b", "a\u2028b", "a\tb", "<script>\n", "\ud800", "x" * 5000],
)
@pytest.mark.parametrize("wire", list(Wire))
def test_no_message_moves_a_cursor_hides_text_or_ends_a_line(text: str, wire: Wire) -> None:
    for method in ("POST", "HEAD"):
        written = answers.refused(Refusal("x", f"keyturn: {text}", None), request(method=method), [wire], None)

        shown = b"".join(value for _, value in written.headers) + written.body.replace(b"?>\n", b"?>")
        assert not any(byte < 32 for byte in shown if wire is not Wire.RPC_CBOR)
        assert b"\x1b" not in shown
        assert "\u202e" not in shown.decode("utf-8", "replace")
        assert len(shown) < 2500


def test_the_steps_of_a_rehearsed_upload_read_like_s3s_own() -> None:
    begun = answers.rehearsed(Rehearsed("b", "a<b>&\x01/c", upload_id="keyturn-rehearsal-1"))
    part = answers.rehearsed(Rehearsed("b", "k", etag='"9b2cf535f27731c974343645a3985328"'))
    ended = answers.rehearsed(Rehearsed("b", "k"))

    found = parsed(begun, "rest-xml", operation("s3", "CreateMultipartUpload"))
    assert (found["Bucket"], found["Key"], found["UploadId"]) == ("b", "a<b>&?/c", "keyturn-rehearsal-1")
    assert parsed(part, "rest-xml", operation("s3", "UploadPart"))["ETag"] == '"9b2cf535f27731c974343645a3985328"'
    assert (ended.status, ended.body) == (204, b"")
