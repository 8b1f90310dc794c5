"""The table of readers against AWS's own models: every read and parameter in it exists, and only reads are made."""

from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest

from keyturn.gather.asking import OLD_JSON
from keyturn.gather.readers import Reader, is_at, sets, table
from keyturn.model.catalogue import Wire
from keyturn.model.touching import AwsTables

READERS = table()


def of(reader: Reader) -> str:
    return f"{reader.service} {reader.noun}: {reader.what}"


@pytest.mark.parametrize("reader", READERS, ids=of)
def test_every_read_exists_and_gets_what_it_needs_from_what_the_call_has(reader: Reader, catalogue: AwsTables) -> None:
    service = catalogue.service(reader.service)
    assert reader.service in catalogue.signed_as(reader.signing_name)
    for ask in reader.asks:
        operation = service.operations[ask.operation]
        members = {member.name: member for member in service.shapes[operation.input or 0].members}
        given = {name.removesuffix("?") for name, _ in ask.parameters}
        assert given <= members.keys(), ask
        surely = {name for name, _ in ask.parameters if not name.endswith("?")}
        assert {name for name, member in members.items() if member.required} <= surely, ask
    for name in reader.operations:
        operation = service.operations[name]
        shape = service.shapes[operation.input or 0]
        for place in (source for ask in reader.asks for _, source in ask.parameters):
            wanted = [one.strip("[]") for one in place.split("|")]
            if wanted[0][0] in "'/" or wanted[0][0].isdigit() or wanted[0] in {"true", "false"}:
                continue
            if reader.each is None:
                heads = {one.partition(".")[0] for one in wanted}
                if reader.keyed and heads == {"Key"}:
                    heads = {"Item"}
                assert heads & {member.name for member in shape.members} or _optional(reader, place), (name, place)


def _optional(reader: Reader, place: str) -> bool:
    return any(source == place and key.endswith("?") for ask in reader.asks for key, source in ask.parameters)


@pytest.mark.parametrize("reader", READERS, ids=of)
def test_nothing_but_reads_is_made_and_nothing_but_changes_is_read_for(reader: Reader, catalogue: AwsTables) -> None:
    touches = catalogue.touches(reader.service)
    for ask in reader.asks:
        assert touches.operations[ask.operation].effect == "read", ask
    for name in reader.operations:
        assert touches.operations[name].effect != "read", name


@pytest.mark.parametrize("reader", READERS, ids=of)
def test_whatever_is_left_out_of_a_state_has_a_reason(reader: Reader) -> None:
    assert all(places and why for places, why in reader.less)
    assert reader.what


def test_the_version_of_the_json_protocol_is_that_of_the_models(catalogue: AwsTables) -> None:
    session = botocore.session.Session()
    for name in sorted({reader.service for reader in READERS}):
        if Wire.JSON in catalogue.service(name).protocols:
            said = session.get_service_model(name).metadata.get("jsonVersion", "1.0")
            assert (name in OLD_JSON) == (said == "1.0"), name


@pytest.mark.parametrize(
    ("path", "place", "met"),
    [
        ("Table.ItemCount", "Table.ItemCount", True),
        ("Table.Item", "Table.ItemCount", False),
        ("Table.GlobalSecondaryIndexes.IndexStatus", "Table.*Indexes.IndexStatus", True),
        ("a.b.Status", "**.Status", True),
        ("Status", "**.Status", True),
        ("a.Status.b", "**.Status", False),
        ("anything.at.all", "**", True),
    ],
)
def test_places(path: str, place: str, met: bool) -> None:
    assert is_at(tuple(path.split(".")), (place,)) is met


def lists(name: str, operation: str) -> Iterator[tuple[str, ...]]:
    """Where lists stand in what this read answers, as its protocol writes them."""
    model = botocore.session.Session().get_service_model(name)
    shape = model.operation_model(operation).output_shape
    xml = model.metadata["protocol"] in {"query", "ec2", "rest-xml"}
    return iter(()) if shape is None else _lists(shape, (), xml, frozenset())


def _lists(shape: Any, path: tuple[str, ...], xml: bool, within: frozenset[str]) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - botocore's shapes
    if shape.name in within:
        return
    within |= {shape.name}
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            yield from _lists(member, (*path, member.serialization.get("name", name) if xml else name), xml, within)
    elif shape.type_name == "map":
        yield from _lists(shape.value, (*path, "key"), xml, within)
    elif shape.type_name == "list":
        inner = xml and not shape.serialization.get("flattened")
        here = (*path, shape.member.serialization.get("name", "member")) if inner else path
        yield here
        yield from _lists(shape.member, here, xml, within)


def test_every_list_without_order_is_one_that_aws_answers() -> None:
    asked = {(one.service, ask.operation) for one in READERS for ask in one.asks}
    answered = {path for name, operation in asked for path in lists(name, operation)}
    for found, why in sets.places():
        assert why
        for place in found:
            assert any(is_at(path, (place,)) for path in answered), place
