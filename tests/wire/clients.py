"""What botocore's clients put on the wire, caught before it is sent, as the gateway's door would hand it over."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import botocore.session
from botocore.awsrequest import AWSPreparedRequest
from botocore.config import Config

from keyturn.model.wire import Content, CredentialScope, HttpRequest

GATEWAY = "http://127.0.0.1:8400"
REGION = "us-east-1"


class Caught(Exception):  # noqa: N818  # not an error: how a request leaves botocore
    """Carries the request that would have been sent."""

    def __init__(self, request: AWSPreparedRequest) -> None:
        super().__init__("caught")
        self.request = request


@dataclass
class Sent:
    """One request with what went into it."""

    service: str
    operation: str
    parameters: dict[str, Any]
    request: HttpRequest
    scope: CredentialScope


class Clients:
    """Clients of all services for one way of sending."""

    def __init__(self, *, endpoint: str | None = GATEWAY, region: str = REGION, config: Config | None = None) -> None:
        self.session = botocore.session.get_session()
        self.session.set_credentials("AKIDEXAMPLE", "secret")
        self._endpoint = endpoint
        self._region = region
        self._config = config or Config()
        self._clients: dict[str, Any] = {}
        self._given: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        if service not in self._clients:
            config = self._config.merge(Config(parameter_validation=False, retries={"total_max_attempts": 1}, inject_host_prefix=self._endpoint is None))
            made = self.session.create_client(service, region_name=self._region, endpoint_url=self._endpoint, config=config)
            made.meta.events.register_last("before-parameter-build", self._note)
            made.meta.events.register("before-send", self._catch)
            self._clients[service] = made
        return self._clients[service]

    def send(self, service: str, operation: str, parameters: dict[str, Any]) -> Sent:
        """Send by the client, up to the wire."""
        self._given = {}
        try:
            self.client(service)._make_api_call(operation, copy.deepcopy(parameters))
        except Caught as caught:
            return sent(service, operation, self._given, caught.request)
        raise AssertionError(f"{service}.{operation} was not sent")

    def _note(self, params: dict[str, Any], **_: object) -> None:
        self._given = copy.deepcopy(params)

    @staticmethod
    def _catch(request: AWSPreparedRequest, **_: object) -> None:
        raise Caught(request)


def sent(service: str, operation: str, parameters: dict[str, Any], prepared: AWSPreparedRequest) -> Sent:
    """The request as it would stand on the wire."""
    address = urlsplit(prepared.url)
    body = prepared.body or b""
    if not isinstance(body, bytes | bytearray | str):
        body = body.read()
    data = body.encode() if isinstance(body, str) else bytes(body)
    headers = tuple((name.lower(), _text(value)) for name, value in prepared.headers.items())
    request = HttpRequest(
        method=prepared.method,
        scheme=address.scheme,
        host=address.netloc,
        path=address.path or "/",
        query=address.query,
        headers=(("host", address.netloc), *headers),
        content=Content(sha256(data).hexdigest(), len(data), data),
    )
    return Sent(service, operation, parameters, request, scope_of(request))


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value).encode().decode("latin-1")


def scope_of(request: HttpRequest) -> CredentialScope:
    """The credential scope that stands in the Authorization header."""
    authorization = request.header("authorization") or ""
    if "Credential=" not in authorization:
        return CredentialScope("", "")
    scope = authorization.partition("Credential=")[2].partition(",")[0].split("/")
    return CredentialScope(scope[2], scope[3])


def operations(session: Any, services: list[str] | None = None) -> Iterator[tuple[str, Any]]:
    """Every operation of every service."""
    for service in services or session.get_available_services():
        model = session.get_service_model(service)
        for name in model.operation_names:
            yield service, model.operation_model(name)
