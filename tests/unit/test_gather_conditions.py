"""The table of conditions against AWS's own models: each exists, and none that AWS offers is passed over in silence."""

import re
from collections.abc import Iterator

import botocore.session
import pytest

from keyturn.gather.conditions import LEFT, ROWS, Row, table
from keyturn.gather.readers import readers
from keyturn.gather.readers import table as read_table
from keyturn.model.catalogue import Place
from keyturn.model.touching import AwsTables

_NAMED_SO: re.Pattern[str] = re.compile(
    r"if_?(none_?)?match|(policy)?revision_?id|(lock|update|version|change|concurrency)_?token|policy_?revision"
    r"|e_?tag|expected.*(version|revision|token|etag|hash)(_?id)?|current_?version|condition_?expression|resource_?version",
    re.IGNORECASE,
)
"""What AWS calls such parameters."""


def of(row: Row) -> str:
    return row.operation


@pytest.mark.parametrize("row", ROWS, ids=of)
def test_a_condition_is_one_that_the_operation_takes_and_its_value_one_that_the_state_is_read_with(
    row: Row, catalogue: AwsTables
) -> None:
    name, _, operation = row.operation.partition(":")
    service = catalogue.service(name)
    members = {one.name: one for one in service.shapes[service.operations[operation].input or 0].members}
    for place in row.each.split(".") if row.each else ():
        inner = service.shapes[members[place].target.shape]
        items = inner if inner.item is None else service.shapes[inner.item.shape]
        members = {one.name: one for one in items.members}
    assert set(row.members) <= members.keys()
    assert all(members[one].place in {Place.HEADER, Place.QUERY, Place.BODY} for one in row.members)
    assert row.unless is None or row.unless in members
    assert row.read.partition(":")[2] in {ask.operation for one in readers(name, operation) for ask in one.asks}
    answer = botocore.session.Session().get_service_model(name).operation_model(row.read.partition(":")[2]).output_shape
    assert answer is not None
    assert row.place.lower() in {member.lower() for member in answer.members}
    assert row.why


@pytest.mark.parametrize("row", ROWS, ids=of)
def test_a_mark_is_bound_by_the_state_unless_it_moves_by_itself(row: Row) -> None:
    name, _, operation = row.operation.partition(":")
    for one in readers(name, operation):
        if row.read.partition(":")[2] in {ask.operation for ask in one.asks}:
            assert (row.place in one.volatile) == row.moves
            assert name != "s3" or row.place in one.heads


def offered(catalogue: AwsTables) -> Iterator[str]:
    """Every operation whose state is read and which takes something of the kind, by what it is called."""
    for one in read_table():
        service = catalogue.service(one.service)
        for name in one.operations:
            members = service.shapes[service.operations[name].input or 0].members
            if any(_NAMED_SO.fullmatch(member.name) for member in members):
                yield f"{one.service}:{name}"


def test_every_condition_of_what_is_read_is_added_or_left_for_a_reason(catalogue: AwsTables) -> None:
    assert set(offered(catalogue)) <= table().keys() | LEFT.keys()
    assert {row.operation for row in ROWS if row.each is None} <= set(offered(catalogue))
    assert not table().keys() & LEFT.keys()
    assert all(member and why for member, why in LEFT.values())
