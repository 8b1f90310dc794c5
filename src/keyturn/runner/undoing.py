"""What was done of a change and what was not, and what would undo what was done: told, and never sent."""

import re
from collections.abc import Mapping
from typing import Final

from keyturn.codec.canonical import Json, encode
from keyturn.flow.consider import Considering
from keyturn.flow.kept import Case
from keyturn.flow.statements import find_case
from keyturn.gather.undoing import undo
from keyturn.model.grant import GrantState
from keyturn.runner.intake import Method, Params, only, text

_IN_DOUBT: Final = "nobody knows whether it took effect: settle it first (`keyturn settle`)"
_COMMANDS: Final = {"s3": "s3api", "config": "configservice", "codedeploy": "deploy"}
"""What the `aws` program calls services that the models call otherwise."""


class Undoing:
    """Answers `rollback`."""

    def __init__(self, considering: Considering) -> None:
        """`considering` knows the changes."""
        self._considering = considering
        self.methods: Final[Mapping[str, Method]] = {"rollback": self._rollback}

    async def _rollback(self, params: Params) -> Json:
        only(params, "change")
        case = find_case(self._considering.state, text(params, "change"))
        return {
            "change": case.change.id,
            "short": case.change.short,
            "state": case.stage.value,
            "steps": [self._step(case, number) for number in reversed(range(len(case.change.actions)))],
        }

    def _step(self, case: Case, number: int) -> Json:
        part, use = case.change.actions[number], case.uses[number]
        step: dict[str, Json] = {"action": number, "name": part.name, "state": use.state.value, "why": ""}
        if use.state is GrantState.IN_DOUBT:
            return {**step, "why": _IN_DOUBT, "undo": None}
        if use.state is not GrantState.DONE:
            return {**step, "undo": None}
        before = [one for one in case.before.values() if number in one.actions]
        found = undo(part.shown.document, before)
        if found.why:
            return {**step, "why": found.why, "undo": None, "before": [one.document() for one in before]}
        region = str(part.shown.document["region"])
        call: dict[str, Json] = {
            "service": found.service,
            "operation": found.operation,
            "region": region,
            "parameters": dict(found.parameters),
            "command": _command(found.service, found.operation, region, found.parameters),
        }
        return {**step, "undo": call}


def _command(service: str, operation: str, region: str, parameters: Mapping[str, Json]) -> str:
    """The call as a command of the `aws` program. What stands in it is quoted for a shell."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", operation).lower()
    given = encode(dict(parameters)).decode().replace("'", "'\"'\"'")
    return f"aws {_COMMANDS.get(service, service)} {name} --region {region} --cli-input-json '{given}'"
