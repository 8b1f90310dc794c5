"""`keyturn policy`: what policies say, whether they are sound, and the proof that production takes enough people."""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from keyturn.cli import settings
from keyturn.cli.main import DONE, REFUSED
from keyturn.cli.terminal import Printer, document, out
from keyturn.codec.canonical import Json
from keyturn.config import Config
from keyturn.console.text import visible
from keyturn.decide.engine import Policies, decide, load
from keyturn.decide.rules import PolicyInvalid
from keyturn.errors import CallerError, quoted
from keyturn.flow.levels import operations_amiss
from keyturn.model.autonomy import lowered
from keyturn.model.bundle import Bundle
from keyturn.model.decision import Permit
from keyturn.policy.bundles import version
from keyturn.policy.lint import lint
from keyturn.policy.prove import Claim, Proof, Shortfall, asked, configured, prove


class NoSuchBundle(CallerError):
    """The log holds no bundle of this version, or more than one."""

    code = "policy.no_such_bundle"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found out about one text. `policies` is None where it cannot be loaded; then nothing is proved of it."""

    text: str
    version: str
    findings: tuple[tuple[str, str], ...]
    policies: Policies | None
    proof: Proof

    @property
    def sound(self) -> bool:
        """Whether it may be put in force, and keeps what is configured."""
        return not self.findings and not self.proof.shortfalls and self.policies is not None


def check(arguments: argparse.Namespace) -> int:
    """Check policies: 0 if they are sound and every claim is proved, 1 if not."""
    config = settings.load(arguments.config)
    found = examined(config, text_of(config, arguments.file))
    notes = lowered(config.autonomy, config.approvals.quorum)
    if arguments.json:
        document(_document(found, notes))
    else:
        out().say(*_lines(found, notes, out()))
    return DONE if found.sound else REFUSED


def text_of(config: Config, file: str | None) -> str:
    """Return the text of `file`, else that of the configuration. Raises BadConfig, Malformed."""
    from keyturn.wiring import policies

    return policies.text_of(config, None if file in (None, "-") else Path(str(file)).expanduser())


def examined(config: Config, text: str) -> Checked:
    """Find out all about `text` under this configuration."""
    from keyturn.wiring import policies

    schema = policies.schema()
    findings = [(one.policy, one.message) for one in lint(text, schema)]
    findings += [
        ("[autonomy]", line) for line in operations_amiss(config.autonomy, config.approvals.quorum, policies.tables())
    ]
    loaded: Policies | None = None
    proof = Proof((), (), 0)
    named = version(text, schema)
    if not findings:
        try:
            loaded = load(Bundle(text, schema, named))
            proof = prove(text, configured(config.autonomy, config.approvals.quorum))
        except PolicyInvalid as error:
            findings += [("bundle", problem) for problem in error.problems]
    return Checked(text, named, tuple(findings), loaded, proof)


def _lines(found: Checked, notes: Iterable[str], printer: Printer) -> list[str]:
    lines = [f"bundle {found.version[:12]}"]
    lines += [printer.paint("bad", f"unsound   `{policy}` {visible(message)}") for policy, message in found.findings]
    if found.findings:
        return [*lines, "nothing is proved of policies that are not sound"]
    lines += [
        printer.paint("bad", f"fails     {visible(str(one))}{_by_cedar(found, one)}") for one in found.proof.shortfalls
    ]
    lines += [f"proved    {_said(claim)}" for claim in found.proof.proved]
    lines += [printer.paint("warn", f"lowered   {visible(note)}") for note in notes]
    return [*lines, f"tried     {found.proof.cases} cases, which are every request that these policies tell apart"]


def _by_cedar(found: Checked, short: Shortfall) -> str:
    """Whether Cedar itself permits the very request, where it could be made of what was found."""
    if short.doubts or found.policies is None:
        return ""
    permitted = isinstance(decide(asked(short.case), found.policies), Permit)
    return "; Cedar itself permits it" if permitted else ""


def _said(claim: Claim) -> str:
    where = claim.environment or "every environment that has no levels of its own, but `development`"
    what = f"{claim.act} ({claim.operation})" if claim.operation else claim.act
    many = "1 person" if claim.people == 1 else f"{claim.people} people"
    how = "never, tried for fewer than" if claim.never else "at least"
    return f"{what} in {where}: {how} {many}{' (floor)' if claim.floor else ''}"


def _document(found: Checked, notes: Iterable[str]) -> Json:
    return {
        "bundle": found.version,
        "sound": found.sound,
        "findings": [{"policy": policy, "message": message} for policy, message in found.findings],
        "proved": [_claim(claim) for claim in found.proof.proved],
        "failed": [
            {**_claim(one.claim), "passes_with": one.people, "doubts": list(one.doubts), "why": str(one)}
            for one in found.proof.shortfalls
        ],
        "lowered": list(notes),
        "cases": found.proof.cases,
    }


def _claim(claim: Claim) -> dict[str, Json]:
    return {
        "act": claim.act,
        "environment": claim.environment,
        "operation": claim.operation,
        "people": claim.people,
        "floor": claim.floor,
        "never": claim.never,
    }


def show(arguments: argparse.Namespace) -> int:
    """Print the text of policies, as it is."""
    config = settings.load(arguments.config)
    text = text_of(config, None) if arguments.version is None else _logged(arguments, config)
    out().say(*text.splitlines())
    return DONE


def _logged(arguments: argparse.Namespace, config: Config) -> str:
    """Return the text of the one bundle of the log that is meant."""
    from keyturn.cli.policy_diff import entries

    found: dict[str, str] = {}
    for entry in entries(Path(arguments.log or config.gateway.data).expanduser()):
        held = (entry.payload or {}).get("bundle")
        if isinstance(held, dict):
            found[str(held.get("version"))] = str(held.get("policies"))
        elif isinstance(held, str) and "policies" in (entry.payload or {}):
            found[held] = str((entry.payload or {})["policies"])
    meant = [name for name in found if name.startswith(arguments.version)]
    if len(meant) != 1:
        held = ", ".join(sorted(name[:12] for name in found)) or "none"
        raise NoSuchBundle(f"`{quoted(arguments.version)}` names {len(meant)} bundles of this log, which holds {held}")
    return found[meant[0]]


def propose(arguments: argparse.Namespace) -> int:
    """Sign a proposal of a file's policies, once they are sound and keep the floor as far as can be seen from here."""
    from keyturn.cli import gatekeeping

    found = examined(settings.load(arguments.config), text_of(settings.load(arguments.config), arguments.file))
    below = [str(one) for one in found.proof.shortfalls if one.claim.floor]
    if found.policies is None or below:
        raise PolicyInvalid((*(f"`{policy}` {message}" for policy, message in found.findings), *below))
    return gatekeeping.propose_policies(arguments)
