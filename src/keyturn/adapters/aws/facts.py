"""What the gateway reads from AWS itself before it judges a call: in which region a bucket of the account lies."""

import asyncio
import re
from collections.abc import Callable
from typing import Final

from keyturn.adapters.aws.upstream import Sender
from keyturn.errors import UpstreamError
from keyturn.model.execution import Answer, Outgoing
from keyturn.model.wire import CredentialScope, HttpRequest

KNOWN_SECONDS: Final = 60.0
"""How long a home that was read is believed."""

UNKNOWN_SECONDS: Final = 5.0
"""How long it is believed that a home cannot be known. Until then the bucket counts as production."""

BUCKETS: Final = 10_000
"""How many buckets are remembered."""

_BUCKET: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]")
_REGION: Final = re.compile(r"[a-z]{2,8}(-[a-z]{2,16}){1,3}-[0-9]{1,2}")
_LOCATION: Final = re.compile(rb"<LocationConstraint[^>]*?(?:/>|>([A-Za-z0-9-]*)</LocationConstraint>)")
_OLD_NAMES: Final = {b"": "us-east-1", b"EU": "eu-west-1"}
"""What GetBucketLocation says of the two oldest regions."""


class AwsFacts:
    """The `Facts` port on S3, asked with the gateway's own credentials."""

    def __init__(self, sender: Sender, region: str, account: str | None, monotonic: Callable[[], float]) -> None:
        """`region` is any region of the partition, asked first. A bucket that is not `account`'s has no home here."""
        self._sender = sender
        self._region = region
        self._owner = () if account is None else (("x-amz-expected-bucket-owner", account),)
        self._monotonic = monotonic
        self._homes: dict[str, tuple[float, str | None]] = {}
        self._asking: dict[str, asyncio.Task[str | None]] = {}

    async def bucket_home(self, bucket: str) -> str | None:
        known = self._homes.get(bucket)
        if known is not None and self._monotonic() < known[0]:
            return known[1]
        if not _BUCKET.fullmatch(bucket) or ".." in bucket:
            return None
        task = self._asking.get(bucket)
        if task is None:
            task = asyncio.ensure_future(self._ask(bucket))
            self._asking[bucket] = task
            task.add_done_callback(lambda _: self._asking.pop(bucket, None))
        return await asyncio.shield(task)

    async def read(self, outgoing: Outgoing) -> Answer:
        return await self._sender.read(outgoing)

    async def fetch(self, url: str) -> Answer | None:
        return await self._sender.fetch(url)

    def forget(self, bucket: str) -> None:
        """Forget what was read of `bucket`: something that was just done may have changed it."""
        self._homes.pop(bucket, None)

    async def _ask(self, bucket: str) -> str | None:
        home = await self._read(bucket)
        lasts = UNKNOWN_SECONDS if home is None else KNOWN_SECONDS
        if len(self._homes) >= BUCKETS:
            del self._homes[next(iter(self._homes))]
        self._homes[bucket] = (self._monotonic() + lasts, home)
        return home

    async def _read(self, bucket: str) -> str | None:
        """Ask where the bucket lies; what one region says of a bucket in another is believed once that one agrees."""
        try:
            answer = await self._head(bucket, self._region)
            elsewhere = _region_of(answer)
            if answer.status in {301, 307, 400} and elsewhere not in {None, self._region}:
                answer = await self._head(bucket, str(elsewhere))
            if answer.status != 200:
                return None
            return _region_of(answer) or await self._location(bucket)
        except UpstreamError:
            return None

    async def _head(self, bucket: str, region: str) -> Answer:
        return await self._sender.read(self._call("HEAD", bucket, "", region))

    async def _location(self, bucket: str) -> str | None:
        """Ask with GetBucketLocation, for an S3 that does not name the region in its headers."""
        answer = await self._sender.read(self._call("GET", bucket, "location", self._region))
        if answer.status != 200 or not isinstance(answer.body, bytes):
            return None
        found = _LOCATION.search(answer.body)
        if found is None:
            return None
        name = found[1] or b""
        return _OLD_NAMES.get(name) or _valid(name.decode("ascii"))

    def _call(self, method: str, bucket: str, query: str, region: str) -> Outgoing:
        request = HttpRequest(method, "https", "", f"/{bucket}", query, self._owner)
        return Outgoing(request, CredentialScope(region, "s3"), "s3", b"", mutating=False, bucket=None)


def _region_of(answer: Answer) -> str | None:
    return _valid(answer.header(b"x-amz-bucket-region") or "")


def _valid(region: str) -> str | None:
    return region if _REGION.fullmatch(region) else None
