"""Whoever comes from outside the account: let in by what is protected, or by whoever is exempt."""

from collections.abc import Iterator, Sequence

from keyturn.verify.iam.closure import Closure
from keyturn.verify.iam.evaluate import Who
from keyturn.verify.iam.goal import Goal
from keyturn.verify.iam.ground import Ground
from keyturn.verify.iam.logic import every
from keyturn.verify.iam.strangers import NUMBER, known_of, public, strangers

_FEDERATED = ("sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML")


def uninvited(ground: Ground, closure: Closure, goal: Goal, exempt: Sequence[int]) -> Iterator[str]:
    """Who from outside does what is protected: by the resource's own policy, or as somebody who is exempt.

    Everybody else of the account begins in a set of the certificate, whether somebody from outside may be them or not.
    """
    for who in goal.lets_in():
        yield f"the policy of {goal.resource} lets in {who.arn}"
    for number in exempt:
        one = ground.estate.principals[number]
        if one.trust is None:
            continue
        for who in strangers(one.trust, ground.estate.account):
            if enters(ground, who, number) and leads(closure, goal, number):
                yield f"{who.arn} may take {one.arn}, and who that is stands nowhere in the bundle"


def enters(ground: Ground, who: Who, number: int) -> bool:
    """Whether just anybody may take a role.

    `who` stands for nobody in particular: a public provider, anybody, or a whole account.
    """
    one = ground.estate.principals[number]
    if one.trust is None or who.kind not in {"anonymous", "federated", "root"}:
        return False
    if ground.estate.has_provider(who.arn) is False:
        return False  # a provider that is not there lets nobody in; who may make it is another rule's question
    actions = _FEDERATED if who.kind == "federated" else ("sts:AssumeRole",)
    issuers = ground.axioms.mapping("public")
    return any(
        ground.judge.keys.possible(
            every([
                ground.judge.by_stranger(who, action, one.arn, one.trust, known_of(who)),
                public(who, one.trust, issuers),
            ])
        )
        for action in actions
    )  # fmt: skip


def leads(closure: Closure, goal: Goal, number: int) -> bool:
    """Whether a principal comes to do what is protected, by whatever way."""
    return any(map(goal.reached, closure.of((number,), free=True).states))


def is_public(who: Who) -> bool:
    """Whether somebody outside is just anybody."""
    return who.kind in {"anonymous", "federated"} or who.account == NUMBER
