"""The cloud of one deployment: where calls go, with whose credentials, and what the gateway itself asks there."""

import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from keyturn.adapters.aws.collect import AccountCollector
from keyturn.adapters.aws.facts import AwsFacts
from keyturn.adapters.aws.hosts import AwsHosts, OneUpstream
from keyturn.adapters.aws.identity import Identity, who_am_i
from keyturn.adapters.aws.kept import KeptObjects
from keyturn.adapters.aws.pool import Pool
from keyturn.adapters.aws.power import RolePower
from keyturn.adapters.aws.profiles import BadProfile, files, read_profile
from keyturn.adapters.aws.signing import Credentials
from keyturn.adapters.aws.upstream import AwsUpstream, Sender
from keyturn.codec.canonical import Json
from keyturn.config import Aws
from keyturn.errors import OurError, UpstreamError
from keyturn.model.grant import Power
from keyturn.ports import Clock, Collector, Facts, Keep, Upstream


class NoCredentials(OurError):
    """Nothing is sent on: the gateway has no credentials of its own, and takes none that lie about."""

    code = "config.no_credentials"

    def __init__(self) -> None:
        super().__init__(
            "this gateway has no cloud credentials, so nothing is sent on: "
            "set `access_key_id` and `secret_access_key`, or `profile`, in `[aws]` of keyturn.toml"
        )


class OtherAccount(OurError):
    """The credentials belong to another account than the configured one."""

    code = "config.other_account"

    def __init__(self, configured: str, found: str) -> None:
        super().__init__(f"`[aws] account` is {configured}, and the credentials belong to {found}: mend keyturn.toml")


class _Held:
    """Credentials that stay as they are. They cannot be narrowed for a call."""

    def __init__(self, found: Credentials | None) -> None:
        self._found = found

    async def credentials(self, power: Power | None) -> Credentials:  # noqa: ARG002 - they are all there is
        if self._found is None:
            raise NoCredentials
        return self._found


@dataclass(frozen=True, slots=True)
class Behind:
    """By what power the gateway acts: what `keyturn doctor` tells people about it.

    `role` is assumed for each change, None where the credentials themselves act. `base` is whose those are, as STS
    reports it, `long_lived` that they last until somebody deletes them. `problem` says why the role's sessions or the
    answer of STS could not be had.
    """

    role: str | None = None
    base: str | None = None
    long_lived: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Cloud:
    """What is behind the gateway. `account` and `caller` are what STS reports; None while it could not be asked.

    `keep` gives what keeps checkpoints in a place of S3.
    """

    upstream: Upstream
    facts: Facts
    account: str | None
    keep: Callable[[str], Keep]
    caller: str | None = None
    behind: Behind = Behind()

    def told(self) -> Mapping[str, Json]:
        """What `keyturn up` and `keyturn doctor` say of it."""
        power = {name: value for name, value in asdict(self.behind).items() if value is not None}
        return {"caller_arn": self.caller, "power": power}


async def reach(aws: Aws, region: str, clock: Clock, *, ask: bool = True) -> Cloud:
    """Put together what reaches the cloud; `region` is where questions about the whole account are asked.

    `ask` asks STS whose the credentials are. Raises OtherAccount if they are not the configured account's, BadProfile.
    """
    hosts = AwsHosts() if aws.upstream is None else OneUpstream(aws.upstream)
    found, role = _credentials(aws)
    # A role's ARN says its account; of keys only STS knows.
    of_role = None if role is None else role.split(":")[4]
    account = aws.account or of_role
    if of_role not in (None, account):
        raise OtherAccount(str(account), str(of_role))
    pool = Pool()
    base = Sender(hosts, pool, _Held(found), clock)
    sender = base
    if role is not None:
        power = RolePower(base, role, region, clock.monotonic, aws.read_policies)
        sender = Sender(hosts, pool, power, clock)
    long_lived = found is not None and found.token is None
    behind, identity = Behind(role, None, long_lived), None
    if ask and found is not None:
        identity, problem = await _identity(sender, region)
        known = identity if role is None else (await _identity(base, region))[0]
        behind = Behind(role, None if known is None else known.arn, long_lived, problem)
    if identity is not None and account not in (None, identity.account):
        await sender.close()
        raise OtherAccount(str(account), identity.account)
    account = account if identity is None else identity.account
    facts = AwsFacts(sender, region, account, clock.monotonic)
    caller = None if identity is None else identity.arn
    upstream = AwsUpstream(sender, facts.forget)
    return Cloud(upstream, facts, account, lambda place: KeptObjects(place, sender, facts, region), caller, behind)


def _credentials(aws: Aws) -> tuple[Credentials | None, str | None]:
    """Return the credentials that are configured, and the role that they are for. Raises BadProfile."""
    if aws.profile is not None:
        profile = read_profile(aws.profile, *files(os.environ))
        if None not in (aws.role_arn, profile.role_arn) and aws.role_arn != profile.role_arn:
            raise BadProfile(aws.profile, "its `role_arn` is not that of keyturn.toml: leave one of them out")
        role = aws.role_arn or profile.role_arn
        if aws.read_policies and role is None:
            raise BadProfile(
                aws.profile, "it names no role, and only a role's session can be limited to `read_policies`"
            )
        return profile.credentials, role
    if aws.credentials is None:
        return None, None
    own = aws.credentials
    return Credentials(own.access_key_id, own.secret_access_key, own.session_token), aws.role_arn


async def _identity(sender: Sender, region: str) -> tuple[Identity | None, str | None]:
    """Whose the credentials are; else, if STS cannot be asked now, why: both screens say so."""
    try:
        return await who_am_i(sender, region), None
    except UpstreamError as error:
        return None, str(error)


async def collector(aws: Aws, region: str, regions: tuple[str, ...], clock: Clock) -> tuple[Collector, Sender]:
    """What reads the account for a proof, and the sender to close after it.

    Raises NoIdentity, OtherAccount, BadProfile.
    """
    hosts = AwsHosts() if aws.upstream is None else OneUpstream(aws.upstream)
    found, role = _credentials(aws)
    pool = Pool()
    base = Sender(hosts, pool, _Held(found), clock)
    sender = base
    if role is not None:
        sender = Sender(hosts, pool, RolePower(base, role, region, clock.monotonic, aws.read_policies), clock)
    try:
        identity = await who_am_i(sender, region)
        if aws.account not in (None, identity.account):
            raise OtherAccount(str(aws.account), identity.account)
    except (OurError, UpstreamError):
        await sender.close()
        raise
    return AccountCollector(sender, identity.account, identity.partition, regions), sender
