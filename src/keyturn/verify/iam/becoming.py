"""Whom a state may come to act as: the rules of the catalogue, each as bits of principals with the rule's name."""

from collections.abc import Iterator, Mapping
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.verify.iam.axioms import ways
from keyturn.verify.iam.context import arns
from keyturn.verify.iam.evaluate import Who
from keyturn.verify.iam.ground import Ground
from keyturn.verify.iam.judge import State
from keyturn.verify.iam.logic import Formula, about, every, renamed
from keyturn.verify.iam.places import CREATE_OIDC, CREATE_SAML, holder_of, signing
from keyturn.verify.iam.strangers import known_of, public
from keyturn.verify.iam.texts import fits

RESERVED: Final = ":role/aws-reserved/sso.amazonaws.com/"
"""What stands in the ARN of a role that belongs to a permission set of Identity Center."""

_ASSIGN: Final = (("sso:CreateAccountAssignment",), ("identitystore:CreateGroupMembership",))
SIGN_UP: Final = "identitystore:CreateUser"


def becoming(ground: Ground, state: State, among: int) -> Iterator[tuple[int, str]]:
    """Whom of `among` (bits of principals) `state` may become, and by which rule."""
    others = among & ground.principals & ~(1 << state.actor)
    if not others:
        return
    yield _assumed(ground, state, others), "assume"
    for right in ground.axioms.rows("rights"):
        if right["brings"] == "become":
            targets = ground.users if right["on"] == "user" else ground.roles
            yield ground.judge.on(state, str(right["action"]), targets & others), str(right["id"])
    yield from _launched(ground, state, others)
    yield from _taken_over(ground, state, others)
    yield from _rewritten(ground, state, others)
    yield from _signed_for(ground, state, others)
    if ground.estate.manages and any(ground.all_done(state, way) for way in _ways_in(ground, state)):
        reserved = ground.judge.bits(one.arn for one in ground.estate.principals if RESERVED in one.arn)
        yield reserved & others & ground.roles, "permission-set-assign"


def _assumed(ground: Ground, state: State, among: int) -> int:
    found = 0
    judge = ground.judge
    candidates = ground.trusting(judge.actors[state.actor]) | (
        ground.whole & judge.perhaps(state, "sts:AssumeRole") if ground.whole else 0
    )
    for number in judge.members(candidates & among):
        role = ground.estate.principals[number]
        if role.trust is not None and judge.can(state, "sts:AssumeRole", role.arn, policy=role.trust):
            found |= 1 << number
    return found


def tagged(ground: Ground, state: State, among: int) -> Iterator[tuple[int, str, Formula]]:
    """The roles that `state` may take with a tag of its choice: number, key, and what its value is bound to."""
    judge = ground.judge
    for number in judge.members(_assumed(ground, state, among) & ground.tagging if ground.tag_keys else 0):
        role = ground.estate.principals[number]
        for key in ground.tag_keys:
            extra = (("aws:tagkeys", (key,)),)
            formula = every(
                judge.formula(state, action, role.arn, policy=role.trust, extra=extra)
                for action in ("sts:AssumeRole", "sts:TagSession")
            )
            if judge.keys.possible(formula):
                yield number, key, chosen(formula, key)


def chosen(formula: Formula, key: str) -> Formula:
    """What a call that sets a tag says of its value, as said of `aws:principaltag/KEY` in later requests."""
    asked = f"aws:requesttag/{key}"
    return renamed(about(formula, asked), {asked: f"aws:principaltag/{key}"})


def _launched(ground: Ground, state: State, among: int) -> Iterator[tuple[int, str]]:
    if not ground.judge.may(state, "iam:PassRole"):
        return
    for launch in ground.axioms.rows("launches"):
        service = str(launch["service"])
        roles = ground.of_service(service) & among
        if not roles or not any(ground.all_done(state, way) for way in ways(launch)):
            continue
        passed = ground.judge.on(state, "iam:PassRole", roles, (("iam:passedtoservice", (service,)),))
        if service == "ec2.amazonaws.com":
            passed = sum(1 << number for number in ground.judge.members(passed) if _in_profile(ground, state, number))
        yield passed, f"launch-{launch['id']}"


