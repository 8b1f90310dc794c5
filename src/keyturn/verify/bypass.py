"""Checks a certificate of `keyturn prove`, with none of the code that made it.

A guardrail claim is worked out again. A claim that is relative to the catalogue rests on sets of principals: together
they have everybody to begin with who is not exempt, each is closed under every rule of the catalogue (whoever somebody
in it becomes is in it), and nobody in any of them, with all that the others there can give, does what is protected. A
`BYPASS` is replayed step by step. What cannot be followed is not verified.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from keyturn.codec.canonical import Json, encode
from keyturn.codec.digest import hex_sha256
from keyturn.errors import CallerError, Malformed, quoted
from keyturn.verify.iam import axioms
from keyturn.verify.iam.closure import Closed, Closure, Progress
from keyturn.verify.iam.estate import CannotRead, estate
from keyturn.verify.iam.goal import Goal
from keyturn.verify.iam.ground import Ground
from keyturn.verify.iam.guardrail import Guardrails
from keyturn.verify.iam.judge import Judge
from keyturn.verify.iam.outside import uninvited
from keyturn.verify.iam.replay import replay
from keyturn.verify.iam.texts import CannotFollow, Pattern, fits, wild

FORMAT: Final = "keyturn.prove/2"
_GUARDRAIL: Final = "PROVED by guardrail"
_BYPASS: Final = "BYPASS"
_TOLD: Final = 5
_CLOCKS: Final = timedelta(minutes=5)
_BEGAN: Final = datetime(2011, 5, 3, tzinfo=UTC)


class NoCertificate(CallerError):
    """What was given is no certificate of this format, or is one for another bundle."""

    code = "prove.certificate"


@dataclass(frozen=True, slots=True)
class Checked:
    """One claim, and why it is not verified (empty: it is)."""

    action: str
    resource: str
    verdict: str
    problems: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What was found of a certificate. `exempt`: whom its claims leave out; `at`: nobody acts before then."""

    exempt: tuple[str, ...]
    at: datetime
    catalogue: int
    claims: tuple[Checked, ...]

    @property
    def verified(self) -> bool:
        """Whether there is a claim, and every claim holds."""
        return bool(self.claims) and not any(one.problems for one in self.claims)


def bundle_digest(bundle: Json) -> str:
    """The digest of a bundle's RFC 8785 form, by which a certificate names it."""
    return str(hex_sha256(encode(bundle)))


def check(certificate: Json, bundle: Json, now: datetime, progress: Progress | None = None) -> Report:
    """Check every claim of `certificate` against `bundle`; `progress` is told how much is done, of how much.

    Raises NoCertificate, WrongCatalogue, and CannotRead where the bundle is none.
    """
    if not isinstance(certificate, Mapping) or certificate.get("format") != FORMAT:
        raise NoCertificate(
            f"this is no certificate of the form `{FORMAT}`: make one with `keyturn prove --certificate`"
        )
    if not isinstance(bundle, Mapping) or certificate.get("bundle") != _digest(bundle):
        raise NoCertificate(
            "this certificate was made for another bundle: prove that one, or find the one it was made for"
        )
    at = _instant(certificate.get("at"), now)
    exempt = _exempt(certificate.get("exempt"))
    claims = [_claim(one) for one in _list(certificate.get("claims"), "claims")]
    catalogue = axioms.read(certificate.get("catalogue"))
    auditor = _Auditor(certificate, bundle, exempt, at, catalogue, progress)
    return Report(exempt, at, int(str(catalogue.tables["number"])), tuple(map(auditor.checked, claims)))


def _digest(bundle: Mapping[str, Json]) -> str:
    try:
        return bundle_digest(bundle)
    except Malformed:
        return ""


@dataclass(frozen=True, slots=True)
class _Claim:
    action: str
    also: tuple[str, ...]
    resource: str
    verdict: str
    principals: tuple[Json, ...]


