"""What goes upstream of a framed upload: the gateway's own signatures over the same chunks, which S3 can verify."""

from hashlib import sha256
from pathlib import Path

import boto3
import pytest

from keyturn.authenticate.chunks import Unframing, announced
from keyturn.codec import sigv4
from keyturn.doors.aws.heads import read_head
from tests.aws_door import UPSTREAM_CREDENTIALS, as_bytes, open_door
from tests.aws_signed import with_header
from tests.chunked import SIGNED, SIGNED_TRAILER, cut, head, seal_of, signed_body, trailer
from tests.fault_upstream import answer, answering, fault_upstream

LONG = bytes(range(251)) * 8_000
SHORT = b"a short object"


@pytest.mark.parametrize("mark", [SIGNED, SIGNED_TRAILER])
@pytest.mark.parametrize("data", [LONG, SHORT], ids=["long", "short"])
def test_upstream_verifies_every_chunk_under_the_gateways_own_key(tmp_path: Path, mark: str, data: bytes) -> None:
    trailers = [] if mark == SIGNED else [trailer("crc64nvme", data)]
    request = head(mark, len(data), *(name for name, _ in trailers), url="http://127.0.0.1:8400/bucket/key")
    body = signed_body(seal_of(request), cut(data, 65_536), *trailers)
    with (
        fault_upstream(answering(answer())) as upstream,
        open_door(f"http://127.0.0.1:{upstream.port}", spool=tmp_path) as door,
    ):
        assert door.ask(as_bytes(with_header(request, "content-length", str(len(body))), body))[0] == 200
        arrived = upstream.requests[0]

    raw, _, sent = arrived.partition(b"\r\n\r\n")
    told = read_head(raw + b"\r\n").request()
    said = announced(told)
    assert said is not None
    authorization = told.header("authorization") or ""
    scope = authorization.partition("Credential=")[2].partition(",")[0].partition("/")[2]
    day, region, service, _ = scope.split("/")
    key = sigv4.signing_key(UPSTREAM_CREDENTIALS.secret, day, region, service)
    seal = sigv4.Seal(key, told.header("x-amz-date") or "", scope, authorization.rpartition("Signature=")[2])
    reader = Unframing(said, seal)
    assert reader.feed(sent) == sent
    assert reader.finish() == sha256(data).hexdigest()
    assert told.header("content-encoding") == "aws-chunked"
    assert len(sent) == len(body)
    assert sent != body


@pytest.mark.parametrize("mark", [SIGNED, SIGNED_TRAILER])
@pytest.mark.parametrize("data", [LONG, SHORT, b""], ids=["long", "short", "empty"])
def test_a_simulated_s3_stores_what_was_inside(moto_server: str, tmp_path: Path, mark: str, data: bytes) -> None:
    s3 = boto3.client(
        "s3", "cn-north-1", endpoint_url=moto_server, aws_access_key_id="AKIADIRECT", aws_secret_access_key="direct"
    )
    name = f"framed-{sha256(f'{mark} {len(data)}'.encode()).hexdigest()[:12]}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "cn-north-1"})
    trailers = [] if mark == SIGNED else [trailer("crc32", data)]
    url = f"http://127.0.0.1:8400/{name}/key"
    request = head(mark, len(data), *(one for one, _ in trailers), url=url, Content_Encoding="gzip,aws-chunked")
    body = signed_body(seal_of(request), cut(data, 65_536), *trailers)

    with open_door(moto_server, spool=tmp_path) as door:
        status, _, text = door.ask(as_bytes(with_header(request, "content-length", str(len(body))), body))

    assert status == 200, text
    stored = s3.get_object(Bucket=name, Key="key")
    assert stored["Body"].read() == data
    assert stored["ContentEncoding"] == "gzip"
