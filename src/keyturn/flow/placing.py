"""Where a call stands in a change, how an action stands in one, and how a refusal reads."""

from typing import Final

from keyturn.flow.answers import Refuse
from keyturn.flow.kept import Case
from keyturn.flow.uploads import Plan
from keyturn.model.action import Action, Shown, show
from keyturn.model.change import Change, Proposed
from keyturn.model.change import State as Stage
from keyturn.model.decision import NOTIFY, Deny, NeedsApproval, Quorum, Reason
from keyturn.model.grant import GrantState

NOBODY_WANTED: Final = NeedsApproval(Quorum(), frozenset(), ())
"""What a call wants of people that policy permits alone, and that is sent as one of a change all the same."""


def first_obligation(wanted: NeedsApproval) -> Refuse | None:
    """Refuse a call before which policy wants something else done that this version cannot do."""
    asked = sorted(wanted.obligations - {NOTIFY})
    if not asked:
        return None
    why = f"policy asks for `{', '.join(asked)}` first, which this version cannot do: change the policy"
    return Refuse("policy.obligation", why)


def busy(blocking: Change) -> Refuse:
    """Refuse a call while another change is running on what it touches."""
    why = f"change {blocking.short} is running on the same resource: wait until it ends, or withdraw it"
    return Refuse("change.resource_busy", why)


def has(case: Case, action: Action) -> bool:
    """Whether `case` holds a call of this operation on the same resources, whatever its other parameters."""
    return any(part.name == action.name and part.resources == action.resources for part in case.change.actions)


def place(case: Case, shown: list[Shown]) -> int | None:
    """Return where in `case` these actions stand.

    All of it if there are several, else the first use that is not done.
    """
    wanted = [one.digest for one in shown]
    there = [part.shown.digest for part in case.change.actions]
    if len(wanted) != 1:
        stands = case.uses[0].state is GrantState.OPEN or case.stage is Stage.IN_DOUBT
        return 0 if wanted == there and stands else None
    places = [i for i, digest in enumerate(there) if digest == wanted[0]]
    still = [i for i in places if case.uses[i].state is not GrantState.DONE]
    return next((i for i in still if case.uses[i].state is GrantState.OPEN), still[0] if still else None)


def seen_there(case: Case, ordinal: int, plan: Plan) -> bool:
    """Whether reviewers of `case` were shown every environment in which these steps now count."""
    there = case.change.actions[ordinal : ordinal + len(plan.steps)]
    return all(set(step.where) <= set(part.environments) for step, part in zip(plan.steps, there, strict=True))


def proposed(action: Action, where: tuple[str, ...], key: bytes) -> Proposed:
    """Return `action` as it stands in a change whose secret is `key`."""
    return Proposed(
        shown=show(action, key),
        name=action.name,
        effect=action.effect.value,
        reversible=action.reversible.value,
        environments=where,
        resources=action.resources,
        iam=action.iam,
        delegates=action.delegates,
        stateful_loss=action.stateful_loss,
    )


def denied(decision: Deny) -> Refuse:
    """Name the rule, and whose permission it was that fell short."""
    rules = ", ".join(decision.policies)
    whose = " and ".join(decision.links)
    match decision.reason:
        case Reason.POLICY_ERROR:
            return Refuse(
                "policy.error", f"policy could not be evaluated ({rules}), so nothing passes: mend the policy"
            )
        case Reason.NO_PERMIT:
            return Refuse(
                "policy.no_permit", f"no policy permits this to the {whose or 'session'}: ask for a wider policy"
            )
        case Reason.FORBIDDEN:
            return Refuse("policy.forbidden", f"refused by policy `{rules}`; approvals do not lift it")
