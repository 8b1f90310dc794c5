"""A simulated AWS behind the adapters: calls signed anew are understood, buckets are found, and STS says who we are."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, TypeVar

import boto3
import pytest
import uvloop

from keyturn.adapters.aws.facts import AwsFacts
from keyturn.adapters.aws.hosts import OneUpstream
from keyturn.adapters.aws.identity import NoIdentity, who_am_i
from keyturn.adapters.aws.pool import Pool
from keyturn.adapters.aws.upstream import AwsUpstream, Sender
from keyturn.adapters.clock import SystemClock
from keyturn.model.evidence import Durable, Intent, Kind
from keyturn.model.execution import Answer, InHost, Outgoing
from keyturn.model.wire import EMPTY, Content, CredentialScope, HttpRequest
from tests.aws_door import Fixed
from tests.fault_upstream import Script, Wire, answer, answering, fault_upstream

T = TypeVar("T")
Client = Any  # boto3 makes its clients at run time
ACCOUNT = "123456789012"


def run(url: str, use: Callable[[Sender], Awaitable[T]]) -> T:
    async def main() -> T:
        sender = Sender(OneUpstream(url), Pool(), Fixed(), SystemClock())
        try:
            return await use(sender)
        finally:
            await sender.close()
            await asyncio.sleep(0.01)

    return uvloop.run(main())


def outgoing(
    method: str, path: str, body: bytes = b"", *, query: str = "", bucket: str | None = None, service: str = "s3"
) -> Outgoing:
    content = Content(sha256(body).hexdigest(), len(body), body) if body else EMPTY
    request = HttpRequest(method, "http", "127.0.0.1:8400", path, query, (("host", "127.0.0.1:8400"),), content)
    mutating = method not in {"GET", "HEAD"}
    return Outgoing(
        request,
        CredentialScope("cn-north-1", service),
        service,
        body,
        mutating,
        None if bucket is None else InHost(bucket),
    )


def durable() -> Durable[Intent]:
    return Durable(Intent(Kind.INTENT, datetime.now(UTC), {}, {}), 0)


@pytest.fixture
def s3(moto_reset: str) -> Client:
    def client(region: str) -> Client:
        session = boto3.Session("AKIAIOSFODNN7EXAMPLE", "secret", region_name=region)
        return session.client("s3", endpoint_url=moto_reset)

    for name, region in (("costs", "cn-north-1"), ("sandbox", "cn-northwest-1"), ("with.dots", "cn-north-1")):
        client(region).create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    return client("cn-north-1")


@pytest.mark.parametrize(("path", "bucket"), [("/costs/a//b/../c%20d%2Be", None), ("/a//b/../c%20d%2Be", "costs")])
def test_an_object_arrives_under_its_exact_key_wherever_its_bucket_stood(
    moto_server: str,
    s3: Client,
    path: str,
    bucket: str | None,
) -> None:
    async def use(sender: Sender) -> Answer:
        upstream = AwsUpstream(sender, lambda _: None)
        return await upstream.execute(durable(), outgoing("PUT", path, b"data", bucket=bucket))

    assert run(moto_server, use).status == 200
    assert [found["Key"] for found in s3.list_objects_v2(Bucket="costs")["Contents"]] == ["a//b/../c d+e"]
    assert s3.get_object(Bucket="costs", Key="a//b/../c d+e")["Body"].read() == b"data"


def test_a_bucket_with_dots_may_stand_in_the_host_too(moto_server: str, s3: Client) -> None:
    s3.put_object(Bucket="with.dots", Key="k", Body=b"data")

    found = run(moto_server, lambda sender: sender.read(outgoing("GET", "/k", bucket="with.dots")))

    assert found.body == b"data"


def test_a_stream_arrives_whole(moto_server: str, s3: Client) -> None:
    data = b"0123456789" * 500_000

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(data), 60_000):
            yield data[start : start + 60_000]

    request = HttpRequest(
        "PUT", "http", "h", "/costs/long", "", (("host", "h"),), Content(sha256(data).hexdigest(), len(data))
    )
    call = Outgoing(request, CredentialScope("cn-north-1", "s3"), "s3", pieces(), mutating=True, bucket=None)

    assert run(moto_server, lambda sender: sender.send(call)).status == 200
    assert s3.get_object(Bucket="costs", Key="long")["Body"].read() == data


def test_what_changes_things_does_not_pass_for_a_read(moto_server: str) -> None:
    with pytest.raises(ValueError, match="durable intent"):
        run(moto_server, lambda sender: sender.read(outgoing("DELETE", "/costs")))


# ----------------------------------------------------------------------------------------------------- who we are


def test_sts_says_who_the_gateway_is(moto_server: str) -> None:
    found = run(moto_server, lambda sender: who_am_i(sender, "cn-north-1"))

    assert (found.account, found.partition) == (ACCOUNT, "aws-cn")
    assert found.arn.startswith("arn:aws-cn:sts::123456789012:")


@pytest.mark.parametrize(
    "data",
    [
        answer(b"<ErrorResponse><Error><Code>InvalidClientTokenId</Code></Error></ErrorResponse>", "403 Forbidden"),
        answer(b"<Arn>arn:aws:iam::123:user/short</Arn>"),
        answer(b"<html>a captive portal</html>"),
        answer(b"x" * 300_000),
    ],
)
def test_whoever_is_not_told_plainly_who_it_is_does_not_know(data: bytes) -> None:
    with fault_upstream(answering(data)) as upstream, pytest.raises(NoIdentity) as refused:
        run(f"http://127.0.0.1:{upstream.port}", lambda sender: who_am_i(sender, "cn-north-1"))
    assert "access_key_id" in str(refused.value)


# ------------------------------------------------------------------------------------------------ where buckets lie


def home(url: str, bucket: str, account: str | None = ACCOUNT) -> str | None:
    return run(url, lambda sender: AwsFacts(sender, "cn-north-1", account, lambda: 0.0).bucket_home(bucket))


@pytest.mark.parametrize(
    ("bucket", "region"),
    [("costs", "cn-north-1"), ("sandbox", "cn-northwest-1"), ("with.dots", "cn-north-1"), ("not-there", None)],
)
def test_a_buckets_home_is_what_s3_says(moto_server: str, s3: Client, bucket: str, region: str | None) -> None:
    assert home(moto_server, bucket) == region


@pytest.mark.parametrize(
    "bucket", ["", "a", "a/b", "../x", "a?b", "a%2Fb", "arn:aws:s3:::x", "a..b", "x" * 300, "ü" * 5]
)
def test_what_cannot_be_a_buckets_name_is_not_asked_for(bucket: str) -> None:
    with fault_upstream(answering(answer())) as upstream:
        assert home(f"http://127.0.0.1:{upstream.port}", bucket) is None
        assert upstream.requests == []


def test_a_home_that_cannot_be_asked_for_is_not_known() -> None:
    assert home("http://127.0.0.1:1", "costs") is None


def says(status: str, *headers: str) -> bytes:
    return answer(b"", status, *headers)


@pytest.mark.parametrize(
    ("data", "region"),
    [
        (says("200 OK", "x-amz-bucket-region: eu-west-1"), "eu-west-1"),
        (says("403 Forbidden", "x-amz-bucket-region: cn-northwest-1"), None),
        (says("404 Not Found", "x-amz-bucket-region: cn-northwest-1"), None),
        (says("301 Moved Permanently", "x-amz-bucket-region: cn-northwest-1"), None),
        (says("301 Moved Permanently"), None),
        (says("200 OK", "x-amz-bucket-region: ../evil"), None),
        (says("500 Internal Server Error"), None),
        (b"nonsense\r\n\r\n", None),
    ],
)
def test_only_what_s3_affirms_of_our_own_bucket_counts(data: bytes, region: str | None) -> None:
    with fault_upstream(answering(data)) as upstream:
        assert home(f"http://127.0.0.1:{upstream.port}", "costs") == region
        assert b"x-amz-expected-bucket-owner: 123456789012" in upstream.requests[0]


def test_a_bucket_elsewhere_is_believed_once_that_region_agrees() -> None:
    moved = says("301 Moved Permanently", "x-amz-bucket-region: cn-northwest-1", "Location: http://evil.example/")

    with fault_upstream(answering(moved, says("200 OK", "x-amz-bucket-region: cn-northwest-1"))) as upstream:
        assert home(f"http://127.0.0.1:{upstream.port}", "costs") == "cn-northwest-1"
        assert upstream.requests[0].count(b"/cn-northwest-1/s3/aws4_request") == 1
        assert len(upstream.wires) == 1


@pytest.mark.parametrize(
    ("body", "region"),
    [
        (b'<LocationConstraint xmlns="x">cn-northwest-1</LocationConstraint>', "cn-northwest-1"),
        (b"<LocationConstraint/>", "us-east-1"),
        (b'<LocationConstraint xmlns="x"></LocationConstraint>', "us-east-1"),
        (b"<LocationConstraint>EU</LocationConstraint>", "eu-west-1"),
        (b"<Error/>", None),
    ],
)
def test_an_s3_without_the_header_is_asked_for_the_location(body: bytes, region: str | None) -> None:
    with fault_upstream(answering(says("200 OK"), answer(body))) as upstream:
        assert home(f"http://127.0.0.1:{upstream.port}", "costs") == region
        assert b"GET /costs?location HTTP/1.1" in upstream.requests[0]


def test_a_home_is_kept_for_a_minute_and_not_knowing_for_five_seconds() -> None:
    asked = 0

    def known_first(wire: Wire) -> None:
        nonlocal asked
        while head := wire.read_request():
            asked += 1
            wire.send(says("200 OK", "x-amz-bucket-region: eu-west-1") if b"/known" in head else says("404 Not Found"))

    at = 0.0

    async def use(sender: Sender) -> list[int]:
        nonlocal at
        facts = AwsFacts(sender, "cn-north-1", ACCOUNT, lambda: at)
        counts = []
        for instant in (0.0, 4.9, 5.0, 59.9, 60.0):
            at = instant
            await facts.bucket_home("known")
            await facts.bucket_home("unknown")
            counts.append(asked)
        facts.forget("known")
        await facts.bucket_home("known")
        return [*counts, asked]

    with fault_upstream(known_first) as upstream:
        assert run(f"http://127.0.0.1:{upstream.port}", use) == [2, 2, 3, 4, 5, 6]


def test_many_who_ask_at_once_cause_one_question() -> None:
    asked = Counter()

    async def use(sender: Sender) -> list[str | None]:
        facts = AwsFacts(sender, "cn-north-1", ACCOUNT, lambda: 0.0)
        impatient = asyncio.ensure_future(facts.bucket_home("costs"))
        others = [asyncio.ensure_future(facts.bucket_home("costs")) for _ in range(10)]
        await asyncio.sleep(0)
        impatient.cancel()
        return await asyncio.gather(*others)

    with fault_upstream(asked.script) as upstream:
        assert run(f"http://127.0.0.1:{upstream.port}", use) == ["eu-west-1"] * 10
    assert asked.count == 1


class Counter:
    """Counts the questions it answers."""

    def __init__(self) -> None:
        self.count = 0

    @property
    def script(self) -> Script:
        def count(wire: Wire) -> None:
            while wire.read_request():
                self.count += 1
                wire.send(says("200 OK", "x-amz-bucket-region: eu-west-1"))

        return count


def test_a_change_to_a_bucket_makes_its_home_unknown(moto_server: str, s3: Client) -> None:
    async def use(sender: Sender) -> list[str | None]:
        facts = AwsFacts(sender, "cn-north-1", ACCOUNT, lambda: 0.0)
        upstream = AwsUpstream(sender, facts.forget)
        before = await facts.bucket_home("costs")
        await upstream.execute(durable(), outgoing("DELETE", "/costs"))
        return [before, await facts.bucket_home("costs")]

    assert run(moto_server, use) == ["cn-north-1", None]
