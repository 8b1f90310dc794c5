"""What AWS is told besides an approved call, so that it refuses it in any other state than people approved (ADR 26).

Shown to people with the change, worked out again from the last reading before the call goes, and written into the
request where the approved call has no such parameter.
"""

from collections.abc import Sequence

from keyturn.flow.answers import Named, Refuse, Seen
from keyturn.flow.kept import Case
from keyturn.gather.conditions import conditions, contradicted
from keyturn.model.action import Shown, Unrecognised
from keyturn.model.catalogue import Catalogue
from keyturn.model.observed import Condition, Observed
from keyturn.model.wire import CredentialScope, HttpRequest
from keyturn.recognise.aws.amended import amended
from keyturn.recognise.aws.hosts import GatewayHosts


def added(calls: Sequence[Shown], observed: Sequence[Observed]) -> tuple[Condition, ...]:
    """Return the conditions that are added to these calls, as people are shown them."""
    found = (conditions(call.document, number, observed) for number, call in enumerate(calls))
    return tuple(one.shown() for of_call in found for one in of_call)


def at_odds(calls: Sequence[Shown], observed: Sequence[Observed]) -> Refuse | None:
    """Return why these calls are refused, if a client set a condition itself that says something else than what is."""
    for number, call in enumerate(calls):
        why = contradicted(call.document, number, observed)
        if why is not None:
            return Refuse("condition.other", why)
    return None


def to_send(case: Case, ordinal: int, seen: Seen | None) -> tuple[Condition, ...] | Refuse:
    """Return the conditions that are sent with call number `ordinal` of `case`, as they were approved."""
    call = case.change.actions[ordinal].shown
    observed = () if seen is None else seen.observed
    why = contradicted(call.document, ordinal, observed)
    if why is not None:
        return Refuse("condition.other", f"nothing was sent: {why}")
    shown = [one for one in case.change.conditions if one.action == ordinal]
    if not shown:
        return ()
    now = conditions(call.document, ordinal, observed)
    if shown != [one.shown() for one in now]:
        why = f"people approved it with `{shown[0].member}`, which says that {shown[0].thing} is as they saw it"
        return Refuse("condition.lost", f"nothing was sent: {why}, and that cannot be said now; withdraw the change")
    return now


def written(
    request: HttpRequest,
    scope: CredentialScope,
    named: Named,
    sent: Sequence[Condition],
    catalogue: Catalogue,
    hosts: GatewayHosts,
) -> HttpRequest | Refuse:
    """Return `request` with the conditions in it: the approved call, and those parameters, and nothing else."""
    found = amended(request, scope, named.action.call, {one.member: one.value for one in sent}, catalogue, hosts)
    if isinstance(found, Unrecognised):
        return Refuse(f"condition.{found.reason}", f"nothing was sent, because its condition cannot be: {found.why}")
    return found
