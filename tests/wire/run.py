"""One run: which operations, sent in which way, with what outcome."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from botocore.config import Config
from botocore.exceptions import BotoCoreError, MissingDependencyException
from botocore.model import OperationModel

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.flow.explain import unframed
from keyturn.recognise.aws.call import name_call
from keyturn.recognise.aws.hosts import GatewayHosts
from keyturn.recognise.aws.unsigned import name_unsigned
from tests.wire.clients import REGION, Clients, Sent
from tests.wire.compare import CLASS, PARAMETERS, REFUSED, RIGHT, WRONG, judge
from tests.wire.parameters import Maker

HOSTS = GatewayHosts(frozenset({"127.0.0.1:8400", "localhost:8400"}))

MODES: dict[str, Callable[[], Clients]] = {
    "gateway": Clients,
    "gateway-virtual-host": lambda: Clients(endpoint="http://localhost:8400", config=_s3("virtual")),
    "gateway-path-style": lambda: Clients(config=_s3("path")),
    "aws": lambda: Clients(endpoint=None),
    "aws-path-style": lambda: Clients(endpoint=None, config=_s3("path")),
    "aws-cn": lambda: Clients(endpoint=None, region="cn-north-1"),
    "aws-gov": lambda: Clients(endpoint=None, region="us-gov-west-1"),
    "aws-fips": lambda: Clients(endpoint=None, config=Config(use_fips_endpoint=True)),
    "aws-dualstack": lambda: Clients(endpoint=None, region="eu-west-1", config=Config(use_dualstack_endpoint=True)),
    "presigned-query": lambda: Clients(presigned=True),
    "presigned-s3": lambda: Clients(presigned=True, config=Config(signature_version="s3v4")),
    "sigv4": lambda: Clients(endpoint=None, config=Config(signature_version="v4")),
    "sigv4-gateway": lambda: Clients(config=Config(signature_version="v4")),
    "protocol-query": lambda: Clients(protocol="query"),
    "protocol-json": lambda: Clients(protocol="json"),
    "protocol-cbor": lambda: Clients(protocol="smithy-rpc-v2-cbor"),
}
"""Ways of sending. Those that differ for a few services only are run on these."""

OTHERWISE_SIGNED: Final = frozenset({"account-access-runtime", "codecatalyst", "importexport", "sdb"})
"""Services whose clients sign with SigV2 or a bearer token, until they are told `signature_version`."""

_ONLY = {
    "presigned-s3": {"s3"},
    "sigv4": OTHERWISE_SIGNED,
    "sigv4-gateway": OTHERWISE_SIGNED,
    "gateway-virtual-host": {"s3", "s3control", "s3outposts"},
    "gateway-path-style": {"s3", "s3control", "s3outposts"},
    "aws-path-style": {"s3", "s3control", "s3outposts"},
}


_PROTOCOLS = {"query": "query", "json": "json", "cbor": "smithy-rpc-v2-cbor"}


def _s3(style: str) -> Config:
    return Config(s3={"addressing_style": style})  # type: ignore[arg-type]  # the stubs want literals only


@dataclass
class Outcome:
    """Counts by protocol, and the stories of what is not as it should be."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    stories: list[str] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)
    unsent: Counter[str] = field(default_factory=Counter)
    tried: set[str] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    bad: int = 0

    @property
    def total(self) -> int:
        """How many requests there were."""
        return sum(sum(counts.values()) for counts in self.counts.values())

    @property
    def signed(self) -> int:
        """How many of them were signed by SigV4."""
        return sum(sum(counts.values()) for wire, counts in self.counts.items() if not wire.startswith("("))

    @property
    def refused(self) -> int:
        """How many of those were refused."""
        return sum(counts[REFUSED] for wire, counts in self.counts.items() if not wire.startswith("("))

    def note(self, wire: str, operation: str, name: str, story: str) -> None:
        """Count one outcome."""
        self.counts.setdefault(wire, Counter())[name] += 1
        self.tried.add(operation)
        if name in {RIGHT, CLASS}:
            self.accepted.add(operation)
        if name in {WRONG, PARAMETERS}:
            self.bad += 1
            self.stories.append(f"{name} {operation}: {story}")
        elif name == REFUSED:
            self.refusals[f"{operation}: {story}"] += 1


def run(mode: str, *, services: list[str] | None = None, sample: int | None = None, seed: str = "keyturn") -> Outcome:
    """Send the operations in this way and judge what was read."""
    clients, catalogue, outcome = MODES[mode](), PackagedCatalogue(), Outcome()
    for service, names in _chosen(mode, clients, services, sample, seed):
        model = clients.session.get_service_model(service)
        for name in names:
            operation = model.operation_model(name)
            for full in (False, True):
                if mode == "presigned-s3" and not _fits_a_url(operation, full=full):
                    continue
                _one(
                    clients,
                    catalogue,
                    outcome,
                    operation,
                    Maker((seed, service, name), full=full).parameters(operation),
                )
        clients.forget()
    return outcome


def _fits_a_url(operation: OperationModel, *, full: bool) -> bool:
    """Whether a presigned URL holds all of a request: headers and a body are left to whoever sends it."""
    if operation.input_shape is None:
        return True
    members = [
        member
        for name, member in operation.input_shape.members.items()
        if full or name in operation.input_shape.required_members
    ]
    return all(member.serialization.get("location") in {"uri", "querystring"} for member in members)


def _chosen(
    mode: str, clients: Clients, services: list[str] | None, sample: int | None, seed: str
) -> Iterator[tuple[str, list[str]]]:
    names = [name for name in services or clients.session.get_available_services() if name in _ONLY.get(mode, {name})]
    every: dict[str, list[str]] = {}
    protocol = mode.partition("protocol-")[2]
    for service in names:
        model = clients.session.get_service_model(service)
        spoken = model.metadata.get("protocols", [])
        if mode == "presigned-query" and model.metadata["protocol"] not in {"query", "ec2"}:
            continue
        if not protocol or _PROTOCOLS[protocol] in spoken:
            every[service] = list(model.operation_names)
    if sample is not None:
        flat = [(service, name) for service, operations in every.items() for name in operations]
        kept = set(random.Random(seed).sample(flat, min(sample, len(flat))))
        every = {service: [name for name in names if (service, name) in kept] for service, names in every.items()}
    yield from ((service, operations) for service, operations in every.items() if operations)


def _one(
    clients: Clients,
    catalogue: PackagedCatalogue,
    outcome: Outcome,
    operation: OperationModel,
    parameters: dict[str, Any],
) -> None:
    full_name = f"{operation.service_model.service_name}.{operation.name}"
    try:
        sent = clients.send(operation, parameters)
    except (BotoCoreError, MissingDependencyException, AttributeError) as error:
        outcome.note("(not sent)", full_name, "not sent", "")
        outcome.unsent[f"{type(error).__name__}: {full_name}"] += 1
        return
    if not sent.scope.service:
        _unsigned(sent, catalogue, outcome, full_name)
        return
    outcome.note(sent.wire, full_name, *judge(sent, name_call(unframed(sent.request), sent.scope, catalogue, HOSTS)))


def _unsigned(sent: Sent, catalogue: PackagedCatalogue, outcome: Outcome, full_name: str) -> None:
    """A call that is made without SigV4 names nothing at a door; at AWS's hosts it can be explained all the same."""
    if ".amazonaws.com" not in sent.request.host:
        outcome.note("(not signed by SigV4)", full_name, "skipped", "")
        return
    answer = name_unsigned(unframed(sent.request), REGION, catalogue, HOSTS)
    outcome.note("(not signed by SigV4)", full_name, *judge(sent, answer))
