"""What the desk does about the gate itself: sealing it, proposals to change it, and putting them in force."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from keyturn.approve.seats import missing
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import b32encode_id, format_instant
from keyturn.decide.engine import load
from keyturn.errors import CallerError
from keyturn.flow.consider import Considering
from keyturn.flow.gate.asking import Rules
from keyturn.flow.gate.proposals import enacted, propose
from keyturn.flow.gate.sealing import count_signature, first_charter, sealed_draft, signed, suspend_key, void, warnings
from keyturn.flow.gate.voters import gate_standing, may_vote
from keyturn.flow.kept import GateCase
from keyturn.model.bundle import Bundle
from keyturn.model.change import State as Stage
from keyturn.model.decision import Quorum
from keyturn.model.evidence import Draft
from keyturn.model.gate import GATE_OPEN, Charter
from keyturn.model.identity import Person
from keyturn.ports import Chance, Log
from keyturn.runner.intake import Intake, Method, Params, only
from keyturn.runner.journal import Journal
from keyturn.runner.timekeeper import Timekeeper


class Gating:
    """Seals the gate, takes proposals in, and puts in force what people approved."""

    def __init__(
        self,
        considering: Considering,
        journal: Journal,
        intake: Intake,
        time: Timekeeper,
        chance: Chance,
        rules: Rules,
        console: str,
    ) -> None:
        """`console` is the address at which founders sign with passkeys."""
        self._considering = considering
        self._state = considering.state
        self._console = console
        self._journal = journal
        self._intake = intake
        self._time = time
        self._chance = chance
        self._rules = rules
        self._warnings: tuple[tuple[str, Quorum] | None, tuple[str, ...]] = (None, ())
        self.methods: Final[Mapping[str, Method]] = {
            "charter": self._charter,
            "seal": self._seal,
            "propose": self._propose,
            "key_suspend": self._key_suspend,
        }

    def root(self) -> str | None:
        """Return the digest of the charter that was sealed first, None while the gate is not sealed."""
        return next(iter(self._state.charters), None)

    def follow(self, at: datetime) -> Draft | None:
        """Return what puts a change in force whose last vote was just counted; the gate then obeys it at once."""
        approved = [case for case in self._state.open_gate.values() if case.stage is Stage.APPROVED]
        if not approved:
            return None
        return enacted(self._state, self._considering.settings, self._rules, approved[0], at)

    async def resume(self) -> None:
        """Do what was due when the gate died between two entries: seal, or put in force. Then go by the charter."""
        at, _ = self._time.now()
        while (draft := self.follow(at) or self._sealing(at)) is not None:
            await self._journal.write(draft)
        self.obey()

    def _sealing(self, at: datetime) -> Draft | None:
        """Return what seals the gate if every founder has signed it as it stands."""
        if self._state.charter is not None or not self._state.seal_votes:
            return None
        try:
            return sealed_draft(self._state, self._first(), at)
        except CallerError:
            return None  # too few people are left to seal it: that is how it stands, and no reason not to start

    def obey(self) -> None:
        """Take settings and policies from the charter in force."""
        charter = self._state.charter
        if charter is None:
            return
        considering = self._considering
        if considering.settings.document != charter.configuration:
            considering.settings = self._rules.read(charter.configuration).settings
        if considering.current != charter.bundle:
            if charter.bundle not in considering.policies:
                policies, schema = self._state.bundles[charter.bundle]
                loaded = load(Bundle(policies, schema, charter.bundle))
                considering.policies = {**considering.policies, charter.bundle: loaded}
            considering.current = charter.bundle

    async def _charter(self, params: Params) -> Json:
        only(params)
        charter = self._state.charter
        if charter is not None:
            return self._told(charter) | {"sealed": True, "root": self.root()}
        first = self._first()
        have = signed(self._state, first)
        return self._told(first) | {
            "sealed": False,
            "root": None,
            "signed": list(have),
            "missing": [name for name in first.founders if name not in have],
            "void": list(void(self._state, first)),
            "warnings": list(self._warned(first)),
        }

    def _warned(self, first: Charter) -> tuple[str, ...]:
        # Pages ask again and again, and to try each reviewer's loss takes long where there are many.
        named = (first.digest, self._considering.settings.approvers)
        if named != self._warnings[0]:
            self._warnings = named, tuple(warnings(first, named[1]))
        return self._warnings[1]

    def _told(self, charter: Charter) -> dict[str, Json]:
        policies, schema = self._state.bundles[charter.bundle]
        return {
            "charter": charter.document(),
            "digest": charter.digest,
            "bundle": {"policies": policies, "schema": schema},
            "suspended": list(self._state.suspended),
            "checkpoint": self._journal.log.checkpoint(),
            "url": f"{self._console}/seal",
            "quorum": self._considering.settings.approvers.document(),
        }

    def _first(self) -> Charter:
        considering = self._considering
        return first_charter(self._state, considering.settings, considering.current, self._journal.log.verifier())

    async def _seal(self, params: Params) -> Json:
        earlier: list[str] = []

        def sign(text: str, at: datetime) -> Draft:
            first = self._first() if self._state.charter is None else self._state.charter
            earlier.extend(void(self._state, first))
            return count_signature(self._state, first, text, at)

        await self._intake.take(params, sign, lambda at: sealed_draft(self._state, self._first(), at))
        charter = self._state.charter
        if charter is not None:
            return {"sealed": True, "root": charter.digest, "digest": charter.digest, "missing": [], "void": []}
        first = self._first()
        have = signed(self._state, first)
        lacking: list[Json] = [name for name in first.founders if name not in have]
        return {
            "sealed": False,
            "root": None,
            "digest": first.digest,
            "missing": lacking,
            "void": [name for name in earlier if name not in have],
        }

    async def _propose(self, params: Params) -> Json:
        fresh = b32encode_id(self._chance.token(16))
        considering = self._considering
        draft = await self._intake.take(
            params, lambda text, at: propose(self._state, considering.settings, self._rules, text, at, fresh)
        )
        case = self._state.gate_cases[draft.about["change"]]
        change = case.change
        return {
            "change": change.id,
            "short": change.short,
            "digest": change.digest,
            "state": case.stage.value,
            "missing": missing(change.quorum, gate_standing(self._state, case)),
            "quorum": str(change.quorum),
            "expires": format_instant(change.expires),
        }

    async def _key_suspend(self, params: Params) -> Json:
        draft = await self._intake.take(params, lambda text, at: suspend_key(self._state, text, at))
        return {"key": draft.about["key"], "name": draft.payload["by"]}


class GateShowing:
    """Says how changes of the gate stand now."""

    def __init__(self, considering: Considering, log: Log, time: Timekeeper, console: str) -> None:
        """`console` is the address at which people look at changes."""
        self._considering = considering
        self._state = considering.state
        self._log = log
        self._time = time
        self._console = console

    def open_cases(self) -> list[GateCase]:
        """Return the changes of the gate that are open now, the oldest first."""
        at, _ = self._time.now()
        found = [case for case in self._state.open_gate.values() if case.stands(at) in GATE_OPEN]
        return sorted(found, key=lambda case: case.change.opened)

    def line(self, case: GateCase, person: Person | None) -> Json:
        """One change of the gate in the inbox, and whether it waits for `person`."""
        change = case.change
        line: dict[str, Json] = {
            "id": change.id,
            "short": change.short,
            "gate": True,
            "state": case.stage.value,
            "sponsor": change.by,
            "agent": "",
            "intent": change.intent,
            "kind": change.kind.value,
            "actions": [change.kind.value],
            "effects": ["permission"],
            "environments": [],
            "missing": self._missing(case),
            "opened": format_instant(change.opened),
            "expires": format_instant(change.expires),
        }
        if person is not None:
            may = any(may_vote(person, key.id, change) for key in person.keys)
            line["waits_for_you"] = may and person.name not in case.votes
        return line

    def _missing(self, case: GateCase) -> int:
        return missing(case.change.quorum, gate_standing(self._state, case)) if case.stage in GATE_OPEN else 0

    def outcome(self, case: GateCase) -> Json:
        """Return how it stands after a vote."""
        change = case.change
        return {
            "change": change.id,
            "short": change.short,
            "gate": True,
            "state": case.stage.value,
            "missing": self._missing(case),
            "why": case.why,
            "charter": None if self._state.charter is None else self._state.charter.digest,
        }

    def stands(self, case: GateCase) -> Json:
        """Where one stands now."""
        at, _ = self._time.now()
        return {
            "id": case.change.id,
            "short": case.change.short,
            "state": case.stands(at).value,
            "missing": self._missing(case),
        }

    def document(self, case: GateCase) -> Json:
        """All there is to know of one: with the charters before and after it, whose digests it binds."""
        change = case.change
        at, _ = self._time.now()
        before = self._state.charters.get(change.before or "")
        charters = [one for one in (before, case.after) if one is not None]
        bundles: dict[str, Json] = {}
        for one in charters:
            policies, schema = self._texts(case, one.bundle)
            bundles[one.bundle] = {"policies": policies, "schema": schema}
        return {
            "id": change.id,
            "short": change.short,
            "gate": True,
            "digest": change.digest,
            "review": change.review(),
            "review_digest": change.review_digest,
            "charters": {
                "before": None if before is None or case.after is None else before.document(),
                "after": None if case.after is None else case.after.document(),
            },
            "bundles": bundles if case.after is not None else {},
            "state": case.stands(at).value,
            "why": case.why,
            "opener": change.by,
            "missing": self._missing(case),
            "votes": [
                {
                    "reviewer": vote.reviewer,
                    "verdict": "approve" if vote.approves else "reject",
                    "comment": vote.comment,
                    "at": format_instant(vote.at),
                    "local": vote.local,
                }
                for vote in case.votes.values()
            ],
            "grants": [],
            "url": f"{self._console}/changes/{change.short}",
            "checkpoint": self._log.checkpoint(),
            "sealed": self._considering.sealed,
        }

    def _texts(self, case: GateCase, version: str) -> tuple[str, str]:
        if case.bundle is not None and case.bundle.version == version:
            return case.bundle.policies, case.bundle.schema
        return self._state.bundles[version]
