"""How the tables of what operations touch are written: msgpack arrays, one file a service, zlib around it.

`tools/compile_touches.py` writes these rows, `catalogue.py` reads them; `rows.FORMAT` stands for both.
"""

from typing import Final

import msgspec

from keyturn.model.action import Effect, Reading, Reversible
from keyturn.model.touching import Asks, Rule, Template, Touch, Touches

EFFECTS: Final = tuple(Effect)
READINGS: Final = tuple(Reading)
UNDONE: Final = tuple(Reversible)

DELEGATES: Final = 1
LOSS: Final = 2
NAMES_ONE: Final = 4
MUST: Final = 1
NEW: Final = 2
REGIONLESS: Final = 1
FOREIGN: Final = 2


class TemplateRow(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """See `keyturn.model.touching.Template`; a path is its members with dots between them."""

    text: str
    bits: int = 0
    bound: tuple[tuple[str, ...], ...] = ()


class RuleRow(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """See `keyturn.model.touching.Rule`; effect, reading and reversible by their place in the enumerations."""

    path: str
    asks: int
    text: str
    effect: int
    reading: int
    reversible: int
    bits: int = 0


class TouchRow(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """See `keyturn.model.touching.Touch`; no IAM actions stand for the service's prefix and the operation's name.

    `templates` are numbers into the service's table, `iam` actions with a blank between them.
    """

    name: str
    effect: int
    reading: int = 0
    reversible: int = 0
    bits: int = 0
    templates: tuple[int, ...] = ()
    iam: str = ""
    rules: tuple[RuleRow, ...] = ()


class TouchesTable(msgspec.Struct, frozen=True, array_like=True):
    """See `keyturn.model.touching.Touches`."""

    format: int
    prefix: str
    roles: tuple[str, ...]
    powers: tuple[str, ...]
    opaque: tuple[str, ...]
    bits: int
    templates: tuple[TemplateRow, ...]
    operations: tuple[TouchRow, ...]


def touches(table: TouchesTable) -> Touches:
    """The values that a table stands for."""
    templates = tuple(_template(row) for row in table.templates)
    return Touches(
        prefix=table.prefix,
        operations={row.name: _touch(table.prefix, row, templates) for row in table.operations},
        roles=frozenset(table.roles),
        powers=frozenset(table.powers),
        opaque=frozenset(table.opaque),
        regionless=bool(table.bits & REGIONLESS),
        foreign=bool(table.bits & FOREIGN),
    )


def table_of(values: Touches, format_number: int) -> TouchesTable:
    """The table that stands for these values."""
    numbers: dict[Template, int] = {}
    rows = tuple(_row(values.prefix, name, touch, numbers) for name, touch in sorted(values.operations.items()))
    return TouchesTable(
        format=format_number,
        prefix=values.prefix,
        roles=tuple(sorted(values.roles)),
        powers=tuple(sorted(values.powers)),
        opaque=tuple(sorted(values.opaque)),
        bits=(REGIONLESS if values.regionless else 0) | (FOREIGN if values.foreign else 0),
        templates=tuple(_template_row(one) for one in numbers),
        operations=rows,
    )


def _template(row: TemplateRow) -> Template:
    bound = tuple(tuple(tuple(path.split(".")) for path in paths) for paths in row.bound)
    return Template(row.text, bound, must=bool(row.bits & MUST), new=bool(row.bits & NEW))


def _template_row(one: Template) -> TemplateRow:
    bound = tuple(tuple(".".join(path) for path in paths) for paths in one.bound)
    return TemplateRow(one.text, (MUST if one.must else 0) | (NEW if one.new else 0), bound)


def _touch(prefix: str, row: TouchRow, templates: tuple[Template, ...]) -> Touch:
    return Touch(
        iam=tuple(row.iam.split()) or (f"{prefix}:{row.name}",),
        effect=EFFECTS[row.effect],
        reading=READINGS[row.reading],
        reversible=UNDONE[row.reversible],
        delegates=bool(row.bits & DELEGATES),
        loss=bool(row.bits & LOSS),
        templates=tuple(templates[number] for number in row.templates),
        rules=tuple(_rule(one) for one in row.rules),
        names_one=bool(row.bits & NAMES_ONE),
    )


def _row(prefix: str, name: str, touch: Touch, numbers: dict[Template, int]) -> TouchRow:
    return TouchRow(
        name=name,
        effect=EFFECTS.index(touch.effect),
        reading=READINGS.index(touch.reading),
        reversible=UNDONE.index(touch.reversible),
        bits=_bits(touch) | (NAMES_ONE if touch.names_one else 0),
        templates=tuple(numbers.setdefault(one, len(numbers)) for one in touch.templates),
        iam="" if touch.iam == (f"{prefix}:{name}",) else " ".join(touch.iam),
        rules=tuple(_rule_row(one) for one in touch.rules),
    )


def _rule(row: RuleRow) -> Rule:
    return Rule(
        path=tuple(row.path.split(".")),
        asks=Asks(row.asks),
        text=row.text,
        effect=EFFECTS[row.effect],
        reading=READINGS[row.reading],
        reversible=UNDONE[row.reversible],
        delegates=bool(row.bits & DELEGATES),
        loss=bool(row.bits & LOSS),
    )


def _rule_row(rule: Rule) -> RuleRow:
    return RuleRow(
        path=".".join(rule.path),
        asks=rule.asks,
        text=rule.text,
        effect=EFFECTS.index(rule.effect),
        reading=READINGS.index(rule.reading),
        reversible=UNDONE.index(rule.reversible),
        bits=_bits(rule),
    )


def _bits(said: Touch | Rule) -> int:
    return (DELEGATES if said.delegates else 0) | (LOSS if said.loss else 0)
