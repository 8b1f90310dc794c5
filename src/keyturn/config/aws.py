"""`[aws]`: the cloud behind the gateway and what it is reached with."""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from keyturn.config.table import Table

KEYS: Final = (
    *("upstream", "account", "access_key_id", "secret_access_key", "session_token", "profile"),
    *("role_arn", "read_policies"),
)
SECRET: Final = frozenset({"secret_access_key", "session_token"})

ACCOUNT: Final = re.compile(r"[0-9]{12}")
_ROLE: Final = re.compile(r"arn:(aws[a-z-]*):iam::([0-9]{12}):role/[A-Za-z0-9+=,.@_/-]{1,512}")
_POLICY: Final = re.compile(r"arn:aws[a-z-]*:iam::(?:[0-9]{12}|aws):policy/[A-Za-z0-9+=,.@_/-]{1,512}")
_PROFILE: Final = re.compile(r"[!-~](?:[ -~]{0,126}[!-~])?")
_ACCESS_KEY: Final = re.compile(r"[A-Za-z0-9_]{4,128}")
_SECRET: Final = re.compile(r"[!-~]{8,8192}")


@dataclass(frozen=True, slots=True)
class Credentials:
    """The cloud credentials that only the gateway holds."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Aws:
    """The cloud behind the gateway. `upstream` None: the real AWS endpoints.

    Its credentials stand in the file, or in `profile` of AWS's own files; with neither it only explains. With
    `role_arn` they are used for nothing but to assume that role; `read_policies` (ARNs) limit the session that reads
    share.
    """

    upstream: str | None = None
    account: str | None = None
    credentials: Credentials | None = None
    profile: str | None = None
    role_arn: str | None = None
    read_policies: tuple[str, ...] = ()

    @property
    def configured(self) -> bool:
        """Whether there are credentials, so that calls are sent on."""
        return self.credentials is not None or self.profile is not None


def read(root: Table) -> Aws:
    """Read `[aws]`."""
    table = root.section("aws", KEYS, secret=SECRET)
    key = table.text("access_key_id", _ACCESS_KEY, "an AWS access key id is wanted")
    secret = table.text("secret_access_key", _SECRET, "an AWS secret access key is wanted (it is not shown)")
    token = table.text("session_token", _SECRET, "an AWS session token is wanted (it is not shown)")
    if (key is None) != (secret is None):
        given, absent = (
            ("secret_access_key", "access_key_id") if key is None else ("access_key_id", "secret_access_key")
        )
        raise table.bad(given, f"stands alone: give `{absent}` too, or neither", show=False)
    if token is not None and key is None:
        raise table.bad("session_token", "stands alone: give `access_key_id` and `secret_access_key` too", show=False)
    credentials = Credentials(key, secret, token) if key is not None and secret is not None else None
    profile = table.text("profile", _PROFILE, "the name of a profile is wanted")
    if profile is not None and credentials is not None:
        raise table.bad("profile", "stands beside `access_key_id`: give one of them", show=False)
    account = table.text("account", ACCOUNT, "twelve digits in quotes are wanted")
    role = table.text("role_arn", _ROLE, "the ARN of a role is wanted, `arn:aws:iam::123456789012:role/keyturn-power`")
    if role is not None and account not in (None, role.split(":")[4]):
        raise table.bad("role_arn", f"is no role of account {account}, which `account` says is behind this gateway")
    if role is not None and credentials is None and profile is None:
        raise table.bad(
            "role_arn",
            "stands alone: give `access_key_id` and `secret_access_key`, or `profile`, of whoever may assume it",
        )
    policies = table.texts("read_policies", _POLICY, "ARNs of IAM policies are wanted")
    if len(policies) > 10:
        raise table.bad("read_policies", "holds more than 10: STS takes no more")
    if policies and role is None and profile is None:
        raise table.bad("read_policies", "stands without `role_arn`: only a role's session can be limited")
    return Aws(_upstream(table), account, credentials, profile, role, policies)


def _upstream(table: Table) -> str | None:
    wanted = "the scheme and host of an endpoint are wanted, such as `http://127.0.0.1:5555`, without path or user"
    text = table.text("upstream", wanted=wanted)
    if text is None:
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise table.bad("upstream", f"cannot be used: {wanted}") from None
    host = parts.hostname or ""
    netloc = f"[{host}]" if ":" in host else host
    netloc = netloc if port is None else f"{netloc}:{port}"
    if parts.scheme not in {"http", "https"} or not host or text.removesuffix("/") != f"{parts.scheme}://{netloc}":
        raise table.bad("upstream", f"cannot be used: {wanted}")
    return text.removesuffix("/")
