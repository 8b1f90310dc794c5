"""Identity providers that roles trust: whoever changes or makes one may be somebody in it.

Sources: docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html, API_CreateSAMLProvider.html and
API_CreateOpenIDConnectProvider.html. STS takes no token of a provider that the account does not have
(docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html).
"""

from collections.abc import Iterator

from keyturn.prover.actors import Power
from keyturn.prover.asking import Asker
from keyturn.prover.evaluate import Who
from keyturn.prover.federation import CREATE_OIDC, CREATE_SAML, ways
from keyturn.prover.formula import Formula, every
from keyturn.prover.powers import Outcome
from keyturn.prover.steps import Act, Move, joint
from keyturn.prover.strangers import PUBLIC, context_of, public


def providings(ask: Asker, power: Power, among: int) -> Iterator[Move]:
    """Every role of `among` that `power` comes to act as by changing or making the provider that the role trusts."""
    for provider, mask in ask.trusts.federated.items():
        for way in ways(ask.powers.account, provider):
            yield from _by(ask, power, provider, mask & among, way)


def _by(ask: Asker, power: Power, provider: str, mask: int, way: tuple[str, ...]) -> Iterator[Move]:
    if not all(ask.powers.may(power, action) for action in way):
        return
    asked = [(action, ask.powers.can(power, action, provider)) for action in way]
    found = [(action, one) for action, one in asked if one is not None]
    if len(found) < len(way):
        return
    acts = tuple(Act(action, provider, one.context) for action, one in found)
    doubts = (*joint(*(one for _, one in found)), *_doubts(ask, provider, way))
    rule = "create-provider" if way in {(CREATE_SAML,), (CREATE_OIDC,)} else "saml-provider"
    for number in ask.powers.universe.members(mask):
        entered = _entered(ask, provider, number)
        if entered is not None:
            action, outcome = entered
            role = ask.powers.actors[number].arn
            told = tuple(dict.fromkeys((*doubts, *outcome.doubts)))
            calls = (*acts, Act(action, role, outcome.context))
            yield Move(power, number, calls, rule, becomes=True, doubts=told)


def _doubts(ask: Asker, provider: str, way: tuple[str, ...]) -> Iterator[str]:
    if way == (CREATE_SAML,) and ask.powers.account.has_provider(provider) is None:
        yield f"`saml_providers` was not collected, so whether {provider} is there is not known"
    if way != (CREATE_OIDC,):
        return
    if ask.powers.account.has_provider(provider) is None:
        yield f"`oidc_providers` was not collected, so whether {provider} is there is not known"
    issuer = provider.partition(":oidc-provider/")[2]
    if issuer not in PUBLIC:
        yield f"who signs for {issuer}, which is no provider of this account yet, is not in the bundle"


def _entered(ask: Asker, provider: str, number: int) -> tuple[str, Outcome] | None:
    """How somebody of the provider takes the role; of a public one, just anybody."""
    role = ask.powers.actors[number]
    if role.trust is None:
        return None
    who = Who(provider, "federated", "")
    saml = ":saml-provider/" in provider
    action = "sts:AssumeRoleWithSAML" if saml else "sts:AssumeRoleWithWebIdentity"
    formula: Formula = ask.powers.by_stranger(who, action, role.arn, role.trust, context_of(who))
    if not saml and provider.partition(":oidc-provider/")[2] in PUBLIC:
        formula = every([formula, public(who, role.trust)])
    found = ask.powers.solve(formula)
    return None if found is None else (action, found)
