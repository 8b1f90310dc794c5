"""What policy, the votes that count now, and the moment say of a call. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final

from keyturn.approve.seats import filled, seat
from keyturn.codec.canonical import Json
from keyturn.decide.combine import combine
from keyturn.decide.engine import Policies, decide, may_vote
from keyturn.flow.answers import Named, Refuse
from keyturn.flow.bounds import frozen, limited, outside_window
from keyturn.flow.kept import Case
from keyturn.flow.leaves import emergency_for
from keyturn.flow.name import Keys
from keyturn.flow.settings import Settings
from keyturn.flow.state import State
from keyturn.flow.uploads import Uploads
from keyturn.gather.observing import is_readable
from keyturn.gather.scope import in_scope
from keyturn.model.action import Action, Effect
from keyturn.model.catalogue import Permissions
from keyturn.model.decision import NOTIFY, Decision, Deny, NeedsApproval, Permit, Question, Quorum, Reason, Standing
from keyturn.model.identity import Caller, Person

NOBODY: Final = Standing()
"""What nobody's vote amounts to."""
TELL: Final = frozenset({NOTIFY})
"""What the door does by itself: the entry that comes before the call is the one that people are told from."""


class Weighing:
    """What stays the same while one call is weighed, and what it weighs: by policy, by votes, by the moment."""

    def __init__(
        self,
        state: State,
        policies: Mapping[str, Policies],
        current: str,
        settings: Settings,
        keys: Keys,
        uploads: Uploads,
        permissions: Permissions | None = None,
    ) -> None:
        """`policies` holds every bundle version still needed by open changes; `current` is the version in force.

        `permissions` are what the gateway's own power is narrowed by; None where it holds one that cannot be.
        """
        self.state = state
        self.policies = policies
        self.current = current
        self.settings = settings
        self.keys = keys
        self.uploads = uploads
        self.permissions = permissions

    @property
    def sealed(self) -> bool:
        """Whether this gate changes only with two people from here on."""
        return self.state.charter is not None

    def relies_on_time(self, where: tuple[str, ...]) -> bool:
        """Whether a change in `where` depends on what time it is: anywhere but in development without a limit."""
        return any(name != "development" for name in where) or limited(self.state, self.settings.bounds, where)

    def untimely(self, where: tuple[str, ...], at: datetime) -> Refuse | None:
        """Return why nothing in `where` changes at `at`, whatever was approved; None if it may."""
        return self.frozen(where, at) or outside_window(self.settings.bounds, where, at)

    def frozen(self, where: tuple[str, ...], at: datetime, spared: Collection[str] = ()) -> Refuse | None:
        """Return why nothing in `where` changes at `at`, if a freeze that is not `spared` says so."""
        return frozen(self.state, self.settings.bounds, where, at, spared)

    def ask(
        self,
        caller: Caller,
        action: Action,
        where: Iterable[str],
        standing: Standing,
        version: str,
        evidence: frozenset[str] = frozenset(),
        *,
        bound: bool | None = None,
    ) -> Decision:
        """Ask policy about `action` in each environment it counts in; the strictest decides.

        `evidence` are obligations that are met, or that the door meets before the call goes. `bound` says whether
        approvals bind how things stand now; left out, whether that could be read.
        """
        task = caller.task
        if bound is None:
            bound = action.effect is Effect.READ or is_readable(action.name, action.effect)
        sponsor = self.state.people[task.sponsor]
        covered = in_scope(action, task.scope)
        decisions = [
            decide(
                Question(
                    sponsor=sponsor.name,
                    groups=sponsor.groups,
                    session=caller.session.id,
                    agent=caller.session.agent,
                    service=action.call.service,
                    operation=action.call.operation,
                    effect=action.effect,
                    reading=action.reading,
                    delegates=action.delegates,
                    stateful_loss=action.stateful_loss,
                    environment=environment,
                    in_scope=covered,
                    in_environment=task.environment in (None, environment),
                    standing=standing,
                    evidence=evidence,
                    state_bound=bound,
                ),
                self.policies[version],
            )
            for environment in where
        ]
        return decisions[0] if len(decisions) == 1 else combine(decisions)

    def with_votes(
        self, case: Case, named: Named, where: tuple[str, ...], version: str, at: datetime, *, bound: bool
    ) -> Decision:
        """Ask the bundle `version` again with the votes that count now."""
        before = self.ask(named.caller, named.action, where, Standing(), version, bound=bound)
        if not isinstance(before, NeedsApproval):
            return before
        standing = self.standing(case, before.quorum, at)
        evidence = before.obligations & TELL
        return self.ask(named.caller, named.action, where, standing, version, evidence, bound=bound)

    def standing(self, case: Case, quorum: Quorum, at: datetime | None = None) -> Standing:
        """Say what the votes for `case` amount to now.

        Only people still enrolled, enabled and eligible, with the same key. With `at` it is known whether an emergency
        stands: then one approval fills any quorum, if it is not its opener's.
        """
        voters = self.voters(case)
        return self.weigh(case, quorum, voters, {one.name for one in voters if case.votes[one.name].local}, at)

    def weigh(
        self, case: Case, quorum: Quorum, voters: list[Person], local: Collection[str], at: datetime | None
    ) -> Standing:
        """Say what the approval of these people would amount to; `local` are those who verified locally."""
        emergency = None if at is None else emergency_for(self.state, case.change, at)
        if emergency is None:
            return seat(quorum, {person.name: person.groups for person in voters}, local)
        # Who votes because some other level names their group approves nothing here.
        seated = {place.group for place in quorum.seats}
        others = [one for one in voters if one.name != emergency.case.change.by and seated & one.groups]
        # One approval in place of several is still one that was verified locally, where policy asks for that.
        enough = any(one.name in local for one in others) if quorum.local else bool(others)
        return filled(quorum, short=0 if enough else 1)

    def remembered(self) -> dict[str, Json]:
        """Return how many decisions of the bundle in force were remembered ones, and how many had to be made."""
        memo = self.policies[self.current].memo
        return {"remembered": memo.hits, "made": memo.misses}

    def voters(self, case: Case) -> list[Person]:
        """Return the people whose approval of `case` counts now."""
        found = []
        for vote in case.votes.values():
            person = self.state.people.get(vote.reviewer)
            if vote.approves and person is not None and self.eligible(person, vote.key_id, case):
                found.append(person)
        return found

    def eligible(self, person: Person, key_id: str, case: Case) -> bool:
        """Whether `person` may vote on `case`.

        By policy, enabled, with a key still enrolled, and not of those who stand aside.
        """
        if not person.enabled or person.name in case.aside:
            return False
        if all(key.id != key_id for key in person.keys):
            return False
        return isinstance(self.ballot(person, case), Permit)

    def ballot(self, person: Person, case: Case) -> Decision:
        """Say whether policy lets `person` vote on `case`.

        The bundle in force and the one it was opened under, both.
        """
        versions = {self.current, case.change.bundle}
        if not versions <= self.policies.keys():
            # A change that is over: the bundle it was opened under is no longer loaded, and nobody votes on it.
            return Deny(Reason.NO_PERMIT)
        return combine(may_vote(person, case.change, self.policies[version]) for version in sorted(versions))
