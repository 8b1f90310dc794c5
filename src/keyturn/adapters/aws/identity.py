"""Whose credentials the gateway holds, as STS reports it (GetCallerIdentity, which needs no permission)."""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from keyturn.adapters.aws.upstream import Sender
from keyturn.errors import UpstreamError, quoted
from keyturn.model.execution import Answer, Outgoing
from keyturn.model.wire import Content, CredentialScope, HttpRequest

_ASK: Final = b"Action=GetCallerIdentity&Version=2011-06-15"
_ARN: Final = re.compile(r"<Arn>(arn:(aws[a-z-]*):(?:sts|iam)::([0-9]{12}):[A-Za-z0-9+=,.@_/:-]{1,512})</Arn>")
_CODE: Final = re.compile(r"<Code>([A-Za-z0-9.]{1,64})</Code>")


class NoIdentity(UpstreamError):
    """STS did not say whose the gateway's credentials are."""

    code = "upstream.no_identity"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"STS does not say whose the gateway's credentials are ({quoted(why)}): "
            "check `access_key_id` and `secret_access_key` under [aws]"
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """The account, partition and principal behind the gateway's credentials."""

    account: str
    partition: str
    arn: str


async def who_am_i(sender: Sender, region: str) -> Identity:
    """Ask STS in `region`. Raises NoIdentity, NeverSent, Cut."""
    content = Content(sha256(_ASK).hexdigest(), len(_ASK), _ASK)
    headers = (("content-type", "application/x-www-form-urlencoded; charset=utf-8"),)
    request = HttpRequest("POST", "https", "", "/", "", headers, content)
    outgoing = Outgoing(request, CredentialScope(region, "sts"), "sts", _ASK, mutating=False, bucket=None)
    return _read(await sender.read(outgoing))


def _read(answer: Answer) -> Identity:
    if not isinstance(answer.body, bytes):
        raise NoIdentity("its answer is too long")
    text = answer.body.decode("utf-8", "replace")
    found = _ARN.search(text)
    if answer.status != 200 or found is None:
        code = _CODE.search(text)
        raise NoIdentity(f"status {answer.status}, {code[1]}" if code else f"status {answer.status}")
    return Identity(found[3], found[2], found[1])
