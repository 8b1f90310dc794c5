"""A simulated cloud: keeps what reached it, answers as told, and can fail before, during and after."""

from collections.abc import Awaitable, Callable

from keyturn.model.evidence import Durable, Intent
from keyturn.model.execution import Answer, Outgoing

Reaction = Callable[[Outgoing], Answer | Awaitable[Answer]]


def fine(_: Outgoing) -> Answer:
    """Answer 200 with nothing."""
    return Answer(200, ((b"x-amzn-requestid", b"R-1"),), b"{}")


class MemoryUpstream:
    """`received` is what reached the cloud; `reaction` makes the answer, or raises NeverSent or Cut.

    A reaction may be a coroutine: then the call is under way for as long as that takes.
    """

    def __init__(self) -> None:
        self.received: list[Outgoing] = []
        self.intents: list[Durable[Intent]] = []
        self.reaction: Reaction = fine

    async def execute(self, intent: Durable[Intent], outgoing: Outgoing) -> Answer:
        self.intents.append(intent)
        self.received.append(outgoing)
        answer = self.reaction(outgoing)
        return answer if isinstance(answer, Answer) else await answer

    async def close(self) -> None:
        """Nothing is held open."""
