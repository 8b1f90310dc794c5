"""An upload to production is many calls and one change: played through without effect, shown whole, sent once."""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from keyturn.doors.aws.answers import rehearsed
from keyturn.flow.settings import Limits
from keyturn.flow.uploads import PER_SESSION
from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Kind
from keyturn.model.execution import Answer, Cut, Outgoing, Refusal, Rehearsed
from keyturn.model.identity import EndSession
from keyturn.model.touching import AwsTables
from keyturn.testing.house import DEPLOYMENT, DEVELOPMENT, PRODUCTION, House, Opened
from tests.telling import Storage, problems, upload

PARTS: Final = [b"first part", b"second part", b"second part"]
PLACE: Final[dict[str, Any]] = {"Bucket": "prod-data", "Key": "costs/2026.csv"}


@pytest.fixture
def storage() -> Storage:
    return Storage()


@pytest.fixture
def house(bundle: Bundle, catalogue: AwsTables, storage: Storage) -> Iterator[House]:
    built = House(bundle, catalogue, limits=Limits(actions_per_change=8))
    built.facts.homes.update({"prod-data": PRODUCTION, "dev-data": DEVELOPMENT})
    built.upstream.reaction = storage
    yield built
    assert problems(built) == []
    built.close()


@pytest.fixture
def session(house: House) -> Opened:
    return house.session()


def test_it_is_played_through_and_becomes_one_change(house: House, session: Opened) -> None:
    change = house.rehearse(session, PARTS, **PLACE)

    actions = house.ask("show", change=change)["review"]["actions"]
    assert [action["name"] for action in actions] == [
        "s3:CreateMultipartUpload", *["s3:UploadPart"] * 3, "s3:CompleteMultipartUpload",
    ]  # fmt: skip
    parts = [action["document"]["parameters"] for action in actions[1:4]]
    assert [part["PartNumber"] for part in parts] == [1, 2, 3]
    assert [part["Body"]["$length"] for part in parts] == [10, 11, 11]
    assert all(part["UploadId"] == {"$answer": [0, "UploadId"]} for part in parts)
    listed = actions[4]["document"]["parameters"]["MultipartUpload"]["Parts"]
    assert [one["ETag"] for one in listed] == [{"$answer": [n, "ETag"]} for n in (1, 2, 3)]
    assert house.upstream.received == []
    assert house.kinds().count(Kind.CHANGE_OPENED) == 1


def test_after_two_approvals_it_passes_with_real_ids_and_etags_once(
    house: House, session: Opened, storage: Storage
) -> None:
    change = house.rehearse(session, PARTS, **PLACE)
    house.approve(change, "ana", "bo")

    replies = upload(house, session, PARTS, **PLACE)

    assert all(house.passed(reply) for reply in replies)
    assert storage.objects == {"/prod-data/costs/2026.csv": b"".join(PARTS)}
    assert house.ask("show", change=change)["state"] == "done"
    # The next upload of the same thing is played through again.
    assert isinstance(house.submit(session, "s3:CreateMultipartUpload", **PLACE), Rehearsed)
    assert len(house.upstream.received) == 5


def test_before_the_second_approval_it_is_played_through_and_finds_its_change(house: House, session: Opened) -> None:
    change = house.rehearse(session, PARTS, **PLACE)
    house.approve(change, "ana")

    assert house.rehearse(session, PARTS, **PLACE) == change
    assert house.upstream.received == []


def test_what_was_approved_while_it_was_played_through_is_told_to_begin_again(house: House, session: Opened) -> None:
    change = house.rehearse(session, PARTS, **PLACE)
    created = house.submit(session, "s3:CreateMultipartUpload", **PLACE)
    assert isinstance(created, Rehearsed)
    listed = []
    for number, body in enumerate(PARTS, 1):
        part = house.submit(session, "s3:UploadPart", PartNumber=number, Body=body, UploadId=created.upload_id, **PLACE)
        assert isinstance(part, Rehearsed)
        listed.append({"PartNumber": number, "ETag": part.etag})
    house.approve(change, "ana", "bo")

    reply = house.submit(
        session, "s3:CompleteMultipartUpload", MultipartUpload={"Parts": listed}, UploadId=created.upload_id, **PLACE
    )

    assert house.refused(reply) == "change.approved"
    assert isinstance(reply, Refusal)
    assert "start this upload again" in reply.message
    assert house.upstream.received == []


