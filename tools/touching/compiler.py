"""From the sources to one service's table."""

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources

from keyturn.model.touching import Template, Touch, Touches
from tools.touching import curated, effects, models, names, places, sweep
from tools.touching.models import Operation


def compile_service(name: str) -> Touches:
    """The table of one service."""
    model = models.service(name)
    return Touches(
        prefix=names.prefix(name),
        operations={one.name: _touch(one) for one in model.operations.values()},
        roles=sweep.roles(name),
        powers=sweep.powers(name),
        opaque=sweep.opaque(name),
        regionless=name in _regionless(),
        foreign=name in curated.foreign_services(),
    )


def _touch(operation: Operation) -> Touch:
    named = names.named(operation)
    judged = effects.judge(operation, named)
    row = sweep.widen(operation, named, judged.row)
    found = places.templates(operation, named)
    return Touch(
        iam=named.actions,
        effect=row.effect,
        reading=row.reading,
        reversible=row.reversible,
        delegates=row.delegates,
        loss=row.loss,
        templates=tuple(Template(one.text, one.bound, one.must, one.new) for one in found),
        rules=sweep.rules(operation, row),
        names_one=_names_one(operation),
    )


def _names_one(operation: Operation) -> bool:
    """Whether a required parameter at the top is a name."""
    return any(
        member.required and len(member.path) == 1 and member.kind in ("string", "list of string") and not member.choices
        for member in operation.inputs
        if not member.token and not curated.is_opaque(member.path)
    )


@cache
def _regionless() -> frozenset[str]:
    """Services with one endpoint for the whole partition `aws`."""
    path = resources.files("keyturn.adapters.aws") / "tables" / "endpoints.json"
    hosts = json.loads(path.read_text("utf-8"))["services"]
    fixed = {name for name, said in hosts.items() if "{region}" not in (said.get("aws") or said.get("*") or "{region}")}
    return frozenset(fixed) | curated.global_services()


def explain(service: str, operation: str) -> Iterator[str]:
    """Where each fact of one operation comes from, a line each."""
    one = models.service(service).operations[operation]
    named = names.named(one)
    judged = effects.judge(one, named)
    yield f"{service}:{operation}: {one.method} {one.path}"
    yield f"IAM actions ({named.how}): {' '.join(named.actions)}"
    yield f"sources: {'; '.join(judged.why) or 'none'}"
    row = sweep.widen(one, named, judged.row)
    yield f"effect: {row.effect}, reading {row.reading}, reversible {row.reversible}"
    yield f"delegates: {row.delegates}, loses data: {row.loss}"
    for template in places.templates(one, named):
        filled = [["/".join(path) for path in paths] for paths in template.bound]
        yield f"ARN: {template.text} {filled}{' (must)' if template.must else ''}{' (new)' if template.new else ''}"
    for rule in sweep.rules(one, row):
        yield f"rule: {rule}"
    taken = sorted(sweep.roles(service) & {member.name for member in one.inputs})
    yield f"roles: {taken}; powers: {sorted(sweep.powers(service) & {member.name for member in one.inputs})}"
