"""'I may only read, so I read with a megabyte of parameters each time, until the log's disk is full.'"""

from keyturn.issue.drafts import READ_BYTES
from keyturn.model.evidence import Kind
from keyturn.testing.house import House

BOOK = "x" * 900_000
QUEUE = "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/costs"


def test_a_reads_long_parameters_are_digested_and_not_kept(house: House) -> None:
    session = house.session()

    reply = house.submit(
        session,
        "dynamodb:Query",
        TableName="costs",
        KeyConditionExpression="k = :k",
        ExpressionAttributeValues={":k": {"S": BOOK}},
    )

    assert house.passed(reply)
    kept = house.log.entries[house.kinds().index(Kind.READ)]
    assert len(kept.payload or b"") < READ_BYTES
    assert BOOK[:100].encode() not in (kept.payload or b"")
    assert b"table/costs" in (kept.payload or b"")


def test_a_changes_long_parameters_are_kept_for_those_who_sign_them(house: House) -> None:
    change = house.held(house.submit(house.session(), "sqs:SendMessage", QueueUrl=QUEUE, MessageBody="y" * 100_000))

    assert "y" * 100_000 in str(house.ask("show", change=change)["review"])