def test_parts_may_come_in_any_order_and_twice(house: House, session: Opened) -> None:
    created = house.submit(session, "s3:CreateMultipartUpload", **PLACE)
    assert isinstance(created, Rehearsed)
    etags = {}
    for number, body in ((2, b"b"), (1, b"wrong"), (1, b"a"), (3, b"not wanted")):
        part = house.submit(session, "s3:UploadPart", PartNumber=number, Body=body, UploadId=created.upload_id, **PLACE)
        assert isinstance(part, Rehearsed)
        etags[number] = part.etag
    listed = [{"PartNumber": number, "ETag": etags[number]} for number in (1, 2)]

    reply = house.submit(
        session, "s3:CompleteMultipartUpload", MultipartUpload={"Parts": listed}, UploadId=created.upload_id, **PLACE
    )

    actions = house.ask("show", change=house.held(reply))["review"]["actions"]
    assert [action["document"]["parameters"].get("Body", {}).get("$length") for action in actions] == [None, 1, 1, None]


def test_in_development_it_simply_goes(house: House, session: Opened, storage: Storage) -> None:
    replies = upload(house, session, PARTS, Bucket="dev-data", Key="a")

    assert all(house.passed(reply) for reply in replies)
    assert storage.objects == {"/dev-data/a": b"".join(PARTS)}


def test_the_tasks_next_session_may_carry_it_out(house: House, session: Opened) -> None:
    change = house.rehearse(session, PARTS, **PLACE)
    house.approve(change, "ana", "bo")
    ending = EndSession(DEPLOYMENT, "ana", session.id, house.clock.wall(), house.nonce())
    house.ask("session_end", envelope=house.signed("ana", ending))
    later = house.session(intent=None, task=session.task)

    assert all(house.passed(reply) for reply in upload(house, later, PARTS, **PLACE))


def test_an_approved_upload_goes_on_after_a_restart(house: House, session: Opened) -> None:
    change = house.rehearse(session, PARTS, **PLACE)
    house.approve(change, "ana", "bo")
    created = house.submit(session, "s3:CreateMultipartUpload", **PLACE)
    assert house.passed(created)

    again = house.restarted()

    part = again.submit(session, "s3:UploadPart", PartNumber=1, Body=PARTS[0], UploadId="real-0&<>", **PLACE)
    assert again.passed(part)


def test_an_upload_that_breaks_off_is_in_doubt_and_goes_no_further(house: House, session: Opened) -> None:
    change = house.rehearse(session, PARTS, **PLACE)
    house.approve(change, "ana", "bo")
    assert house.passed(house.submit(session, "s3:CreateMultipartUpload", **PLACE))

    def breaks(_: Outgoing) -> Answer:
        raise Cut("reset")

    house.upstream.reaction = breaks
    part = {"PartNumber": 1, "Body": PARTS[0], "UploadId": "real-0&<>", **PLACE}
    assert house.refused(house.submit(session, "s3:UploadPart", **part)) == "call.outcome_unknown"
    house.upstream.reaction = Storage()

    assert house.refused(house.submit(session, "s3:UploadPart", **part)) == "change.in_doubt"
    other = part | {"PartNumber": 2, "Body": PARTS[1]}
    assert house.refused(house.submit(session, "s3:UploadPart", **other)) == "change.in_doubt"
    assert len(house.upstream.received) == 2


# ---- limits


def test_more_parts_than_a_change_holds_are_refused(house: House, session: Opened) -> None:
    created = house.submit(session, "s3:CreateMultipartUpload", **PLACE)
    assert isinstance(created, Rehearsed)
    replies = [
        house.submit(session, "s3:UploadPart", PartNumber=n, Body=b"x", UploadId=created.upload_id, **PLACE)
        for n in range(1, 8)
    ]

    assert [isinstance(reply, Rehearsed) for reply in replies] == [True] * 6 + [False]
    assert house.refused(replies[-1]) == "limit.actions"
    assert house.noted(Kind.REFUSED)[-1]["code"] == "limit.actions"


def test_a_session_plays_so_many_uploads_at_once_and_shown_ones_make_room(house: House, session: Opened) -> None:
    first = house.submit(session, "s3:CreateMultipartUpload", Bucket="prod-data", Key="0")
    assert isinstance(first, Rehearsed)
    for number in range(1, PER_SESSION):
        created = house.submit(session, "s3:CreateMultipartUpload", Bucket="prod-data", Key=str(number))
        assert isinstance(created, Rehearsed)

    full = house.submit(session, "s3:CreateMultipartUpload", **PLACE)
    assert house.refused(full) == "limit.uploads"
    aborted = house.submit(session, "s3:AbortMultipartUpload", Bucket="prod-data", Key="0", UploadId=first.upload_id)
    assert isinstance(aborted, Rehearsed)
    # One after the other, many more than that: what people have been shown needs to be played no more.
    for _ in range(PER_SESSION + 1):
        house.rehearse(session, PARTS, **PLACE)


