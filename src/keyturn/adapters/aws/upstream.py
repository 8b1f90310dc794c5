"""The cloud behind the gateway: a call whose intent is durable is signed anew and sent to where it belongs."""

from collections.abc import Callable
from urllib.parse import unquote

from keyturn.adapters.aws.call import Call
from keyturn.adapters.aws.hosts import Hosts
from keyturn.adapters.aws.pool import Pool
from keyturn.adapters.aws.resigning import resigned
from keyturn.adapters.aws.signing import Source, signed_head, wire_length
from keyturn.model.evidence import Durable, Intent
from keyturn.model.execution import Answer, Outgoing
from keyturn.ports import Clock


class Sender:
    """Signs a call anew with the gateway's credentials and sends it to where it belongs."""

    def __init__(self, hosts: Hosts, pool: Pool, source: Source, clock: Clock) -> None:
        """`source` gives the gateway's own credentials; `clock` dates the signatures."""
        self._hosts = hosts
        self._pool = pool
        self._source = source
        self._clock = clock

    async def send(self, outgoing: Outgoing) -> Answer:
        """Send `outgoing` as it is meant. Raises NeverSent, Cut, and what the source of its body raises."""
        request, scope = outgoing.request, outgoing.scope
        place = self._hosts.place(outgoing.service, scope.region, outgoing.bucket)
        credentials = await self._source.credentials(outgoing.power)
        head, seal = signed_head(request, scope, place.host, credentials, self._clock.wall(), place.before)
        body, framing = outgoing.body, request.content.framing
        if seal is not None and framing is not None:
            body = resigned(body, framing, seal)
        call = Call(head, body, wire_length(request.content), request.method == "HEAD", outgoing.mutating)
        return await self._pool.send(place.origin, call)

    async def read(self, outgoing: Outgoing) -> Answer:
        """Send a read of the gateway's own, which leaves no intent. Raises ValueError for any other call."""
        if outgoing.mutating:
            raise ValueError(f"{outgoing.request.method} {outgoing.service} changes things: it needs a durable intent")
        return await self.send(outgoing)

    async def fetch(self, url: str) -> Answer | None:
        """Get what lies at an address that AWS signed, unsigned by us; None if it is not AWS's storage.

        Raises NeverSent, Cut.
        """
        place = self._hosts.storage(url)
        if place is None:
            return None
        path = url.partition("://")[2].partition("/")[2]
        head = f"GET /{path} HTTP/1.1\r\nhost: {place.host}\r\naccept-encoding: identity\r\n\r\n".encode("ascii")
        return await self._pool.send(place.origin, Call(head, b"", 0, is_head=False, mutating=False))

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.close()


class AwsUpstream:
    """The `Upstream` port on AWS, or on whatever `aws.upstream` names."""

    def __init__(self, sender: Sender, forget: Callable[[str], None]) -> None:
        """`sender` is shared with what reads facts.

        `forget` is told the S3 bucket of each call that changes something, once it was sent: what was read of that
        bucket before is not believed after it.
        """
        self._sender = sender
        self._forget = forget

    async def execute(self, intent: Durable[Intent], outgoing: Outgoing) -> Answer:  # noqa: ARG002 - its type is the proof
        try:
            return await self._sender.send(outgoing)
        finally:
            if outgoing.mutating and outgoing.service == "s3":
                self._forget(
                    unquote(outgoing.request.path[1:].partition("/")[0])
                    if outgoing.bucket is None
                    else outgoing.bucket.name
                )

    async def close(self) -> None:
        await self._sender.close()
