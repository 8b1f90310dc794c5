"""The composition root: the only place that names an adapter.

What a command needs is imported when it is asked for: `keyturn approve` must not wait for what only `keyturn up` uses.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from keyturn.codec.canonical import Json
from keyturn.config import Config

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from keyturn.adapters.store.copy import LogCopy
    from keyturn.codec.keys import PublicLine
    from keyturn.flow.explain import Explaining
    from keyturn.model.catalogue import Permissions
    from keyturn.ports import Reading

Announce = Callable[[Mapping[str, Json]], None]


def new_key(path: Path, comment: str = "") -> Path:
    """Make a person's key in `path`, and return the path of its public half. Raises KeyFileRefused."""
    from keyturn.adapters import keyfiles

    return keyfiles.new_key(path, comment)


def load_key(path: Path) -> "Ed25519PrivateKey":
    """Read a person's private key. Raises KeyFileRefused, Malformed."""
    from keyturn.adapters import keyfiles

    return keyfiles.load_key(path)


def load_public_key(path: Path) -> "PublicLine":
    """Read a person's public key. Raises KeyFileRefused, Malformed."""
    from keyturn.adapters import keyfiles

    return keyfiles.load_public_key(path)


def open_log(path: Path) -> "AbstractContextManager[LogCopy]":
    """Open a log to be read only: live, stopped or a copy. Raises StoreRefused."""
    from keyturn.adapters.store import copy

    return copy.open_log(path)


def serve(config: Config, announce: Announce) -> None:
    """Run the gateway until it is asked to stop; `announce` is told its status once it serves. Raises OurError."""
    from keyturn.wiring import gateway

    gateway.serve(config, announce)


def next_log_key(config: Config) -> str:
    """Make the key that is to sign the log next; its verifier key. Raises LogKeyRefused."""
    from keyturn.wiring import rotating

    return rotating.next_key(config)


def rotate_log_key(config: Config) -> Mapping[str, str]:
    """Have the next key sign the log from here on. Raises OurError while a gateway runs, or it was not approved."""
    from keyturn.wiring import rotating

    return rotating.rotate(config)


def ask_offline(config: Config, method: str, params: Mapping[str, Json]) -> Json:
    """Answer one question of the desk with no gateway running. Raises StoreBusy if one is running after all."""
    from keyturn.wiring import gateway

    return gateway.ask_offline(config, method, params)


def permissions() -> "Permissions":
    """What AWS says of its IAM actions, from the package's table."""
    from keyturn.adapters.aws.permissions import PackagedPermissions

    return PackagedPermissions()


def explaining(config: Config) -> "Explaining":
    """Put together what explains calls, on the packaged tables and the default policies. Raises Malformed."""
    from keyturn.adapters.aws.catalogue import PackagedCatalogue
    from keyturn.decide.engine import load
    from keyturn.flow.explain import Explaining
    from keyturn.wiring.policies import bundle_of

    listen, approvals = config.gateway.listen, config.approvals
    return Explaining(
        load(bundle_of(config)),
        PackagedCatalogue(),
        approvals.group,
        config.environments,
        config.aws.account,
        {str(listen), f"localhost:{listen.port}", f"127.0.0.1:{listen.port}"},
    )


def collect(config: Config, regions: tuple[str, ...], progress: "Reading", *, usage: bool = True) -> Mapping[str, Json]:
    """Read what a proof is about from the account behind `config`; `usage`: also what everybody used last.

    Raises OurError, UpstreamError.
    """
    from keyturn.wiring import collecting

    return collecting.collect(config, regions, progress, usage=usage)
