"""What the steps that name a call hand to one another."""

from keyturn.errors import quoted
from keyturn.model.action import Resource
from keyturn.model.noun import Noun
from keyturn.model.wire import CredentialScope, HttpRequest
from keyturn.recognise.aws.refusal import Reason, Refused


class Where(Noun, frozen=True):
    """What stands before the gateway's name (`bucket` of `bucket.localhost:8400`) or before AWS's (`sts.eu-west-1`)."""

    front: str
    aws: bool


class Asked(Noun, frozen=True):
    """A request with its headers by name and the pairs of its query string, without a presigned URL's signature."""

    request: HttpRequest
    scope: CredentialScope
    where: Where
    headers: dict[str, str]
    pairs: list[tuple[str, str]]

    def unknown(self, what: str) -> Refused:
        """The refusal of `what` is asked for, because nothing that signs under this name has it."""
        return Refused(Reason.UNKNOWN, f"{what} is not known in what signs as `{quoted(self.scope.service)}`")


class Place(Noun, frozen=True):
    """Where a call happens: what an ARN of the call's own is filled from."""

    partition: str
    region: str
    account: str

    def arn(self, prefix: str, resource: str, *, regionless: bool = False) -> str:
        """Write an ARN of this place."""
        return f"arn:{self.partition}:{prefix}:{'' if regionless else self.region}:{self.account}:{resource}"

    def expand(self, template: str) -> str:
        """Fill partition, `@region` and `@account` into a template that is an ARN of its own."""
        if not template.startswith("arn:"):
            return template
        whole = f"arn:{self.partition}{template[3:]}"
        return whole.replace("@region", self.region).replace("@account", self.account)

    def whole(self, prefix: str, *, regionless: bool = False) -> Resource:
        """Everything of one service in this account and region."""
        region = None if regionless else self.region
        return Resource(self.arn(prefix, "*", regionless=regionless), region, whole_account=True)
