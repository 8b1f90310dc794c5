"""`keyturn.toml` -> values: every key known, every value in range, nothing silently ignored.

`parse` is pure; whoever reads the file (the command line) also asks its mode and hands it to `refuse_exposed`.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from keyturn.errors import Malformed, OurError, quoted
from keyturn.flow.settings import Limits
from keyturn.model.facts import EnvironmentRule
from keyturn.model.identity import parse_name
from keyturn.recognise.aws.domains import is_amazons

FILE: Final = "keyturn.toml"

_SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "gateway": (
        "listen",
        "console",
        "data",
        "store",
        "names",
        "tls",
        "tls_certificate",
        "tls_key",
        "tls_ca",
        "proxy",
        "tunnels",
    ),
    "aws": (
        "upstream",
        "account",
        "access_key_id",
        "secret_access_key",
        "session_token",
        "profile",
        "role_arn",
        "read_policies",
    ),
    "environments": (),
    "approvals": ("group", "people", "expires", "hold_seconds"),
    "limits": (
        "open_changes_per_session",
        "actions_per_change",
        "intent_bytes",
        "parameters_bytes",
        "spool_bytes",
        "calls_per_second_per_session",
    ),
    "autonomy": (),
}
_ENVIRONMENT: Final = ("regions", "accounts", "tags", "arns")

# Known words of the design that this version does not do. Ignoring one would let people rely on it.
_NOT_BUILT: Final[Mapping[str, str]] = {
    "gateway.store": "leave it out: the store is SQLite in the data folder",
    "autonomy": "leave it out: reads and development are free, production waits for two people",
}

_SECRETS: Final = frozenset({"secret_access_key", "session_token"})
_DURATION: Final = re.compile(r"(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,8})s)?")
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_REGION: Final = re.compile(r"[a-z]{2,8}(?:-[a-z]{1,16}){1,4}-[0-9]{1,2}")
_ARN: Final = re.compile(r"arn:[!-~]{1,2000}")
_ROLE: Final = re.compile(r"arn:(aws[a-z-]*):iam::([0-9]{12}):role/[A-Za-z0-9+=,.@_/-]{1,512}")
_POLICY: Final = re.compile(r"arn:aws[a-z-]*:iam::(?:[0-9]{12}|aws):policy/[A-Za-z0-9+=,.@_/-]{1,512}")
_PROFILE: Final = re.compile(r"[!-~](?:[ -~]{0,126}[!-~])?")
_ACCESS_KEY: Final = re.compile(r"[A-Za-z0-9_]{4,128}")
_SECRET: Final = re.compile(r"[!-~]{8,8192}")

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")
_TUNNEL: Final = re.compile(rf"(?:\*\.)?{_NAME.pattern}:[1-9][0-9]{{0,4}}")
_TLS_FILES: Final = ("tls_certificate", "tls_key", "tls_ca")
_PLAIN: Final = (
    "without TLS others on the network could read and change what passes; set `tls = true` (or `tls_certificate` and "
    "`tls_key`), or listen on `127.0.0.1:{digits}`"
)
_CONSOLE: Final = (
    "the console speaks plain HTTP, which others on the network could read and change; listen on `127.0.0.1:{digits}` "
    "and put TLS in front (a proxy that keeps the Host header, or `ssh -L`)"
)
_ADDRESS_WANTED: Final = "an address and a port are wanted, such as `127.0.0.1:8400` or `[::1]:8400`"


class BadConfig(OurError):
    """The configuration cannot be used as it stands; the text names the file, the key and what to write instead."""

    code = "config"


@dataclass(frozen=True, slots=True)
class Address:
    """A host (an IP address without brackets, or `localhost`) and a TCP port; 0 lets the system choose."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Tls:
    """That the door speaks TLS: with this certificate and key, else with those of an authority of the gateway's own.

    `ca` is what clients are to trust, None where they trust the given certificate already. All paths are absolute.
    """

    certificate: Path | None = None
    key: Path | None = None
    ca: Path | None = None


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where the gateway listens and where it keeps its data (an absolute path).

    With `proxy` the door answers CONNECT for AWS's endpoints; sessions are let through to `tunnels`, unread: names of
    hosts, or `*.` and the name of all below it, each with a port.

    `names` are the host names under which clients reach the door, besides the address it listens on; the first is the
    one that sessions are handed. Without `tls` the door speaks plain HTTP, on loopback only.
    """

    listen: Address
    console: Address
    data: Path
    names: tuple[str, ...] = ()
    tls: Tls | None = None
    proxy: bool = False
    tunnels: tuple[tuple[str, int], ...] = ()


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


@dataclass(frozen=True, slots=True)
class Approvals:
    """Who approves production changes, how many, how long a change stays open, how long a door may wait for people."""

    group: str = "sre"
    people: int = 2
    expires: timedelta = timedelta(hours=24)
    hold_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Config:
    """One deployment's configuration. `file` is the path it was read from, None where there is none."""

    gateway: Gateway
    aws: Aws = Aws()
    environments: tuple[EnvironmentRule, ...] = ()
    approvals: Approvals = Approvals()
    limits: Limits = field(default_factory=Limits)
    file: Path | None = None


