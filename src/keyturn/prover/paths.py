"""A way as people and programs read it: who does what, which statement allows it, which context it needs."""

from keyturn.prover.actors import Gain, Power
from keyturn.prover.answer import Call, Step
from keyturn.prover.documents import Document, Statement
from keyturn.prover.evaluate import Request, applies
from keyturn.prover.goals import Query
from keyturn.prover.places import holder_of
from keyturn.prover.powers import Powers
from keyturn.prover.search import Way
from keyturn.prover.steps import Act, Move
from keyturn.prover.wildcards import matches_arn


class Teller:
    """Tells the steps of a way with the statements that allow them."""

    def __init__(self, powers: Powers) -> None:
        self._powers = powers

    def path(self, way: Way, query: Query) -> tuple[Step, ...]:
        """The steps of `way`; the last one does what is protected."""
        steps = [self._step(move) for move in way.moves]
        arrival = way.arrival
        calls = tuple(self._call(arrival.power, act) for act in arrival.acts)
        steps.append(Step(self.name(arrival.power.actor), calls, f"{query.action} is done", "goal"))
        return tuple(steps)

    def name(self, actor: int) -> str:
        """What an actor is called."""
        return self._powers.actors[actor].arn

    def _step(self, move: Move) -> Step:
        calls = tuple(self._call(move.source, act) for act in move.acts)
        target = self.name(move.target)
        gains = "; ".join(gained(gain) for gain in sorted(move.gains))
        brings = f"becomes {target}" if move.becomes else f"{target} gains {gains or 'tags'}"
        if move.becomes and move.tags:
            brings += " with " + ", ".join(f"the session tag {key} of its choice" for key, _ in move.tags)
        return Step(self.name(move.source.actor), calls, brings, move.rule)

    def _call(self, power: Power, act: Act) -> Call:
        return Call(act.action, act.resource, self.because(power, act), act.context)

    def because(self, power: Power, act: Act) -> tuple[str, ...]:
        """The statements that allow a call: the first of the identity's, and the first of the resource's own policy."""
        actor = self._powers.actors[power.actor]
        stands = self._powers.stance(power)
        context = stands.context.and_also(self._powers.about_resource(act.resource))
        request = Request(actor.who, act.action, act.resource, self._powers.account.number, context)
        found: list[str] = []
        documents = [document for identity in stands.identities for document in identity]
        found += _first(documents, request)
        policy = self._policy(act.resource)
        if policy is not None and (act.action.startswith(("sts:", "kms:")) or not found):
            found += _first([policy], request)
        return tuple(found)

    def _policy(self, resource: str) -> Document | None:
        at = self._powers.universe.index.get(resource)
        if at is not None and at < len(self._powers.account.principals):
            return self._powers.actors[at].trust
        return self._powers.account.resource_policies.get(holder_of(resource))


def _first(documents: list[Document], request: Request) -> list[str]:
    for document in documents:
        for statement in document.statements:
            if statement.allows and _may_apply(statement, request):
                return [statement.label]
    return []


def _may_apply(statement: Statement, request: Request) -> bool:
    if request.resource is not None and ("*" in request.resource or "?" in request.resource):
        # A family of resources: the statement that names one of them, or all.
        return applies(statement, request) is not False or any(
            matches_arn(request.resource, pattern) for pattern in statement.resources
        )
    return applies(statement, request) is not False


def gained(gain: Gain) -> str:
    """A gain in words."""
    match gain[0]:
        case "all":
            return "any permission"
        case "unbound":
            return "freedom from its boundary"
        case "dropped":
            return f"freedom from {gain[1]}"
        case "versions":
            return f"version {gain[2]} of {gain[1]}"
        case "policy":
            return gain[1]
        case "group":
            return f"what group {gain[1]} may do"
        case "bound":
            return f"the boundary {gain[1]} {gain[2]} in place of its own"
        case _:
            return "a tag of the attacker's choice"