def _in_profile(ground: Ground, state: State, number: int) -> bool:
    """Whether a role is in an instance profile, or may be put into one."""
    profiles = ground.estate.principals[number].profiles
    pattern = f"arn:{ground.estate.partition}:iam::{ground.estate.account}:instance-profile/*"
    return profiles is None or bool(profiles) or ground.judge.on_some(state, "iam:AddRoleToInstanceProfile", pattern)


def _taken_over(ground: Ground, state: State, among: int) -> Iterator[tuple[int, str]]:
    for rule in ground.axioms.rows("takeovers"):
        name = f"takeover-{rule['id']}"
        if ground.estate.lacks("compute", str(rule["compute"])):
            roles = ground.of_service(str(rule["service"])) & among if ground.estate.kindly else 0
            if roles and any(ground.all_done(state, way) for way in ways(rule)):
                yield roles, name
            continue
        (pattern,) = arns(str(rule["arn"]))
        for thing in ground.estate.running:
            bit = ground.judge.bits((thing.role,)) & among
            if bit and fits(pattern, thing.arn) and any(ground.all_done(state, way, thing.arn) for way in ways(rule)):
                yield bit, name


def _rewritten(ground: Ground, state: State, among: int) -> Iterator[tuple[int, str]]:
    """Writing the image, script or source that something is run from the next time."""
    for thing in ground.estate.running:
        bit = ground.judge.bits((thing.role,)) & among
        for code in thing.code if bit else ():
            # A bucket's own policy may let somebody write who has no permission from elsewhere.
            policy = ground.estate.resource_policies.get(holder_of(code))
            for rule in ground.axioms.rows("rewrites"):
                action = str(rule["action"])
                if fits(arns(str(rule["arn"]))[0], code) and ground.judge.can(state, action, code, policy=policy):
                    yield bit, f"rewrite-{rule['id']}"


def _signed_for(ground: Ground, state: State, among: int) -> Iterator[tuple[int, str]]:
    """Changing or making the identity provider that a role trusts."""
    for provider, trusting in ground.federated.items():
        if not trusting & among:
            continue
        for way in signing(ground.estate, provider):
            if not ground.estate.kindly and _is_in_doubt(ground, provider, way):
                continue
            if all(ground.judge.may(state, one) and ground.judge.can(state, one, provider) for one in way):
                entered = (one for one in ground.judge.members(trusting & among) if enters(ground, provider, one))
                rule = "create-provider" if way in {(CREATE_SAML,), (CREATE_OIDC,)} else "saml-provider"
                yield sum(1 << number for number in entered), rule


def _is_in_doubt(ground: Ground, provider: str, way: tuple[str, ...]) -> bool:
    if way == (CREATE_OIDC,):
        issuer = provider.partition(":oidc-provider/")[2]
        return ground.estate.has_provider(provider) is None or issuer not in _issuers(ground)
    return way == (CREATE_SAML,) and ground.estate.has_provider(provider) is None


def _issuers(ground: Ground) -> Mapping[str, Json]:
    return ground.axioms.mapping("public")


def enters(ground: Ground, provider: str, number: int) -> bool:
    """Whether somebody of a provider may take a role; of a public one, just anybody."""
    role = ground.estate.principals[number]
    if role.trust is None:
        return False
    who = Who(provider, "federated", "")
    saml = ":saml-provider/" in provider
    action = "sts:AssumeRoleWithSAML" if saml else "sts:AssumeRoleWithWebIdentity"
    formula = ground.judge.by_stranger(who, action, role.arn, role.trust, known_of(who))
    if not saml and provider.partition(":oidc-provider/")[2] in _issuers(ground):
        formula = every([formula, public(who, role.trust, _issuers(ground))])
    return ground.judge.keys.possible(formula)


def _ways_in(ground: Ground, state: State) -> tuple[tuple[str, ...], ...]:
    if signs_in(ground, state):
        return _ASSIGN
    return tuple((SIGN_UP, *way) for way in _ASSIGN)


def signs_in(ground: Ground, state: State) -> bool:
    """Whether a state signs in through Identity Center already."""
    return RESERVED in ground.judge.actors[state.actor].arn
