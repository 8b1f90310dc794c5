"""Which condition an API takes that binds a call to the state it was approved in: a table, a row an operation.

AWS itself checks a condition in the very step in which the call takes effect, so it closes the gap between the
gateway's last read and that step. What a condition compares is AWS's own mark of a state (an ETag, a revision), which
stands in the answer to the read that the state is taken from (gather.readers).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.gather.readers import Parameters, readers
from keyturn.gather.things import called, items
from keyturn.model.action import Value
from keyturn.model.observed import Condition, Observed, Stands


@dataclass(frozen=True, slots=True)
class Row:
    """One operation's condition.

    `member` is its parameter, `read` the read whose answer holds the mark, `place` the mark's name there. `absent` is
    the parameter, with its value, that says the thing must not be there. `moves` says that the mark moves by itself,
    so that it is no part of the state that people approve. `needs` is the IAM action that the condition itself takes,
    `refused` are AWS's words where it does not hold (besides status 412), `unless` a parameter with which it says
    nothing. `each` is the list of the call's own that names several things, where the parameter stands within its
    items. `why` is what it compares.
    """

    operation: str
    member: str
    read: str
    place: str
    why: str
    absent: tuple[str, str] | None = None
    moves: bool = False
    needs: str | None = None
    refused: frozenset[str] = frozenset()
    unless: str | None = None
    each: str | None = None

    @property
    def members(self) -> tuple[str, ...]:
        """The parameters by which a client may say such a thing itself."""
        return (self.member,) if self.absent is None else tuple(dict.fromkeys((self.member, self.absent[0])))


_HEAD: Final = "s3:HeadObject"
_S3: Final = frozenset({"ConditionalRequestConflict", "NoSuchKey"})
_NOT_THERE: Final = ("IfNoneMatch", "*")
_READ: Final = "s3:GetObject"
_CONTENT: Final = "the object's content by its ETag, or that there is none; not its metadata, tags or locks"
_FUNCTION: Final = "lambda:GetFunctionConfiguration"
_CODE: Final = "the function's code and configuration"
_POLICY: Final = "the policy; Lambda has no condition that there is none"


def _of_lambda(name: str, read: str, why: str) -> Row:
    refused = frozenset({"PreconditionFailedException"})
    return Row(f"lambda:{name}", "RevisionId", read, "RevisionId", why, moves=True, refused=refused)


ROWS: Final = (
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
    Row("s3:PutObject", "IfMatch", _HEAD, "etag", _CONTENT, _NOT_THERE, needs=_READ, refused=_S3),
    Row("s3:CopyObject", "IfMatch", _HEAD, "etag", _CONTENT, _NOT_THERE, needs=_READ, refused=_S3),
    Row("s3:CompleteMultipartUpload", "IfMatch", _HEAD, "etag", _CONTENT, _NOT_THERE, needs=_READ, refused=_S3),
    # Evaluated against the current version only, so it says nothing of a version that is named, which never changes.
    Row(
        "s3:DeleteObject",
        "IfMatch",
        _HEAD,
        "etag",
        "the current object's content by its ETag; S3 has no condition that there is none",
        needs=_READ,
        refused=_S3,
        unless="VersionId",
    ),
    Row(
        "s3:DeleteObjects",
        "ETag",
        _HEAD,
        "etag",
        "each current object's content by its ETag; S3 answers for each whether it was deleted",
        needs=_READ,
        unless="VersionId",
        each="Delete.Objects",
    ),
    # https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html and its neighbours
    _of_lambda("UpdateFunctionCode", _FUNCTION, _CODE),
    _of_lambda("UpdateFunctionConfiguration", _FUNCTION, _CODE),
    _of_lambda("PublishVersion", _FUNCTION, _CODE),
    _of_lambda("UpdateAlias", "lambda:GetAlias", "the alias"),
    _of_lambda("AddPermission", "lambda:GetPolicy", _POLICY),
    _of_lambda("RemovePermission", "lambda:GetPolicy", _POLICY),
    # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html
    Row(
        "dynamodb:PutResourcePolicy",
        "ExpectedRevisionId",
        "dynamodb:GetResourcePolicy",
        "RevisionId",
        "the policy, or that there is none",
        ("ExpectedRevisionId", "NO_POLICY"),
        refused=frozenset({"PolicyNotFoundException"}),
    ),
    Row(
        "dynamodb:DeleteResourcePolicy",
        "ExpectedRevisionId",
        "dynamodb:GetResourcePolicy",
        "RevisionId",
        "the policy",
        refused=frozenset({"PolicyNotFoundException"}),
    ),
    # https://docs.aws.amazon.com/step-functions/latest/apireference/API_PublishStateMachineVersion.html
    Row(
        "stepfunctions:PublishStateMachineVersion",
        "revisionId",
        "stepfunctions:DescribeStateMachine",
        "revisionId",
        "the definition and role; a machine that was never updated has no mark",
        refused=frozenset({"ConflictException"}),
    ),
)

LEFT: Final[Mapping[str, tuple[str, str]]] = {
    **{
        f"dynamodb:{name}": (
            "ConditionExpression",
            "it would have to name every attribute of the item, within an expression of the client's",
        )
        for name in ("PutItem", "UpdateItem", "DeleteItem")
    },
    **{
        f"cloudfront:{name}": ("IfMatch", "CloudFront refuses the call where the client does not set it")
        for name in ("UpdateDistribution", "DeleteDistribution")
    },
    **{
        f"wafv2:{name}": ("LockToken", "WAF refuses the call where the client does not set it")
        for name in ("UpdateWebACL", "DeleteWebACL", "UpdateIPSet", "DeleteIPSet")
    },
}
"""Operations whose state is read and whose condition is the client's alone: the parameter, and why none is added."""


