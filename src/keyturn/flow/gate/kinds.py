"""Every kind of change of the gate: how it is judged, and what it does once approved. One entry a kind."""

from collections.abc import Mapping
from typing import Final

from keyturn.flow.gate import emergencies, envelopes, freezes, people, rules
from keyturn.flow.gate.asking import Rule
from keyturn.model.gate import GateKind

KINDS: Final[Mapping[GateKind, Rule]] = {
    **people.KINDS,
    **rules.KINDS,
    **freezes.KINDS,
    **emergencies.KINDS,
    **envelopes.KINDS,
}
