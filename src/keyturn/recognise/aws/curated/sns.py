"""SNS. To publish is to write a message; to subscribe is to make every later message go elsewhere."""

from collections.abc import Mapping
from typing import Final

from keyturn.recognise.aws.touches_table import Parameters, Row, Service, permitting, rows

_ROWS: Final = """
read:
    CheckIfPhoneNumberIsOptedOut GetDataProtectionPolicy GetEndpointAttributes GetPlatformApplicationAttributes
    GetSMSAttributes GetSMSSandboxAccountStatus GetSubscriptionAttributes GetTopicAttributes
    ListEndpointsByPlatformApplication ListOriginationNumbers ListPhoneNumbersOptedOut ListPlatformApplications
    ListSMSSandboxPhoneNumbers ListSubscriptions ListSubscriptionsByTopic ListTagsForResource ListTopics
create: CreatePlatformApplication CreatePlatformEndpoint CreateSMSSandboxPhoneNumber CreateTopic
create no: Publish PublishBatch                 # what has been delivered cannot be called back
modify:
    OptInPhoneNumber SetEndpointAttributes SetPlatformApplicationAttributes SetSMSAttributes SetTopicAttributes
    TagResource UntagResource VerifySMSSandboxPhoneNumber
delete: DeleteEndpoint DeletePlatformApplication DeleteSMSSandboxPhoneNumber DeleteTopic Unsubscribe
permission: AddPermission RemovePermission
execute: ConfirmSubscription PutDataProtectionPolicy SetSubscriptionAttributes Subscribe
"""


def _policy(parameters: Parameters, row: Row) -> Row:
    """A topic's policy is one attribute among others."""
    attributes = parameters.get("Attributes")
    among = isinstance(attributes, Mapping) and "Policy" in attributes
    return permitting(row) if among or parameters.get("AttributeName") == "Policy" else row


SERVICE: Final[Service] = Service(
    prefix="sns",
    rows=rows(_ROWS),
    called={"Topic": "{}"},
    opaque=frozenset(
        {"DefaultSendingAuthorization", "Message", "MessageAttributes", "PublishBatchRequestEntries", "Subject"}
    ),
    roles=frozenset({"DeliveryStatusIAMRole", "SubscriptionRoleArn"}),
    renamed={"PublishBatch": "sns:Publish"},
    created={"CreatePlatformApplication": "app/*"},
    refined={"CreateTopic": _policy, "SetTopicAttributes": _policy},
)
