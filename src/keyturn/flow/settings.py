"""What a deployment is configured to be, as far as decisions need it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.model.autonomy import Autonomy
from keyturn.model.decision import Quorum, Seats
from keyturn.model.facts import Estate
from keyturn.model.freeze import Freeze
from keyturn.model.window import Window

DEFAULT_APPROVERS: Final = Quorum((Seats(2, "sre"),), 2)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the gate one session may use; each is refused clearly when it is reached."""

    open_changes_per_session: int = 20
    actions_per_change: int = 5000
    intent_bytes: int = 4096
    parameters_bytes: int = 1_048_576
    spool_bytes: int = 10_737_418_240
    calls_per_second_per_session: int = 200


@dataclass(frozen=True, slots=True)
class Bounds:
    """When environments may change: only in their windows, if they have any, and never while frozen.

    `lift` and `override` are the people who end a freeze, or let one change pass in spite of it; None: the approvers.
    `emergency` is how long an emergency lasts at most.
    """

    windows: tuple[Window, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    lift: Quorum | None = None
    override: Quorum | None = None
    emergency: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Settings:
    """The estate behind the gate, how long changes stay open, and the limits.

    `approvers` are the people whose word counts where no policy is asked: about the gate's own clock.
    `unsealed_production` lets production be changed before the gate is sealed, `unisolated_production` lets sessions of
    isolation `none` reach it after that; where neither is said, neither happens. `lowered` says in a
    line each what `autonomy` has take fewer people in production than it does by itself. `composed` says that the
    policies are written from it, and are not of the owners' own. `document` is the guarded part of the
    configuration that all of this was read from. `mutable_references` are patterns of what calls may name although
    it can come to mean something else than people approved.
    """

    estate: Estate
    console: str
    change_expires: timedelta = timedelta(hours=24)
    limits: Limits = Limits()
    approvers: Quorum = DEFAULT_APPROVERS
    unsealed_production: bool = False
    unisolated_production: bool = False
    bounds: Bounds = Bounds()
    autonomy: Autonomy = field(default_factory=Autonomy)
    lowered: tuple[str, ...] = ()
    composed: bool = True
    document: Mapping[str, Json] = field(default_factory=dict)
    mutable_references: tuple[str, ...] = ()


NOT_SEALED = "not sealed: one person can still change this gate"
