"""Name a call whose signature is missing or does not count: by its host and its protocol's own marker alone.

Only where nobody is let in by it, to explain a request. What could be signed for two services is not decided.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final
from urllib.parse import unquote

from keyturn.model.action import Call, Unrecognised
from keyturn.model.catalogue import Wire
from keyturn.model.wire import CredentialScope, HttpRequest
from keyturn.recognise.aws.call import name_call
from keyturn.recognise.aws.group import targets_of
from keyturn.recognise.aws.hosts import GatewayHosts, is_s3, read_host, region_in
from keyturn.recognise.aws.nouns import Where
from keyturn.recognise.aws.refusal import Reason, Refused
from keyturn.recognise.aws.typed import WholeCatalogue

_HEADER: Final = re.compile(
    r"AWS4-HMAC-SHA256\s.*?Credential=[^/,\s]+/[0-9]{8}/([a-z0-9-]+)/([a-z0-9._-]+)/aws4_request"
)
_QUERY: Final = re.compile(r"[^/]+/[0-9]{8}/([a-z0-9-]+)/([a-z0-9._-]+)/aws4_request")
_PLAIN: Final = re.compile(r"(?:^|\.)dualstack(?=\.|$)|-fips(?=\.|$)|^fips\.")
_HOMES: Final = (("amazonaws.com.cn", "cn-north-1"), ("amazonwebservices.com.cn", "cn-north-1"))


def scope_said(request: HttpRequest) -> CredentialScope | None:
    """The credential scope in the header or query string of `request`, believed or not; None if there is none."""
    header = request.header("authorization")
    match = _HEADER.search(header) if header is not None else None
    if match is None:
        for piece in request.query.split("&"):
            key, _, value = piece.partition("=")
            if key == "X-Amz-Credential":
                match = _QUERY.fullmatch(unquote(value))
    return CredentialScope(match[1], match[2]) if match is not None else None


def name_unsigned(
    request: HttpRequest, region: str, catalogue: WholeCatalogue, hosts: GatewayHosts
) -> Call | Unrecognised:
    """Name the call that `request` asks for, whatever it may be signed for.

    `region` is taken where the host names none.
    """
    try:
        where = read_host(request.host, hosts)
    except Refused as refused:
        return refused.told()
    found: dict[tuple[str, str], Call] = {}
    first: Unrecognised | None = None
    said = _home(where, request.host) or region
    for name in sorted(_candidates(request, where, catalogue)):
        answer = name_call(request, CredentialScope(said, name), catalogue, hosts)
        if isinstance(answer, Call):
            found[answer.service, answer.operation] = answer
        elif first is None or answer.reason != Reason.UNKNOWN:
            first = answer
    if len(found) == 1:
        return next(iter(found.values()))
    if not found:
        return first or Unrecognised(
            Reason.UNKNOWN, "the request is not signed, and nothing else says for which service"
        )
    names = " or ".join(f"`{service}:{operation}`" for service, operation in sorted(found)[:4])
    return Unrecognised(
        Reason.AMBIGUOUS, f"the request is not signed and could mean {names}: give its Authorization header"
    )


def _home(where: Where, host: str) -> str | None:
    """The region that the host names, or the one in which its partition's global services sign."""
    if not where.aws:
        return None
    return region_in(where) or next((home for suffix, home in _HOMES if host.lower().endswith(suffix)), None)


def _candidates(request: HttpRequest, where: Where, catalogue: WholeCatalogue) -> set[str]:
    """The signing names that host and marker leave."""
    by_marker = _by_marker(request, catalogue)
    by_host = set(_by_host(where, catalogue)) if where.aws else set()
    if by_marker is None:
        return by_host if where.aws else set(catalogue.signing_names())
    return by_marker & by_host or by_marker if where.aws else by_marker


def _by_marker(request: HttpRequest, catalogue: WholeCatalogue) -> set[str] | None:
    """The signing names whose services have this target or procedure; None if the request carries no such marker."""
    index = _index(catalogue)
    target = request.header("x-amz-target")
    if target is not None:
        return set(index.targets.get(target.rpartition(".")[0], ()))
    if request.header("smithy-protocol") is not None:
        parts = request.path.split("/")
        return set(index.targets.get(parts[2], ())) if len(parts) > 2 else set()
    return None


def _by_host(where: Where, catalogue: WholeCatalogue) -> Iterator[str]:
    """The signing names of the services whose endpoint prefix stands in the host; of several, the longest ones."""
    if is_s3(where):
        yield from ("s3", "s3express", "s3-outposts", "s3-object-lambda")
        return
    front = f".{_PLAIN.sub('', where.front)}."
    fitting = [prefix for prefix in _index(catalogue).prefixes if f".{prefix}." in front]
    longest = max(map(len, fitting), default=0)
    for prefix in fitting:
        if len(prefix) == longest:
            yield from _index(catalogue).prefixes[prefix]


class _Index:
    """Which signing names stand behind the targets and host names of all services."""

    def __init__(self, catalogue: WholeCatalogue) -> None:
        self.targets: dict[str, set[str]] = {}
        self.prefixes: dict[str, set[str]] = {}
        for name in catalogue.signing_names():
            for one in catalogue.signed_as(name):
                service = catalogue.service(one)
                if {Wire.JSON, Wire.RPC_CBOR} & set(service.protocols):
                    for target in targets_of(service):
                        self.targets.setdefault(target, set()).add(name)
                for prefix in (service.endpoint_prefix, name):
                    self.prefixes.setdefault(prefix, set()).add(name)


@cache
def _index(catalogue: WholeCatalogue) -> _Index:
    return _Index(catalogue)