def test_sessions_that_are_over_leave_nothing_behind(house: House) -> None:
    house.rehearse(house.session(), PARTS, **PLACE)
    house.clock.advance(hours=2)
    house.rehearse(house.session(), PARTS, **PLACE)

    assert len(house.considering.uploads.rehearsals) == 1


def test_no_byte_of_what_is_played_through_is_kept(house: House, session: Opened) -> None:
    house.rehearse(session, [b"x" * 100_000], **PLACE)

    (rehearsal,) = house.considering.uploads.rehearsals.values()
    bodies = [step.action.call.parameters["Body"] for step, _ in rehearsal.parts.values()]
    assert [getattr(body, "data", b"") for body in bodies] == [None]


# ---- what is read from the cloud's answers


def test_a_part_that_is_a_copy_is_answered_and_learnt_in_a_document(
    house: House, session: Opened, storage: Storage
) -> None:
    house.accept("s3://prod-data/*")
    created = house.submit(session, "s3:CreateMultipartUpload", **PLACE)
    assert isinstance(created, Rehearsed)
    copying = {"PartNumber": 1, "CopySource": "prod-data/other", **PLACE}
    played = house.submit(session, "s3:UploadPartCopy", UploadId=created.upload_id, **copying)
    assert isinstance(played, Rehearsed)
    assert played.etag is not None
    assert f"<ETag>{played.etag}</ETag>".encode() in rehearsed(played).body
    parts = {"Parts": [{"PartNumber": 1, "ETag": played.etag}]}
    reply = house.submit(
        session, "s3:CompleteMultipartUpload", MultipartUpload=parts, UploadId=created.upload_id, **PLACE
    )
    house.approve(house.held(reply), "ana", "bo")

    def copies(outgoing: Outgoing) -> Answer:
        if "x-amz-copy-source" in dict(outgoing.request.headers):
            return Answer(200, (), b"<CopyPartResult><ETag>&quot;of-the-copy&quot;</ETag></CopyPartResult>")
        return storage(outgoing)

    house.upstream.reaction = copies
    assert house.passed(house.submit(session, "s3:CreateMultipartUpload", **PLACE))
    assert house.passed(house.submit(session, "s3:UploadPartCopy", UploadId="real-0&<>", **copying))
    parts = {"Parts": [{"PartNumber": 1, "ETag": '"of-the-copy"'}]}
    assert house.passed(
        house.submit(session, "s3:CompleteMultipartUpload", MultipartUpload=parts, UploadId="real-0&<>", **PLACE)
    )


@pytest.mark.parametrize(
    "body", [b"", b"<UploadId></UploadId>", b"<UploadId>\xff\xfe</UploadId>", b"<UploadId>" + b"x" * 2000, b"{}"]
)
def test_an_answer_without_an_id_leads_to_no_part_that_passes(house: House, session: Opened, body: bytes) -> None:
    house.approve(house.rehearse(session, PARTS, **PLACE), "ana", "bo")
    house.upstream.reaction = lambda _: Answer(200, (), body)

    assert house.passed(house.submit(session, "s3:CreateMultipartUpload", **PLACE))
    assert house.held(house.submit(session, "s3:UploadPart", PartNumber=1, Body=PARTS[0], UploadId="guess", **PLACE))
    assert len(house.upstream.received) == 1


def test_an_error_that_s3_sends_under_status_200_is_no_success(house: House, session: Opened) -> None:
    house.accept("s3://prod-data/*")
    change = house.held(house.submit(session, "s3:CopyObject", CopySource="prod-data/other", **PLACE))
    house.approve(change, "ana", "bo")
    error = b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>InternalError</Code></Error>'
    house.upstream.reaction = lambda _: Answer(200, (), error)

    assert house.passed(house.submit(session, "s3:CopyObject", CopySource="prod-data/other", **PLACE))

    assert house.ask("show", change=change)["state"] == "in doubt"
    outcome = house.noted(Kind.OUTCOME)[-1]["outcome"]
    assert isinstance(outcome, dict)
    assert (outcome["status"], outcome["error_code"], outcome["ended"]) == (200, "InternalError", "unknown")


def test_an_object_that_reads_like_an_error_is_just_an_object(house: House, session: Opened) -> None:
    house.upstream.reaction = lambda _: Answer(200, (), b"<Error><Code>Contents</Code></Error>")

    assert house.passed(house.submit(session, "s3:GetObject", "cn-north-1", **PLACE))

    house.settle()
    assert house.noted(Kind.ANSWER)[-1]["outcome"]["error_code"] is None  # type: ignore[index, call-overload]
