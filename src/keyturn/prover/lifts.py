"""What a power may give: policies, memberships, tags; and what it may take away: denials and boundaries."""

from collections.abc import Iterator, Mapping

from keyturn.prover import catalogue
from keyturn.prover.account import Held
from keyturn.prover.actors import ALL, UNBOUND, Gain, Power
from keyturn.prover.asking import Asker
from keyturn.prover.catalogue import Right
from keyturn.prover.formula import Formula
from keyturn.prover.managed import KNOWN
from keyturn.prover.powers import CERTAIN, Outcome
from keyturn.prover.steps import Act, Move, admin_policy, chosen


def lifts(ask: Asker, power: Power, among: int) -> Iterator[Move]:
    """Every step by which `power` adds to what one of `among` (bits of principals) may do."""
    for right in catalogue.RIGHTS:
        if right.brings != "become" and ask.powers.may(power, right.action):
            yield from _lifts(ask, power, right, among)


def _lifts(ask: Asker, power: Power, right: Right, among: int) -> Iterator[Move]:
    match right.brings, right.on:
        case "all", "policy":
            yield from _versions(ask, power, right, among)
        case "version", _:
            yield from _defaults(ask, power, right, among)
        case "all", _:
            for target, found in _on(ask, power, right, among):
                yield from _give(ask, power, right, among, target, found, ALL)
        case "policy", _:
            yield from _attached(ask, power, right, among)
        case "membership", _:
            yield from _memberships(ask, power, right, among)
        case "drop" | "leave", _:
            for target, found in _on(ask, power, right, among):
                yield from _dropped(ask, power, right, among, target, found)
        case "detach", _:
            yield from _detached(ask, power, right, among)
        case "unbind" | "rebind", _:
            yield from _unbound(ask, power, right, among)
        case _:
            yield from _tagged(ask, power, right, among)


def _on(
    ask: Asker, power: Power, right: Right, among: int, known: Mapping[str, tuple[str, ...]] | None = None
) -> Iterator[tuple[int, Outcome]]:
    """The targets of `right` that bear on one of `among`: the principals themselves, or their groups."""
    if right.on == "group":
        groups = ask.groups_of(among)
        yield from ask.each(power, right.action, groups, known)
    else:
        yield from ask.each(power, right.action, among & (ask.users if right.on == "user" else ask.roles), known)


def _affected(ask: Asker, right: Right, among: int, target: int) -> Iterator[int]:
    """Whom a right on `target` bears on: the target itself, or the members of the group."""
    if right.on != "group":
        yield target
        return
    for arn in ask.by_group[ask.powers.universe.arns[target]].members:
        number = ask.powers.universe.index[arn]
        if among >> number & 1:
            yield number


def _move(ask: Asker, power: Power, right: Right, number: int, target: int, found: Outcome, *gains: Gain) -> Move:
    act = Act(right.action, ask.powers.universe.arns[target], found.context)
    return Move(power, number, (act,), right.id, gains=frozenset(gains), doubts=found.doubts)


def _give(
    ask: Asker, power: Power, right: Right, among: int, target: int, found: Outcome, gain: Gain
) -> Iterator[Move]:
    """A policy of the attacker's choice; written inline it may take the place of any other inline one."""
    for number in _affected(ask, right, among, target):
        gains = [gain]
        if right.action.lower().startswith("iam:put"):
            gains += _drops(ask, number, target)
        yield _move(ask, power, right, number, target, found, *gains)
        if right.on == "role":
            # The same call gives it to a role of that name that somebody deleted and made again.
            yield _move(ask, power, right, ask.powers.remade(number).number, target, found, gain)


def _held(ask: Asker, number: int) -> tuple[Held, ...]:
    return ask.powers.actors[number].held


def _denies(held: Held) -> bool:
    return any(not statement.allows for statement in held.document.statements)


def _drops(ask: Asker, number: int, target: int) -> list[Gain]:
    """The denials of `number` that stand in inline policies of `target`, a principal or group."""
    prefix = f"{ask.powers.universe.arns[target]}#"
    return [("dropped", one.source) for one in _held(ask, number) if one.source.startswith(prefix) and _denies(one)]