def parse(text: str, *, file: Path | None, base: Path, default_data: Path) -> Config:
    """Read the text of a `keyturn.toml`; an empty text gives the defaults.

    `base` is the folder that a relative `data` starts from, `default_data` the folder used where none is named; `file`
    is for messages. Raises BadConfig.
    """
    name = str(file or FILE)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(f"`{quoted(name)}` is not TOML: {quoted(str(error)).lower()}") from None
    root = _Table(name, "", document)
    root.only(_SECTIONS)
    return Config(
        gateway=_gateway(root.section("gateway"), base, default_data),
        aws=_aws(root.section("aws")),
        environments=tuple(_environments(root)),
        approvals=_approvals(root.section("approvals")),
        limits=_limits(root.section("limits")),
        file=file,
    )


def refuse_exposed(config: Config, mode: int) -> None:
    """Raise BadConfig if the file holds a secret and its `mode` lets its group or others at it."""
    if config.aws.credentials is not None and mode & 0o077:
        raise BadConfig(
            f"`{config.file or FILE}` holds a secret and others can read it (mode {mode & 0o777:04o}): "
            f"run `chmod 600 {config.file or FILE}`"
        )


def parse_duration(text: str) -> timedelta:
    """Read `24h`, `90m`, `2d`, `1h30m` or `45s`: whole numbers, the larger unit first. Raises Malformed."""
    found = _DURATION.fullmatch(text)
    if found is None or not text:
        raise Malformed("duration", text, "write it like `24h`, `90m` or `1h30m`")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the file and how to speak about it; every reader names file, key and value when it refuses."""

    file: str
    name: str
    values: Mapping[str, object]

    def only(self, known: Iterable[str]) -> None:
        """Refuse a key that is not `known`, naming the nearest; and one that this version has not built."""
        known = tuple(known)
        for key in self.values:
            if key not in known:
                near = get_close_matches(key, known, n=1, cutoff=0.0)
                place = f"`[{self.name}]` of " if self.name else ""
                raise BadConfig(
                    f"{place}`{self.file}` has an unknown key `{quoted(key)}`: did you mean `{near[0]}`?"
                    if near
                    else f"{place}`{self.file}` has an unknown key `{quoted(key)}`: leave it out"
                )
            path = f"{self.name}.{key}" if self.name else key
            if path in _NOT_BUILT:
                raise self.bad(key, f"is not built yet in keyturn 0.1: {_NOT_BUILT[path]}", show=False)

    def bad(self, key: str, why: str, *, show: bool = True) -> BadConfig:
        """Return the refusal of `key`'s value; a secret is never shown."""
        label = f"[{self.name}] {key}" if self.name else f"[{key}]"
        value = self.values.get(key)
        shown = f" = `{quoted(value)}`" if show and key not in _SECRETS and not isinstance(value, list | dict) else ""
        return BadConfig(f"`{self.file}`: `{label}`{shown} {why}")

    def section(self, key: str) -> "_Table":
        """Return the table `key`, empty where it is left out, its keys checked where they are listed."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.bad(key, f"must be a table: write `[{key}]` on a line of its own")
        name = f"{self.name}.{key}" if self.name else key
        table = _Table(self.file, name, value)
        if known := _SECTIONS.get(name):
            table.only(known)
        return table

    def text(self, key: str, form: re.Pattern[str] | None = None, wanted: str = "text is wanted") -> str | None:
        """Return the text under `key`, None where it is left out, or refuse it."""
        if key not in self.values:
            return None
        value = self.values[key]
        if not isinstance(value, str) or not value or not value.isprintable() or (form and not form.fullmatch(value)):
            raise self.bad(key, f"cannot be used: {wanted}")
        return value

    def integer(self, key: str, default: int, low: int, high: int) -> int:
        """Return the whole number under `key` if it lies in `low` to `high`, or refuse it."""
        value = self.values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.bad(key, f"must be a whole number from {low} to {high}")
        return value

    def texts(self, key: str, form: re.Pattern[str], wanted: str) -> tuple[str, ...]:
        """Return the list of texts under `key`, empty where it is left out, or refuse it."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.bad(key, f'must be a list, such as `{key} = ["..."]`')
        for item in value:
            if not isinstance(item, str) or not form.fullmatch(item):
                raise self.bad(key, f"holds `{quoted(item)}`: {wanted}")
        return tuple(value)


