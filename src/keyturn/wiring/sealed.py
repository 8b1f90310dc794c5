"""What a sealed gate refuses to start with: another configuration than people approved, or another key of the log."""

from keyturn.adapters.bundles import schema
from keyturn.config import Config
from keyturn.config.toml import differences
from keyturn.errors import OurError, quoted
from keyturn.flow.settings import NOT_SEALED
from keyturn.flow.state import State
from keyturn.wiring.policies import composed

_LISTED = 6


class ConfigurationAltered(OurError):
    """The guarded part of `keyturn.toml` is not what people approved."""

    code = "gate.configuration_altered"


class LogKeyAltered(OurError):
    """The log is signed with a key that the charter in force does not name."""

    code = "gate.log_key_altered"


def refuse_altered(config: Config, state: State, verifier: str) -> None:
    """Raise ConfigurationAltered or LogKeyAltered if a sealed gate would start on what people did not approve."""
    charter = state.charter
    if charter is None:
        return
    if verifier not in charter.log_keys:
        raise LogKeyAltered(
            f"this gate is sealed, and its log is signed with `{quoted(verifier)}`, which its charter does not name: "
            "put the key back that was there, or have the new one approved first (docs/how-to/ways-back.md)"
        )
    found = differences(charter.configuration, config.guarded)
    if found:
        rest = [f"and {len(found) - _LISTED} more"] if len(found) > _LISTED else []
        raise ConfigurationAltered(
            f"this gate is sealed, and `{config.file}` is not what people approved: "
            f"{'; '.join(found[:_LISTED] + rest)}. "
            "Put it back (`keyturn configuration` prints what was approved), or propose the change: start on what was "
            "approved, then `keyturn propose configuration`"
        )


def lines_of(state: State) -> tuple[str, ...]:
    """What every checkpoint says of the gate."""
    root = next(iter(state.charters), None)
    return (NOT_SEALED,) if root is None else (f"sealed: {root}",)


def told_of_policies(config: Config, state: State) -> str:
    """Say that this version would make other policies of the configuration than those in force; empty if not so.

    An upgrade changes nothing that people approved: the gate goes on by the policies in its log.
    """
    charter = state.charter
    if charter is None or not charter.composed:
        return ""
    if composed(config).version == charter.bundle:
        return ""
    what = "policies" if state.bundles[charter.bundle][1] == schema() else "policies and schema"
    rest = "those that people approved stay in force"
    return f"this version of keyturn would make other {what} of the configuration; {rest}"
