"""Sessions of the role that holds the gateway's power: one that all reads share, and one for each change of anything.

What the cloud's own trail shows of a change is who it was for: RoleSessionName is the grant, SourceIdentity the sponsor
(https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html). The credentials that
this adapter is given are used for nothing but to assume the role.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import urlencode

from keyturn.adapters.aws.signing import Credentials
from keyturn.adapters.aws.upstream import Sender
from keyturn.errors import UpstreamError
from keyturn.model.execution import Answer, NeverSent, Outgoing
from keyturn.model.grant import Power
from keyturn.model.wire import Content, CredentialScope, HttpRequest

READ_SECONDS: Final = 3_600
"""How long the session that reads share is asked for: what every role allows, a role assumed by a role too."""

CALL_SECONDS: Final = 900
"""How long the session of one call is asked for: the shortest that STS gives."""

EARLY_SECONDS: Final = 600
"""How long before its end the shared session is asked for anew, in the background."""

SPARE_SECONDS: Final = 60
"""How long before its end it is no longer used: a request takes its time to AWS."""

ANSWER_SECONDS: Final = 10.0
"""How long STS may take."""

AGAIN_SECONDS: Final = (0.2, 1.0)
"""How long to wait before asking again where STS could not answer. To assume a role twice does no harm."""

READS: Final = "Keyturn-reads"
"""RoleSessionName and SourceIdentity of the shared session. No person is called so: their names are lower case."""

_KEY: Final = re.compile(r"<AccessKeyId>([A-Z0-9]{16,128})</AccessKeyId>")
_SECRET: Final = re.compile(r"<SecretAccessKey>([!-;=?-~]{8,256})</SecretAccessKey>")
_TOKEN: Final = re.compile(r"<SessionToken>([!-;=?-~]{8,16384})</SessionToken>")
_CODE: Final = re.compile(r"<Code>([A-Za-z0-9.]{1,64})</Code>")
_LACKING: Final = re.compile(r"not authorized to perform: (sts:[A-Za-z]{1,40})")
_PASSING: Final = frozenset({"Throttling", "ThrottlingException", "RequestLimitExceeded", "IDPCommunicationError"})
_TOO_LARGE: Final = "PackedPolicyTooLarge"


class NoSession(NeverSent):
    """STS gave no session of the gateway's role, so the call was not sent."""

    code = "upstream.no_session"

    def __init__(self, role: str, why: str) -> None:
        UpstreamError.__init__(
            self,
            f"STS gave the gateway no session of its role `{role}` ({why}); nothing was sent: see `keyturn doctor`",
        )
        self.why = why


@dataclass(frozen=True, slots=True)
class _Shared:
    """The session that reads share, and until when (monotonic seconds) it is fresh, and used at all."""

    credentials: Credentials
    fresh: float
    until: float


