"""One call that waits for nobody: what it is, and whether it goes, waits or is refused. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from keyturn.approve.seats import missing
from keyturn.decide.engine import may_vote
from keyturn.flow.answers import Answer, Drift, Go, Hold, Lend, Look, Named, Refuse, Rehearse, Replay, Seen, Step
from keyturn.flow.bound import admitted, drifted, look_first, unseen
from keyturn.flow.conditions import added, at_odds, to_send
from keyturn.flow.enveloped import Asks, Behalf, Covered, enveloped, may_cover
from keyturn.flow.excuses import Excuse, excuse
from keyturn.flow.kept import Case, undone
from keyturn.flow.leaves import emergency_for
from keyturn.flow.name import usable
from keyturn.flow.placing import NOBODY_WANTED, busy, denied, first_obligation, has, place, proposed, seen_there
from keyturn.flow.reach import out_of_reach
from keyturn.flow.uploads import Plan
from keyturn.flow.weighing import NOBODY, TELL, Weighing
from keyturn.gather.conditions import needs
from keyturn.gather.environments import environments
from keyturn.gather.observing import Subject
from keyturn.gather.overlap import touch_same
from keyturn.issue.derived import derive
from keyturn.issue.grants import grant_for, spend
from keyturn.issue.power import power
from keyturn.model.action import Action, Effect, Shown, show
from keyturn.model.change import Change, RollsBack
from keyturn.model.change import State as Stage
from keyturn.model.decision import NOTIFY, Decision, Deny, NeedsApproval, Permit, Quorum, Standing
from keyturn.model.facts import Facts
from keyturn.model.grant import GrantState, Power
from keyturn.model.identity import Isolation, Person
from keyturn.model.observed import ROUND_ONE, Stands
from keyturn.recognise.aws.withheld import answered, withheld

FREE_GRANT = timedelta(minutes=1)


class Considering(Weighing):
    """What a call is answered, from what stays the same while it is considered."""

    def consider(
        self, named: Named, facts: Facts, at: datetime, *, steady: bool, fresh: str, seen: Seen | None = None
    ) -> Answer:
        """Answer one named call. `steady` says that the clock can be trusted; `fresh` is random, for ids.

        `seen` is what was read since a `Look` was the answer, with the `fresh` of that.
        """
        refused = usable(named.caller, self.state, at)
        if refused is not None:
            return refused
        for mark in named.marks:
            attempt = self.state.attempts.get(mark)
            if attempt is not None:
                return Replay(attempt)
        action = named.action
        credentials = self._credentials(named, at, fresh)
        if credentials is not None:
            return credentials
        where = tuple(sorted(environments(action, facts, self.settings.estate)))
        decision, notify = self._judged(named, where)
        if isinstance(decision, Deny):
            return denied(decision)
        shut = out_of_reach(action, where, named.caller.session, self.settings, sealed=self.sealed)
        if shut is not None:
            return shut
        changes = action.effect is not Effect.READ and self.relies_on_time(where)
        if not steady and (changes or isinstance(decision, NeedsApproval)):
            why = "the clock jumped: production is held until it agrees again, or people accept it (`keyturn clock`)"
            return Refuse("clock.unsteady", why)
        if named.caller.session.isolation is Isolation.GATE:
            wanted = NOBODY_WANTED if isinstance(decision, Permit) else decision
            return self._ordered(named, Step(action, where, wanted), at, fresh, seen)
        if isinstance(decision, Permit):
            untimely = None if action.effect is Effect.READ else self.untimely(where, at)
            if untimely is not None:
                return untimely
            return self._free(action, where, decision.policies, at, fresh, notify=notify)
        return self._held(named, Step(action, where, decision), at, fresh, seen)

    def foresee(self, named: Named, facts: Facts, at: datetime) -> bool | Refuse:
        """Say of a call whose body is not here yet whether it may go, or why it is refused whatever it holds.

        True where policy permits it alone, or where people have approved such a call on this very resource; what is
        approved is a digest, so that `consider` decides when the body is known.
        """
        refused = usable(named.caller, self.state, at)
        if refused is not None:
            return refused
        action = named.action
        where = tuple(sorted(environments(action, facts, self.settings.estate)))
        decision, _ = self._judged(named, where)
        shut = out_of_reach(action, where, named.caller.session, self.settings, sealed=self.sealed)
        if shut is not None and not isinstance(decision, Deny):
            return shut
        match decision:
            case Deny():
                return denied(decision)
            case Permit():
                return True
            case NeedsApproval(quorum):
                cases = self.state.open_of_task.get(named.caller.task.id, {}).values()
                approved = any(
                    has(case, action) and not missing(quorum, self.standing(case, quorum, at)) for case in cases
                )
                return approved or may_cover(self.state, named, at)

    def _judged(self, named: Named, where: tuple[str, ...]) -> tuple[Decision, bool]:
        """Ask the bundle in force about a call that nobody approved, and whether people are to be told if it goes."""
        decision = self.ask(named.caller, named.action, where, NOBODY, self.current)
        if isinstance(decision, NeedsApproval) and decision.obligations == TELL and not decision.quorum.people:
            return self.ask(named.caller, named.action, where, NOBODY, self.current, TELL), True
        return decision, False

    def judged(self, named: Named, where: tuple[str, ...]) -> Decision:
        """Ask the bundle in force about a call that nobody approved yet."""
        return self._judged(named, where)[0]

    def power(self, named: Named, go: Go) -> Power | None:
        """Return what the gateway narrows itself to while it carries out `go`; None for a read, and where it cannot."""
        if go.reads or self.permissions is None:
            return None
        action = named.action
        besides = needs(action.name, go.conditions)
        if besides is not None and besides not in action.iam:
            action = replace(action, iam=(*action.iam, besides))
        return power(go.spent, named.caller.task.sponsor, action, self.permissions)

    def _credentials(self, named: Named, at: datetime, fresh: str) -> Refuse | Lend | None:
        """Answer a call that asks for credentials; None for every other. No policy is asked, because none lifts it."""
        call = named.action.call
        instead = withheld(call)
        if instead is not None:
            why = f"{named.action.name} hands out what works without this gate, so it never passes, whoever approves"
            return Refuse("credentials.withheld", f"{why}: {instead}")
        if not answered(call):
            return None
        key = derive(named.caller, call, f"{named.action.partition}:{self.settings.estate.account}", at, fresh)
        role, called = call.parameters.get("RoleArn"), call.parameters.get("RoleSessionName")
        return Lend(key, None if role is None else str(role), None if called is None else str(called))

    def _free(
        self,
        action: Action,
        where: tuple[str, ...],
        policies: tuple[str, ...],
        at: datetime,
        fresh: str,
        *,
        notify: bool = False,
    ) -> Go:
        shown = show(action, lambda: self.keys.change_key(f"G-{fresh}"))
        grant = grant_for(None, 0, shown.digest, at, at + FREE_GRANT, fresh)
        reads = action.effect is Effect.READ
        return Go(spend(grant, shown.digest, at), shown, where, (), policies, reads, self.sealed, notify)

    def _held(self, named: Named, step: Step, at: datetime, fresh: str, seen: Seen | None) -> Answer:
        first = first_obligation(step.wanted)
        if first is not None:
            return first
        plan = self.uploads.plan(named, step)
        if isinstance(plan, Refuse):
            return plan
        for case in list(self.state.open_of_task.get(named.caller.task.id, {}).values()):
            found = self._in_case(case, named, plan, at, fresh, seen)
            if found is not None:
                break
        else:
            found = None
        if found is not None and not isinstance(found, Hold):
            return found
        within = self._enveloped(named, plan, at, fresh)
        if isinstance(within, Go | Refuse):
            return within
        if plan.rehearse and found is None:
            return Rehearse(step)
        answer = found or self.open_change(named, plan, at, fresh, seen)
        return replace(answer, note=within or "") if isinstance(answer, Hold) else answer

    def _ordered(self, named: Named, step: Step, at: datetime, fresh: str, seen: Seen | None) -> Answer:
        """Answer a call that the gateway itself sends: it passes as the next one of its change, or not at all."""
        first = first_obligation(step.wanted)
        if first is not None:
            return first
        plan = Plan((step,))
        for case in self.state.open_of_task.get(named.caller.task.id, {}).values():
            shown = show(step.action, self.keys.change_key(case.change.id))
            following = next((n for n, use in enumerate(case.uses) if use.state is not GrantState.DONE), None)
            if following is not None and place(case, [shown]) == following:
                found = self._in_case(case, named, plan, at, fresh, seen)
                if found is not None:
                    return found
        return Refuse("change.other_call", "this is not the next call of a change that people approved: it is not sent")

    def _in_case(
        self, case: Case, named: Named, plan: Plan, at: datetime, fresh: str, seen: Seen | None
    ) -> Answer | None:
        """Answer from the open change `case` if it holds this action, else None."""
        if case.stands(at) is Stage.EXPIRED or case.change.agent != named.caller.session.agent:
            return None
        key = self.keys.change_key(case.change.id)
        shown = [show(action, key) for action in plan.in_case(case)]
        link = f"{self.settings.console}/changes/{case.change.short}"
        if plan.gives_up(case):
            # Clients abort by themselves what broke off; nobody is asked about that while the change is still open.
            why = f"change {case.change.short} began this upload and is still open: withdraw it, then abort: {link}"
            return Refuse("upload.of_open_change", why)
        ordinal = place(case, shown)
        if ordinal is None or not seen_there(case, ordinal, plan):
            return None
        unfinished = _unfinished(case, ordinal, link)
        if unfinished is not None:
            return unfinished
        wanted = plan.wanted
        lacking = missing(wanted.quorum, self.standing(case, wanted.quorum, at))
        if lacking or len(shown) > 1:
            return None if plan.rehearse else Hold(case.change, lacking, new=False)
        unmet = self._unmet(case, named, plan.steps[0].where, ordinal, at)
        if not isinstance(unmet, Permit):
            return unmet
        blocking = self._running_elsewhere(case, named.action)
        if blocking is not None:
            return busy(blocking)
        where = plan.steps[0].where
        reads = named.action.effect is Effect.READ
        excused = Excuse() if reads else excuse(self.state, self.settings.bounds, case, where, at)
        if isinstance(excused, Refuse):
            return excused
        conditions = self._stale(case, ordinal, wanted.quorum, fresh, seen) or to_send(case, ordinal, seen)
        if isinstance(conditions, Look | Drift | Refuse):
            return conditions
        grant = grant_for(case.change, ordinal, shown[0].digest, at, case.change.expires, fresh)
        approvals = tuple(case.votes[voter.name].statement for voter in self.voters(case))
        spent = spend(grant, shown[0].digest, at)
        return Go(
            spent,
            shown[0],
            plan.steps[0].where,
            approvals,
            wanted.gates,
            reads=False,
            sealed=self.sealed,
            notify=NOTIFY in wanted.obligations,
            state=case.change.state_digest if case.change.round else None,
            under=excused.under,
            spared=excused.spared,
            conditions=conditions,
        )

    def _stale(
        self, case: Case, ordinal: int, quorum: Quorum, fresh: str, seen: Seen | None
    ) -> Look | Drift | Refuse | None:
        """Return None if how things stand was read just now, and is what people approved (flow.bound)."""
        look = look_first(case, ordinal, fresh)
        if look is None:
            return None
        if seen is None or seen.of != look.of:
            return look
        unread = unseen(case, seen)
        if unread is not None:
            return unread
        change = drifted(case, seen)
        return None if change is None else Drift(change, missing(quorum, NOBODY))

    def _enveloped(self, named: Named, plan: Plan, at: datetime, fresh: str) -> Go | Refuse | str | None:
        """Let a call pass that lies within an envelope; a text says why it lies in none."""
        if plan.rehearse or len(plan.steps) != 1:
            return None
        step, caller = plan.steps[0], named.caller

        def decide_with(standing: Standing) -> Decision:
            # People approved it before anybody knew how things would stand: these approvals are bound to no state.
            evidence = step.wanted.obligations & TELL
            return self.ask(caller, step.action, step.where, standing, self.current, evidence, bound=False)

        def shown(change: str) -> Shown:
            return show(step.action, lambda: self.keys.change_key(change))

        def ballot(person: Person) -> Decision:
            return may_vote(person, Behalf(caller.task.sponsor, caller.session.agent), self.policies[self.current])

        asks = Asks(decide_with, ballot)
        found = enveloped(self.state, named, step, at, shown, asks, self.settings.mutable_references)
        if not isinstance(found, Covered):
            return found
        blocking = self._running_elsewhere(None, step.action)
        if blocking is not None:
            return busy(blocking)
        untimely = self.untimely(step.where, at)
        if untimely is not None:
            return untimely
        grant = grant_for(None, 0, found.shown.digest, at, at + FREE_GRANT, fresh)
        return Go(
            spend(grant, found.shown.digest, at),
            found.shown,
            step.where,
            found.approvals,
            found.policies,
            reads=False,
            sealed=self.sealed,
            notify=NOTIFY in step.wanted.obligations,
            under=(("envelope", found.given.id),),
        )

    def _unmet(
        self, case: Case, named: Named, where: tuple[str, ...], ordinal: int, at: datetime
    ) -> Permit | Hold | Refuse | None:
        """Return Permit if the bundle in force and the one the change was opened under both permit with its votes.

        Else what the call is told; None if the older bundle would never permit it: then a new change is opened.
        """
        bound = case.change.is_bound(ordinal)
        now = self.with_votes(case, named, where, self.current, at, bound=bound)
        if isinstance(now, Deny):
            return denied(now)
        then = self.with_votes(case, named, where, case.change.bundle, at, bound=bound)
        if isinstance(then, Deny):
            return None
        if isinstance(now, Permit) and isinstance(then, Permit):
            return now
        waiting = [one.quorum for one in (now, then) if isinstance(one, NeedsApproval)]
        lacking = (missing(quorum, self.standing(case, quorum, at)) for quorum in waiting)
        return Hold(case.change, max(1, *lacking), new=False)

    def _running_elsewhere(self, case: Case | None, action: Action) -> Change | None:
        for other in self.state.executing.values():
            if other is not case and any(touch_same(action.resources, part.resources) for part in other.change.actions):
                return other.change
        return None

    def open_change(
        self,
        named: Named,
        plan: Plan,
        at: datetime,
        fresh: str,
        seen: Seen | None,
        rolls_back: RollsBack | None = None,
    ) -> Refuse | Look | Hold:
        """Open a change over the plan's actions, if the session's limits have room for it.

        Before that, how things stand is read, and policy asked again where that could not be.
        """
        caller, limits = named.caller, self.settings.limits
        mine = self.state.open_of_task.get(caller.task.id, {}).values()
        if sum(case.change.session == caller.session.id for case in mine) >= limits.open_changes_per_session:
            most = limits.open_changes_per_session
            why = f"this session has {most} open changes, its limit: have some decided, or withdrawn by their sponsor"
            return Refuse("limit.open_changes", why)
        if len(plan.steps) > limits.actions_per_change:
            why = f"{len(plan.steps)} actions are more than a change may hold ({limits.actions_per_change}): split it"
            return Refuse("limit.actions", why)
        change_id = f"C-{fresh}"
        key = self.keys.change_key(change_id)
        actions = tuple(proposed(step.action, step.where, key) for step in plan.steps)
        of = (change_id, None, ROUND_ONE)
        if seen is None or seen.of != of:
            undoes = undone(self.state.cases, rolls_back)
            subjects = (
                Subject(number, part.shown.document, part.effect, step.action, undoes.get(number))
                for number, (part, step) in enumerate(zip(actions, plan.steps, strict=True))
            )
            return Look(of, fresh, tuple(subjects))
        references = admitted(seen.references, self.settings.mutable_references)
        wanted = self._wanted(named, plan, seen)
        if isinstance(references, Refuse):
            return references
        if isinstance(wanted, Refuse):
            return wanted
        calls = [part.shown for part in actions]
        odd = at_odds(calls, seen.observed)
        if odd is not None:
            return odd
        change = Change(
            id=change_id,
            deployment=self.state.deployment or "",
            task=caller.task.id,
            intent=caller.task.intent,
            kind=caller.task.kind.value,
            sponsor=caller.task.sponsor,
            agent=caller.session.agent,
            session=caller.session.id,
            account=named.action.account,
            actions=actions,
            bundle=self.current,
            opened=at,
            expires=at + self.settings.change_expires,
            quorum=wanted.quorum,
            gates=wanted.gates,
            observed=seen.observed,
            references=references,
            round=ROUND_ONE,
            conditions=added(calls, seen.observed),
            rolls_back=rolls_back,
        )
        eased = emergency_for(self.state, change, at) is not None
        return Hold(change, 1 if eased else missing(change.quorum, Standing()), new=True)

    def _wanted(self, named: Named, plan: Plan, seen: Seen) -> NeedsApproval | Refuse:
        """Ask policy again about those steps whose state could not be read after all."""
        unread = {number for one in seen.observed if one.stands is Stands.UNBOUND for number in one.actions}
        steps = list(plan.steps)
        for number in sorted(unread):
            step = steps[number]
            decision = self.ask(named.caller, step.action, step.where, NOBODY, self.current, bound=False)
            if isinstance(decision, Deny):
                return denied(decision)
            if isinstance(decision, NeedsApproval):
                steps[number] = replace(step, wanted=decision)
        return replace(plan, steps=tuple(steps)).wanted


def _unfinished(case: Case, ordinal: int, link: str) -> Refuse | None:
    """Return why this call of `case` waits for what is not over yet: a sending under way, or one in doubt."""
    use = case.uses[ordinal]
    if use.state is GrantState.SPENT:
        return Refuse("change.running", f"this call of change {case.change.short} is being carried out now: {link}")
    if use.state is GrantState.IN_DOUBT or case.stage is Stage.IN_DOUBT:
        why = (
            f"outcome unknown: a call of change {case.change.short} was sent once and its answer never came; "
            f"two people settle it (`keyturn settle {case.change.short}`), or its sponsor withdraws it: {link}"
        )
        return Refuse("change.in_doubt", why)
    return None
