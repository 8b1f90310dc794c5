"""A call by its names and parameters -> the request that asks for it, once our own recogniser reads it as that call.

The gateway writes requests where it reads how things stand (`gather.asking`); here the same writer writes the calls
that people propose. What it writes is read back by the rooms that read every client's request, and must be that very
call: where it is not, nothing is proposed and nothing is sent.
"""

from collections.abc import Mapping
from dataclasses import replace

from keyturn.codec.canonical import encode
from keyturn.errors import CallerError, Malformed, quoted
from keyturn.gather.asking import ask
from keyturn.model.action import Unrecognised, plain
from keyturn.model.proposal import ProposedCall
from keyturn.model.touching import AwsTables
from keyturn.model.wire import CredentialScope, HttpRequest
from keyturn.recognise.aws.call import name_call
from keyturn.recognise.aws.hosts import GatewayHosts
from keyturn.recognise.aws.typed import exact_call


class NotWritten(CallerError):
    """The gateway cannot send this call by itself."""

    code = "calls.not_written"

    def __init__(self, service: str, operation: str, why: str) -> None:
        super().__init__(
            f"the gateway cannot send {quoted(service)}:{quoted(operation)} by itself ({why}): "
            "send it with a client of your own, from a session (`keyturn run`)"
        )


def write(call: ProposedCall, catalogue: AwsTables, hosts: GatewayHosts) -> tuple[HttpRequest, CredentialScope]:
    """Return the request that asks for exactly `call`, and what it is to be signed for. Raises NotWritten.

    A parameter that is not shown in full (a secret, a body by its digest) is known to nobody here, so that a call with
    one is not written.
    """
    if is_marked(call.parameters):
        raise NotWritten(
            call.service, call.operation, "a value of it is secret, or bytes, of which only a digest is kept"
        )
    wanted = exact_call(call.service, call.operation, call.parameters, call.region, catalogue)
    if isinstance(wanted, Unrecognised):
        raise NotWritten(call.service, call.operation, wanted.why)
    if (wanted.service, wanted.operation) != (call.service, call.operation):
        raise NotWritten(call.service, call.operation, f"it is called {wanted.service}:{wanted.operation}")
    meant = encode(plain(wanted.parameters, b""))
    if meant != encode(dict(call.parameters)):
        raise NotWritten(call.service, call.operation, "a value of it would not be shown in full to those who approve")
    service = catalogue.service(call.service)
    signing = next(
        (one for one in (service.name, service.endpoint_prefix) if service.name in catalogue.signed_as(one)), ""
    )
    try:
        outgoing = ask(service, signing, call.operation, wanted.parameters, call.region)
    except Malformed as error:
        raise NotWritten(call.service, call.operation, str(error)) from None
    request = replace(outgoing.request, host=min(hosts.names))
    read = name_call(request, outgoing.scope, catalogue, hosts)
    if isinstance(read, Unrecognised):
        raise NotWritten(call.service, call.operation, read.why)
    if (read.service, read.operation, read.region) != (wanted.service, wanted.operation, call.region) or encode(
        plain(read.parameters, b"")
    ) != meant:
        raise NotWritten(call.service, call.operation, "what is written does not read as the same call")
    return request, outgoing.scope


def is_marked(value: object) -> bool:
    """Whether anything in `value` stands for what is not shown in full."""
    if isinstance(value, Mapping):
        return any(str(name).startswith("$") for name in value) or any(is_marked(inner) for inner in value.values())
    return isinstance(value, list | tuple) and any(is_marked(inner) for inner in value)