def _dropped(ask: Asker, power: Power, right: Right, among: int, target: int, found: Outcome) -> Iterator[Move]:
    for number in _affected(ask, right, among, target):
        gains = _drops(ask, number, target)
        if right.brings == "leave":
            group = ask.by_group[ask.powers.universe.arns[target]]
            sources = {held.source for held in group.held}
            gains = [
                ("dropped", held.source) for held in _held(ask, number) if held.source in sources and _denies(held)
            ]
        if gains:
            yield _move(ask, power, right, number, target, found, *gains)


def _detached(ask: Asker, power: Power, right: Right, among: int) -> Iterator[Move]:
    kind = "group-managed" if right.on == "group" else "managed"
    policies = sorted({
        held.source
        for number in ask.powers.universe.members(among)
        for held in _held(ask, number)
        if held.kind == kind and _denies(held)
    })  # fmt: skip
    for policy in policies:
        holders = among & sum(1 << number for number in ask.holders.get(policy, ()))
        for target, found in _on(ask, power, right, holders, {"iam:policyarn": (policy,)}):
            for number in _affected(ask, right, among, target):
                if any(held.source == policy and held.kind == kind for held in _held(ask, number)):
                    yield _move(ask, power, right, number, target, found, ("dropped", policy))


def _versions(ask: Asker, power: Power, right: Right, among: int) -> Iterator[Move]:
    """Writing a new version of a policy: whoever holds it gains all, whoever it bounds is bound no more."""
    for target, found in ask.each(power, right.action, ask.policies_of(among)):
        policy = ask.powers.universe.arns[target]
        for number in ask.holders.get(policy, ()):
            if among >> number & 1:
                yield _move(ask, power, right, number, target, found, ALL, ("dropped", policy))
        for number in ask.bounded.get(policy, ()):
            if among >> number & 1:
                yield _move(ask, power, right, number, target, found, UNBOUND)


def _defaults(ask: Asker, power: Power, right: Right, among: int) -> Iterator[Move]:
    """Making an older version of a policy the one that counts."""
    for target, found in ask.each(power, right.action, ask.policies_of(among)):
        policy = ask.powers.universe.arns[target]
        for version in ask.powers.account.policies[policy].versions:
            if version.default:
                continue
            for number in ask.holders.get(policy, ()):
                if among >> number & 1:
                    gains: tuple[Gain, ...] = (("versions", policy, version.name), ("dropped", policy))
                    yield _move(ask, power, right, number, target, found, *gains)
            for number in ask.bounded.get(policy, ()):
                if among >> number & 1:
                    yield _move(ask, power, right, number, target, found, ("bound", policy, version.name))


def _attached(ask: Asker, power: Power, right: Right, among: int) -> Iterator[Move]:
    """Attaching a managed policy: the one that allows everything, else each that the conditions admit."""
    account = ask.powers.account
    everything = admin_policy(account.partition)
    done = 0
    for target, found in _on(ask, power, right, among, {"iam:policyarn": (everything,)}):
        if not found.doubts:
            done |= 1 << target
        yield from _give(ask, power, right, among, target, found, ALL)
    for target, _ in _on(ask, power, right, among):
        if done >> target & 1:
            continue
        known = [f"arn:{account.partition}:iam::aws:policy/{name}" for name in KNOWN]
        for policy in dict.fromkeys((*account.policies, *known)):
            outcome = ask.powers.can(
                power, right.action, ask.powers.universe.arns[target], known={"iam:policyarn": (policy,)}
            )
            if outcome is not None:
                yield from _give(ask, power, right, among, target, outcome, ("policy", policy))
        yield from _written(ask, power, right, among, target)


