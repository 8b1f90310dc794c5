"""SQS. A queue is named by its URL, whose path holds account and name.

ReceiveMessage is not a mere read: the message is hidden from the real consumer, and one received too often goes to the
dead-letter queue. So it is `modify` that hands out data.
"""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from keyturn.errors import Malformed
from keyturn.model.action import Call, Sensitive
from keyturn.recognise.aws.nouns import Place
from keyturn.recognise.aws.touches_place import Found, texts
from keyturn.recognise.aws.touches_table import Parameters, Row, Service, delegating, deleting, permitting, rows

_ROWS: Final = """
read: GetQueueAttributes GetQueueUrl ListDeadLetterSourceQueues ListMessageMoveTasks ListQueueTags ListQueues
create: CreateQueue
create no: SendMessage SendMessageBatch             # what has been consumed cannot be called back
modify:
    ChangeMessageVisibility ChangeMessageVisibilityBatch SetQueueAttributes CancelMessageMoveTask TagQueue UntagQueue
modify data no: ReceiveMessage
delete loss: DeleteMessage DeleteMessageBatch DeleteQueue PurgeQueue
permission: AddPermission RemovePermission
execute: StartMessageMoveTask                       # moves messages from queue to queue, on its own
"""

_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,80}(?:\.fifo)?")
_PATH: Final = re.compile(rf"/([0-9]{{12}})/({_NAME.pattern})")
# The forms that queue URLs have and have had: sqs.REGION..., REGION.queue...
_HOST: Final = re.compile(r"(?:sqs\.)?([a-z]{2,8}(?:-[a-z]{2,12})+-[0-9]{1,2})\.(?:queue\.)?(?:amazonaws|api\.aws).*")


def _locate(call: Call, place: Place, found: Found) -> tuple[str, ...]:
    """A queue by its URL, or by name and owner."""
    for url in texts(call.parameters.get("QueueUrl"), "QueueUrl"):
        if _NAME.fullmatch(url):
            # SQS takes a bare name there too, for the caller's own queue.
            found.add(f"arn:{place.partition}:sqs:{place.region}:{place.account}:{url}", place.region)
            continue
        try:
            parts = urlsplit(url)
        except ValueError:
            raise Malformed("queue URL", url) from None
        path = _PATH.fullmatch(parts.path)
        if path is None or parts.query or parts.fragment:
            raise Malformed("queue URL", url, "a path of account and queue name is wanted")
        found.add(f"arn:{place.partition}:sqs:{place.region}:{path[1]}:{path[2]}", place.region)
        host = _HOST.fullmatch(parts.netloc)
        if host is not None and host[1] != place.region:
            # The call goes to its own region; if SQS ever followed the URL, the other queue would be meant.
            found.add(f"arn:{place.partition}:sqs:{host[1]}:{path[1]}:{path[2]}", host[1])
    owners = [*texts(call.parameters.get("QueueOwnerAWSAccountId"), "QueueOwnerAWSAccountId")] or [place.account]
    for name in texts(call.parameters.get("QueueName"), "QueueName"):
        for owner in owners:
            found.add(f"arn:{place.partition}:sqs:{place.region}:{owner}:{name}", place.region)
    return ()


def _attributes(parameters: Parameters, row: Row) -> Row:
    """Attributes hold the queue's policy, where dead letters go, and how long messages are kept."""
    attributes = parameters.get("Attributes")
    if isinstance(attributes, Sensitive):
        attributes = attributes.value
    names = attributes if isinstance(attributes, Mapping) else {}
    if "MessageRetentionPeriod" in names and row.effect.value != "create":
        row = deleting(row, loss=True)  # messages older than the new period go at once
    if "RedrivePolicy" in names:
        row = delegating(row)
    if "Policy" in names or "RedriveAllowPolicy" in names:
        row = permitting(row)
    return row


SERVICE: Final[Service] = Service(
    prefix="sqs",
    rows=rows(_ROWS),
    locate=_locate,
    opaque=frozenset({"MessageBody", "MessageAttributes", "MessageSystemAttributes", "Entries", "tags", "Tags"}),
    renamed={
        "ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
        "DeleteMessageBatch": "sqs:DeleteMessage",
        "SendMessageBatch": "sqs:SendMessage",
    },
    refined={"CreateQueue": _attributes, "SetQueueAttributes": _attributes},
)