def _gateway(table: _Table, base: Path, default_data: Path) -> Gateway:
    tls = _tls(table, base)
    names = table.texts("names", _NAME, "a host name in lower case is wanted, such as `gate.example`, without port")
    listen = _address(table, "listen", 8400, why_loopback=None if tls is not None else _PLAIN)
    console = _address(table, "console", 8401, why_loopback=_CONSOLE)
    if listen == console and listen.port:
        raise table.bad("console", f"is also the address of `listen`: give the console a port of its own, not {listen}")
    if _anywhere(listen.host) and not names:
        raise table.bad(
            "listen", 'is every address of this machine: say by which name agents reach it, `names = ["..."]`'
        )
    data = table.text("data", wanted="the path of a folder is wanted")
    if data is not None and data.startswith("~"):
        raise table.bad("data", "is not expanded: write the whole path, or one relative to this file")
    folder = base / data if data is not None else default_data
    proxy = _truth(table, "proxy")
    return Gateway(listen, console, folder, names, tls, proxy, tuple(_tunnels(table, proxy=proxy)))


def _truth(table: _Table, key: str) -> bool:
    value = table.values.get(key, False)
    if not isinstance(value, bool):
        raise table.bad(key, "must be `true` or `false`")
    return value


def _tunnels(table: _Table, *, proxy: bool) -> Iterable[tuple[str, int]]:
    wanted = (
        "a host name in lower case and a port are wanted, such as `packages.example.com:443` or `*.example.com:443`"
    )
    for text in table.texts("tunnels", _TUNNEL, wanted):
        if not proxy:
            raise table.bad("tunnels", "is for a door that is a proxy: set `proxy = true`")
        host, _, port = text.rpartition(":")
        name = host.removeprefix("*.")
        if is_amazons(name):
            raise table.bad(
                "tunnels", f"holds `{quoted(text)}`, which is AWS's: what goes there is read, never let through"
            )
        if (
            name == "localhost"
            or re.fullmatch(r"[0-9]+", name.rpartition(".")[2])
            or (host != name and "." not in name)
        ):
            raise table.bad("tunnels", f"holds `{quoted(text)}`: {wanted}")
        yield host, int(port)


def _tls(table: _Table, base: Path) -> Tls | None:
    wanted = _truth(table, "tls") if "tls" in table.values else None
    paths = {key: table.text(key, wanted="the path of a file is wanted") for key in _TLS_FILES}
    given = [key for key, path in paths.items() if path is not None]
    if wanted is False and given:
        raise table.bad("tls", f"contradicts `{given[0]}`: leave one of them out")
    if (paths["tls_certificate"] is None) != (paths["tls_key"] is None):
        raise table.bad(given[0], "stands alone: give `tls_certificate` and `tls_key`, or neither")
    if paths["tls_ca"] is not None and paths["tls_certificate"] is None:
        raise table.bad("tls_ca", "belongs to a certificate of yours: give `tls_certificate` and `tls_key` too")
    if not wanted and not given:
        return None
    certificate, key, ca = (None if path is None else base / path for path in paths.values())
    return Tls(certificate, key, ca)


