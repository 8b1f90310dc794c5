"""The gate change by which people give leave for a bounded set of calls: an envelope."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from keyturn.approve.leaves import read_envelope
from keyturn.flow.gate.asking import FEWEST, Asking, GateRefused, Judged, Rule
from keyturn.flow.given import Given
from keyturn.flow.known import Known
from keyturn.model.action import Effect
from keyturn.model.decision import parse_quorum
from keyturn.model.envelope import EnvelopeRefused
from keyturn.model.gate import GateChange, GateKind

LONGEST: Final = timedelta(hours=24)
TAME: Final = frozenset({Effect.CREATE, Effect.MODIFY})
"""What an envelope may ever hold."""


def _propose(asking: Asking) -> Judged:
    envelope, wanted = read_envelope(asking.document)
    task = asking.known.tasks.get(envelope.task)
    if task is None or asking.at >= task.expires:
        raise GateRefused(f"no task {envelope.task:.10} is open: see `keyturn session list`")
    if task.sponsor != asking.by:
        raise GateRefused(f"task {task.id:.10} is sponsored by `{task.sponsor}`: only its sponsor proposes an envelope")
    if not asking.at < envelope.until <= min(task.expires, asking.at + LONGEST):
        raise GateRefused("an envelope ends between now and 24 hours from now, and before its task does")
    known = {rule.name for rule in asking.settings.estate.environments} | {"production"}
    for name in envelope.environments:
        if name not in known:
            raise GateRefused(f"`{name}` is no environment here; there are {', '.join(sorted(known))}")
    for operation in envelope.operations:
        effect = asking.rules.effect(operation)
        if effect is None:
            raise EnvelopeRefused(
                f"`{operation}` is no operation that this gate knows: is it spelled as AWS spells it?"
            )
        if effect not in TAME:
            raise EnvelopeRefused(
                f"`{operation}` is of effect `{effect.value}`, and an envelope creates and modifies only: "
                "let it be approved by itself"
            )
    quorum = asking.quorum if wanted is None else parse_quorum(wanted)
    if quorum.people < FEWEST:
        raise GateRefused("an envelope needs two people at least")
    return Judged(quorum, lasts=envelope.until - asking.at)


def _give(known: Known, at: datetime, change: GateChange) -> None:
    envelope, _ = read_envelope(change.document)
    known.given[change.id] = Given(known.gate_cases[change.id], envelope, at)


KINDS: Final[Mapping[GateKind, Rule]] = {GateKind.ENVELOPE: Rule(_propose, _give)}
