"""An STS that gives out sessions and remembers each, and a cloud that remembers who signed what: one small server."""

import http.server
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs

_SIGNED_BY: Final = re.compile(r"Credential=([A-Z0-9]+)/[0-9]{8}/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request")

Refuse = Callable[[dict[str, str]], tuple[int, str, str] | None]


@dataclass(slots=True)
class Sts:
    """What came in. `assumed` holds the parameters of each AssumeRole; `calls` who signed what else, and its token."""

    url: str = ""
    assumed: list[dict[str, str]] = field(default_factory=list)
    bases: list[str] = field(default_factory=list)
    calls: list[tuple[str, str, str | None]] = field(default_factory=list)
    refuse: Refuse = lambda _: None
    asleep: threading.Event = field(default_factory=threading.Event)

    def session(self, number: int = -1) -> dict[str, str]:
        """The parameters with which a session was asked for, the newest one's if nothing else is said."""
        return self.assumed[number]


def _answer(sts: Sts, said: dict[str, str]) -> tuple[int, str]:
    if said.get("Action") == "GetCallerIdentity":
        arn = "arn:aws:sts::123456789012:assumed-role/keyturn-power/x"
        return 200, f"<GetCallerIdentityResponse><Arn>{arn}</Arn></GetCallerIdentityResponse>"
    sts.assumed.append(said)
    refused = sts.refuse(said)
    if refused is not None:
        status, code, message = refused
        return status, f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    number = len(sts.assumed)
    return 200, (
        "<AssumeRoleResponse><AssumeRoleResult><Credentials>"
        f"<AccessKeyId>ASIASESSION{number:09}</AccessKeyId><SecretAccessKey>secret/{number:040}+</SecretAccessKey>"
        f"<SessionToken>token-{number}==</SessionToken><Expiration>2026-11-22T13:00:00Z</Expiration>"
        "</Credentials></AssumeRoleResult></AssumeRoleResponse>"
    )


@contextmanager
def sts_server() -> Iterator[Sts]:
    """Run it on an ephemeral port."""
    sts = Sts()
    sts.asleep.set()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            signed = _SIGNED_BY.search(self.headers["authorization"])
            assert signed is not None
            key, _, service = signed.groups()
            if service == "sts":
                sts.asleep.wait(10)
                sts.bases.append(key)
                status, text = _answer(sts, {name: found[0] for name, found in parse_qs(body.decode()).items()})
            else:
                sts.calls.append(
                    (key, self.headers.get("x-amz-target", self.path), self.headers["x-amz-security-token"])
                )
                status, text = 200, "{}"
            self.send_response(status)
            self.send_header("content-length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        sts.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield sts
        finally:
            sts.asleep.set()
            server.shutdown()
            thread.join()
