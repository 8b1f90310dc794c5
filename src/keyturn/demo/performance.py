"""One run of the scripted agent, heard line by line as it happens."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from keyturn.demo.processes import Children, WorldFailed, bare_environment


@dataclass(frozen=True, slots=True)
class Said:
    """A word of the agent's own."""

    text: str


@dataclass(frozen=True, slots=True)
class Called:
    """One call and what it was really answered; `change` is the change that waits for people, if one does."""

    service: str
    operation: str
    target: str
    status: int | None
    code: str | None
    change: str | None
    message: str = ""

    @property
    def action(self) -> str:
        """The call as IAM would name it."""
        return f"{self.service}:{self.operation}"

    @property
    def reads(self) -> bool:
        """Whether the operation only looks."""
        return self.operation.startswith(("Describe", "Get", "List"))

    @property
    def passed(self) -> bool:
        """Whether the cloud carried it out."""
        return self.code is None


Heard = Said | Called


def perform(children: Children, plan: str, environment: Mapping[str, str]) -> Iterator[Heard]:
    """Run the agent's `plan` in an empty home, with nothing but `environment`, and tell what happens.

    Raises WorldFailed when it breaks off.
    """
    home = children.folder / "agent"
    home.mkdir(exist_ok=True)
    process = children.start("agent", "keyturn.demo.agent", plan, env=bare_environment(home) | dict(environment))
    ended = False
    for line in process.stdout or ():
        event = json.loads(line)
        match event.pop("event"):
            case "says":
                yield Said(event["text"])
            case "call":
                yield Called(**event)
            case _:
                ended = True
    process.wait()
    children.stop("agent")
    if not ended:
        raise WorldFailed(f"the agent broke off: {children.complaint('agent')}")
