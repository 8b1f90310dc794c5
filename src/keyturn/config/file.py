"""The whole of `keyturn.toml`: its sections, read one by one."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.config import (
    approvals,
    autonomy,
    aws,
    bounds,
    console,
    environments,
    freezes,
    gateway,
    limits,
    log,
    policy,
    webhooks,
    windows,
)
from keyturn.config import guarded as guarding
from keyturn.config.approvals import Approvals
from keyturn.config.aws import Aws
from keyturn.config.bounds import Exceptions
from keyturn.config.console import Console
from keyturn.config.gateway import Gateway
from keyturn.config.log import KeptLog
from keyturn.config.table import FILE, BadConfig, Table
from keyturn.config.webhooks import WebhookTo
from keyturn.errors import quoted
from keyturn.flow.settings import Limits
from keyturn.model.autonomy import Autonomy
from keyturn.model.facts import EnvironmentRule
from keyturn.model.freeze import Freeze
from keyturn.model.window import Window

# Every section and the keys it knows (those of `environments` are names). Documentation and messages follow this list.
SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "gateway": gateway.KEYS,
    "aws": aws.KEYS,
    "environments": (),
    "approvals": approvals.KEYS,
    "windows": (),
    "freezes": freezes.KEYS,
    "freeze": bounds.FREEZE_KEYS,
    "emergency": bounds.EMERGENCY_KEYS,
    "console": console.KEYS,
    "limits": limits.KEYS,
    "webhooks": webhooks.KEYS,
    "log": log.KEYS,
    "autonomy": (),
    "policy": policy.KEYS,
}


@dataclass(frozen=True, slots=True)
class Config:
    """One deployment's configuration. `file` is the path it was read from, None where there is none."""

    gateway: Gateway
    aws: Aws = field(default_factory=Aws)
    environments: tuple[EnvironmentRule, ...] = ()
    approvals: Approvals = field(default_factory=Approvals)
    autonomy: Autonomy = field(default_factory=Autonomy)
    policies: Path | None = None
    limits: Limits = field(default_factory=Limits)
    log: KeptLog = field(default_factory=KeptLog)
    windows: tuple[Window, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    webhooks: tuple[WebhookTo, ...] = ()
    exceptions: Exceptions = field(default_factory=Exceptions)
    console: Console = field(default_factory=Console)
    file: Path | None = None
    guarded: Mapping[str, Json] = field(default_factory=dict)
    source: "Source | None" = field(default=None, repr=False, compare=False)

    def reread(self, document: Mapping[str, Json]) -> "Config":
        """Return this configuration with `document` as its guarded part. Raises BadConfig, Malformed."""
        source = self.source or Source({}, Path(), Path())
        return parse_document(
            guarding.merged(source.document, document), file=self.file, base=source.base, default_data=source.data
        )


@dataclass(frozen=True, slots=True)
class Source:
    """What a configuration was read from: the TOML, secrets and all, and the folders its paths start from."""

    document: Mapping[str, object] = field(repr=False)
    base: Path
    data: Path


def hours_of(document: Mapping[str, Json]) -> tuple[Sequence[Window], Sequence[Freeze]]:
    """Return the windows and freezes of a guarded `document`, as it stands in a charter. Raises BadConfig."""
    told = {name: document[name] for name in ("environments", "windows", "freezes") if name in document}
    root = Table(FILE, "", guarding.merged({}, told))
    rules = tuple(environments.read(root))
    return tuple(windows.read(root, rules)), tuple(freezes.read(root, rules))


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
    return parse_document(document, file=file, base=base, default_data=default_data)


def parse_document(document: Mapping[str, object], *, file: Path | None, base: Path, default_data: Path) -> Config:
    """Read a whole configuration from its TOML document, as `parse` does from its text. Raises BadConfig."""
    root = Table(str(file or FILE), "", document)
    root.only(SECTIONS)
    rules = tuple(environments.read(root))
    listens = gateway.read(root, base, default_data)
    wanted = approvals.read(root)
    return Config(
        gateway=listens,
        aws=aws.read(root),
        environments=rules,
        approvals=wanted,
        autonomy=autonomy.read(root, [rule.name for rule in rules], wanted.quorum),
        policies=policy.read(root, base),
        limits=limits.read(root),
        log=log.read(root, listens.data),
        windows=tuple(windows.read(root, rules)),
        freezes=tuple(freezes.read(root, rules)),
        webhooks=webhooks.read(root, base),
        exceptions=bounds.read(root),
        console=console.read(root),
        file=file,
        guarded=guarding.guarded(document),
        source=Source(document, base, default_data),
    )


def refuse_exposed(config: Config, mode: int) -> None:
    """Raise BadConfig if the file holds a secret and its `mode` lets its group or others at it."""
    holds = config.aws.credentials is not None or any(one.secret is not None for one in config.webhooks)
    if holds and mode & 0o077:
        raise BadConfig(
            f"`{config.file or FILE}` holds a secret and others can read it (mode {mode & 0o777:04o}): "
            f"run `chmod 600 {config.file or FILE}`"
        )
