"""Of any two addresses that one path fits, one is narrower by every reading, or the request is refused.

Servers compare templates from the left; we count literals. Where the two could disagree stands here by name.
"""

from collections import defaultdict
from itertools import combinations

from keyturn.model.catalogue import Wire
from keyturn.recognise.aws.routes import Known, specificity, template_of
from tests.wire.handmade import catalogue

REFUSED_TIES = {
    ("mediaconnect", "AddFlowMediaStreams"),
    ("mediaconnect", "AddFlowOutputs"),
    ("mediaconnect", "AddFlowSources"),
    ("mediaconnect", "AddFlowVpcInterfaces"),
    ("mediaconnect", "GrantFlowEntitlements"),
}
"""`/v1/flows/{FlowArn}/outputs` and `/v1/flows/start/{FlowArn}`: a flow called `start`, or an ARN that is `outputs`."""


def overlapping(one: Known, other: Known) -> bool:
    left, right = template_of(one.operation), template_of(other.operation)
    if len(left) != len(right) or any(part.endswith("+}") for part in (*left, *right)):
        return False
    literals = [(a, b) for a, b in zip(left, right, strict=True) if not a.startswith("{") and not b.startswith("{")]
    empty = [(a, b) for a, b in zip(left, right, strict=True) if "" in {a, b} and a != b]
    return all(a == b for a, b in literals) and not empty


def from_the_left(known: Known) -> list[bool]:
    return [not part.startswith("{") for part in template_of(known.operation)]


def test_counting_literals_and_reading_from_the_left_agree() -> None:
    odd: set[tuple[str, str]] = set()
    pairs = 0
    for name in catalogue().names() - {"s3"}:
        service = catalogue().service(name)
        if not {Wire.REST_JSON, Wire.REST_XML} & set(service.protocols):
            continue
        by_method: dict[str, list[Known]] = defaultdict(list)
        for operation in service.operations.values():
            by_method[operation.method].append(Known(service, operation))
        for known in by_method.values():
            for one, other in combinations(known, 2):
                if not overlapping(one, other) or from_the_left(one) == from_the_left(other):
                    continue
                pairs += 1
                left = from_the_left(one) > from_the_left(other)
                if (specificity(one) > specificity(other)) != left or specificity(one) == specificity(other):
                    odd |= {(name, known.operation.name) for known in (one, other)}

    assert pairs >= 10
    assert odd == REFUSED_TIES | {("mediaconnect", "StartFlow"), ("mediaconnect", "StopFlow")}


def test_operations_at_one_address_differ_in_what_must_stand_in_the_query_string_or_the_headers() -> None:
    for name in catalogue().names():
        service = catalogue().service(name)
        if not {Wire.REST_JSON, Wire.REST_XML} & set(service.protocols) or name == "s3":
            continue
        seen: dict[tuple[object, ...], str] = {}
        for operation in service.operations.values():
            template = tuple("{}" if part.startswith("{") else part for part in template_of(operation))
            address = (operation.method, template, operation.literals, specificity(Known(service, operation)))
            assert address not in seen, (name, operation.name, seen[address])
            seen[address] = operation.name
