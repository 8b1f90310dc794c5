"""The cloud of one deployment: where calls go, with whose credentials, and what the gateway itself asks there."""

from collections.abc import Mapping
from dataclasses import dataclass

from keyturn.adapters.aws.facts import AwsFacts
from keyturn.adapters.aws.hosts import AwsHosts, OneUpstream
from keyturn.adapters.aws.identity import Identity, who_am_i
from keyturn.adapters.aws.pool import Pool
from keyturn.adapters.aws.signing import Credentials
from keyturn.adapters.aws.upstream import AwsUpstream, Sender
from keyturn.codec.canonical import Json
from keyturn.config import Aws
from keyturn.errors import OurError, UpstreamError
from keyturn.ports import Clock, Facts, Upstream


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


@dataclass(frozen=True, slots=True)
class Cloud:
    """What is behind the gateway. `account` and `caller` are what STS reports; None while it could not be asked."""

    upstream: Upstream
    facts: Facts
    account: str | None
    caller: str | None = None

    def told(self) -> Mapping[str, Json]:
        """What `keyturn up` says of it."""
        return {"caller_arn": self.caller}


async def reach(aws: Aws, region: str, clock: Clock, *, ask: bool = True) -> Cloud:
    """Put together what reaches the cloud; `region` is where questions about the whole account are asked.

    `ask` asks STS whose the credentials are. Raises OtherAccount if they are not the configured account's.
    """
    hosts = AwsHosts() if aws.upstream is None else OneUpstream(aws.upstream)
    sender = Sender(hosts, Pool(), _Configured(aws), clock)
    identity = await _identity(sender, region) if ask and aws.credentials is not None else None
    if identity is not None and aws.account not in (None, identity.account):
        await sender.close()
        raise OtherAccount(str(aws.account), identity.account)
    account = aws.account if identity is None else identity.account
    facts = AwsFacts(sender, region, account, clock.monotonic)
    return Cloud(AwsUpstream(sender, facts.forget), facts, account, None if identity is None else identity.arn)


async def _identity(sender: Sender, region: str) -> Identity | None:
    """Whose the credentials are; None if STS cannot be asked now, which the first screen says."""
    try:
        return await who_am_i(sender, region)
    except UpstreamError:
        return None
