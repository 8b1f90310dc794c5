"""I have the door connect me to one host of AWS's, and ask for another once I am inside."""

import ssl
from pathlib import Path

import pytest

from tests.aws_door import as_bytes, receive
from tests.aws_signed import S3_HEADER, signed
from tests.proxied import proxied

HOST = "s3.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    "host",
    [
        "costs.s3.eu-west-1.amazonaws.com",
        "s3.us-east-1.amazonaws.com",
        "s3.eu-west-1.amazonaws.com.attacker.example",
        "127.0.0.1:8401",
        "s3.eu-west-1.amazonaws.com:8443",
        "s3.eu-west-1.amazonaws.com.",
    ],
)
def test_by_the_host_header(tmp_path: Path, host: str) -> None:
    request = as_bytes(signed(S3_HEADER, "GET", f"https://{HOST}/key", b"", {}, "s3"))

    with proxied(tmp_path) as through, through.inside(HOST) as connection:
        connection.sendall(request.replace(f"host: {HOST}\r\n".encode(), f"host: {host}\r\n".encode()))
        status, headers, body = receive(connection)

        assert (status, dict(headers)["connection"]) == (400, "close")
        assert f"opened for `{HOST}`".encode() in body
        assert through.door.gate.seen == []


@pytest.mark.parametrize("name", ["costs.s3.eu-west-1.amazonaws.com", "pypi.example", "localhost"])
def test_by_the_name_in_tls(tmp_path: Path, name: str) -> None:
    with proxied(tmp_path) as through:
        with pytest.raises(ssl.SSLError, match=r"(?i)unrecognized.name"):
            through.inside(HOST, sni=name)
        assert through.door.gate.seen == []


def test_by_a_connection_within_the_connection(tmp_path: Path) -> None:
    with proxied(tmp_path) as through, through.inside(HOST) as connection:
        connection.sendall(b"CONNECT sts.amazonaws.com:443 HTTP/1.1\r\n\r\n")
        status, _, body = receive(connection)

        assert (status, b"within a connection" in body) == (403, True)


def test_by_a_whole_address_in_the_request_line(tmp_path: Path) -> None:
    with proxied(tmp_path) as through, through.inside(HOST) as connection:
        connection.sendall(b"GET https://sts.amazonaws.com/ HTTP/1.1\r\nhost: %b\r\n\r\n" % HOST.encode())
        assert receive(connection)[0] == 400


def test_by_two_names_in_the_connect(tmp_path: Path) -> None:
    with proxied(tmp_path) as through:
        status, _ = through.refused(b"CONNECT %b:443" % HOST.encode(), b"Host: sts.amazonaws.com:443")

    assert status == 400
