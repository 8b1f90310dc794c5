"""What botocore's clients put on the wire, caught before it is sent, as the gateway's door would hand it over."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, urlsplit

import botocore.session
from botocore import xform_name
from botocore.awsrequest import AWSPreparedRequest
from botocore.config import Config
from botocore.loaders import Loader
from botocore.model import OperationModel
from botocore.session import Session
from botocore.tokens import FrozenAuthToken

from keyturn.model.wire import Content, CredentialScope, HttpRequest

Model: TypeAlias = Any
"""What botocore makes at run time."""

GATEWAY = "http://127.0.0.1:8400"
REGION = "us-east-1"


class Caught(Exception):
    """Carries the request that would have been sent."""

    def __init__(self, request: AWSPreparedRequest, operation: str) -> None:
        super().__init__("caught")
        self.request = request
        self.operation = operation


@dataclass
class Sent:
    """One request with what went into it."""

    service: str
    operation: str
    wire: str
    parameters: dict[str, Any]
    request: HttpRequest
    scope: CredentialScope


class OneProtocol(Loader):
    """Loads models as if each service spoke only this one of its protocols, where it speaks it at all."""

    protocol = ""

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Model:
        model = super().load_service_model(service_name, type_name, api_version)
        if type_name == "service-2" and self.protocol in model["metadata"].get("protocols", ()):
            model["metadata"]["protocol"] = self.protocol
            model["metadata"]["protocols"] = [self.protocol]
        return model


_SIGV4: Final = Config(signature_version="v4")
_SIGV4A_ONLY: Final = frozenset({"cloudfront-keyvaluestore"})
"""Services whose clients want SigV4a, which needs an extension of botocore's; what is signed is the same."""


class Clients:
    """Clients of all services for one way of sending."""

    def __init__(
        self,
        *,
        endpoint: str | None = GATEWAY,
        region: str = REGION,
        protocol: str = "",
        presigned: bool = False,
        config: Config | None = None,
    ) -> None:
        self._presigned = presigned
        self.session: Session = botocore.session.get_session()
        self.session.set_credentials("AKIDEXAMPLE", "secret")
        if protocol:
            loader = OneProtocol()
            loader.protocol = protocol
            self.session.register_component("data_loader", loader)
        self._endpoint = endpoint
        self._region = region
        base = Config(
            parameter_validation=False,
            retries={"total_max_attempts": 1},
            inject_host_prefix=endpoint is None,
            user_agent="oracle",
        )
        self._config = base.merge(config) if config else base
        self._clients: dict[str, Any] = {}
        self._given: dict[str, Any] = {}

    def client(self, service: str) -> Model:
        """The client of a service, made when it is first asked for."""
        if service not in self._clients:
            config = self._config.merge(_SIGV4) if service in _SIGV4A_ONLY else self._config
            made: Model = self.session.create_client(
                service, region_name=self._region, endpoint_url=self._endpoint, config=config
            )
            made.meta.events.register_last("before-parameter-build", self._note)
            made.meta.events.register("before-send", self._catch)
            # Bearer tokens are none of SigV4: where a service takes both, the signature is wanted.
            made._request_signer._auth_token = FrozenAuthToken("token")
            self._clients[service] = made
        return self._clients[service]

    def forget(self) -> None:
        """Let go of all clients: each holds its service's model."""
        self._clients.clear()

    def send(self, operation: OperationModel, parameters: dict[str, Any]) -> Sent:
        """Send by the client, up to the wire."""
        service = operation.service_model.service_name
        client = self.client(service)
        wire = client.meta.service_model.resolved_protocol
        self._given = {}
        if self._presigned:
            url = client.generate_presigned_url(xform_name(operation.name), copy.deepcopy(parameters))
            address = urlsplit(url)
            method, headers = operation.http["method"], (("host", address.netloc),)
            request = HttpRequest(method, address.scheme, address.netloc, address.path or "/", address.query, headers)
            return Sent(service, operation.name, wire, self._given, request, scope_of(request))
        try:
            client._make_api_call(operation.name, copy.deepcopy(parameters))
        except Caught as caught:
            request = http_request(caught.request)
            # Some clients ask for an endpoint first: what is on the wire is that question.
            return Sent(service, caught.operation, wire, self._given, request, scope_of(request))
        raise AssertionError(f"{service}.{operation.name} was not sent")

    def _note(self, params: dict[str, Any], **_: object) -> None:
        self._given = copy.deepcopy(params)

    @staticmethod
    def _catch(request: AWSPreparedRequest, event_name: str, **_: object) -> None:
        raise Caught(request, event_name.rpartition(".")[2])


def http_request(prepared: AWSPreparedRequest) -> HttpRequest:
    """The request as it would stand on the wire."""
    address = urlsplit(prepared.url)
    body = prepared.body or b""
    if not isinstance(body, bytes | bytearray | str):
        body = body.read()
    data = body.encode() if isinstance(body, str) else bytes(body)
    headers = tuple((name.lower(), _text(value)) for name, value in prepared.headers.items())
    return HttpRequest(
        method=prepared.method,
        scheme=address.scheme,
        host=address.netloc,
        path=address.path or "/",
        query=address.query,
        headers=(("host", address.netloc), *headers),
        content=Content(sha256(data).hexdigest(), len(data), data),
    )


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value).encode().decode("latin-1")


def scope_of(request: HttpRequest) -> CredentialScope:
    """The credential scope that stands in header or URL; empty if the request is not signed by SigV4."""
    authorization = request.header("authorization") or ""
    presigned = dict(parse_qsl(request.query)).get("X-Amz-Credential")
    if not authorization.startswith("AWS4-HMAC-SHA256 ") and presigned is None:
        return CredentialScope("", "")
    credential = presigned or authorization.partition("Credential=")[2].partition(",")[0]
    scope = credential.split("/")
    return CredentialScope(scope[2], scope[3])


def operations(session: Session, services: list[str] | None = None) -> Iterator[OperationModel]:
    """Every operation of every service, or of these."""
    for service in services or session.get_available_services():
        model = session.get_service_model(service)
        for name in model.operation_names:
            yield model.operation_model(name)
