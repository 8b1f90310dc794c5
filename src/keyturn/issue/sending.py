"""One use of a grant, as the log is told of it before the effect."""

from keyturn.model.noun import Noun
from keyturn.model.observed import Condition


class Sending(Noun, frozen=True):
    """What is about to be sent, for whom, and on whose word.

    `name` is the action's (`s3:DeleteBucket`), `wire` the SHA-256 (hex) of the bytes that will be sent, `marks` tell a
    client's retry of the same attempt, `approvals` are the digests of the statements that allow it, `policies` the ids
    of those that permit it. `key` is the access key id it was signed with, None for the session's own. `sealed` says
    whether the gate was, `notify` that people are to be told, `state` is the digest of the state that people approved
    and that was read again just before, `under` are kinds and ids of what people gave leave for beforehand,
    `conditions` are what the gateway added to the call.
    """

    session: str
    name: str
    environments: tuple[str, ...]
    wire: str
    reads: bool
    marks: tuple[str, ...] = ()
    approvals: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    key: str | None = None
    sealed: bool = False
    notify: bool = False
    state: str | None = None
    under: tuple[tuple[str, str], ...] = ()
    conditions: tuple[Condition, ...] = ()
