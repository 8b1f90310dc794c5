"""Checkpoints kept in S3, one object each, in a bucket whose object lock lets nobody delete a version.

Names count down (`PREFIX/` and 10^12 less the number of entries), so that the first one listed is the newest. All
versions are listed, not the objects: a delete marker, which a lock does not prevent, hides nothing from that list
(https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html).
"""

from collections.abc import Mapping
from hashlib import md5, sha256
from typing import Final
from urllib.parse import quote

from keyturn.adapters.aws.questions import Asker, Refused, listed, tree_of
from keyturn.adapters.aws.upstream import Sender
from keyturn.codec.canonical import encode
from keyturn.codec.encoding import b64encode
from keyturn.errors import KeyturnError
from keyturn.model.evidence import KeptUnknown
from keyturn.model.execution import Outgoing
from keyturn.model.grant import Power
from keyturn.model.wire import Content, CredentialScope, HttpRequest
from keyturn.ports import Facts
from keyturn.recognise.aws.s3 import partition_of

SCHEME: Final = "s3://"
NAME: Final = "Keyturn-checkpoint"
"""RoleSessionName and SourceIdentity while a checkpoint is kept. No person is called so: their names are lower case."""

_MOST: Final = 10**12
_LARGEST: Final = 65_536


class KeptObjects:
    """The `Keep` port on S3."""

    def __init__(self, place: str, sender: Sender, facts: Facts, region: str) -> None:
        """`place` is `s3://BUCKET/PREFIX`; `facts` know where the bucket lies, else `region` is asked."""
        self.place: Final = place
        self._bucket, _, self._prefix = place.removeprefix(SCHEME).partition("/")
        self._sender: Final = sender
        self._ask: Final = Asker(sender)
        self._facts: Final = facts
        self._region: Final = region

    async def newest(self) -> str | None:
        try:
            home = await self._home()
            query = {"versions": "", "prefix": f"{self._prefix}/", "max-keys": "20"}
            tree = tree_of(await self._ask.rest("s3", home, f"/{self._bucket}", query))
            rows = [row for row in listed(tree.get("Version")) if isinstance(row, dict)]
            if not rows:
                return None
            first = str(rows[0].get("Key"))
            # An older version of one name cannot be gone; a younger one that says otherwise is somebody else's.
            versions = [str(row.get("VersionId")) for row in rows if row.get("Key") == first]
            found = {await self._version(home, first, version) for version in versions}
        except KeyturnError as error:
            raise KeptUnknown(self.place, str(error)) from error
        if len(found) != 1:
            raise KeptUnknown(self.place, f"`{first}` was written more than once, with different content")
        return found.pop()

    async def keep(self, size: int, note: str) -> None:
        name = quote(f"/{self._bucket}/{self._prefix}/{_MOST - size:012d}", safe="/")
        body = note.encode()
        # A bucket with object lock takes nothing without a checksum of its own.
        digest = b64encode(md5(body, usedforsecurity=False).digest())
        headers = (("content-type", "text/plain; charset=utf-8"), ("content-md5", digest))
        content = Content(sha256(body).hexdigest(), len(body), body)
        request = HttpRequest("PUT", "https", "", name, "", headers, content)
        try:
            scope = CredentialScope(await self._home(), "s3")
            power = self._power(name, scope.region)
            answer = await self._sender.send(
                Outgoing(request, scope, "s3", body, mutating=True, bucket=None, power=power)
            )
        except KeyturnError as error:
            raise KeptUnknown(self.place, str(error)) from error
        if answer.status != 200:
            raise KeptUnknown(self.place, f"S3 answered {answer.status}")

    @staticmethod
    def _power(name: str, region: str) -> Power:
        """What a session of the gateway's role is narrowed to for this; the trail shows it under a name of its own."""
        arn = f"arn:{partition_of(region)}:s3:::{name[1:]}"
        statement = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": arn}
        document = encode({"Version": "2012-10-17", "Statement": [statement]}).decode()
        return Power(NAME, NAME, (document,))

    async def _home(self) -> str:
        return await self._facts.bucket_home(self._bucket) or self._region

    async def _version(self, home: str, key: str, version: str) -> str:
        query: Mapping[str, str] = {} if version == "null" else {"versionId": version}
        text = await self._ask.rest("s3", home, quote(f"/{self._bucket}/{key}", safe="/"), query)
        try:
            return text[:_LARGEST].decode()
        except UnicodeDecodeError:
            raise Refused(f"s3:GetObject {key}", 200, "no text") from None
