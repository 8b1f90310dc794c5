"""New principals that a power may make, and roles that it may make anew."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from keyturn.prover.actors import ALL, Power
from keyturn.prover.asking import Asker
from keyturn.prover.catalogue import MAKE
from keyturn.prover.formula import RESOURCE, Formula, Test, every, leaves, negation, renamed, widened
from keyturn.prover.powers import Outcome
from keyturn.prover.steps import NOTHING, Act, Move, admin_policy, found_on, joint, without

_TRIES: Final = 6
_SHARED: Final = frozenset({RESOURCE, "aws:currenttime", "aws:epochtime", "aws:securetransport", "aws:viaawsservice"})


def makings(ask: Asker, power: Power) -> Iterator[Move]:
    """Every new principal that `power` may make and act as."""
    for kind in MAKE:
        yield from _new(ask, power, kind)


def _new(ask: Asker, power: Power, kind: str) -> Iterator[Move]:
    """Each way to make one: another way may give it another name, and a boundary that is asked for, too."""
    told: set[int] = set()
    for way in product(*MAKE[kind]):
        if not all(ask.powers.may(power, action) for action in way):
            continue
        for boundary in (None, *(ask.powers.account.policies if _asks_for_boundary(ask, power, way) else ())):
            found = _made(ask, power, kind, way, boundary)
            if found is None:
                continue
            acts, formula, outcome = found
            # Of its ARN only what the calls say of the new one is kept: there are finitely many such principals.
            actor = ask.powers.made(kind, _named(ask, formula), boundary).number
            if actor not in told:
                told |= set() if outcome.doubts else {actor}
                gains = frozenset({ALL})
                yield Move(power, actor, acts, f"make-{kind}", becomes=True, gains=gains, doubts=outcome.doubts)


def of_several(ask: Asker, powers: Sequence[Power], kind: str, way: tuple[str, ...]) -> Iterator[int]:
    """The new principals that come of the calls of `way`, each made by another of `powers`; by their numbers."""
    asked = any(_asks_for_boundary(ask, power, way) for power in dict.fromkeys(powers))
    for boundary in (None, *(ask.powers.account.policies if asked else ())):
        known = {"iam:permissionsboundary": () if boundary is None else (boundary,)}
        calls = [
            _call(ask.powers.formula(power, action, None, known=known), number)
            for number, (power, action) in enumerate(zip(powers, way, strict=True))
        ]
        found = _new_name(ask, every([_place(ask, kind), *calls]))
        if found is not None:
            yield ask.powers.made(kind, _named(ask, found[0]), boundary).number


def _named(ask: Asker, formula: Formula) -> Formula:
    """What `formula` says of the ARN of a new principal."""
    name = renamed(widened(formula, RESOURCE), {RESOURCE: "aws:principalarn"})
    return every([name, negation(Test("aws:principalarn", "Resource", ask.taken))]) if ask.taken else name


def _place(ask: Asker, kind: str) -> Formula:
    """What the ARN of a new `kind` looks like."""
    account = ask.powers.account
    place: Formula = Test(RESOURCE, "Resource", (f"arn:{account.partition}:iam::{account.number}:{kind}/*",))
    if kind != "role":
        return place
    aws = (f"arn:{account.partition}:iam::{account.number}:role/aws-*",)
    return every([place, negation(Test(RESOURCE, "Resource", aws))])


def _asks_for_boundary(ask: Asker, power: Power, way: tuple[str, ...]) -> bool:
    """Whether a new principal needs a boundary: some policy asks for it in one of the calls that make one."""
    return any(
        isinstance(leaf, Test) and leaf.key == "iam:permissionsboundary"
        for action in way
        for leaf in leaves(ask.powers.formula(power, action, None))
    )


def _made(
    ask: Asker, power: Power, kind: str, way: tuple[str, ...], boundary: str | None
) -> tuple[tuple[Act, ...], Formula, Outcome] | None:
    """The calls of `way` that make a new `kind`, what its ARN is bound to, and how that may hold."""
    account = ask.powers.account
    known = {
        "iam:permissionsboundary": () if boundary is None else (boundary,),
        "iam:policyarn": (admin_policy(account.partition),),
    }
    parts = [_call(ask.powers.formula(power, action, None, known=known), number) for number, action in enumerate(way)]
    found = _new_name(ask, every([_place(ask, kind), *parts]))
    if found is None:
        return None
    formula, outcome = found
    name = found_on(outcome, f"a new {kind}")
    context = without(outcome.context, RESOURCE)
    return tuple(Act(action, name, () if at else context) for at, action in enumerate(way)), formula, outcome


def _call(formula: Formula, number: int) -> Formula:
    """The formula of one of several calls: what they do not share is another key for each."""
    names = {
        leaf.key: f"{leaf.key} (call {number + 1})"
        for leaf in leaves(formula)
        if isinstance(leaf, Test) and leaf.key not in _SHARED and number
    }
    return renamed(formula, names)


def _new_name(ask: Asker, formula: Formula) -> tuple[Formula, Outcome] | None:
    """A way for `formula` to hold on an ARN that nobody has yet."""
    name = ""
    for _ in range(_TRIES):
        outcome = ask.powers.solve(formula)
        if outcome is None:
            return None
        name = found_on(outcome, "")
        if name not in ask.powers.universe.index:
            return formula, outcome
        formula = every([formula, negation(Test(RESOURCE, "Resource", (name,)))])
    taken = tuple(arn for arn in ask.powers.universe.arns if arn.startswith(name.partition("/")[0]))
    formula = every([formula, negation(Test(RESOURCE, "Resource", taken))])
    outcome = ask.powers.solve(formula)
    return None if outcome is None else (formula, outcome)


def remakings(ask: Asker, power: Power, among: int) -> Iterator[Move]:
    """Deleting a role of `among` and making it again: what names it by its ARN means the new one."""
    if not ask.powers.may(power, "iam:DeleteRole") or not ask.powers.may(power, "iam:CreateRole"):
        return
    for number, deleted in ask.each(power, "iam:DeleteRole", ask.roles & ask.ours & among & ~(1 << power.actor)):
        role = ask.powers.actors[number]
        known = {"iam:permissionsboundary": ()}
        made = ask.powers.can(power, "iam:CreateRole", role.arn, known=known)
        if made is None:
            continue
        emptied = _emptied(ask, power, number)
        if emptied is None:
            continue
        acts = (
            *emptied,
            Act("iam:DeleteRole", role.arn, deleted.context),
            Act("iam:CreateRole", role.arn, made.context),
        )
        given = _given(ask, power, role.arn)
        doubts = joint(deleted, made, *((given[1],) if given else ()))
        gains = frozenset({ALL}) if given else NOTHING
        yield Move(
            power,
            ask.powers.remade(number).number,
            (*acts, *((given[0],) if given else ())),
            "recreate",
            becomes=True,
            gains=gains,
            doubts=doubts,
        )


def _given(ask: Asker, power: Power, arn: str) -> tuple[Act, Outcome] | None:
    """How `power` may give a role any policy."""
    known = {"iam:policyarn": (admin_policy(ask.powers.account.partition),)}
    for action in ("iam:PutRolePolicy", "iam:AttachRolePolicy"):
        found = ask.powers.can(power, action, arn, known=known) if ask.powers.may(power, action) else None
        if found is not None:
            return Act(action, arn, found.context), found
    return None


def _emptied(ask: Asker, power: Power, number: int) -> tuple[Act, ...] | None:
    """What must go before a role can be deleted; None if it cannot."""
    role = ask.powers.actors[number]
    acts: list[Act] = []
    for kind, action in (("inline", "iam:DeleteRolePolicy"), ("managed", "iam:DetachRolePolicy")):
        held = [one for one in role.held if one.kind == kind]
        for one in held:
            known = {"iam:policyarn": (one.source,)} if kind == "managed" else None
            found = ask.powers.can(power, action, role.arn, known=known)
            if found is None:
                return None
        if held:
            acts.append(Act(action, role.arn))
    return tuple(acts)
