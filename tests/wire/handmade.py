"""Requests written by hand, for stories that botocore would never tell."""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.model.action import Call, Unrecognised
from keyturn.model.wire import Content, CredentialScope, HttpRequest
from keyturn.recognise.aws.call import name_call
from keyturn.recognise.aws.hosts import GatewayHosts

HOSTS = GatewayHosts(frozenset({"127.0.0.1:8400", "localhost:8400"}))
FORM = ("content-type", "application/x-www-form-urlencoded; charset=utf-8")
JSON = ("content-type", "application/x-amz-json-1.0")
SIGNED = (
    (
        "authorization",
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/r/s/aws4_request, SignedHeaders=host, Signature=0",
    ),
    ("x-amz-date", "20261122T144551Z"),
)


@cache
def catalogue() -> PackagedCatalogue:
    """The one catalogue of these tests: tables are read once."""
    return PackagedCatalogue()


def content(data: bytes) -> Content:
    """A body that the door holds."""
    return Content(sha256(data).hexdigest(), len(data), data)


def request(
    method: str,
    target: str,
    *headers: tuple[str, str],
    body: bytes | Content = b"",
    host: str = "localhost:8400",
    signed: Iterable[tuple[str, str]] = SIGNED,
) -> HttpRequest:
    """A request with this method, path?query, headers and body."""
    path, _, query = target.partition("?")
    held = body if isinstance(body, Content) else content(body)
    return HttpRequest(method, "http", host, path, query, (("host", host), *signed, *headers), held)


def ask(
    service: str,
    method: str,
    target: str,
    *headers: tuple[str, str],
    body: bytes | Content = b"",
    host: str = "localhost:8400",
    region: str = "cn-north-1",
    signed: Iterable[tuple[str, str]] = SIGNED,
) -> Call | Unrecognised:
    """What is read from such a request, signed for this service and region."""
    made = request(method, target, *headers, body=body, host=host, signed=signed)
    return name_call(made, CredentialScope(region, service), catalogue(), HOSTS)


def dynamodb(operation: str, body: bytes, *headers: tuple[str, str]) -> Call | Unrecognised:
    """A DynamoDB call with this JSON body."""
    return ask("dynamodb", "POST", "/", JSON, ("x-amz-target", f"DynamoDB_20120810.{operation}"), *headers, body=body)


def form(service: str, body: str, *headers: tuple[str, str], target: str = "/") -> Call | Unrecognised:
    """A query call with this form as its body."""
    return ask(service, "POST", target, FORM, *headers, body=body.encode())


def s3(
    method: str, target: str, *headers: tuple[str, str], body: bytes = b"", host: str = "localhost:8400"
) -> Call | Unrecognised:
    """An S3 call."""
    return ask("s3", method, target, *headers, body=body, host=host)


def named(answer: Call | Unrecognised) -> Call:
    """The call, which there must be."""
    assert isinstance(answer, Call), answer
    return answer


def refused(answer: Call | Unrecognised) -> str:
    """Why it was refused, which it must have been."""
    assert isinstance(answer, Unrecognised), answer
    assert answer.why
    assert "\n" not in answer.why
    return answer.why
