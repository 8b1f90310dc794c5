"""People who propose calls and have them sent: what the command line signs, in words of a test."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from keyturn.codec.keys import key_id
from keyturn.model import written
from keyturn.model.change import RollsBack
from keyturn.model.identity import TaskKind
from keyturn.model.proposal import CallsProposal, ExecutionOrder, ProposedCall
from keyturn.testing.house import DEPLOYMENT, PRODUCTION, House


class Proposers:
    """The people of a house at their command lines."""

    def __init__(self, house: House) -> None:
        self._house = house

    def proposal(
        self, by: str, calls: Sequence[Mapping[str, Any]], rolls_back: RollsBack | None = None, **more: Any
    ) -> CallsProposal:
        """Return `by`'s statement that proposes these calls, unsigned."""
        said = CallsProposal(
            DEPLOYMENT,
            "put it right",
            TaskKind.FIX,
            tuple(ProposedCall(**call) for call in calls),
            rolls_back,
            by,
            self._key(by),
            self._house.clock.wall(),
            self._house.nonce(),
        )
        return replace(said, **more)

    def rollback(self, by: str, change: str, **more: Any) -> CallsProposal:
        """Return `by`'s statement that proposes to roll `change` back as it is offered, unsigned."""
        offered = self._house.ask("rollback", change=change)
        return self.proposal(by, offered["calls"], written.read_rolls_back(offered["rolls_back"]), **more)

    def roll_back(self, by: str, change: str, **more: Any) -> str:
        """Have `by` propose the rollback of `change`, and return the new change."""
        return self.hand_in(by, self.rollback(by, change, **more))

    def propose(self, by: str, *calls: tuple[str, Mapping[str, Any]], region: str = PRODUCTION) -> str:
        """Have `by` propose calls, each as its name (`sqs:SetQueueAttributes`) and parameters; return the change."""
        named = ((action.partition(":"), parameters) for action, parameters in calls)
        asked = [
            {"service": service, "operation": operation, "region": region, "parameters": parameters}
            for (service, _, operation), parameters in named
        ]
        return self.hand_in(by, self.proposal(by, asked))

    def hand_in(self, by: str, said: CallsProposal) -> str:
        """Hand in a proposal signed with `by`'s key, and return its change."""
        return str(self._house.ask("propose_calls", envelope=self._house.signed(by, said))["change"])

    def order(self, by: str, change: str, **more: Any) -> ExecutionOrder:
        """Return `by`'s order to send the calls of `change`, unsigned."""
        shown = self._house.ask("show", change=change)
        said = ExecutionOrder(
            DEPLOYMENT,
            shown["id"],
            shown["digest"],
            by,
            self._key(by),
            self._house.clock.wall(),
            self._house.nonce(),
        )
        return replace(said, **more)

    def execute(self, by: str, change: str, **more: Any) -> Any:
        """Have `by` order that the calls of `change` be sent, and return how far that came."""
        return self._house.ask("execute", envelope=self._house.signed(by, self.order(by, change, **more)))

    def _key(self, name: str) -> str:
        return key_id(self._house.keys[name].public_key().public_bytes_raw())
