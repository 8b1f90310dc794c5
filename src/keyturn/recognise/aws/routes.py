"""REST addresses: which operations' templates a method and path fit, with what stands at their labels."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

from keyturn.errors import quoted
from keyturn.model.catalogue import Operation, Place, ServiceModel
from keyturn.model.noun import Noun
from keyturn.recognise.aws.refusal import malformed
from keyturn.recognise.aws.text import decode

_ENCODED_TWICE: Final = re.compile(r"%[0-9A-Fa-f]{2}")
_DOTS: Final = frozenset({".", ".."})
_VISIBLE: Final = re.compile(r"/[!-~]*")


class Known(NamedTuple):
    """An operation with the service it belongs to."""

    service: ServiceModel
    operation: Operation


class Found(Noun, frozen=True):
    """An operation whose template fits, with the decoded text at its labels."""

    known: Known
    labels: dict[str, str]


@dataclass(slots=True)
class _Node:
    literals: "dict[str, _Node]" = field(default_factory=dict)
    label: "_Node | None" = None
    greedy: list[Known] = field(default_factory=list)
    ends: list[Known] = field(default_factory=list)


class Segment(Noun, frozen=True):
    """What stands between two slashes, raw and decoded."""

    raw: str
    text: str


def read_path(path: str) -> list[Segment]:
    """The segments of a path outside S3. Raises Refused for paths that servers normalise in different ways."""
    if not _VISIBLE.fullmatch(path):
        raise malformed("the path must begin with `/` and be percent-encoded")
    if "//" in path:
        raise malformed("`//` in a path is read in different ways")
    if "%" not in path and "." not in path:
        return [Segment(raw, raw) for raw in path[1:].split("/")]
    segments = [Segment(raw, decode(raw, "the path")) for raw in path[1:].split("/")]
    for segment in segments:
        if "%" in segment.raw or "." in segment.raw:
            if not _DOTS.isdisjoint(segment.text.split("/")):
                raise malformed("`.` and `..` in a path are read in different ways")
            if _ENCODED_TWICE.search(segment.text):
                raise malformed(f"`{quoted(segment.raw)}` is percent-encoded twice")
    return segments


class Routes:
    """The addresses of all REST operations that share a signing name, by method."""

    def __init__(self, operations: Iterable[Known]) -> None:
        """Take the operations, of one or of several services."""
        self._roots: dict[str, _Node] = {}
        self._any_slash = False
        for known in operations:
            self._insert(known)
            self._any_slash |= len(known.operation.path) > 1 and known.operation.path.endswith("/")

    def find(self, method: str, path: str) -> list[Found]:
        """Every operation whose method and template fit. Raises Refused for a path that cannot be read in one way."""
        root = self._roots.get(method)
        if root is None:
            return []
        segments = read_path(path)
        fitting: list[Known] = []
        _collect(root, segments, 0, fitting)
        return [Found(known, _labels(template_of(known.operation), segments)) for known in fitting]

    def find_but_for_slash(self, method: str, path: str) -> list[Found]:
        """Every operation whose template fits but for a slash at its end.

        botocore's models have had it and lost it (Lambda), SDKs made from Smithy models leave it out, and AWS takes
        both. Behind a label it may be left out but not added: nobody says that it is no part of the name.
        """
        if not path.endswith("/"):
            found = self.find(method, f"{path}/") if self._any_slash else []
            return [one for one in found if not template_of(one.known.operation)[-1]]
        found = self.find(method, path[:-1]) if len(path) > 1 else []
        return [one for one in found if not template_of(one.known.operation)[-1].endswith("}")]

    def _insert(self, known: Known) -> None:
        node = self._roots.setdefault(known.operation.method, _Node())
        for part in template_of(known.operation):
            if part.endswith("+}"):
                node.greedy.append(known)
                return
            if part.startswith("{"):
                node.label = node.label or _Node()
                node = node.label
            else:
                node = node.literals.setdefault(part, _Node())
        node.ends.append(known)


@cache
def template_of(operation: Operation) -> tuple[str, ...]:
    """The segments of an operation's path template."""
    return tuple(operation.path.removeprefix("/").split("/"))


def _collect(node: _Node, segments: list[Segment], at: int, fitting: list[Known]) -> None:
    for known in node.greedy:
        tail = template_of(known.operation)[at + 1 :]
        taken = len(segments) - at - len(tail)
        if taken >= 1 and segments[at].raw and tuple([segment.text for segment in segments[at + taken :]]) == tail:
            fitting.append(known)
    if at == len(segments):
        fitting.extend(node.ends)
        return
    segment = segments[at]
    literal = node.literals.get(segment.text)
    if literal is not None:
        if segment.raw != segment.text:
            raise malformed(f"`{quoted(segment.raw)}` in the path is percent-encoded where `{segment.text}` is meant")
        _collect(literal, segments, at + 1, fitting)
    if node.label is not None and segment.raw:
        _collect(node.label, segments, at + 1, fitting)


def _labels(template: tuple[str, ...], segments: list[Segment]) -> dict[str, str]:
    labels: dict[str, str] = {}
    at = 0
    for place, part in enumerate(template):
        if part.endswith("+}"):
            count = len(segments) - len(template) + 1
            labels[part[1:-2]] = "/".join(segment.text for segment in segments[place : place + count])
            at = place + count
        else:
            if part.startswith("{"):
                labels[part[1:-1]] = segments[at].text
            at += 1
    return labels


def specificity(known: Known) -> tuple[bool, int, int, int, int]:
    """How narrow an operation's address is: of two that fit, the narrower is meant (Smithy, "URI conflicts")."""
    template = template_of(known.operation)
    required = required_of(known)
    return (
        not any(part.endswith("+}") for part in template),
        sum(1 for part in template if part and not part.startswith("{")),
        len(known.operation.literals),
        sum(1 for place, _ in required if place is Place.QUERY),
        sum(1 for place, _ in required if place is Place.HEADER),
    )


def required_of(known: Known) -> list[tuple[Place, str]]:
    """The query keys and headers (lower case) without which a request is not for this operation."""
    operation = known.operation
    if operation.input is None:
        return []
    members = known.service.shapes[operation.input].members
    return [
        (member.place, member.wire.lower() if member.place is Place.HEADER else member.wire)
        for member in members
        if member.required and member.place in {Place.QUERY, Place.HEADER}
    ]
