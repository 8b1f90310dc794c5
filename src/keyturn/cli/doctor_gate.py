"""What `keyturn doctor` says of the gate itself: whether it is sealed, what is excepted, what is kept of its log."""

from collections.abc import Iterator, Mapping

from keyturn.cli.findings import Finding, Level
from keyturn.cli.gate import NOT_SEALED, Answer, Gate
from keyturn.config import Config
from keyturn.config.toml import differences
from keyturn.console.text import plain
from keyturn.errors import KeyturnError


def of_the_gate(config: Config, status: Answer, people: Answer) -> Iterator[Finding]:
    """Yield what is found of the seal, of exceptions from it, and of checkpoints kept besides the store."""
    sealed = status.members().get("sealed") is True
    if not sealed:
        yield Finding(
            Level.WARN,
            "seal",
            status.text("sealed_text", NOT_SEALED),
            "enrol everybody who founds it; each of them runs: keyturn seal --as NAME --key FILE, or signs with a "
            "passkey on the console's page /seal",
        )
    else:
        yield from _sealed(config, status, people)
    yield from _exceptions(config, sealed=sealed)
    yield from _kept(status)


def altered(gate: Gate) -> Iterator[Finding]:
    """Yield what keeps a sealed gate from starting: where keyturn.toml is not what people approved."""
    try:
        told = gate.there("charter").members()
    except KeyturnError:
        return  # that no gateway runs was said, and its store is not this user's to look into
    charter = told.get("charter")
    approved = charter.get("configuration") if isinstance(charter, Mapping) else None
    if told.get("sealed") is not True or not isinstance(approved, Mapping):
        return
    for one in differences(approved, gate.config.guarded):
        yield Finding(
            Level.BAD,
            "config",
            f"this gate is sealed, and this is not what people approved: {plain(one)}",
            "put it back: keyturn configuration prints it; then start, and propose what you want",
        )


def _sealed(config: Config, status: Answer, people: Answer) -> Iterator[Finding]:
    able = [one for one in people.each("people") if one.members().get("enabled") is True and one.texts("keys")]
    groups = {place.group for place in config.approvals.quorum.seats}
    reviewers = [one for one in able if groups & set(one.texts("groups"))]
    yield Finding(
        Level.GOOD,
        "seal",
        f"sealed, {len(reviewers)} reviewers have a key that signs; the root is {plain(status.text('root'))}",
    )
    spare = len(able) - config.approvals.quorum.people - 1
    if spare < 1:
        yield Finding(
            Level.WARN,
            "seal",
            "whoever proposes a change of the gate has no vote on it, nor has whom it is about: with so few people a "
            "lost key could not be replaced",
            "have one more person enrolled, of any group: keyturn person add ... (docs/how-to/ways-back.md)",
        )
    told = status.text("policies_told", "")
    if told:
        yield Finding(
            Level.NOTE,
            "policies",
            plain(told),
            "keyturn policy diff shows what would change; propose them if you want them",
        )


def _exceptions(config: Config, *, sealed: bool) -> Iterator[Finding]:
    if config.gateway.unsealed_production and not sealed:
        yield Finding(
            Level.WARN,
            "seal",
            "production is changed through this gate although one person can change it",
            "seal it; then `unsealed_production` under [gateway] means nothing and can go",
        )
    if config.gateway.unisolated_production:
        yield Finding(
            Level.WARN,
            "isolation",
            "sessions of isolation `none` reach production: such an agent could read the gateway's keys and store",
            "run agents as another user or in a sandbox, and take `unisolated_production` out of [gateway]",
        )


def _kept(status: Answer) -> Iterator[Finding]:
    places = status.each("kept")
    if not places:
        yield Finding(
            Level.WARN,
            "kept",
            "no checkpoint is kept besides the store: whoever puts all of it back to an older state is seen by nobody "
            "but reviewers whose clients remember more",
            'kept = ["file:///OTHER-DISK/keyturn"] or ["s3://BUCKET/PREFIX"] under [log]: '
            "docs/how-to/keep-the-evidence.md",
        )
    for one in places:
        place, problem = plain(one.text("place")), one.text("problem", "")
        if problem:
            yield Finding(
                Level.BAD,
                "kept",
                f"the newest checkpoint could not be kept in `{place}`: {plain(problem)}",
                "mend that place: it is tried again every few seconds; the gateway does not start without it",
            )
        elif one.members().get("size") is None:
            yield Finding(Level.NOTE, "kept", f"nothing is kept in `{place}` yet: it will be within seconds")
        else:
            yield Finding(Level.GOOD, "kept", f"`{place}` keeps a checkpoint over {one.number('size')} entries")