class RolePower:
    """The `Source` of credentials that are sessions of one role."""

    def __init__(
        self, sts: Sender, role: str, region: str, monotonic: Callable[[], float], read_policies: tuple[str, ...] = ()
    ) -> None:
        """`sts` sends with the credentials that may assume `role`; STS is asked in `region`.

        `read_policies` are ARNs of IAM policies that limit the session of reads; else it may do all that the role may.
        A session's age is counted on `monotonic` from before it was asked for, so no clock has to agree with AWS's.
        """
        self._sts = sts
        self._role = role
        self._region = region
        self._monotonic = monotonic
        self._reads = {f"PolicyArns.member.{number}.arn": arn for number, arn in enumerate(read_policies, 1)}
        self._shared: _Shared | None = None
        self._asking: asyncio.Task[Credentials] | None = None

    async def credentials(self, power: Power | None) -> Credentials:
        if power is not None:
            return await self._narrowed(power)
        now, known = self._monotonic(), self._shared
        if known is not None and now < known.fresh:
            return known.credentials
        task = self._asking
        if task is None:
            task = self._asking = asyncio.ensure_future(self._renew())
            task.add_done_callback(self._renewed)
        if known is not None and now < known.until:
            return known.credentials
        return await asyncio.shield(task)

    async def _renew(self) -> Credentials:
        began = self._monotonic()
        found = await self._assume({"RoleSessionName": READS, "SourceIdentity": READS, **self._reads}, READ_SECONDS)
        self._shared = _Shared(found, began + READ_SECONDS - EARLY_SECONDS, began + READ_SECONDS - SPARE_SECONDS)
        return found

    def _renewed(self, task: asyncio.Task[Credentials]) -> None:
        self._asking = None
        if not task.cancelled() and task.exception() is not None and self._shared is not None:
            # Whoever waited is told. The session at hand lasts a while yet; STS is not asked with every read.
            now = self._monotonic()
            self._shared = _Shared(self._shared.credentials, now + SPARE_SECONDS, self._shared.until)

    async def _narrowed(self, power: Power) -> Credentials:
        """Return a session for one call. Raises NoSession."""
        name = {"RoleSessionName": power.grant, "SourceIdentity": source_identity(power.sponsor)}
        for policy in power.policies[:-1]:
            try:
                return await self._assume({**name, "Policy": policy}, CALL_SECONDS)
            except NoSession as error:
                # STS packs a policy before it measures it, and the packed size cannot be known beforehand.
                if error.why != _TOO_LARGE:
                    raise
        return await self._assume({**name, "Policy": power.policies[-1]}, CALL_SECONDS)

    async def _assume(self, more: dict[str, str], seconds: int) -> Credentials:
        """Ask STS, again where it could not answer. Raises NoSession."""
        for pause in AGAIN_SECONDS:
            try:
                answer = await asyncio.wait_for(self._ask(more, seconds), ANSWER_SECONDS)
            except (UpstreamError, TimeoutError):
                await asyncio.sleep(pause)
                continue
            if answer.status < 500 and _code(answer) not in _PASSING:
                return self._read(answer)
            await asyncio.sleep(pause)
        try:
            last = await asyncio.wait_for(self._ask(more, seconds), ANSWER_SECONDS)
        except TimeoutError:
            raise NoSession(self._role, f"no answer within {ANSWER_SECONDS:g} s") from None
        except UpstreamError as error:
            raise NoSession(self._role, str(error)) from error
        return self._read(last)

    async def _ask(self, more: dict[str, str], seconds: int) -> Answer:
        said = {
            "Action": "AssumeRole",
            "Version": "2011-06-15",
            "RoleArn": self._role,
            "DurationSeconds": str(seconds),
            **more,
        }
        body = urlencode(said).encode()
        headers = (("content-type", "application/x-www-form-urlencoded; charset=utf-8"),)
        request = HttpRequest("POST", "https", "", "/", "", headers, Content(sha256(body).hexdigest(), len(body), body))
        scope = CredentialScope(self._region, "sts")
        return await self._sts.read(Outgoing(request, scope, "sts", body, mutating=False, bucket=None))

    def _read(self, answer: Answer) -> Credentials:
        text = answer.body.decode("utf-8", "replace") if isinstance(answer.body, bytes) else ""
        key, secret, token = (form.search(text) for form in (_KEY, _SECRET, _TOKEN))
        if answer.status == 200 and key and secret and token:
            return Credentials(key[1], secret[1], token[1])
        code = _code(answer)
        if code == _TOO_LARGE:
            raise NoSession(self._role, _TOO_LARGE)
        lacking = _LACKING.search(text)
        why = f"`{lacking[1]}` is not allowed" if lacking else f"status {answer.status}, {code or 'no reason given'}"
        raise NoSession(self._role, why)


def source_identity(sponsor: str) -> str:
    """Return the SourceIdentity that names `sponsor`: STS wants two characters at least, and no name here has a `=`."""
    return sponsor if len(sponsor) > 1 else f"{sponsor}="


def _code(answer: Answer) -> str | None:
    found = _CODE.search(answer.body.decode("utf-8", "replace")) if isinstance(answer.body, bytes) else None
    return found[1] if found else None
