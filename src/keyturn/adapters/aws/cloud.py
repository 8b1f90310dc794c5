"""The cloud of one deployment: where calls go, with whose credentials, and what the gateway itself asks there."""

import re
from collections.abc import Mapping
from typing import Final

from keyturn.adapters.aws.hosts import AwsHosts, OneUpstream
from keyturn.adapters.aws.pool import Pool
from keyturn.adapters.aws.signing import Credentials
from keyturn.adapters.aws.upstream import AwsUpstream, Sender
from keyturn.codec.canonical import Json
from keyturn.codec.digest import hex_sha256
from keyturn.config import Aws
from keyturn.errors import KeyturnError, OurError
from keyturn.model.execution import Answer, Outgoing
from keyturn.model.wire import EMPTY, Content, CredentialScope, HttpRequest
from keyturn.ports import Clock

FORGET_AFTER: Final = 60.0
"""How long, in seconds, a bucket's home is believed; a bucket cannot move, but it can be deleted and made elsewhere."""

ASK_AGAIN_AFTER: Final = 5.0
_REMEMBERED: Final = 10_000
_IDENTITY: Final = b"Action=GetCallerIdentity&Version=2011-06-15"
_ARN: Final = re.compile(r"<Arn>(arn:[^<]{1,2000})</Arn>")
_ACCOUNT: Final = re.compile(r"<Account>([0-9]{12})</Account>")
_REGION: Final = re.compile(r"[a-z]{2,8}(?:-[a-z]{1,16}){1,3}-[0-9]{1,2}")


class NoCredentials(OurError):
    """Nothing is sent on: the gateway has no credentials of its own, and takes none that lie about."""

    code = "config.no_credentials"

    def __init__(self) -> None:
        super().__init__(
            "this gateway has no cloud credentials, so nothing is sent on: "
            "set `access_key_id` and `secret_access_key` in `[aws]` of keyturn.toml"
        )


class OtherAccount(OurError):
    """The credentials belong to another account than the configured one."""

    code = "config.other_account"

    def __init__(self, configured: str, found: str) -> None:
        super().__init__(f"`[aws] account` is {configured}, and the credentials belong to {found}: mend keyturn.toml")


class _Configured:
    """The credentials that stand in keyturn.toml."""

    def __init__(self, aws: Aws) -> None:
        self._found = aws.credentials

    def current(self) -> Credentials:
        if self._found is None:
            raise NoCredentials
        return Credentials(self._found.access_key_id, self._found.secret_access_key, self._found.session_token)


class Cloud:
    """What is behind the gateway. `account` is what STS reports, once `identify` has asked; None while unknown."""

    def __init__(self, aws: Aws, region: str, clock: Clock) -> None:
        """`region` is where questions about the whole account are asked."""
        self._aws = aws
        self._region = region
        hosts = AwsHosts() if aws.upstream is None else OneUpstream(aws.upstream)
        self._sender = Sender(hosts, Pool(), _Configured(aws), clock)
        self.upstream = AwsUpstream(self._sender)
        self.facts = BucketHomes(self._sender, region, clock)
        self.account = aws.account
        self.caller: str | None = None

    async def identify(self) -> None:
        """Ask STS who the gateway's credentials are. Whoever cannot be asked stays unknown; raises OtherAccount."""
        if self._aws.credentials is None:
            return
        content = Content(hex_sha256(_IDENTITY), len(_IDENTITY), _IDENTITY)
        headers = (("content-type", "application/x-www-form-urlencoded; charset=utf-8"),)
        request = HttpRequest("POST", "https", "", "/", "", headers, content)
        try:
            answer = await self._sender.read(
                Outgoing(request, CredentialScope(self._region, "sts"), "sts", _IDENTITY, mutating=False, bucket=None)
            )
            text = (await _text(answer)) if answer.status == 200 else ""
        except KeyturnError:
            # The first screen says that STS could not be asked; a call that needs upstream says what is wrong.
            return
        account, arn = _ACCOUNT.search(text), _ARN.search(text)
        if account is None or arn is None:
            return
        if self.account not in (None, account[1]):
            raise OtherAccount(str(self.account), account[1])
        self.account, self.caller = account[1], arn[1]

    def told(self) -> Mapping[str, Json]:
        """What `keyturn up` says of it."""
        return {"caller_arn": self.caller}


class BucketHomes:
    """The `Facts` port: home regions as HeadBucket reports them, kept for a minute."""

    def __init__(self, sender: Sender, region: str, clock: Clock) -> None:
        self._sender = sender
        self._region = region
        self._clock = clock
        self._known: dict[str, tuple[str | None, float]] = {}

    async def bucket_home(self, bucket: str) -> str | None:
        now = self._clock.monotonic()
        known = self._known.get(bucket)
        if known is not None and now < known[1]:
            return known[0]
        home = await self._ask(bucket)
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[bucket] = (home, now + (FORGET_AFTER if home else ASK_AGAIN_AFTER))
        return home

    async def _ask(self, bucket: str) -> str | None:
        """Read `x-amz-bucket-region`: S3 sends it with every answer about a bucket, a denial or redirect too."""
        request = HttpRequest("HEAD", "https", "", f"/{bucket}", "", (), EMPTY)
        scope = CredentialScope(self._region, "s3")
        try:
            answer = await self._sender.read(Outgoing(request, scope, "s3", b"", mutating=False, bucket=None))
        except KeyturnError:
            return None  # not known: the strictest environment counts
        region = answer.header(b"x-amz-bucket-region")
        return region if region is not None and _REGION.fullmatch(region) else None


async def _text(answer: Answer) -> str:
    if isinstance(answer.body, bytes):
        return answer.body.decode(errors="replace")
    return b"".join([piece async for piece in answer.body]).decode(errors="replace")
