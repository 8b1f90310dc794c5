"""I control a receiver, or a name, and have the gateway send its notices, or anything, where I want."""

import asyncio
import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

import pytest

from keyturn.adapters.notify import post as posting
from keyturn.adapters.notify.post import post
from keyturn.adapters.notify.webhook import NoSecret, Webhook, read_secrets
from keyturn.adapters.tls.authority import now, open_authority
from keyturn.codec.webhook import parse_secret
from keyturn.config import BadConfig, Config, parse, refuse_exposed
from keyturn.model.notice import Event, Notice, NotTold
from keyturn.testing.world import START, SetClock
from tests.receiver import WHSEC, Receiver, receiver

NOTICE = Notice("D-1_7_0_0", Event.CHANGE_OPENED, START, 7, 0, {"deployment": "D-1"})


@pytest.fixture
def mine() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


def send(url: str) -> None:
    asyncio.run(Webhook(url, [parse_secret(WHSEC)], ["*"], SetClock()).tell(NOTICE))


def configured(lines: str) -> Config:
    text = f"[[webhooks]]\n{lines}\n"
    return parse(text, file=None, base=Path("/etc/keyturn"), default_data=Path("/data"))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(mine: Receiver, other: Receiver, status: int) -> None:
    mine.answer = lambda _: (status, {"location": other.url})

    with pytest.raises(NotTold, match="a redirect, which is not followed"):
        send(mine.url)

    assert other.got == []


def test_no_proxy_of_the_environment_gets_it(mine: Receiver, other: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, other.url)

    send(mine.url)

    assert (len(mine.got), other.got) == (1, [])


def test_a_name_that_leads_off_this_machine_gets_nothing_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    own = next((str(one[4][0]) for one in socket.getaddrinfo(socket.gethostname(), 0, socket.AF_INET)), "127.0.0.1")
    if own.startswith("127."):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # sends nothing: it asks which address of ours leads outside
            own = probe.getsockname()[0]
    listener = socket.create_server((own, 0))
    try:
        with pytest.raises(NotTold, match="off this machine, without TLS"):
            asyncio.run(post(f"http://{own}:{listener.getsockname()[1]}/", {}, b"notice"))
        listener.setblocking(False)
        connection, _ = listener.accept()
        assert connection.recv(100) == b""
        connection.close()
    finally:
        listener.close()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://hooks.example.com/", "use https"),
        ("http://10.0.0.8/", "use https"),
        ("http://169.254.169.254/latest", "use https"),
        ("http://localhost.example.com/", "use https"),
        ("http://127.0.0.1.example.com/", "use https"),
        ("https://user:word@hooks.example.com/", "without user"),
        ("https://hooks.example.com/#part", "fragment"),
        ("https://hooks.example.com\\\\@127.0.0.1/", "cannot be used"),
        ("https:///path", "cannot be used"),
        ("ftp://hooks.example.com/", "cannot be used"),
        ("file:///etc/passwd", "cannot be used"),
        ("https://hooks.example.com/a b", "cannot be used"),
        ("https://hooks.example.com:99999/", "cannot be used"),
    ],
)
def test_only_https_or_this_machine_is_configured(url: str, why: str) -> None:
    with pytest.raises(BadConfig, match=why):
        configured(f'url = "{url}"\nsecret = "{WHSEC}"')


