"""Which IAM actions an operation needs: by IAM's reference, by its curated exceptions, or by AWS's convention."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from tools.touching import curated, models, sources

_BATCH: Final = re.compile(r"Batch([A-Z]\w*)")


@dataclass(frozen=True, slots=True)
class Named:
    """The IAM actions of one operation, and what IAM's reference says of the first of them (None: nothing)."""

    actions: tuple[str, ...]
    known: sources.IamAction | None
    how: str
    """`listed`, `renamed`, `batch` or `convention`."""


@cache
def prefix(service: str) -> str:
    """The IAM prefix of a service: curated, or the one of its names under which IAM knows most of its operations."""
    chosen = curated.prefixes().get(service)
    if chosen is not None:
        return chosen
    model = models.service(service)
    candidates = [*sorted(model.signing_names), model.endpoint_prefix, service]
    known = [one for one in dict.fromkeys(candidates) if one in sources.prefixes()]
    if not known:
        raise SystemExit(f"{service}: none of {candidates} is a prefix IAM knows; say which in curated/iam.yaml")
    return max(known, key=lambda one: len(_listed(one) & {name.lower() for name in model.operations}))


def _listed(one: str) -> frozenset[str]:
    return frozenset(sources.actions(one))


def named(operation: models.Operation) -> Named:
    """The IAM actions that `operation` needs."""
    ours = prefix(operation.service)
    renamed: Mapping[tuple[str, str], str] = curated.renamed()
    given = renamed.get((operation.service, operation.name))
    if given is not None:
        actions = tuple(given.split())
        first_prefix, _, first = actions[0].partition(":")
        return Named(actions, sources.actions(first_prefix).get(first.lower()), "renamed")
    listed = sources.actions(ours)
    known = listed.get(operation.name.lower())
    if known is not None:
        return Named((f"{ours}:{known.name}",), known, "listed")
    batch = _BATCH.fullmatch(operation.name)
    for one in (batch[1], batch[1].removesuffix("s"), re.sub("ies$", "y", batch[1])) if batch else ():
        if one.lower() in listed:
            known = listed[one.lower()]
            return Named((f"{ours}:{known.name}",), known, "batch")
    return Named((f"{ours}:{operation.name}",), None, "convention")
