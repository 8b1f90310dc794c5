"""What people decided, with a reason a row: the YAML files beside this one, read and checked."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from keyturn.model.action import Reading
from keyturn.model.touching import Asks, Rule
from keyturn.recognise.aws.touches_table import Row, read_row


class _Strict(yaml.SafeLoader):
    """YAML in which a key stands once in a mapping; elsewhere the last one would quietly win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        keys = [self.construct_object(key) for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise SystemExit(f"{sorted(twice)} stands twice in one mapping, {node.start_mark}")
        return super().construct_mapping(node, deep)


@cache
def _file(name: str) -> Mapping[str, Any]:
    text = (Path(__file__).parent / f"{name}.yaml").read_text("utf-8")
    found: Mapping[str, Any] = yaml.load(text, _Strict)  # noqa: S506  # it is a safe loader
    return found


def _reason(row: Mapping[str, Any]) -> None:
    if not str(row.get("why", "")).strip():
        raise SystemExit(f"a curated row has no reason: {row}")


@cache
def prefixes() -> Mapping[str, str]:
    """The IAM prefix of services where their names do not tell it."""
    found: dict[str, str] = {}
    for row in _file("iam")["prefixes"]:
        _reason(row)
        found[row["service"]] = row["prefix"]
    return found


@cache
def renamed() -> Mapping[tuple[str, str], str]:
    """IAM actions by service and operation, where they are not `prefix:Operation`."""
    found: dict[tuple[str, str], str] = {}
    for row in _file("iam")["renamed"]:
        _reason(row)
        for service, operations in row.items():
            if service == "why":
                continue
            for operation, actions in operations.items():
                if (service, operation) in found:
                    raise SystemExit(f"curated/iam.yaml names {service}:{operation} twice")
                found[service, operation] = actions
    return found


def _rows(name: str, part: str) -> Iterator[tuple[Mapping[str, Any], str, str]]:
    """Each row of a file with each service and operation that it speaks of."""
    for row in _file(name)[part]:
        _reason(row)
        for service, operations in row["operations"].items():
            for operation in operations.split():
                yield row, service, operation


@cache
def verbs() -> Mapping[str, Row]:
    """What operations do that begin with a verb."""
    found: dict[str, Row] = {}
    for words, listed in _file("effects")["verbs"].items():
        for verb in listed.split():
            found.setdefault(verb, read_row(words))
    return found


@cache
def effects() -> Mapping[tuple[str, str], Row]:
    """What operations do whose name or sources do not tell it."""
    found: dict[tuple[str, str], Row] = {}
    for row, service, operation in _rows("effects", "rows"):
        if (service, operation) in found:
            raise SystemExit(f"curated/effects.yaml speaks of {service}:{operation} twice")
        found[service, operation] = read_row(row["row"])
    for row, service, operation in _rows("parameters", "milder"):
        if (service, operation) in found:
            raise SystemExit(f"curated/parameters.yaml and effects.yaml both speak of {service}:{operation}")
        found[service, operation] = read_row(row["row"])
    return found


@cache
def stateful() -> frozenset[tuple[str, str]]:
    """Deletes after which data is lost."""
    return frozenset((service, operation) for _, service, operation in _rows("stateful", "deletes"))


@cache
def rules() -> Mapping[tuple[str, str], tuple[Rule, ...]]:
    """What a parameter makes of an operation, by service and operation."""
    found: dict[tuple[str, str], list[Rule]] = {}
    for row in _file("parameters")["rules"]:
        _reason(row)
        for service, operations in row["operations"].items():
            for operation, paths in operations.items():
                made = [rule(path, row) for path in paths.split()]
                found.setdefault((service, operation), []).extend(made)
    return {name: tuple(made) for name, made in found.items()}


def rule(path: str, said: Mapping[str, Any]) -> Rule:
    """One rule as a row says it."""
    row = read_row(said["row"])
    return Rule(
        path=tuple(path.split(".")),
        asks=Asks[said.get("asks", "given").upper()],
        text=str(said.get("text", "")),
        effect=row.effect,
        reading=row.reading,
        reversible=row.reversible,
        delegates=row.delegates,
        loss=row.loss,
    )


@cache
def everywhere() -> tuple[tuple[re.Pattern[str], frozenset[str], Mapping[str, Any]], ...]:
    """Members that make every operation of some effects worse: their pattern, the effects, and the row."""
    rows = _file("parameters")["everywhere"]
    return tuple((re.compile(row["members"], re.IGNORECASE), frozenset(row["effects"].split()), row) for row in rows)


@cache
def arns() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """ARN templates by service and operation, where IAM's reference does not list them."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for row, service, operation in _rows("arns", "templates"):
        found[service, operation] = tuple(row["arns"])
    return found


@cache
def bindings() -> Mapping[tuple[str, str], frozenset[str]]:
    """By service (or IAM prefix) and variable of an ARN template, the members that fill it."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for row in _file("arns")["bindings"]:
        _reason(row)
        found[row["service"], row["variable"]] = frozenset(str(row["members"] or "").split())
    return found


@cache
def data_members() -> frozenset[str]:
    """Members under which stands data: nothing is looked for in it."""
    return frozenset(member for row in _file("arns")["data"] for member in row["members"].split())


@cache
def _opaque() -> frozenset[str]:
    return data_members() | {member for row in _file("arns")["opaque"] for member in row["members"].split()}


def is_opaque(path: tuple[str, ...]) -> bool:
    """Whether what stands at this path is data, tags or a filter, and names nothing that the call is about."""
    return any(member in _opaque() for member in path)


@cache
def global_services() -> frozenset[str]:
    """Services with one set of things for all regions, beside those whose endpoints say so."""
    found: set[str] = set()
    for row in _file("arns")["global"]:
        _reason(row)
        found |= set(row["services"].split())
    return frozenset(found)


@cache
def foreign_services() -> frozenset[str]:
    """Services whose operations are about things of other services, given by their ARNs."""
    found: set[str] = set()
    for row in _file("arns")["foreign"]:
        _reason(row)
        found |= set(row["services"].split())
    return frozenset(found)


@cache
def _no_roles() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in _file("delegation")["no_roles"]:
        _reason(row)
        for service, members in row["members"].items():
            found.setdefault(service, set()).update(members.split())
    return {service: frozenset(members) for service, members in found.items()}


def no_roles(service: str) -> frozenset[str]:
    """Members of a service that are called like a role and are none."""
    return _no_roles().get(service, frozenset()) | _no_roles().get("*", frozenset())


@cache
def _patterns() -> re.Pattern[str]:
    for row in _file("delegation")["patterns"]:
        _reason(row)
    patterns = (re.sub(r"\s+", "", row["members"]) for row in _file("delegation")["patterns"])
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)