def test_one_address_twice_is_refused_and_its_secret_is_in_no_message() -> None:
    one = f'url = "https://hooks.example.com/T0K3N"\nsecret = "{WHSEC}"\n'
    with pytest.raises(BadConfig, match="twice") as refused:
        configured(f"{one}[[webhooks]]\n{one}")
    assert "T0K3N" not in str(refused.value)
    for lines in (
        "",
        f'secret = "{WHSEC}"\nsecret_file = "x"',
        'secret = "whsec_c2hvcnQ="',
        'secret = "hunter2hunter2"',
    ):
        with pytest.raises(BadConfig) as refused:
            configured(f'url = "https://hooks.example.com/T0K3N"\n{lines}')
        assert not any(word in str(refused.value) for word in ("T0K3N", "hunter2", "c2hvcnQ", WHSEC))


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    config = configured(f'url = "https://hooks.example.com/"\nsecret = "{WHSEC}"')
    with pytest.raises(BadConfig, match="chmod 600"):
        refuse_exposed(replace(config, file=tmp_path), 0o640)
    assert WHSEC not in repr(config.webhooks)

    path = tmp_path / "secret"
    path.write_text(f"{WHSEC}\n{WHSEC}\n")
    path.chmod(0o644)
    with pytest.raises(NoSecret, match="chmod 600"):
        read_secrets(path)
    path.chmod(0o600)
    assert len(read_secrets(path)) == 2
    path.write_text("hunter2\n")
    with pytest.raises(NoSecret) as refused:
        read_secrets(path)
    assert "hunter2" not in str(refused.value)


def test_a_certificate_that_nobody_vouches_for_gets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = open_authority(tmp_path, ["127.0.0.1"], now())
    leaf = authority.leaf(["127.0.0.1"], now())
    chain = tmp_path / "chain.pem"
    chain.write_bytes(leaf.pem)
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    with receiver(context) as stranger:
        with pytest.raises(NotTold, match="certificate is not trusted"):
            send(stranger.url)
        assert stranger.got == []

        # With the authority among the trusted it is told: what was refused above was the certificate.
        trusted = tmp_path / "trusted.pem"
        trusted.write_text(authority.pem)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        posting._trust.cache_clear()
        try:
            send(stranger.url)
        finally:
            posting._trust.cache_clear()
        assert len(stranger.got) == 1


def raw(answer: bytes) -> str:
    """What the gateway says of a receiver that answers so."""

    async def story() -> str:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            try:
                await post(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", {}, b"x")
            except NotTold as error:
                return str(error)
        return "told"

    return asyncio.run(story())


def test_what_answers_in_any_way_but_2xx_has_taken_nothing() -> None:
    assert raw(b"HTTP/1.1 200 OK\r\n\r\n") == "told"
    assert raw(b"HTTP/1.1 204\r\n\r\n") == "told"
    assert raw(b"SSH-2.0-x\r\n\r\n") == "what answers there does not speak HTTP"
    assert raw(b"HTTP/1.1 200\x00OK\r\n").startswith("it cannot be reached")
    assert raw(b"").startswith("it cannot be reached")
    assert raw(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 10_000 + b"\r\n").startswith("it cannot be reached")
    assert raw(b"HTTP/1.1 600 \x1b[31mOK\r\n\r\n") == "it answers with status 600"


def test_a_path_with_a_token_is_in_no_name() -> None:
    webhook = Webhook("https://hooks.example.com/services/T0K3N?key=T0K3N", [], ["*"], SetClock())
    assert "T0K3N" not in webhook.name + webhook.key
    assert os.sep not in webhook.key


@pytest.mark.parametrize(
    ("events", "wanted"),
    [
        (["*"], {Event.CHANGE_OPENED, Event.CLOCK_HELD, Event.TEST}),
        (["change.*"], {Event.CHANGE_OPENED, Event.TEST}),
        (["clock.held"], {Event.CLOCK_HELD, Event.TEST}),
    ],
)
def test_a_receiver_gets_what_it_was_configured_for(events: list[str], wanted: set[Event]) -> None:
    webhook = Webhook("https://hooks.example.com/", [], events, SetClock())
    assert {event for event in (Event.CHANGE_OPENED, Event.CLOCK_HELD, Event.TEST) if webhook.wants(event)} == wanted


def test_an_event_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadConfig, match=r"change\.opened"):
        configured(f'url = "https://hooks.example.com/"\nsecret = "{WHSEC}"\nevents = ["change.open"]')
