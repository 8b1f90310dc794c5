"""A narrower key of a session: what `sts:AssumeRole` and `sts:GetSessionToken` get here.

No role is assumed at AWS. The key acts as the same session on the same task, and ends no later. So what would make it
another identity, or narrower by rules that are not evaluated here, is refused by name and never ignored.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from keyturn.errors import CallerError, quoted
from keyturn.model.action import Call, Value
from keyturn.model.identity import Caller, DerivedKey

_ROLE: Final = re.compile(r"arn:(aws[a-z-]*):iam::([0-9]{12}):role/[!-~]{1,512}")
_SESSION_NAME: Final = re.compile(r"[A-Za-z0-9_+=,.@-]{2,64}")
_SHORTEST, _LONGEST = 900, 129_600

_DEFAULT: Final = {"AssumeRole": 3_600, "GetSessionToken": 43_200}
"""How many seconds where the call does not say: STS's own defaults."""

_TAKEN: Final = frozenset({"RoleArn", "RoleSessionName", "DurationSeconds", "ExternalId"})

_NOT_TAKEN: Final[Mapping[str, str]] = {
    "Policy": "session policies are not evaluated here, and the session is as narrow as its task already",
    "PolicyArns": "session policies are not evaluated here, and the session is as narrow as its task already",
    "SerialNumber": "a session has no MFA device",
    "TokenCode": "a session has no MFA device",
    "SourceIdentity": "the gateway itself names the sponsor to AWS",
}
"""Why a member is refused; for others, that it has no meaning here says it all."""


class NotDerived(CallerError):
    """No narrower key can stand for what the call asks for."""

    code = "credentials.not_derived"


def derive(caller: Caller, call: Call, place: str, at: datetime, fresh: str) -> DerivedKey:
    """Return the narrower key that answers `call`: usable from `at` until it expires (UTC, excluded).

    It expires after DurationSeconds, and no later than the session, its task and the key that the call was signed with.
    `place` is the partition and account that the gate serves (`aws:123456789012`), `fresh` 16 or more random
    characters of A-Z and 0-9. Raises NotDerived.
    """
    for member in call.parameters:
        if member not in _TAKEN:
            why = _NOT_TAKEN.get(member, "it means nothing here, where no role is assumed")
            raise NotDerived(f"`{quoted(member)}` cannot be kept ({why}): leave it out")
    if call.operation == "AssumeRole":
        _check_role(call.parameters.get("RoleArn"), place)
        if not _SESSION_NAME.fullmatch(str(call.parameters.get("RoleSessionName", ""))):
            raise NotDerived("`RoleSessionName` is 2 to 64 of A-Z a-z 0-9 _ + = , . @ -")
    seconds = call.parameters.get("DurationSeconds", _DEFAULT[call.operation])
    if not isinstance(seconds, int) or not _SHORTEST <= seconds <= _LONGEST:
        raise NotDerived(f"`DurationSeconds` is {_SHORTEST} to {_LONGEST}")
    ends = [at + timedelta(seconds=seconds), caller.session.expires, caller.task.expires]
    if caller.derived is not None:
        ends.append(caller.derived.expires)
    return DerivedKey(caller.session.access_key_id, min(ends).replace(microsecond=0), fresh[:16])


def _check_role(role: Value, place: str) -> None:
    found = _ROLE.fullmatch(role) if isinstance(role, str) else None
    if found is None:
        raise NotDerived(f"`{quoted(role)}` is not the ARN of a role")
    if f"{found[1]}:{found[2]}" != place:
        raise NotDerived(
            f"this gateway serves account {place.partition(':')[2]}, and the role is in {found[2]} ({found[1]}): calls "
            "go as this session whatever the role, so leave the role out, or use the gateway of that account"
        )
