"""DynamoDB Streams: the items that were written, again, so data."""

from typing import Final

from keyturn.model.action import Call
from keyturn.recognise.aws.nouns import Place
from keyturn.recognise.aws.touches_place import Found, given_arn, is_arn, texts
from keyturn.recognise.aws.touches_table import Service, rows

_ROWS: Final = """
read: DescribeStream ListStreams
read data: GetRecords GetShardIterator
"""


def _locate(call: Call, _place: Place, found: Found) -> tuple[str, ...]:
    """A shard iterator begins with the ARN of its stream; one that does not names nothing."""
    for iterator in texts(call.parameters.get("ShardIterator"), "ShardIterator"):
        stream = iterator.partition("|")[0]
        if is_arn(stream):
            named = given_arn(stream)
            found.add(named.arn, named.region)
    return ()


SERVICE: Final[Service] = Service(
    prefix="dynamodb",
    rows=rows(_ROWS),
    locate=_locate,
    names={"TableName": "table/{}"},
    opaque=frozenset({"ShardIterator"}),
)