@cache
def table() -> Mapping[str, Row]:
    """Every row, by its operation."""
    return {row.operation: row for row in ROWS}


@cache
def places() -> Mapping[str, str]:
    """Where each read tells AWS's own mark of what it describes."""
    return {row.read: row.place for row in ROWS}


@dataclass(frozen=True, slots=True)
class _Word:
    """One place of a call for a condition: what is `given` there by the client, and the thing it is about as it stands.

    `there` says whether it is there; `right` is the condition that says just that, None where AWS has none for it.
    """

    given: Parameters
    thing: str
    there: bool
    right: Condition | None


def conditions(document: Mapping[str, Json], number: int, observed: Sequence[Observed]) -> tuple[Condition, ...]:
    """Return what AWS is to be told besides the call `number`, by how things stand.

    `document` is the call as people see it. Where its client says something itself, nothing is added (`contradicted`).
    """
    words = _words(document, number, observed)
    return tuple(word.right for word in words if word.right is not None and not word.given)


def contradicted(document: Mapping[str, Json], number: int, observed: Sequence[Observed]) -> str | None:
    """Return what is wrong with a condition that the client set itself; None if it says just what is so, or is not set.

    One that is looser would let another state through than people approve, and one that does not hold now lets through
    only another one.
    """
    for word in _words(document, number, observed):
        right = word.right
        fits = right is not None and {name: _bare(value) for name, value in word.given.items()} == {
            right.member: _bare(right.value)
        }
        if not word.given or fits:
            continue
        said = " and ".join(f"`{name}: {_told(value)}`" for name, value in sorted(word.given.items()))
        how = f"`{right.member}: {right.value}`" if right is not None else "none"
        stands = "is there" if word.there else "is not there"
        return (
            f"it is sent with {said}, and {word.thing} {stands}, for which the condition is {how}: leave it to Keyturn"
        )
    return None


def needs(operation: str, sent: Sequence[Condition]) -> str | None:
    """Return the IAM action that `operation` takes besides where these conditions are added, None for none."""
    row = table().get(operation)
    # That nothing must be there is known without reading it.
    compares = row is not None and any(one.member.rpartition(".")[2] == row.member for one in sent)
    return row.needs if row is not None and compares else None


def is_refused(operation: str, status: int, code: str | None) -> bool:
    """Whether this answer says that the condition of `operation` did not hold, so that nothing was changed."""
    row = table().get(operation)
    return row is not None and (status == _FAILED or (status >= _ERROR and code in row.refused))


_FAILED: Final = 412
_ERROR: Final = 400


def _words(document: Mapping[str, Json], number: int, observed: Sequence[Observed]) -> Iterator[_Word]:
    """Yield the places for conditions in a call whose things could be read, with AWS's mark of each that is there."""
    row = table().get(f"{document['service']}:{document['operation']}")
    parameters = document["parameters"]
    if row is None or not isinstance(parameters, Mapping):
        return
    for before, item, one in _things(row, document, parameters, number, observed):
        there = one.state.get(row.read) is not None
        mark = one.marks.get(row.read)
        if row.unless in item or one.stands is Stands.UNBOUND or (there and not mark):
            continue
        given = {f"{before}{name}": item[name] for name in row.members if name in item}
        right = None
        if there and mark:
            right = Condition(number, f"{before}{row.member}", mark, one.thing, moves=row.moves)
        elif row.absent is not None:
            right = Condition(number, f"{before}{row.absent[0]}", row.absent[1], one.thing)
        yield _Word(given, one.thing, there, right)


def _things(
    row: Row, document: Mapping[str, Json], parameters: Parameters, number: int, observed: Sequence[Observed]
) -> Iterator[tuple[str, Parameters, Observed]]:
    """Yield each thing that the call names, with what stands before a parameter of its item, and that item."""
    # A thing that an earlier call of the same change touches will stand otherwise by that: nothing is said of it here.
    mine = [one for one in observed if min(one.actions, default=None) == number and row.read in one.asked]
    if row.each is None:
        yield from (("", parameters, one) for one in mine[:1])
        return
    by_name = {one.thing: one for one in mine}
    service, _, operation = row.operation.partition(":")
    for reader in readers(service, operation):
        for place, item in enumerate(items(reader, parameters), 1):
            one = by_name.get(called(reader, item, parameters, str(document["region"])))
            if one is not None:
                yield f"{row.each}.{place}.", item, one


def _bare(value: Value) -> Value:
    """An ETag without its quotes, which clients leave out as they like."""
    return value.strip('"') if isinstance(value, str) else value


def _told(value: Value) -> str:
    return value if isinstance(value, str) else type(value).__name__
