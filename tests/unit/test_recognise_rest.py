"""Members of REST operations outside the body: paths, query strings, headers, host names."""

from datetime import UTC, datetime

import pytest

from keyturn.model.action import Call, Sensitive
from keyturn.recognise.aws.routes import Known, specificity
from tests.wire.handmade import FORM, ask, catalogue, named, refused, s3

JSON = ("content-type", "application/json")


def test_a_list_in_the_query_string_is_its_key_repeated() -> None:
    call = named(ask("lambda", "DELETE", "/2017-03-31/tags/arn%3Aaws%3Alambda%3A%3A%3Af?tagKeys=a&tagKeys=b%26c"))

    assert call.parameters == {"Resource": "arn:aws:lambda:::f", "TagKeys": ["a", "b&c"]}


def test_types_in_the_query_string_are_read() -> None:
    call = named(s3("GET", "/bucket?list-type=2&max-keys=7&fetch-owner=true"))

    assert call.parameters == {"Bucket": "bucket", "MaxKeys": 7, "FetchOwner": True}
    assert refused(s3("GET", "/bucket?list-type=2&max-keys=seven")) == "in `MaxKeys`: an integer is wanted"


def test_a_map_in_the_query_string_takes_what_is_left() -> None:
    call = named(ask("apigateway", "GET", "/restapis/a/stages/b/exports/oas30?extensions=integrations&x=1"))

    assert call.parameters["parameters"] == {"extensions": "integrations", "x": "1"}


def test_a_list_in_a_header_is_split_where_it_is_not_quoted() -> None:
    names = ("x-amz-object-attributes", 'ETag, Checksum,"a,b","say \\"hi\\""')
    call = named(s3("GET", "/bucket/key?attributes", names))

    assert call.parameters["ObjectAttributes"] == ["ETag", "Checksum", "a,b", 'say "hi"']


@pytest.mark.parametrize("value", ['"a', 'a"b', '"a"b', '"a\\\\"', '"a" "b"'])
def test_a_list_in_a_header_that_is_not_one_is_refused(value: str) -> None:
    assert "is not a list of items" in refused(s3("GET", "/bucket/key?attributes", ("x-amz-object-attributes", value)))


def test_an_instant_in_a_header_is_a_date_of_http() -> None:
    call = named(s3("GET", "/bucket/key", ("if-modified-since", "Sun, 22 Nov 2026 14:45:51 GMT")))

    assert call.parameters["IfModifiedSince"] == datetime(2026, 11, 22, 14, 45, 51, tzinfo=UTC)
    refused(s3("GET", "/bucket/key", ("if-modified-since", "2026-11-22T14:45:51Z")))


def test_a_header_that_is_not_utf_8_is_refused() -> None:
    assert named(s3("PUT", "/bucket/key", ("cache-control", "Ã¤"))).parameters["CacheControl"] == "ä"
    assert refused(s3("PUT", "/bucket/key", ("cache-control", "ä"))) == "the header `cache-control` is not UTF-8"


def test_json_in_a_header_is_read() -> None:
    target = "/bot/b/alias/a/user/u/content"
    call = named(ask("lex", "POST", target, ("x-amz-lex-session-attributes", "eyJhIjoxfQ=="), JSON))
    assert call.parameters["sessionAttributes"] == Sensitive({"a": 1})

    why = refused(ask("lex", "POST", target, ("x-amz-lex-session-attributes", "eyJhIjoxLCJhIjoyfQ=="), JSON))
    assert why == "in `sessionAttributes`: the header is not valid JSON: a name stands twice in one object"


def test_an_empty_object_stands_for_no_members() -> None:
    call = named(ask("lambda", "POST", "/2015-03-31/functions/f/versions", JSON, body=b"{}"))
    empty = named(ask("lambda", "POST", "/2015-03-31/functions/f/versions"))

    assert call == empty


