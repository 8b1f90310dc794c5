"""The policies that a configuration comes to: written from its levels, or read from a file of one's own."""

from pathlib import Path
from typing import Final

from keyturn.adapters import bundles
from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.config import BadConfig, Config
from keyturn.errors import quoted
from keyturn.model.bundle import Bundle
from keyturn.model.touching import AwsTables
from keyturn.policy.bundles import above_floor, bundle

LARGEST: Final = 200_000
"""How many bytes a file of policies may have."""


def read_policies(path: Path) -> str:
    """Return the text of a file of policies. Raises BadConfig for one that cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise BadConfig(f"`{quoted(str(path))}` is larger than {LARGEST} bytes: it is no bundle of policies")
        return data.decode("utf-8")
    except OSError as error:
        raise BadConfig(f"`{quoted(str(path))}` cannot be read: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        raise BadConfig(f"`{quoted(str(path))}` is not UTF-8 text") from None


def text_of(config: Config, file: Path | None = None) -> str:
    """Return the text of the policies of `file`, else of `[policy] file`, else of `[autonomy]`; nothing is checked."""
    path = file or config.policies
    return composed(config).policies if path is None else read_policies(path)


def composed(config: Config) -> Bundle:
    """Return the policies that are written from `[autonomy]` and `[approvals]`. Raises Malformed, PolicyUnsound."""
    return above_floor(bundles.bundle_of(config.approvals.quorum, config.autonomy))


def bundle_of(config: Config) -> Bundle:
    """Return the policies of `config`, sound and above the floor. Raises BadConfig, Malformed, PolicyUnsound."""
    if config.policies is None:
        return composed(config)
    return above_floor(bundle(read_policies(config.policies), bundles.schema()))


def refuse_other(config: Config, approved: str) -> None:
    """Raise BadConfig if `[policy] file` of a sealed gate is not what people approved, the bundle `approved`."""
    if config.policies is None:
        return
    found = bundle_of(config).version
    if found != approved:
        raise BadConfig(
            f"`{config.policies}` is not what people approved (bundle {found:.12}, in force is {approved:.12}): "
            "propose it with `keyturn policy propose`, or put back what is in force with "
            f"`keyturn policy show {approved:.12}`"
        )


def schema() -> str:
    """What policies can see, and what they are asked."""
    return bundles.schema()


def tables() -> AwsTables:
    """What operations there are, and what they do."""
    return PackagedCatalogue()
