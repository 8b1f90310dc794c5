"""Questions, people and changes for tests of decisions and approvals."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.adapters.bundles import default_bundle, schema
from keyturn.codec.keys import key_id
from keyturn.decide.engine import Policies, load
from keyturn.model.action import Effect, Reading, Shown
from keyturn.model.bundle import Bundle
from keyturn.model.change import Change, Proposed
from keyturn.model.decision import Question, Quorum, Seats
from keyturn.model.identity import Person, PublicKey

AT: Final = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DEPLOYMENT: Final = "D-7Q2M9K8XVB"

DELETE_IN_PRODUCTION: Final = Question(
    sponsor="ann",
    groups=frozenset({"developers"}),
    session="S-4F8K2M9QXB",
    agent="fixer",
    service="s3",
    operation="DeleteBucket",
    effect=Effect.DELETE,
    reading=Reading.NOTHING,
    delegates=False,
    stateful_loss=True,
    environment="production",
    in_scope=True,
    in_environment=True,
)

KEYS: Final = {
    name: Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
    for number, name in enumerate(("ann", "bo", "cy", "di", "eve"), start=1)
}


def person(name: str, *groups: str, enabled: bool = True) -> Person:
    """A person with the key of that name."""
    raw = KEYS[name].public_key().public_bytes_raw()
    return Person(name, frozenset(groups), (PublicKey(key_id(raw), raw),), enabled)


def people(*enrolled: Person) -> Mapping[str, Person]:
    """These people as the gate knows them."""
    return {each.name: each for each in enrolled}


def change(change_id: str = "C-7Q2M9K8XVB4F6D1A", *, action: str = "DeleteBucket") -> Change:
    """A change that ann sponsors, with one action, open for a day from AT on."""
    one = Proposed(
        shown=Shown({"operation": action}, action.encode().hex().ljust(64, "0")[:64]),
        name=f"s3:{action}",
        effect="delete",
        reversible="no",
        environments=("production",),
        resources=(),
        iam=(f"s3:{action}",),
        delegates=False,
        stateful_loss=True,
    )
    return Change(
        id=change_id,
        deployment=DEPLOYMENT,
        task="T-3H7Y5N2WCD",
        intent="correct the rounding of yesterday's costs",
        kind="fix",
        sponsor="ann",
        agent="fixer",
        session="S-4F8K2M9QXB",
        account="123456789012",
        actions=(one,),
        bundle="0" * 64,
        opened=AT,
        expires=AT + timedelta(hours=24),
        quorum=Quorum((Seats(2, "sre"),), 2),
        gates=("production-change",),
    )


def default_policies(group: str = "sre", count: int = 2) -> Policies:
    """The default policies, loaded anew."""
    return load(default_bundle(group, count))


def policies(text: str) -> Policies:
    """Policies of one's own over the schema that is shipped; not linted."""
    return load(Bundle(text, schema(), "test"))
