"""I use the door as a way out: to a host that only looks like AWS's, to the metadata, to the gate's own console."""

import asyncio
import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from keyturn.config import BadConfig, parse
from keyturn.doors.aws.proxy import Pattern
from keyturn.doors.aws.tunnel import Ends, NotThere, is_elsewhere, reach
from tests.aws_door import NOWHERE, open_door, receive
from tests.proxied import proxied

ANYTHING = (Pattern("com", 443, below=True), Pattern("example", 443, below=True), Pattern("com", 80, below=True))
"""An operator who lists far too much."""


@pytest.mark.parametrize(
    "target",
    [
        b"s3.amazonaws.com.attacker.example:443",
        b"evilamazonaws.com:443",
        b"amazonaws.com.example:443",
        b"packages.example.com:443",
        b"pypi.example:80",
        b"pypi.example:8443",
        b"mirror.example:8443",
        b"xpypi.example:443",
        b"a.pypi.example:443",
        b"localhost:443",
    ],
)
def test_what_is_not_listed_is_refused(tmp_path: Path, target: bytes) -> None:
    with proxied(tmp_path, leads_to=1) as through:
        status, phrase = through.refused(b"CONNECT " + target)

        assert (status, "is not let through" in phrase) == (403, True)
        assert through.reached == []
        assert through.gatekeeper.asked == []


@pytest.mark.parametrize(
    "target",
    [
        b"s3.amazonaws.com:80",
        b"s3.amazonaws.com:22",
        b"ec2-192-0-2-1.compute-1.amazonaws.com:22",
        b"amazonaws.com:443",
        b"console.aws.amazon.com:443",
        b"us-east-1.signin.aws.amazon.com:443",
        b"portal.awsapps.com:443",
        b"anything.aws:443",
    ],
)
def test_what_is_awss_is_read_or_refused_and_never_let_through_whatever_is_listed(
    tmp_path: Path, target: bytes
) -> None:
    with proxied(tmp_path, leads_to=1, patterns=ANYTHING) as through:
        assert through.refused(b"CONNECT " + target)[0] == 403
        assert through.reached == []


@pytest.mark.parametrize(
    "target",
    [
        b"user@s3.amazonaws.com:443",
        b"user:pass@pypi.example:443",
        b"attacker.example#.s3.amazonaws.com:443",
        b"attacker.example/.s3.amazonaws.com:443",
        b"attacker.example\\.s3.amazonaws.com:443",
        b"attacker.example%00.s3.amazonaws.com:443",
        b"s3.amazonaws.com.:443",
        b".s3.amazonaws.com:443",
        b"s3..amazonaws.com:443",
        b"-s3.amazonaws.com:443",
        b"s3.amazonaws.com",
        b"s3.amazonaws.com:",
        b"s3.amazonaws.com:0",
        b"s3.amazonaws.com:65979",
        b"s3.amazonaws.com:443:443",
        b"s3.amazonaws.com:+443",
        b"s3.amazonaws.com:443/",
        b"https://s3.amazonaws.com:443",
        b"/",
        b"*:443",
        b"s3.\xc3\xa4mazonaws.com:443",
        b"s3.amazonaws\xe3\x80\x82com:443",
        b"a" * 64 + b".s3.amazonaws.com:443",
        b"a." * 130 + b"s3.amazonaws.com:443",
        b"[::1]:443",
        b"127.0.0.1:443",
        b"2130706433:443",
        b"0x7f.1:443",
        b"169.254.169.254:443",
    ],
)
def test_a_target_that_two_readers_could_differ_on_is_refused(tmp_path: Path, target: bytes) -> None:
    with proxied(tmp_path, leads_to=1, patterns=ANYTHING) as through:
        assert through.refused(b"CONNECT " + target)[0] in {400, 403}
        assert through.reached == []
        assert through.door.gate.seen == []


@pytest.mark.parametrize(
    "header",
    [b"Transfer-Encoding: chunked", b"Content-Length: 5", b"Upgrade: h2c", b"Host: a:443\r\nHost: a:443", b"x : y"],
)
def test_a_connect_with_more_to_it_is_refused(tmp_path: Path, header: bytes) -> None:
    with proxied(tmp_path) as through:
        assert through.refused(b"CONNECT s3.amazonaws.com:443", header)[0] == 400


@pytest.mark.parametrize("url", [b"http://s3.amazonaws.com/", b"http://169.254.169.254/latest/", b"http://h/"])
def test_plain_http_is_not_passed_on(tmp_path: Path, url: bytes) -> None:
    with (
        proxied(tmp_path, patterns=ANYTHING) as through,
        through.door.send(b"GET %b HTTP/1.1\r\nhost: h\r\n\r\n" % url) as sent,
    ):
        assert receive(sent)[0] == 400


def test_a_door_that_is_no_proxy_connects_nobody() -> None:
    with open_door(NOWHERE) as door, door.send(b"CONNECT s3.amazonaws.com:443 HTTP/1.1\r\n\r\n") as connection:
        status, _, body = receive(connection)

    assert (status, b"no proxy" in body) == (403, True)


# ------------------------------------------------------------------------------------ where a listed name leads to


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",  # noqa: S104 - nothing is bound to it
        "0.1.2.3",
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "192.0.0.192",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::7f00:1",
        "2002:a9fe:a9fe::1",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "fd00:ec2::23",
        "ff02::1",
        "2001:0:53aa:64c:0:0:0:0",
        "nonsense",
    ],
)
def test_a_name_that_leads_to_this_machine_or_to_metadata_leads_nowhere(address: str) -> None:
    async def resolve(_: str, __: int) -> Sequence[str]:
        return [address]

    assert not is_elsewhere(address)
    with pytest.raises(NotThere):
        asyncio.run(_reach(resolve))


def test_one_bad_address_among_good_ones_is_enough() -> None:
    async def resolve(_: str, __: int) -> Sequence[str]:
        return ["93.184.216.34", "169.254.169.254"]

    with pytest.raises(NotThere):
        asyncio.run(_reach(resolve))


async def _reach(resolve: object) -> Ends:
    return await reach("rebound.example", 443, resolve)  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ["8.8.8.8", "10.1.2.3", "192.168.7.7", "2606:4700::1", "fd12:3456::1"])
def test_other_machines_are_elsewhere(address: str) -> None:
    assert is_elsewhere(address)


def test_an_address_of_this_machine_on_the_network_is_still_this_machine() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but the loopback's")
        mine = str(probe.getsockname()[0])

    async def resolve(_: str, __: int) -> Sequence[str]:
        return [mine]

    with socket.create_server((mine, 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(NotThere):
            asyncio.run(reach("me.example", port, resolve))


@pytest.mark.parametrize(
    "text",
    [
        "tunnels = ['s3.amazonaws.com:443']",
        "tunnels = ['*.amazonaws.com:443']",
        "tunnels = ['console.aws.amazon.com:443']",
        "tunnels = ['localhost:443']",
        "tunnels = ['169.254.169.254:80']",
        "tunnels = ['*.com:443']",
        "tunnels = ['*:443']",
        "tunnels = ['packages.example.com']",
        "tunnels = ['packages.example.com:0']",
        "tunnels = ['PyPI.org:443']",
        "tunnels = 'packages.example.com:443'",
    ],
)
def test_a_configuration_that_lists_them_is_refused(text: str) -> None:
    with pytest.raises(BadConfig):
        parse(f"[gateway]\nproxy = true\n{text}", file=None, base=Path("/"), default_data=Path("/d"))
