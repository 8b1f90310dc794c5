"""Services without a table of their own: the compiled tables, read as if somebody had written one.

What a parameter makes worse stands in the rules; which ARNs a call names, in IAM's templates with the members that fill
them. Nothing here makes a call milder. A call that names nothing of its service in its own region counts as one about
the whole account, unless the table says what kind of thing it is about.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Final

from keyturn.model.action import Call, Effect, Value
from keyturn.model.touching import Asks, Path, Rule, Template, Touch, Touches
from keyturn.recognise.aws.nouns import Place
from keyturn.recognise.aws.touches_place import Found, texts
from keyturn.recognise.aws.touches_table import Parameters, Row, Service, worst


@cache
def service_of(tables: Touches) -> Service:
    """The service that these tables describe."""
    return Service(
        prefix=tables.prefix,
        rows={name: _row(touch) for name, touch in tables.operations.items()},
        locate=partial(_locate, tables),
        opaque=tables.opaque,
        roles=tables.roles,
        powers=tables.powers,
        renamed={name: " ".join(touch.iam) for name, touch in tables.operations.items()},
        refined={name: partial(_refine, touch.rules) for name, touch in tables.operations.items() if touch.rules},
        regionless=tables.regionless,
    )


def _row(touch: Touch) -> Row:
    return Row(touch.effect, touch.reading, touch.reversible, touch.delegates, touch.loss)


# ---------------------------------------------------------------------------------------------------- parameters


def _refine(rules: Sequence[Rule], parameters: Parameters, row: Row) -> Row:
    for rule in rules:
        if _holds(rule, list(_found(parameters, rule.path))):
            row = worst(row, Row(rule.effect, rule.reading, rule.reversible, rule.delegates, rule.loss))
    return row


def _holds(rule: Rule, values: Sequence[Value]) -> bool:
    given = [value for value in values if _says_something(value)]
    match rule.asks:
        case Asks.GIVEN:
            return bool(given)
        case Asks.ABSENT:
            return not given
        case Asks.EQUALS:
            return any(_written(value) == rule.text for value in values)
        case Asks.DIFFERS:
            return any(_written(value) != rule.text for value in given)
        case Asks.HOLDS:
            return any(rule.text.lower() in _written(value).lower() for value in given)
        case Asks.OTHER_THAN:
            return any(not _is_one_of(_written(value), rule.text.split()) for value in given)


def _is_one_of(statement: str, words: Sequence[str]) -> bool:
    """Whether a text is one statement that begins with one of these words."""
    one = statement.strip().rstrip(";").strip()
    return ";" not in one and re.split(r"\W", one, maxsplit=1)[0].lower() in words


def _says_something(value: Value) -> bool:
    return value is not None and value is not False and value not in ("", (), [], {})


def _written(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str() | int():
            return str(value)
        case bytes():
            return value.decode("utf-8", "replace")
        case Mapping():
            return " ".join(f"{name} {_written(one)}" for name, one in value.items())
        case Sequence():
            return " ".join(_written(one) for one in value)
        case _:
            return ""


def _found(value: Value, path: Path) -> Iterator[Value]:
    """Every value at `path`, through the items of the lists on the way and at its end."""
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for one in value:
            yield from _found(one, path)
    elif not path:
        yield value
    elif isinstance(value, Mapping) and path[0] in value:
        yield from _found(value[path[0]], path[1:])


# ---------------------------------------------------------------------------------------------------------- ARNs

_PIECES: Final = re.compile(r"([^{@]*)(?:\{([0-9]+)\}|@(partition|region|account)|$)")


def _locate(tables: Touches, call: Call, place: Place, found: Found) -> tuple[str, ...]:
    """Note every ARN that the templates make of the parameters, and what the call is about where they make none."""
    touch = tables.operations[call.operation]
    region = None if tables.regionless else place.region
    named = any(_is_own(arn, tables, touch, place) for arn in found.resources) if found.resources else False
    # What every call names alike (`catalog`) tells nothing where there is something that only this one names.
    varying = any(template.bound for template in touch.templates)
    for template in touch.templates:
        for arn in _filled(template, call.parameters, place):
            named = named or bool(template.bound) or not varying
            # A service with one set of things for all regions: that an ARN says a region tells nothing.
            found.add(arn, region, whole=region is None and "@region" in template.text)
    if named:
        return ()
    about = [template for template in touch.templates if template.must and (template.bound or not varying)]
    change = touch.effect is not Effect.READ
    for template in about:
        told = template.new or (touch.names_one and bool(call.parameters))
        found.add(_open(template, call.parameters, place), region, whole=change and not told)
    if not about:
        whole = place.whole(tables.prefix, regionless=tables.regionless)
        # What is made has no name yet; it comes to lie where the call is sent.
        found.add(whole.arn, region, whole=touch.effect is not Effect.CREATE or tables.regionless)
    return ()


def named_by(tables: Touches, call: Call, place: Place) -> list[str]:
    """The ARNs that IAM's templates make of the parameters, if they are of one kind; of several kinds nobody can tell.

    For services with a table of their own, where that table finds nothing.
    """
    touch = tables.operations.get(call.operation)
    kinds = [
        arns
        for template in (touch.templates if touch is not None else ())
        if template.bound and (arns := list(_filled(template, call.parameters, place)))
    ]
    return kinds[0] if len(kinds) == 1 else []


def _is_own(arn: str, tables: Touches, touch: Touch, place: Place) -> bool:
    """Whether an ARN is one of the operation's own service, in the region that the call is sent to or in none."""
    fields = arn.split(":", 4)
    if tables.foreign:
        return fields[2] != "iam" and fields[3] == place.region
    own = {tables.prefix, *(template.text.split(":", 3)[2] for template in touch.templates)}
    return fields[2] in own and fields[3] in ("", place.region)