def _address(table: _Table, key: str, port: int, *, why_loopback: str | None) -> Address:
    """Return the address under `key`, which must be a loopback one if `why_loopback` says why."""
    text = table.text(key, wanted=_ADDRESS_WANTED)
    if text is None:
        return Address("127.0.0.1", port)
    host, _, digits = text.rpartition(":")
    host = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not re.fullmatch(r"[0-9]{1,5}", digits) or int(digits) > 65535:
        raise table.bad(key, f"cannot be used: {_ADDRESS_WANTED}")
    try:
        loopback = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        raise table.bad(key, f"cannot be used: {_ADDRESS_WANTED}") from None
    if not loopback and why_loopback is not None:
        raise table.bad(key, f"is not a loopback address: {why_loopback.format(digits=digits)}")
    return Address(host, int(digits))


def _anywhere(host: str) -> bool:
    return host != "localhost" and ip_address(host).is_unspecified


def _aws(table: _Table) -> Aws:
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
    account = table.text("account", _ACCOUNT, "twelve digits in quotes are wanted")
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


def _upstream(table: _Table) -> str | None:
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


def _environments(root: _Table) -> Iterable[EnvironmentRule]:
    section = root.section("environments")
    for name in section.values:
        _name(section, name, "environment")
        table = section.section(name)
        table.only(_ENVIRONMENT)
        rule = EnvironmentRule(
            name=name,
            regions=table.texts("regions", _REGION, "an AWS region such as `cn-north-1` is wanted"),
            accounts=table.texts("accounts", _ACCOUNT, "twelve digits are wanted"),
            tags=_tags(table),
            arns=table.texts("arns", _ARN, "an ARN is wanted, with `*` and `?` where any text may stand"),
        )
        if not (rule.regions or rule.accounts or rule.tags or rule.arns):
            raise section.bad(name, f"says nothing: name what belongs to it, one of {', '.join(_ENVIRONMENT)}")
        yield rule


def _tags(table: _Table) -> tuple[tuple[str, str], ...]:
    value = table.values.get("tags", {})
    wanted = 'must be a table of texts, such as `tags = { environment = "production" }`'
    if not isinstance(value, dict):
        raise table.bad("tags", wanted)
    pairs: list[tuple[str, str]] = []
    for key, texts in value.items():
        for text in texts if isinstance(texts, list) else [texts]:
            if not isinstance(text, str) or not key or not (key + text).isprintable():
                raise table.bad("tags", wanted)
            pairs.append((key, text))
    return tuple(pairs)


def _approvals(table: _Table) -> Approvals:
    default = Approvals()
    group = table.text("group")
    if group is not None:
        _name(table, "group", "group")
    people = table.integer("people", default.people, 2, 20)
    hold = table.integer("hold_seconds", default.hold_seconds, 0, 50)
    text = table.text("expires")
    if text is None:
        return Approvals(group or default.group, people, default.expires, hold)
    try:
        expires = parse_duration(text)
    except Malformed as error:
        raise table.bad("expires", f"cannot be used: {error.why}") from None
    if not timedelta(minutes=1) <= expires <= timedelta(days=30):
        raise table.bad("expires", "must lie between `1m` and `30d`")
    return Approvals(group or default.group, people, expires, hold)


def _name(table: _Table, key: str, what: str) -> None:
    value = table.values[key] if what == "group" else key
    try:
        parse_name(what, str(value))
    except Malformed as error:
        raise table.bad(key, f"is no {what} name: {error.why}") from None


def _limits(table: _Table) -> Limits:
    default = Limits()
    return Limits(
        open_changes_per_session=table.integer("open_changes_per_session", default.open_changes_per_session, 1, 10_000),
        actions_per_change=table.integer("actions_per_change", default.actions_per_change, 1, 100_000),
        intent_bytes=table.integer("intent_bytes", default.intent_bytes, 16, 65_536),
        parameters_bytes=table.integer("parameters_bytes", default.parameters_bytes, 1_024, 64 * 1_048_576),
        spool_bytes=table.integer("spool_bytes", default.spool_bytes, 0, 10**15),
        calls_per_second_per_session=table.integer(
            "calls_per_second_per_session", default.calls_per_second_per_session, 1, 1_000_000
        ),
    )
