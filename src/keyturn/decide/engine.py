"""The policy decision point: one question, asked of Cedar for each link of the chain, and three possible answers.

Cedar itself answers yes or no, with the policies that decided. The third answer, "not until these people approve", is
made here from annotated forbids (DESIGN.md, "Decisions in Cedar").
"""

from collections.abc import Callable, Hashable
from dataclasses import replace
from operator import attrgetter
from typing import Final

from keyturn.decide.cedar import REVIEWER, SESSION, SPONSOR, Cedar, Reply
from keyturn.decide.combine import combine, together
from keyturn.decide.memo import Memo
from keyturn.decide.rehearsal import problems_of
from keyturn.decide.rules import PolicyInvalid, Rules, read
from keyturn.model.bundle import Bundle
from keyturn.model.decision import Decision, Deny, NeedsApproval, Permit, Question, Reason, Standing, Voted
from keyturn.model.identity import Person

__all__ = ["Policies", "PolicyInvalid", "decide", "load", "may_vote"]

_ALWAYS_SEEN: Final = ("sponsor", "groups", "agent", "effect", "environment")
_SESSION: Final = "session"
_SEEN_IF_NAMED: Final = (
    "delegates", "evidence", "in_environment", "in_scope", "operation", "reading", "service", "state_bound",
    "stateful_loss",
)  # fmt: skip
_STANDING: Final = "change"


class Policies:
    """A bundle parsed once and ready to be asked; `load` makes it. For one thread, because of its memo.

    `memo.hits` and `memo.misses` count how often a question was answered before.
    """

    __slots__ = ("_looks_at_standing", "_project", "cedar", "memo", "rules", "version")

    def __init__(self, bundle: Bundle, rules: Rules, cedar: Cedar) -> None:
        self.version = bundle.version
        self.rules = rules
        self.cedar = cedar
        self.memo = Memo()
        seen = [name for name in _SEEN_IF_NAMED if rules.looks_at(name)]
        if rules.names_sessions:
            seen.append(_SESSION)
        self._project: Callable[[Question], tuple[Hashable, ...]] = attrgetter(*_ALWAYS_SEEN, *seen)
        self._looks_at_standing = rules.looks_at(_STANDING)

    def key(self, question: Question) -> Hashable:
        """All of `question` that these policies can see: questions with equal keys have equal answers."""
        seen = self._project(question)
        if not self._looks_at_standing:
            return seen
        standing = question.standing
        return seen, standing.people, standing.local, tuple(sorted(standing.seats.items())) if standing.seats else ()


def load(bundle: Bundle) -> Policies:
    """Parse `bundle` and try it, so that it can be asked from now on.

    Raises PolicyInvalid for policies that Cedar cannot parse or type against the schema, for annotations that cannot be
    read, and for a schema that does not fit what is asked (an unknown action, another member of the context).
    """
    rules = read(bundle)
    cedar = Cedar(bundle, rules)
    problems = problems_of(cedar)
    if problems:
        raise PolicyInvalid(problems)
    return Policies(bundle, rules, cedar)


def decide(question: Question, policies: Policies) -> Decision:
    """Answer `question` by `policies`. Both the sponsor and the session must pass; an error of any policy denies."""
    key = policies.key(question)
    found = policies.memo.get(key)
    if found is not None:
        return found
    decision = _weigh(policies.cedar.may_act(question), policies.rules)
    if isinstance(decision, NeedsApproval):
        decision = _unless_masked(decision, question, policies)
    _remember(key, decision, policies)
    return decision


def may_vote(person: Person, change: Voted, policies: Policies) -> Decision:
    """Say whether policy lets `person` vote on `change`; a Deny names the link `reviewer`.

    Somebody who is disabled is nobody to policy. A gate on voting denies: a vote cannot wait for votes.
    """
    if not person.enabled:
        return Deny(Reason.NO_PERMIT, links=(REVIEWER,))
    key = (REVIEWER, person.name, person.groups, change.sponsor, change.agent)
    found = policies.memo.get(key)
    if found is not None:
        return found
    decision = _weigh(policies.cedar.may_vote(person, change), policies.rules)
    if isinstance(decision, NeedsApproval):
        decision = Deny(Reason.FORBIDDEN, decision.gates, (REVIEWER,))
    _remember(key, decision, policies)
    return decision


def _remember(key: Hashable, decision: Decision, policies: Policies) -> None:
    """Keep `decision`, unless it is an error: that may hang on what the key leaves out (text that is not Unicode)."""
    if not (isinstance(decision, Deny) and decision.reason is Reason.POLICY_ERROR):
        policies.memo.put(key, decision)


def _weigh(replies: tuple[Reply, ...], rules: Rules) -> Decision:
    """Make one decision of Cedar's answers about all links."""
    failed = [reply for reply in replies if reply.errors]
    if failed:
        # Cedar evaluates as if an erroring policy did not exist, so an erroring forbid would open the door.
        # For us a rule that cannot be read is a closed door.
        return combine(Deny(Reason.POLICY_ERROR, reply.errors, (reply.link,)) for reply in failed)
    return combine(_weigh_link(reply, rules) for reply in replies)


def _weigh_link(reply: Reply, rules: Rules) -> Decision:
    if reply.allowed:
        return Permit(reply.policies)
    if not reply.policies:
        return Deny(Reason.NO_PERMIT, links=(reply.link,))
    final = tuple(policy for policy in reply.policies if policy not in rules.gates)
    if final:
        return Deny(Reason.FORBIDDEN, final, (reply.link,))
    gates = [rules.gates[policy] for policy in reply.policies]
    return NeedsApproval(
        quorum=together(gate.quorum for gate in gates if gate.quorum is not None),
        obligations=frozenset(gate.obligation for gate in gates if gate.obligation is not None),
        gates=reply.policies,
    )


def _unless_masked(wanted: NeedsApproval, question: Question, policies: Policies) -> Decision:
    """Return `wanted` only if the same question with all its gates met is permitted.

    Cedar names no missing permit while a forbid holds: people would be asked to approve what nothing permits.
    """
    so_far, needed = question.standing, {seats.group: seats.count for seats in wanted.quorum.seats}
    met = Standing(
        people=max(so_far.people, wanted.quorum.people),
        seats={group: max(so_far.seats.get(group, 0), needed.get(group, 0)) for group in {*so_far.seats, *needed}},
        local=max(so_far.local, wanted.quorum.local),
    )
    evidence = question.evidence | wanted.obligations
    after = _weigh(policies.cedar.may_act(replace(question, standing=met, evidence=evidence)), policies.rules)
    match after:
        case Permit():
            return wanted
        case NeedsApproval():
            # A gate's condition asks for more than its annotation says: nobody could ever lift it.
            return Deny(Reason.POLICY_ERROR, after.gates, (SESSION, SPONSOR))
        case Deny():
            return after
