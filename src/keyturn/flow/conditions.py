"""What AWS is told besides an approved call, so that it refuses it in any other state than people approved (ADR 26).

Shown to people with the change, worked out again from the last reading before the call goes, and written into the
request where the approved call has no such parameter.
"""

from collections.abc import Sequence

from keyturn.flow.answers import Named, Refuse, Seen
from keyturn.flow.kept import Case
from keyturn.gather.conditions import condition, contradicted, own
from keyturn.model.action import Shown, Unrecognised
from keyturn.model.catalogue import Catalogue
from keyturn.model.observed import Condition, Observed
from keyturn.model.wire import CredentialScope, HttpRequest
from keyturn.recognise.aws.amended import amended
from keyturn.recognise.aws.hosts import GatewayHosts


def added(calls: Sequence[Shown], observed: Sequence[Observed]) -> tuple[Condition, ...]:
    """Return the conditions that are added to these calls, as people are shown them."""
    found = (
        None if own(call.document) else condition(call.document, number, observed) for number, call in enumerate(calls)
    )
    return tuple(one.shown() for one in found if one is not None)


def at_odds(calls: Sequence[Shown], observed: Sequence[Observed]) -> Refuse | None:
    """Return why these calls are refused, if a client set a condition itself that says something else than what is."""
    for number, call in enumerate(calls):
        why = contradicted(call.document, number, observed)
        if why is not None:
            return Refuse("condition.other", why)
    return None


def to_send(case: Case, ordinal: int, seen: Seen | None) -> Condition | Refuse | None:
    """Return the condition that is sent with call number `ordinal` of `case`, as it was approved, None for none."""
    call = case.change.actions[ordinal].shown
    observed = () if seen is None else seen.observed
    why = contradicted(call.document, ordinal, observed)
    if why is not None:
        return Refuse("condition.other", f"nothing was sent: {why}")
    shown = next((one for one in case.change.conditions if one.action == ordinal), None)
    if shown is None:
        return None
    now = condition(call.document, ordinal, observed)
    if not shown.allows(now):
        why = f"people approved it with `{shown.member}`, which says that {shown.thing} is as they saw it"
        return Refuse("condition.lost", f"nothing was sent: {why}, and that cannot be said now; withdraw the change")
    return now


def written(
    request: HttpRequest,
    scope: CredentialScope,
    named: Named,
    sent: Condition,
    catalogue: Catalogue,
    hosts: GatewayHosts,
) -> HttpRequest | Refuse:
    """Return `request` with the condition in it: the approved call, and that parameter, and nothing else."""
    found = amended(request, scope, named.action.call, sent.member, sent.value, catalogue, hosts)
    if isinstance(found, Unrecognised):
        return Refuse(f"condition.{found.reason}", f"nothing was sent, because its condition cannot be: {found.why}")
    return found
