"""Who may act, as what, and with what powers added on the way.

A principal's power grows when somebody attaches a policy to it, takes a denial away or lifts its boundary. `Gain` is
one such thing; a `Power` is a principal with the gains that are known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from keyturn.prover.account import Account, Held, Principal
from keyturn.prover.context import Context
from keyturn.prover.documents import Document, Statement, parse
from keyturn.prover.evaluate import Who
from keyturn.prover.formula import Formula, Test, negation
from keyturn.prover.managed import KNOWN

Gain: TypeAlias = tuple[str, ...]
"""What a principal has gained: `("all",)` any policy; `("versions", policy, version)` another version of a policy;
`("policy", arn)` a managed policy; `("group", name)` a group's policies; `("dropped", source)` one of its own documents
is gone; `("unbound",)` no boundary; `("bound", policy, version)` another boundary; `("tag", key)` a tag of its own
choice."""

ALL: Final[Gain] = ("all",)
UNBOUND: Final[Gain] = ("unbound",)
LESS: Final = frozenset({"versions", "policy", "group"})
"""Gains that are nothing to whoever has any permission."""

ANY_RESOURCE: Final = Document(
    "a policy of the attacker's choice",
    (
        Statement(
            label="a policy of the attacker's choice",
            allows=True,
            actions=("*",),
            not_actions=False,
            resources=("*",),
            not_resources=False,
            principals=(("*", "*"),),
            not_principals=False,
            clauses=(),
            variables=False,
        ),
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class Actor:
    """A principal that may be acted as. `about`: what is known of open context keys, by key."""

    number: int
    arn: str
    kind: str
    who: Who
    held: tuple[Held, ...]
    boundary: str | None
    trust: Document | None
    context: Context
    about: Mapping[str, Formula] = field(default_factory=dict)
    principal: Principal | None = None


@dataclass(frozen=True, slots=True)
class Power:
    """An actor, by its number, with what it has gained. `tags`: what each tag that it may choose is bound to."""

    actor: int
    gains: frozenset[Gain] = frozenset()
    tags: tuple[tuple[str, Formula], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Stance:
    """What a power's requests are judged by: one of `identities`, under one of `boundaries` (None: none)."""

    identities: tuple[tuple[Document, ...], ...]
    boundaries: tuple[tuple[Document, ...] | None, ...]
    context: Context
    about: Mapping[str, Formula]


def actor_of(number: int, principal: Principal) -> Actor:
    """The actor for a principal of the bundle."""
    is_role = principal.kind == "role"
    known: dict[str, tuple[str, ...]] = {
        "aws:principalarn": (principal.arn,),
        "aws:principalaccount": (principal.account,),
        "aws:principaltype": ("AssumedRole" if is_role else "User",),
        "aws:principalisawsservice": ("false",),
        "aws:username": () if is_role else (principal.name,),
        "aws:resourceaccount": (principal.account,),
        **{f"aws:principaltag/{key}": (value,) for key, value in principal.tags.items()},
    }
    about: dict[str, Formula] = {}
    if principal.unique_id and is_role:
        # A session's user id is the role's id, a colon and the session's name.
        about["aws:userid"] = Test("aws:userid", "StringLike", (f"{principal.unique_id}:*",))
    elif principal.unique_id:
        known["aws:userid"] = (principal.unique_id,)
    return Actor(
        number=number,
        arn=principal.arn,
        kind=principal.kind,
        who=Who(principal.arn, principal.kind, principal.account, linked=principal.linked),
        held=principal.held,
        boundary=principal.boundary,
        trust=principal.trust,
        context=Context(known, ("aws:principaltag/",)),
        about=about,
        principal=principal,
    )


def made_up(number: int, kind: str, account: str, about: Mapping[str, Formula], boundary: str | None) -> Actor:
    """A user or role that an attacker makes; `about` says what is known of its ARN and user id."""
    known: dict[str, tuple[str, ...]] = {
        "aws:principalaccount": (account,),
        "aws:principaltype": ("AssumedRole" if kind == "role" else "User",),
        "aws:principalisawsservice": ("false",),
        "aws:resourceaccount": (account,),
    }
    if kind == "role":
        known["aws:username"] = ()
    return Actor(
        number=number,
        arn=f"a new {kind}",
        kind=kind,
        who=Who(f"a new {kind}", kind, account),
        held=(),
        boundary=boundary,
        trust=None,
        context=Context(known),
        about=about,
    )


def made_anew(number: int, role: Actor, user_id: Formula) -> Actor:
    """A role that was deleted and made again: the same ARN, nothing of its policies, boundary, tags and id."""
    known = {key: values for key, values in role.context.known.items() if not key.startswith("aws:principaltag/")}
    context = Context(known, role.context.closed)
    return Actor(number, role.arn, role.kind, role.who, (), None, None, context, {"aws:userid": user_id})


def new_id(principals: Iterable[Principal]) -> Formula:
    """What is known of the user id of a new principal: it is nobody's yet, for ids are not given twice.

    Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
    """
    taken = [(f"{one.unique_id}:*" if one.kind == "role" else one.unique_id) for one in principals if one.unique_id]
    return negation(Test("aws:userid", "StringLike", tuple(taken))) if taken else True


def stance(power: Power, actor: Actor, account: Account) -> Stance:
    """What `power` is judged by."""
    gains = power.gains
    dropped = {gain[1] for gain in gains if gain[0] == "dropped"}
    kept = tuple(held.document for held in actor.held if held.source not in dropped)
    ways: list[tuple[Document, ...]] = []
    if ALL in gains:
        ways.append((*kept, ANY_RESOURCE))
    else:
        ways.append(kept)
        # A document that could be dropped may stay for the sake of what it allows.
        ways += [(*kept, held.document) for held in actor.held if held.source in dropped]
        ways += [(*kept, *documents) for gain in sorted(gains) if (documents := _gained(gain, account))]
    boundaries: list[tuple[Document, ...] | None] = []
    if actor.boundary is None or UNBOUND in gains:
        boundaries.append(None)
    else:
        boundaries.append((account.policies[actor.boundary].current,))
        boundaries += [(_version(gain, account),) for gain in sorted(gains) if gain[0] == "bound"]
    context, about = actor.context, dict(actor.about)
    if power.tags:
        chosen = {f"aws:principaltag/{key}" for key, _ in power.tags}
        known = {key: values for key, values in context.known.items() if key not in chosen}
        context = Context(known, context.closed, context.all_known, frozenset(chosen))
        about |= {f"aws:principaltag/{key}": formula for key, formula in power.tags}
    return Stance(tuple(dict.fromkeys(ways)), tuple(boundaries), context, about)


def _gained(gain: Gain, account: Account) -> tuple[Document, ...]:
    match gain[0]:
        case "versions":
            return (_version(gain, account),)
        case "policy":
            managed = account.policies.get(gain[1])
            if managed is not None:
                return (managed.current,)
            return (parse(KNOWN[gain[1].rpartition("/")[2]], f"policy {gain[1]}"),)
        case "group":
            return tuple(held.document for group in account.groups if group.name == gain[1] for held in group.held)
        case _:
            return ()


def _version(gain: Gain, account: Account) -> Document:
    managed = account.policies[gain[1]]
    return next((one.document for one in managed.versions if one.name == gain[2]), managed.current)
