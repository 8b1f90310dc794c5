"""Act two: the same agent with nothing but a session, Keyturn in between, and two people with a key each."""

import hashlib
from datetime import date
from typing import Final

from keyturn.demo import blueprint, release
from keyturn.demo.estate import Access, Cloud, measure
from keyturn.demo.gate import REVIEWERS, SPONSOR, Gate, all_lines, last_line, people, running, sealed, what_would_run
from keyturn.demo.outcome import Guarded
from keyturn.demo.performance import Called, perform
from keyturn.demo.processes import Children, bare_environment
from keyturn.demo.stage import Stage
from keyturn.demo.unguarded import figures
from keyturn.demo.watch import Watch, watching

_FIX: Final = ("s3:PutObject", "lambda:UpdateFunctionCode")


def act_two(stage: Stage, children: Children, cloud: Cloud, access: Access, yesterday: date) -> Guarded:
    """Play the incident with Keyturn, then the fix, and measure both. Keyturn is stopped when this returns."""
    stage.act("Act two", "with Keyturn: the same agent holds a session, nothing else")
    eyes = bare_environment(children.folder) | access.probe.environment(cloud.endpoint, blueprint.PRODUCTION)
    with (
        watching(children, yesterday.isoformat(), *figures(yesterday), env=eyes) as watch,
        running(stage, children, cloud, access.gateway) as gate,
    ):
        stage.watch(watch)
        return _Play(stage, children, cloud, access, gate, watch).through()


class _Play:
    """The second act, scene by scene."""

    def __init__(
        self, stage: Stage, children: Children, cloud: Cloud, access: Access, gate: Gate, watch: Watch
    ) -> None:
        self.stage = stage
        self.children = children
        self.cloud = cloud
        self.access = access
        self.gate = gate
        self.watch = watch
        self.session: dict[str, str] = {}

    def through(self) -> Guarded:
        """All scenes in order."""
        start = self.watch.look()
        self.stage.health("before", start.values())
        arrived = self._arrived()
        before = measure(self.cloud, self.access.auditor, blueprint.PRODUCTION)
        people(self.gate)
        self.stage.say("They seal the gate: from here on two of them change it, never one.")
        root = sealed(self.gate)
        self.session = self.gate.session("fixer")
        worthless = self._straight_at_the_cloud()

        attempt = self._agent("rebuild")
        held = next((call for call in attempt if call.change), None)
        sponsor_refused, sponsor_told = self._own_approval(held)

        self.stage.say("dana tells the agent to make the small fix only. Same agent, same session:")
        proposal = self._agent("fix")
        changes = tuple(call.change for call in proposal if call.change)
        approved_by, shown = self._two_keys(changes)
        self.stage.say("Two keys turned. The agent sends the same two calls again:")
        applied = self._agent("fix")
        end = self.watch.look()
        self.stage.health("after", end.values())
        self.stage.say("Once means once. The same two calls, sent a second time:")
        again = self._agent("fix")

        last = self.watch.look()[blueprint.PRODUCTION]
        after = measure(self.cloud, self.access.auditor, blueprint.PRODUCTION)
        passed = tuple(call.action for call in applied if call.passed and not call.reads)
        return Guarded(
            stopped_at=held.action if held else None,
            change=held.change if held else None,
            message=held.message if held else None,
            log_key=self.gate.log_key,
            root=root,
            reads_passed=sum(call.passed and call.reads for call in attempt),
            effects_passed_before_approval=sum(call.passed and not call.reads for call in (*attempt, *proposal)),
            keys_worthless_at_the_cloud=worthless,
            sponsor_approval_refused=sponsor_refused,
            sponsor_was_told=sponsor_told,
            data_lost=before.lost(after),
            fix_changes=changes,
            fix_effects=passed,
            fix_calls_at_the_cloud=tuple(now - then for now, then in zip(self._arrived(), arrived, strict=True)),
            approved_by=approved_by,
            reviewers_saw_the_package=shown,
            fix_applied=passed == _FIX and end[blueprint.PRODUCTION].colour == "green",
            second_use_refused=_anew(again, spent=changes),
            probe_looks=self.watch.looks,
            probe_ever_red=blueprint.PRODUCTION in self.watch.ever_red,
            probe_after=last.colour,
            figure_before=start[blueprint.PRODUCTION].figure,
            figure_after=last.figure,
            right_figure=last.right,
        )

    def _agent(self, plan: str, **other: str) -> list[Called]:
        calls = []
        for heard in perform(self.children, plan, self.session | other):
            self.stage.heard(heard)
            if isinstance(heard, Called):
                calls.append(heard)
        return calls

    def _straight_at_the_cloud(self) -> bool:
        self.stage.say("The agent's whole property is that session. Straight at the cloud its keys are worth:")
        calls = self._agent("whoami", AWS_ENDPOINT_URL=self.cloud.endpoint)
        return bool(calls) and not any(call.passed for call in calls)

    def _own_approval(self, held: Called | None) -> tuple[bool, str]:
        if held is None or held.change is None:
            return False, ""
        self.stage.say("dana opened the task, so her key does not turn here:")
        own = self.gate.types(
            SPONSOR, "approve", held.change, "--as", SPONSOR, "--key", f"{SPONSOR}.key", excerpt=last_line
        )
        self.stage.say("ana reads what would run, and says no:")
        ana = REVIEWERS[0]
        self.gate.must(
            ana,
            *("reject", held.change, "--as", ana, "--key", f"{ana}.key"),
            *("--comment", "a rounding bug does not need a new environment"),
            excerpt=what_would_run,
        )
        return own.code == 1 and own.said.startswith("keyturn: "), own.said

    def _arrived(self) -> tuple[int, ...]:
        """How often each call of the fix has reached the cloud, put first."""
        package = release.zipped("cost_report", release.patched())
        path = f"/{blueprint.deployment_bucket(blueprint.PRODUCTION)}/{release.release_key('cost_report', package)}"
        # https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html
        update = f"/2015-03-31/functions/{blueprint.REPORT}/code"
        return self.cloud.received("PUT", path), self.cloud.received("PUT", update)

    def _two_keys(self, changes: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
        """Both reviewers read and sign; who signed every change, and whether each was shown the package's digest."""
        package = hashlib.sha256(release.zipped("cost_report", release.patched())).hexdigest()
        self.stage.say("The patch, and what the package built from it must be; ana and bo sign nothing else:")
        for line in release.patch():
            self.stage.say(f"    {line}", style="green" if line.startswith("+") else "red")
        self.stage.say(f"    SHA-256 {package}")
        signed, shown = [], []
        self.gate.must(REVIEWERS[0], "inbox", "--as", REVIEWERS[0], excerpt=all_lines)
        seats = dict.fromkeys(REVIEWERS, "waits")
        self.stage.keys(seats)
        for person in REVIEWERS:
            for change in changes:
                done = self.gate.must(
                    person,
                    *("approve", change, "--as", person, "--key", f"{person}.key"),
                    excerpt=what_would_run if person == REVIEWERS[0] else last_line,
                )
                shown.append(package in done.out)
            signed.append(person)
            seats[person] = "turned"
            self.stage.keys(seats)
        # Both calls carry the package: into the bucket, and into the function.
        return tuple(signed), all(shown)


def _anew(calls: list[Called], *, spent: tuple[str, ...]) -> bool:
    """Whether every call that had passed once is now held as part of a change that nobody has approved."""
    return len(calls) == len(_FIX) and all(
        not call.passed and call.status == 403 and call.change is not None and call.change not in spent
        for call in calls
    )
