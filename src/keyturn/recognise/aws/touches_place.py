"""Where a call happens, what it was found to name, and how names and ARNs are told apart."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from keyturn.errors import Malformed
from keyturn.model.action import AnswerOf, Resource, Sensitive, Value
from keyturn.model.wire import Content
from keyturn.recognise.aws.nouns import Place

_ARN: Final = re.compile(r"arn:[a-z0-9-]+:[A-Za-z0-9-]+:[a-z0-9-]*:(?:[0-9]{12}|aws|amazon)?:.+", re.DOTALL)
_FIELD: Final = re.compile(r"\{([A-Za-z0-9]*)(?:\|([a-z]*))?\}")


@dataclass(slots=True)
class Found:
    """What a walk through the parameters came upon."""

    resources: dict[str, Resource] = field(default_factory=dict)
    hands_role: bool = False
    hands_power: bool = False

    def add(self, arn: str, region: str | None, *, whole: bool = False) -> None:
        """Note one ARN, or with `whole` all of a kind; the first word on its region stands."""
        self.resources.setdefault(arn, Resource(arn, region, whole))


@lru_cache(maxsize=4096)
def beginning(place: Place, template: str, prefix: str, *, regionless: bool) -> tuple[str, str | None] | None:
    """Return what stands before a name in the ARN that `template` makes of it, and the region of such a thing.

    None where the name does not stand last in it, or not alone. Templates and prefixes are those of the tables.
    """
    fixed = template.removesuffix("{}")
    if "{" in fixed or fixed == template:
        return None
    if template.startswith("arn:"):
        return place.expand(fixed), place.region if "@region" in template else None
    return place.arn(prefix, fixed, regionless=regionless), None if regionless else place.region


def partition_of(region: str) -> str:
    """Return the partition a region lies in, by the region's name (botocore's partitions.json)."""
    for beginning, partition in _PARTITIONS:
        if region.startswith(beginning):
            return partition
    return "aws"


_PARTITIONS: Final = (
    ("cn-", "aws-cn"),
    ("aws-cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("aws-us-gov-", "aws-us-gov"),
    ("us-iso-", "aws-iso"),
    ("aws-iso-global", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("aws-iso-b-", "aws-iso-b"),
    ("eu-isoe-", "aws-iso-e"),
    ("aws-iso-e-", "aws-iso-e"),
    ("us-isof-", "aws-iso-f"),
    ("aws-iso-f-", "aws-iso-f"),
    ("eusc-", "aws-eusc"),
    ("aws-eusc-", "aws-eusc"),
)


def words(text: str) -> frozenset[str]:
    """Read a set of names written one after the other, as the tables list them."""
    return frozenset(text.split())


def is_arn(text: str) -> bool:
    """Say whether `text` is an ARN of six fields; raises Malformed if it only begins like one."""
    if not text.startswith("arn:"):
        return False
    if not whole_arn(text):
        raise Malformed("ARN", text)
    return True


def whole_arn(text: str) -> bool:
    """Say whether `text` has the six fields of an ARN, none of the last but region and account empty."""
    return _ARN.fullmatch(text) is not None


def given_arn(arn: str) -> Resource:
    """Return the resource that a given ARN names, with the region it says."""
    return Resource(arn, arn.split(":", 4)[3] or None)


def texts(value: Value, member: str) -> Iterator[str]:
    """Yield the names in a member that is a text or a list of texts; an empty one names nothing.

    Raises Malformed for any other shape, a name marked sensitive too: it must not end up in an ARN that is shown.
    """
    match value:
        case None | "":
            return
        case str():
            yield value
        case bytes() | Mapping() | Sensitive() | AnswerOf() | Content():
            raise Malformed(f"`{member}`", value, "a name or a list of names is wanted")
        case Sequence():
            for one in value:
                if not isinstance(one, str):
                    raise Malformed(f"`{member}`", one, "a name is wanted")
                yield from texts(one, member)
        case _:
            raise Malformed(f"`{member}`", value, "a name or a list of names is wanted")


def fill(template: str, name: str, parameters: Mapping[str, Value]) -> str:
    """Write the resource part of an ARN: `{}` is the name itself, `{member|default}` a top-level member.

    Without the member its default stands there, `*` if it has none. A member that holds an ARN gives the last piece of
    it, as AWS itself names what lies within such a thing.
    """

    def put(match: re.Match[str]) -> str:
        member = match[1]
        if not member:
            return name
        value = parameters.get(member)
        if not isinstance(value, str) or not value:
            return match[2] or "*"
        return re.split(r"[:/]", value)[-1] if value.startswith("arn:") else value

    if template.count("{") == 1 and "{}" in template:
        return template.replace("{}", name)  # nearly every template; a quarter of the pattern's time
    return _FIELD.sub(put, template)
