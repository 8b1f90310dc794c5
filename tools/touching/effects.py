"""What an operation does: the worst of what the sources say of it, unless a curated row decides.

The sources are its verb, IAM's access level, its HTTP method, and which of CloudFormation's handlers need its
permission. Where they contradict each other and nobody has decided, the worse one counts; where none says anything,
`unknown`.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from keyturn.model.action import Effect, Reading, Reversible
from keyturn.recognise.aws.touches_table import UNKNOWN, Row, worst
from tools.touching import curated, names, sources
from tools.touching.models import Operation

_VERB: Final = re.compile(r"(?:Batch|Admin|Bulk)?([A-Z][a-z0-9]*)")
_TAGGING: Final = re.compile(r"\w*Tags?(?:s|ging|ForResource|ToResource|FromResource|OnResource|Resource)?\w*")
_READS: Final = frozenset({"Read", "List"})
# Settings: what they were can be written again if somebody kept it.
_SETTING: Final = re.compile(
    r"\w*(?:Configuration|Config|Policy|Policies|Settings?|Association|Assignment|Mapping|Attributes?|Permissions?|Rules?"
    r"|Alias|Subscription|Schedule|Filter|Template|Tags|Option|Preferences?|Route|Integration|Monitor|Alarm|Trigger"
    r"|Destination|Notifications?|Target|Listener|Endpoint|Membership|Limit|Override|Encryption|Grants?|Consent)s?"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What an operation does, why, and whether the sources contradicted each other and nobody decided."""

    row: Row
    why: tuple[str, ...]
    contradiction: str = ""


def judge(operation: Operation, named: names.Named) -> Judged:
    """What `operation` does."""
    decided = curated.effects().get((operation.service, operation.name))
    said = _sources(operation, named)
    why = tuple(f"{source}: {row.effect}" for source, row in said)
    if decided is not None:
        return Judged(decided, (*why, "curated"))
    if not said:
        return Judged(UNKNOWN, ())
    row = said[0][1]
    for _, other in said[1:]:
        row = worst(row, other)
    reads = {one.effect is Effect.READ for _, one in said}
    return Judged(_settled(operation, row), why, "; ".join(why) if len(reads) > 1 else "")


def _sources(operation: Operation, named: names.Named) -> list[tuple[str, Row]]:
    """What each source says that says anything."""
    said: list[tuple[str, Row]] = []
    verb = _verb(operation)
    if verb is not None:
        said.append(("name", verb))
    levels = named.known.levels if named.known is not None and named.how != "convention" else frozenset()
    if "Permissions management" in levels:
        said.append(("IAM", Row(Effect.PERMISSION)))
    elif levels and levels <= _READS:
        said.append(("IAM", Row(Effect.READ, Reading.METADATA, Reversible.YES)))
    elif levels and (verb is None or verb.effect is Effect.READ):
        # A write of some kind; its verb would say of which.
        said.append(("IAM", Row(Effect.MODIFY)))
    if operation.method in ("PUT", "PATCH", "DELETE") and (verb is None or verb.effect is Effect.READ):
        effect = Effect.DELETE if operation.method == "DELETE" else Effect.MODIFY
        said.append((operation.method, Row(effect)))
    handlers = sources.handlers().get(named.actions[0].lower(), frozenset())
    harmless = operation.name.startswith(("Stop", "Update", "Modify")) or _TAGGING.fullmatch(operation.name) is not None
    if handlers == {"delete"} and verb is not None and verb.effect in (Effect.CREATE, Effect.MODIFY) and not harmless:
        said.append(("CloudFormation", Row(Effect.DELETE)))
    return said


def _verb(operation: Operation) -> Row | None:
    """What the operation's name says."""
    form = _VERB.match(operation.name)  # the beginning is meant
    verb = form[1] if form is not None else operation.name
    row = curated.verbs().get(verb)
    if row is None and form is not None and form[0] != form[1]:
        row = curated.verbs().get(form[0])
    if row is None or row.effect is Effect.READ:
        return row
    if _TAGGING.fullmatch(operation.name) and verb in ("Add", "Remove", "Delete", "Create", "Put", "Update", "Set"):
        return Row(Effect.MODIFY)  # tags are taken off as they are put on
    return row


def _settled(operation: Operation, row: Row) -> Row:
    """A delete of a setting can be undone by whoever kept what it was."""
    if row.effect is Effect.DELETE and row.reversible is Reversible.NO and _SETTING.fullmatch(operation.name):
        return replace(row, reversible=Reversible.DEPENDS)
    return row
