"""An upload in many calls is one change, whatever id and tags AWS gives it when it runs."""

from typing import Final

import pytest

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.errors import Malformed
from keyturn.model.action import Action, AnswerOf, Call, Value, show
from keyturn.model.wire import Content
from keyturn.recognise.aws.multipart import Role, assemble, declare, role_of
from keyturn.recognise.aws.touches import touch

TABLES = PackagedCatalogue()

KEY: Final = b"k" * 32


def act(operation: str, **parameters: Value) -> Action:
    """Touch one S3 call."""
    action = touch(Call("s3", operation, "cn-north-1", parameters), "123456789012", TABLES)
    assert isinstance(action, Action), action
    return action


def create() -> Action:
    """The call that begins the upload."""
    return act("CreateMultipartUpload", Bucket="b", Key="k")


def part(number: int, upload_id: str, body: str = "aa") -> Action:
    """One part, bound by the digest of its bytes."""
    content = Content(body * 32, 5)
    return act("UploadPart", Bucket="b", Key="k", PartNumber=number, UploadId=upload_id, Body=content)


def complete(upload_id: str, *etags: tuple[int, str], **more: str) -> Action:
    """The call that ends the upload."""
    parts: list[Value] = [{"PartNumber": number, "ETag": etag, **more} for number, etag in etags]
    return act("CompleteMultipartUpload", Bucket="b", Key="k", UploadId=upload_id, MultipartUpload={"Parts": parts})


def digests(*actions: Action) -> list[str]:
    """What people sign."""
    return [show(action, KEY).digest for action in actions]


@pytest.mark.parametrize(
    ("action", "role", "upload_id", "number"),
    [
        (create(), Role.CREATE, None, None),
        (part(7, "u"), Role.PART, "u", 7),
        (complete("u", (7, '"e"')), Role.COMPLETE, "u", None),
        (act("AbortMultipartUpload", Bucket="b", Key="k", UploadId="u"), Role.ABORT, "u", None),
        (
            act("UploadPartCopy", Bucket="b", Key="k", UploadId="u", PartNumber=2, CopySource="b/x"),
            Role.PART,
            "u",
            2,
        ),
    ],
)
def test_each_call_knows_its_place(action: Action, role: Role, upload_id: str | None, number: int | None) -> None:
    found = role_of(action)
    assert found is not None
    assert (found.role, found.bucket, found.key, found.upload_id, found.part_number) == (
        role,
        "b",
        "k",
        upload_id,
        number,
    )


@pytest.mark.parametrize(
    "action",
    [
        act("PutObject", Bucket="b", Key="k"),
        act("UploadPart", Bucket="b", Key="k", UploadId="u"),
        act("UploadPart", Bucket="b", Key="k", PartNumber=1),
        act("UploadPart", Bucket="b", Key="k", PartNumber=True, UploadId="u"),
        act("CompleteMultipartUpload", Bucket="b", Key="k", UploadId="u"),
        complete("u", (2, "b"), (1, "a")),
        complete("u", (1, "a"), (1, "b")),
    ],
)
def test_what_lacks_its_place_has_none(action: Action) -> None:
    assert role_of(action) is None


def test_etags_are_read_with_and_without_quotes() -> None:
    found = role_of(complete("u", (1, "a"), (2, '"b"')))
    assert found is not None
    assert found.etags == {1: '"a"', 2: '"b"'}


def test_the_real_upload_matches_the_one_that_people_approved() -> None:
    approved = assemble(
        create(),
        {1: part(1, "rehearsed"), 3: part(3, "rehearsed", "bb")},
        complete("rehearsed", (1, '"r1"'), (3, '"r3"')),
    )
    answers = {(0, "UploadId"): "real", (1, "ETag"): '"e1"', (2, "ETag"): '"e3"'}

    ran = [
        create(),
        declare(part(1, "real"), answers),
        declare(part(3, "real", "bb"), answers),
        declare(complete("real", (1, "e1"), (3, '"e3"'), ChecksumCRC32="AAAA"), answers),
    ]

    assert digests(*ran) == digests(*approved)
    assert approved[3].call.parameters["UploadId"] == AnswerOf(0, "UploadId")


@pytest.mark.parametrize(
    "call",
    [
        part(1, "another upload"),
        part(1, "real", "bb"),
        part(2, "real"),
        complete("real", (1, '"another tag"')),
        complete("real", (2, '"e1"')),
        complete("another upload", (1, '"e1"')),
        complete("real", (1, '"e1"'), (2, '"e2"')),
    ],
)
def test_anything_else_matches_no_approved_action(call: Action) -> None:
    approved = assemble(create(), {1: part(1, "r")}, complete("r", (1, '"r1"')))
    answers = {(0, "UploadId"): "real", (1, "ETag"): '"e1"'}
    assert digests(declare(call, answers))[0] not in digests(*approved)


def test_parts_with_the_same_bytes_keep_their_places() -> None:
    approved = assemble(create(), {1: part(1, "r"), 2: part(2, "r")}, complete("r", (1, '"t"'), (2, '"t"')))
    answers = {(0, "UploadId"): "real", (1, "ETag"): '"t"', (2, "ETag"): '"t"'}
    assert digests(declare(complete("real", (1, '"t"'), (2, '"t"')), answers)) == digests(approved[3])


def test_before_any_answer_a_call_stays_as_it_is() -> None:
    assert declare(part(1, "u"), {}) == part(1, "u")


@pytest.mark.parametrize("listed", [[], [(1, "a")], [(1, "a"), (2, "b"), (3, "c")]])
def test_a_completing_call_names_exactly_the_parts_that_were_uploaded(listed: list[tuple[int, str]]) -> None:
    with pytest.raises(Malformed):
        assemble(create(), {1: part(1, "u"), 2: part(2, "u")}, complete("u", *listed))