def test_a_body_without_its_content_type_is_refused() -> None:
    why = refused(ask("lambda", "POST", "/2015-03-31/functions/f/versions", body=b'{"Description":"d"}'))

    assert why == "the content type is ``, and `application/json` is wanted"


def test_a_payload_of_bytes_is_taken_as_it_is() -> None:
    call = named(
        ask(
            "lambda",
            "POST",
            "/2015-03-31/functions/f/invocations",
            ("content-type", "text/html"),
            body=b'{"a":1,"a":2}',
        )
    )
    payload = call.parameters["Payload"]

    assert isinstance(payload, Sensitive)


def test_an_account_may_stand_in_the_host() -> None:
    account = ("x-amz-account-id", "123456789012")
    for host in (
        "123456789012.localhost:8400",
        "123456789012.s3-control.cn-north-1.amazonaws.com.cn",
        "localhost:8400",
    ):
        call = named(ask("s3", "GET", "/v20180820/jobs", account, host=host))
        assert call.parameters == {"AccountId": "123456789012"}


def test_a_version_in_glaciers_header_must_be_the_models() -> None:
    assert named(ask("glacier", "GET", "/-/vaults", ("x-amz-glacier-version", "2012-06-01"))).operation == "ListVaults"
    refused(ask("glacier", "GET", "/-/vaults", ("x-amz-glacier-version", "2013-06-01")))
    refused(ask("lambda", "GET", "/2015-03-31/functions", ("x-amz-glacier-version", "2012-06-01")))


def test_a_search_may_be_sent_as_a_form() -> None:
    body = b"format=sdk&pretty=true&q=costs&size=3"
    call = named(ask("cloudsearch", "POST", "/2013-01-01/search", FORM, body=body))

    assert (call.service, call.operation, call.parameters) == (
        "cloudsearchdomain",
        "Search",
        {"query": "costs", "size": 3},
    )
    refused(ask("cloudsearch", "POST", "/2013-01-01/search?q=a", FORM, body=body))


def test_a_greedy_label_takes_slashes_and_leaves_what_follows() -> None:
    arn = "arn:aws:workspaces-web:us-east-1:123456789012:portal/p"
    call = named(ask("workspaces-web", "DELETE", f"/portals/{arn}/browserSettings", region="us-east-1"))

    assert (call.operation, call.parameters) == ("DisassociateBrowserSettings", {"portalArn": arn})
    assert named(ask("workspaces-web", "DELETE", f"/portals/{arn}")).operation == "DeletePortal"


def test_two_acts_of_one_service_at_one_address_are_refused() -> None:
    why = refused(ask("mediaconnect", "POST", "/v1/flows/start/outputs", JSON, body=b'{"outputs":[]}'))

    assert why == "the request could mean `mediaconnect:AddFlowOutputs` or `mediaconnect:StartFlow`"


def test_the_narrower_address_wins() -> None:
    service = catalogue().service("lambda")
    wide, narrow = (Known(service, service.operations[name]) for name in ("ListLayers", "GetLayerVersionByArn"))

    assert specificity(narrow) > specificity(wide)


def test_a_call_from_another_sdk_is_the_same_call() -> None:
    """The headers that Go's, Java's and JavaScript's clients send, and botocore's, say the same."""
    flavours = [
        (
            ("user-agent", "aws-sdk-go-v2/1.30"),
            ("accept-encoding", "identity"),
            ("amz-sdk-request", "attempt=1; max=3"),
        ),
        (("user-agent", "aws-sdk-java/2.26"), ("amz-sdk-invocation-id", "1"), ("expect", "100-continue")),
        (("x-amz-user-agent", "aws-sdk-js/3.600"), ("connection", "keep-alive"), ("accept", "*/*")),
    ]
    calls = [named(s3("GET", "/bucket/key?versionId=3", *headers)) for headers in flavours]

    assert calls == [Call("s3", "GetObject", "cn-north-1", {"Bucket": "bucket", "Key": "key", "VersionId": "3"})] * 3