def _filled(template: Template, parameters: Parameters, place: Place) -> Iterator[str]:
    """The ARNs that a template makes of the parameters; none if what stands last has no value."""
    if not template.bound:
        yield _placed(template.text, place)
        return
    *outer, last = [_names(paths, parameters) for paths in template.bound]
    for number, name in enumerate(last):
        # Lists of one length belong together; of anything else the first is meant.
        filling = [(values[number] if len(values) == len(last) else values[0]) if values else "*" for values in outer]
        yield _placed(template.text, place, *map(_spelt, filling), name)


def _open(template: Template, parameters: Parameters, place: Place) -> str:
    """The ARN of something of that kind, within whatever is named around it."""
    outer = [_names(paths, parameters) for paths in template.bound[:-1]]
    around = [_spelt(values[0]) if len(values) == 1 else "*" for values in outer]
    return _placed(template.text, place, *around, *("*" for _ in template.bound[-1:]))


def _spelt(name: str) -> str:
    """WAF writes a scope otherwise in ARNs than in parameters (docs.aws.amazon.com/waf, "ARNs of web ACLs")."""
    return {"REGIONAL": "regional", "CLOUDFRONT": "global"}.get(name, name)


def _names(paths: Sequence[Path], parameters: Parameters) -> list[str]:
    """The names that stand at these paths; an ARN stands for itself and is no name."""
    values = [
        name
        for path in paths
        for value in _found(parameters, path)
        for name in texts(value, path[-1])
        if not name.startswith("arn:")
    ]
    return list(dict.fromkeys(values))


def _placed(text: str, place: Place, *names: str) -> str:
    """Write an ARN. A prefix that stands in the template and in the id (`r-`, `ou-`) is written once.

    Nothing in a name is read as a place to be filled.
    """
    own = {"partition": place.partition, "region": place.region, "account": place.account}
    written = ""
    for fixed, number, word in _pieces(text):
        written += fixed
        if word:
            written += own[word]
        elif number >= 0:
            name = names[number]
            prefix = written[max(written.rfind("/"), written.rfind(":")) + 1 :]
            written = f"{written.removesuffix(prefix) if prefix and name.startswith(prefix) else written}{name}"
    return written


@cache
def _pieces(text: str) -> tuple[tuple[str, int, str], ...]:
    """What is fixed in a template, with the place to be filled after it; the templates are those of the tables."""
    return tuple((fixed, int(number or -1), word) for fixed, number, word in _PIECES.findall(text))