def _written(ask: Asker, power: Power, right: Right, among: int, target: int) -> Iterator[Move]:
    """Attaching a policy that the attacker wrote before: a new one, or a new version of one that may be attached."""
    arn = ask.powers.universe.arns[target]
    for action in ("iam:CreatePolicy", "iam:CreatePolicyVersion"):
        if not ask.powers.may(power, action):
            continue
        made = ask.new_policy(power, action, right.action, arn)
        if made is not None:
            policy, outcome = made
            acts = (Act(action, policy), Act(right.action, arn, outcome.context))
            for number in _affected(ask, right, among, target):
                yield Move(power, number, acts, right.id, gains=frozenset({ALL}), doubts=outcome.doubts)
                if right.on == "role":
                    again = ask.powers.remade(number).number
                    yield Move(power, again, acts, right.id, gains=frozenset({ALL}), doubts=outcome.doubts)
            return
    unknown = ask.unknown_policy(power, right.action, arn)
    if unknown is not None:
        yield from _give(ask, power, right, among, target, unknown, ALL)


def _memberships(ask: Asker, power: Power, right: Right, among: int) -> Iterator[Move]:
    """Adding a user to a group: its policies, or any that the attacker may give the group besides."""
    users = list(ask.powers.universe.members(among & ask.users))
    if not users:
        return
    for target, found in ask.each(power, right.action, ask.groups):
        arn = ask.powers.universe.arns[target]
        group = ask.by_group[arn]
        given = _given_to_group(ask, power, arn)
        for number in users:
            if group.held and ask.powers.actors[number].arn not in group.members:
                yield _move(ask, power, right, number, target, found, ("group", group.name))
            if given is not None and ask.powers.actors[number].arn not in group.members:
                act, outcome = given
                acts = (Act(right.action, arn, found.context), act)
                doubts = tuple(dict.fromkeys((*found.doubts, *outcome.doubts)))
                yield Move(power, number, acts, right.id, gains=frozenset({ALL}), doubts=doubts)


def _given_to_group(ask: Asker, power: Power, arn: str) -> tuple[Act, Outcome] | None:
    found = ask.powers.can(power, "iam:PutGroupPolicy", arn) if ask.powers.may(power, "iam:PutGroupPolicy") else None
    if found is not None:
        return Act("iam:PutGroupPolicy", arn, found.context), found
    if not ask.powers.may(power, "iam:AttachGroupPolicy"):
        return None
    everything = admin_policy(ask.powers.account.partition)
    found = ask.powers.can(power, "iam:AttachGroupPolicy", arn, known={"iam:policyarn": (everything,)})
    return None if found is None else (Act("iam:AttachGroupPolicy", arn, found.context), found)


def _unbound(ask: Asker, power: Power, right: Right, among: int) -> Iterator[Move]:
    bounded = sum(1 << number for numbers in ask.bounded.values() for number in numbers) & among
    if right.brings == "unbind":
        for target, found in _on(ask, power, right, bounded):
            yield _move(ask, power, right, target, target, found, UNBOUND)
        return
    everything = admin_policy(ask.powers.account.partition)
    done = 0
    for target, found in _on(ask, power, right, bounded, {"iam:permissionsboundary": (everything,)}):
        done |= 0 if found.doubts else 1 << target
        yield _move(ask, power, right, target, target, found, UNBOUND)
    for target, _ in _on(ask, power, right, bounded & ~done):
        for policy, managed in ask.powers.account.policies.items():
            version = next((one.name for one in managed.versions if one.default), "")
            known = {"iam:permissionsboundary": (policy,)}
            outcome = ask.powers.can(power, right.action, ask.powers.universe.arns[target], known=known)
            if outcome is not None:
                yield _move(ask, power, right, target, target, outcome, ("bound", policy, version))


def _tagged(ask: Asker, power: Power, right: Right, among: int) -> Iterator[Move]:
    """Choosing the value of a tag that some policy asks about."""
    for key in ask.tag_keys:
        known = {"aws:tagkeys": (key,)}
        for target, found in _on(ask, power, right, among, known):
            arn = ask.powers.universe.arns[target]
            formula: Formula = True
            if found is not CERTAIN:
                formula = ask.powers.formula(power, right.action, arn, known=known)
            act = Act(right.action, arn, found.context)
            tags = ((key, chosen(formula, key)),)
            gains: frozenset[Gain] = frozenset({("tag", key)})
            yield Move(power, target, (act,), right.id, gains=gains, doubts=found.doubts, tags=tags)