class _Auditor:
    """One certificate under audit."""

    def __init__(
        self,
        certificate: Mapping[str, Json],
        bundle: Json,
        exempt: tuple[str, ...],
        at: datetime,
        catalogue: axioms.Axioms,
        progress: Progress | None,
    ) -> None:
        self._exempt: Final = exempt
        self._bundle: Final = bundle
        self._at: Final = at
        self._axioms: Final = catalogue
        self._ground: Final = self._ground_of(kindly=True)
        self._guardrails: Final = Guardrails(self._ground, exempt)
        self._closure: Final = Closure(self._ground, progress)
        self._written: Final = _list(certificate.get("sets"), "sets")
        self._sets: tuple[list[Closed], list[str]] | None = None
        self._strict: Ground | None = None
        self._said: dict[tuple[str, str, tuple[object, ...]], tuple[str, ...]] = {}

    def _ground_of(self, *, kindly: bool) -> Ground:
        account = estate(self._bundle, self._axioms.mapping("published"), kindly=kindly)
        return Ground(Judge(account, self._at), self._axioms)

    def checked(self, claim: _Claim) -> Checked:
        problems: dict[str, None] = {}
        try:
            for action in (claim.action, *claim.also):
                problems |= dict.fromkeys(self._problems(claim, action))
        except (CannotFollow, RecursionError) as error:
            problems[str(error) if isinstance(error, CannotFollow) else "it is nested too deep to follow"] = None
        return Checked(claim.action, claim.resource, claim.verdict, tuple(problems)[:_TOLD], claim.also)

    def _problems(self, claim: _Claim, action: str) -> tuple[str, ...]:
        """What is wrong with the claim for one action; actions that no policy tells apart are looked at once."""
        if claim.verdict == _BYPASS:
            return tuple(self._replayed(claim, action))
        key = (claim.verdict, claim.resource, self._signature(action))
        if key not in self._said:
            self._said[key] = tuple(self._unproved(claim.verdict, Goal(self._ground, action, claim.resource)))
        return self._said[key]

    def _unproved(self, verdict: str, goal: Goal) -> Iterator[str]:
        if verdict == _GUARDRAIL:
            yield from self._guardrails.holes(goal)
        elif verdict == f"PROVED relative to catalogue {self._axioms.tables['number']}":
            yield from self._open(goal)
        else:
            yield f"`{quoted(verdict)}` is not a verdict that can be checked"

    def _signature(self, action: str) -> tuple[object, ...]:
        return self._ground.signature(action)

    # --------------------------------------------------------------------------------- relative to the catalogue

    def _open(self, goal: Goal) -> Iterator[str]:
        if self._sets is None:
            left: list[str] = []
            self._sets = self._closed(left), left
        sets, left = self._sets
        yield from left
        judge = self._ground.judge
        for closed in sets:
            for state in closed.states:
                if goal.reached(state):
                    yield f"{judge.actors[state.actor].arn} may come to do {goal.action} on {goal.resource}"
        yield from uninvited(self._ground, self._closure, goal, self._exempted())

    def _exempted(self) -> list[int]:
        patterns = [Pattern(wild(one), arn=True) for one in self._exempt]
        return [
            number
            for number, one in enumerate(self._ground.estate.principals)
            if any(fits(pattern, one.arn) for pattern in patterns)
        ]

    def _closed(self, left: list[str]) -> list[Closed]:
        """The sets, each with all that is gained in it; `left` is told who is in none, and who leaves one."""
        ground = self._ground
        left += [
            f"`{name}` is not in the bundle: who is there is not known"
            for name in ("UserDetailList", "RoleDetailList")
            if name in ground.estate.missing
        ]
        exempt = set(self._exempted())
        begins = {
            one.arn for number, one in enumerate(ground.estate.principals) if number not in exempt and not one.linked
        }
        found: list[Closed] = []
        if len(self._written) > len(ground.estate.principals):
            left.append("the certificate has more sets than the account has principals")
            return found
        for one in self._written:
            members = one if isinstance(one, Mapping) else {}
            starts, held = (_texts(members.get(name), f"sets.{name}") for name in ("starts", "held"))
            strange = [arn for arn in (*starts, *held) if not ground.judge.bits((arn,)) & ground.principals]
            if strange or not set(starts) <= set(held):
                left.append("a set of the certificate names somebody who is not there, or begins outside itself")
                continue
            closed = self._closure.of({ground.judge.index[arn] for arn in held})
            left += closed.left
            begins -= set(starts)
            found.append(closed)
        left += [f"{arn} is in no set of the certificate" for arn in sorted(begins)]
        return found

    # ------------------------------------------------------------------------------------------------ ways round

    def _replayed(self, claim: _Claim, action: str) -> Iterator[str]:
        if self._strict is None:
            self._strict = self._ground_of(kindly=False)
        if not claim.principals:
            yield "it names nobody who can"
        goal = Goal(self._strict, action, claim.resource)
        closure = Closure(self._strict)
        for one in claim.principals:
            yield from replay(self._strict, closure, goal, one)


def _instant(value: Json, now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise NoCertificate("this certificate does not say of which instant it is")
    if at < _BEGAN:
        raise NoCertificate("this certificate speaks of an instant before there was IAM")
    if at > now + _CLOCKS:
        raise NoCertificate("this certificate speaks of an instant that is still to come")
    return at


def _exempt(value: Json) -> tuple[str, ...]:
    found = _texts(value, "exempt")
    for one in found:
        if "*" not in one and one.count(":") < 5:
            # As a pattern it would stand for all that begins so; as it is read by people, for nobody.
            raise NoCertificate(f"`{quoted(one)}` is left out of this certificate's claims, and is no ARN")
    return found


def _claim(value: Json) -> _Claim:
    texts: list[str] = []
    members = value if isinstance(value, Mapping) else {}
    for name in ("action", "resource", "verdict"):
        text = members.get(name)
        if not isinstance(text, str) or not text:
            raise NoCertificate(f"a claim of this certificate has no `{name}`")
        texts.append(text)
    principals = members.get("principals", [])
    listed = tuple(principals) if isinstance(principals, list | tuple) else ()
    return _Claim(texts[0], _texts(members.get("also"), "also"), texts[1], texts[2], listed)


def _list(value: Json, name: str) -> Sequence[Json]:
    if not isinstance(value, list | tuple):
        raise NoCertificate(f"this certificate has no list `{name}`")
    return value


def _texts(value: Json, name: str) -> tuple[str, ...]:
    found = _list(value, name)
    if not all(isinstance(one, str) for one in found):
        raise NoCertificate(f"`{name}` of this certificate holds what is not text")
    return tuple(str(one) for one in found)


__all__ = ["FORMAT", "CannotRead", "Checked", "NoCertificate", "Report", "bundle_digest", "check"]
