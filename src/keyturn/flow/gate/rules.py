"""Gate changes about what decides: policies, configuration, and the key that signs the log."""

from collections.abc import Mapping
from typing import Final

from keyturn.approve.members import Members
from keyturn.codec.note import Verifier
from keyturn.errors import Malformed, OurError
from keyturn.flow.gate.asking import Asking, GateRefused, Judged, Rule, amended
from keyturn.model.gate import GateKind

LONGEST_POLICIES: Final = 200_000
MOST_LOG_KEYS: Final = 4


def _policies(asking: Asking) -> Judged:
    members = Members("proposal of policies", asking.document)
    text = members.string("policies")
    members.end()
    if len(text) > LONGEST_POLICIES:
        raise Malformed("policies", len(text), f"they have more than {LONGEST_POLICIES} characters")
    bundle = asking.rules.check(text, asking.rules.schema)
    return amended(asking, bundle=bundle, composed=False)


def _configuration(asking: Asking) -> Judged:
    members = Members("proposal of a configuration", asking.document)
    wanted = members.object("configuration")
    members.end()
    try:
        configured = asking.rules.read(wanted)
    except OurError as error:
        raise GateRefused(f"this configuration cannot come into force: {error}") from None
    # Policies that were made from the configuration follow it; those that people proposed as they are stay.
    bundle = configured.bundle if asking.charter.composed else None
    return amended(asking, bundle=bundle, configuration=wanted)


def _log_keys(asking: Asking) -> Judged:
    members = Members("proposal of the keys that sign the log", asking.document)
    keys = members.texts("log_keys")
    members.end()
    if not 1 <= len(keys) <= MOST_LOG_KEYS or len(set(keys)) != len(keys):
        raise Malformed("log keys", len(keys), f"1 to {MOST_LOG_KEYS} different verifier keys are wanted")
    for key in keys:
        Verifier.parse(key)
    if (asking.known.log_key or asking.charter.log_keys[0]) not in keys:
        # Whoever took it away would keep the gate from ever starting again.
        raise GateRefused("the key that signs the log now stays, until another has taken over (`keyturn log rotate`)")
    return amended(asking, log_keys=keys)


KINDS: Final[Mapping[GateKind, Rule]] = {
    GateKind.POLICIES: Rule(_policies),
    GateKind.CONFIGURATION: Rule(_configuration),
    GateKind.LOG_KEY: Rule(_log_keys),
}