@cache
def exempt() -> Mapping[str, frozenset[str]]:
    """By service the members that hand no power on though they are called so; `*` stands for all of them."""
    found: dict[str, set[str]] = {}
    for row in _file("delegation")["exempt"]:
        _reason(row)
        for service, members in row["members"].items():
            found.setdefault(service, set()).update(members.split())
    return {service: frozenset(members) for service, members in found.items()}


def hands_power(service: str, member: str) -> bool:
    """Whether a member makes something run, or happen later or elsewhere, by its name."""
    left_out = exempt().get(service, frozenset())
    return _patterns().fullmatch(member) is not None and member not in left_out and "*" not in left_out


@cache
def readings() -> Mapping[tuple[str, str], Reading]:
    """What the answers of operations hand out, where the models do not tell."""
    found: dict[tuple[str, str], Reading] = {}
    for row, service, operation in _rows("readings", "operations"):
        reading = Reading(row["reading"])
        known = found.get((service, operation))
        if known is not None:
            raise SystemExit(f"curated/readings.yaml speaks of {service}:{operation} twice")
        found[service, operation] = reading
    return found


@cache
def _secret_names() -> re.Pattern[str]:
    return re.compile(re.sub(r"\s+", "", _file("readings")["secret"]["members"]), re.IGNORECASE)


@cache
def _plain() -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for row in _file("readings")["plain"]:
        _reason(row)
        found |= {(service, member) for service, members in row["members"].items() for member in members.split()}
    return frozenset(found)


def holds_secret(service: str, member: str) -> bool:
    """Whether a member of an answer is called like a secret and is one."""
    return _secret_names().fullmatch(member) is not None and (service, member) not in _plain()
