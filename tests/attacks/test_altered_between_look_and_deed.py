"""I wait for the moment between the gateway's last look and the deed; or set a condition of my own that is no good."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from keyturn.adapters.aws.permissions import PackagedPermissions
from keyturn.model.evidence import Draft, Kind
from keyturn.model.execution import Answer, Outgoing, Refusal
from keyturn.testing.house import House, Opened
from keyturn.testing.proposers import Proposers
from tests.auditing import audit, codes, place, with_payload, written_again
from tests.iam import allows

PUT, DELETE, COPY = "s3:PutObject", "s3:DeleteObject", "s3:CopyObject"
THERE = {"Bucket": "backups", "Key": "a.txt"}
FUNCTION = {"FunctionName": "report"}
OLD, NEW = '"0cc175b9c0f1b6a831c399e269772661"', '"92eb5ffee6ae2fec3ad71c777531578f"'


def object_there(house: House, etag: str | None) -> None:
    """From here on the gateway reads this ETag of every object; None: there is none."""
    found = Answer(404, (), b"") if etag is None else Answer(200, ((b"ETag", etag.encode()),), b"")
    house.facts.answers = lambda _: found


def tells(house: House, body: dict[str, Any]) -> None:
    """From here on the gateway reads this of everything."""
    house.facts.answers = lambda _: Answer(200, (), json.dumps(body).encode())


def sent(house: House) -> Outgoing:
    (found,) = house.upstream.received
    return found


def review(house: House, change: str) -> Any:  # noqa: ANN401 - JSON of the desk's
    return house.ask("show", change=change)["review"]["state"].get("conditions", [])


@pytest.fixture
def session(house: House) -> Iterator[Opened]:
    house.facts.homes["backups"] = "cn-north-1"
    object_there(house, OLD)
    yield house.session()
    if any(house.log.drafts):
        assert audit(house.log).ok


@pytest.mark.parametrize("call", [PUT, DELETE])
def test_s3_is_told_to_refuse_any_other_content_than_people_saw(house: House, session: Opened, call: str) -> None:
    change = house.approved(session, call, **THERE)
    (shown,) = review(house, change)
    assert (shown["member"], shown["value"]) == ("IfMatch", OLD)
    assert house.passed(house.submit(session, call, **THERE))

    came = house.call(session, call, **THERE)
    assert [one for one in sent(house).request.headers if one not in came.headers] == [("if-match", OLD)]
    (intent,) = house.noted(Kind.INTENT)
    assert intent["conditions"] == [{"member": "IfMatch", "value": OLD}]


def test_what_is_not_there_must_not_be_there(house: House, session: Opened) -> None:
    object_there(house, None)
    change = house.approved(session, PUT, **THERE)
    (shown,) = review(house, change)
    assert (shown["member"], shown["value"]) == ("IfNoneMatch", "*")
    assert house.passed(house.submit(session, PUT, **THERE))
    assert sent(house).request.header("if-none-match") == "*"


def test_the_end_of_an_upload_is_conditioned_and_its_parts_are_not(house: House, session: Opened) -> None:
    change = house.rehearse(session, [b"x" * 10], **THERE)
    (shown,) = review(house, change)
    assert (shown["action"], shown["member"]) == (2, "IfMatch")


def test_the_target_of_a_copy_is_conditioned(house: House, session: Opened) -> None:
    source = {"Bucket": "backups", "Key": "b.txt", "VersionId": "v1"}
    house.approved(session, COPY, CopySource=source, **THERE)
    assert house.passed(house.submit(session, COPY, CopySource=source, **THERE))
    assert sent(house).request.header("if-match") == OLD


def test_a_version_that_is_named_never_changes_and_needs_none(house: House, session: Opened) -> None:
    change = house.approved(session, DELETE, VersionId="v1", **THERE)
    assert review(house, change) == []
    assert house.passed(house.submit(session, DELETE, VersionId="v1", **THERE))
    assert sent(house).request.header("if-match") is None


MANY = {"Objects": [{"Key": "a.txt"}, {"Key": "gone"}, {"Key": "b.txt", "VersionId": "v1"}, {"Key": "c.txt"}]}


def some_there(house: House) -> None:
    """From here on `gone` is not there, and every other object is, each with an ETag of its own."""

    def answer(asked: Outgoing) -> Answer:
        name = asked.request.path.rpartition("/")[2]
        return Answer(404, (), b"") if name == "gone" else Answer(200, ((b"ETag", f'"{name}"'.encode()),), b"")

    house.facts.answers = answer


def test_of_several_objects_each_is_conditioned_that_is_there(house: House, session: Opened) -> None:
    some_there(house)
    change = house.approved(session, "s3:DeleteObjects", Bucket="backups", Delete=MANY)
    shown = {one["member"]: one["value"] for one in review(house, change)}
    assert shown == {"Delete.Objects.1.ETag": '"a.txt"', "Delete.Objects.4.ETag": '"c.txt"'}
    assert house.passed(house.submit(session, "s3:DeleteObjects", Bucket="backups", Delete=MANY))

    body = sent(house).body
    assert isinstance(body, bytes)
    assert b'<Key>a.txt</Key><ETag>"a.txt"</ETag></Object>' in body
    assert body.count(b"<ETag>") == 2
    assert len(house.noted(Kind.INTENT)[0]["conditions"]) == 2  # type: ignore[arg-type]  # JSON


def test_what_s3_left_because_it_was_altered_stands_in_the_evidence(house: House, session: Opened) -> None:
    some_there(house)
    house.approved(session, "s3:DeleteObjects", Bucket="backups", Delete=MANY)
    said = b"<DeleteResult><Error><Key>a.txt</Key><Code>PreconditionFailed</Code></Error></DeleteResult>"
    house.upstream.reaction = lambda _: Answer(200, (), said)
    reply = house.submit(session, "s3:DeleteObjects", Bucket="backups", Delete=MANY)
    assert isinstance(reply, Answer)
    assert reply.body == said
    assert "one object was altered in the moment before" in str(house.noted(Kind.OUTCOME)[0]["outcome"])


def test_an_etag_of_my_own_for_one_of_several_objects_is_kept_if_it_is_right(house: House, session: Opened) -> None:
    some_there(house)
    right = {"Objects": [{"Key": "a.txt", "ETag": '"a.txt"'}, {"Key": "c.txt"}]}
    change = house.approved(session, "s3:DeleteObjects", Bucket="backups", Delete=right)
    assert [one["member"] for one in review(house, change)] == ["Delete.Objects.2.ETag"]
    assert house.passed(house.submit(session, "s3:DeleteObjects", Bucket="backups", Delete=right))
    wrong = {"Objects": [{"Key": "a.txt"}, {"Key": "c.txt", "ETag": "*"}]}
    assert house.refused(house.submit(session, "s3:DeleteObjects", Bucket="backups", Delete=wrong)) == "condition.other"


@pytest.mark.parametrize(
    ("call", "more"),
    [
        ("lambda:UpdateFunctionConfiguration", {"MemorySize": 256}),
        ("lambda:UpdateFunctionCode", {"ZipFile": b"not looked into"}),
        ("lambda:UpdateAlias", {"Name": "live", "FunctionVersion": "7"}),
    ],
)  # fmt: skip
def test_lambda_is_told_the_revision_of_the_moment(
    house: House, session: Opened, call: str, more: dict[str, Any]
) -> None:
    tells(house, {"Handler": "a.b", "RevisionId": "r-1"})
    change = house.approved(session, call, **FUNCTION, **more)
    (shown,) = review(house, change)
    assert (shown["member"], shown["value"]) == ("RevisionId", "")
    tells(house, {"Handler": "a.b", "RevisionId": "r-2"})  # an update settled: that is no drift
    assert house.passed(house.submit(session, call, **FUNCTION, **more))

    was = house.call(session, call, **FUNCTION, **more).content.data or b""
    assert sent(house).body == b'{"RevisionId":"r-2",' + was[1:]
    assert house.noted(Kind.INTENT)[0]["conditions"] == [{"member": "RevisionId", "value": "r-2"}]


def test_where_aws_has_no_such_condition_none_is_promised(house: House, session: Opened) -> None:
    object_there(house, None)
    change = house.approved(session, DELETE, **THERE)
    assert review(house, change) == []
    assert house.passed(house.submit(session, DELETE, **THERE))
    assert sent(house).request.header("if-match") is None


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (412, b"<Error><Code>PreconditionFailed</Code></Error>"),
        (404, b"<Error><Code>NoSuchKey</Code></Error>"),
        (409, b"<Error><Code>ConditionalRequestConflict</Code></Error>"),
    ],
)
def test_who_comes_in_between_makes_nothing_change_and_people_are_asked_anew(
    house: House, session: Opened, status: int, body: bytes
) -> None:
    change = house.approved(session, PUT, **THERE)
    house.upstream.reaction = lambda _: Answer(status, (), body)
    reply = house.submit(session, PUT, **THERE)
    assert isinstance(reply, Refusal)
    assert reply.code == "condition.refused"
    assert "nothing was changed" in reply.message

    assert house.ask("show", change=change)["state"] == "failed"
    assert "altered in the moment" in str(house.noted(Kind.OUTCOME)[0]["outcome"])
    object_there(house, NEW)
    again = house.held(house.submit(session, PUT, **THERE))
    assert again != change
    assert review(house, again)[0]["value"] == NEW
    assert len(house.upstream.received) == 1


def test_another_failure_is_told_as_aws_tells_it(house: House, session: Opened) -> None:
    house.approved(session, PUT, **THERE)
    house.upstream.reaction = lambda _: Answer(404, (), b"<Error><Code>NoSuchBucket</Code></Error>")
    reply = house.submit(session, PUT, **THERE)
    assert isinstance(reply, Answer)
    assert reply.status == 404


def test_a_retry_of_what_was_refused_is_told_that_nothing_changed(house: House, session: Opened) -> None:
    house.approved(session, PUT, **THERE)
    house.upstream.reaction = lambda _: Answer(412, (), b"")
    first = house.send(house.call(session, PUT, mark="one", **THERE))
    second = house.send(house.call(session, PUT, mark="one", **THERE))
    assert house.refused(first) == "condition.refused"
    assert isinstance(second, Refusal)
    assert "nothing was changed" in second.message
    assert len(house.upstream.received) == 1


@pytest.mark.parametrize(
    "own",
    [
        {"IfMatch": "*"},
        {"IfMatch": NEW},
        {"IfNoneMatch": "*"},
        {"IfMatch": OLD, "IfNoneMatch": "*"},
        {"IfMatch": f"{OLD}, {NEW}"},
    ],
)
def test_a_condition_of_my_own_that_lets_another_state_through_is_refused(
    house: House, session: Opened, own: dict[str, str]
) -> None:
    reply = house.submit(session, PUT, **THERE, **own)
    assert house.refused(reply) == "condition.other"
    assert isinstance(reply, Refusal)
    assert f"the condition is `IfMatch: {OLD}`" in reply.message
    assert Kind.CHANGE_OPENED not in house.kinds()


@pytest.mark.parametrize("own", [OLD, OLD.strip('"')])
def test_one_that_says_just_what_is_so_is_kept_and_nothing_added(house: House, session: Opened, own: str) -> None:
    change = house.approved(session, PUT, IfMatch=own, **THERE)
    assert review(house, change) == []
    assert house.passed(house.submit(session, PUT, IfMatch=own, **THERE))
    assert [value for name, value in sent(house).request.headers if name == "if-match"] == [own]


def test_a_condition_of_my_own_is_held_against_what_is_there_when_it_goes(house: House, session: Opened) -> None:
    tells(house, {"Handler": "a.b", "RevisionId": "r-1"})
    house.approved(session, "lambda:PublishVersion", RevisionId="r-1", **FUNCTION)
    tells(house, {"Handler": "a.b", "RevisionId": "r-2"})
    assert (
        house.refused(house.submit(session, "lambda:PublishVersion", RevisionId="r-1", **FUNCTION)) == "condition.other"
    )
    assert house.upstream.received == []


def test_after_a_drift_people_see_the_condition_of_what_is_there_now(house: House, session: Opened) -> None:
    change = house.approved(session, PUT, **THERE)
    object_there(house, NEW)
    assert house.refused(house.submit(session, PUT, **THERE)) == "change.drifted"
    assert review(house, change)[0]["value"] == NEW
    house.approve(change, "ana", "bo")
    assert house.passed(house.submit(session, PUT, **THERE))
    assert sent(house).request.header("if-match") == NEW


def test_after_a_restart_the_condition_is_the_same(house: House, session: Opened) -> None:
    tells(house, {"Handler": "a.b", "RevisionId": "r-1"})
    change = house.approved(session, "lambda:PublishVersion", **FUNCTION)
    again = house.restarted()
    tells(again, {"Handler": "a.b", "RevisionId": "r-1"})
    assert again.ask("show", change=change)["digest"] == house.ask("show", change=change)["digest"]
    assert again.passed(again.submit(session, "lambda:PublishVersion", **FUNCTION))


def test_the_power_for_it_holds_what_the_condition_takes(house: House, session: Opened) -> None:
    house.considering.permissions = PackagedPermissions()
    house.approved(session, PUT, **THERE)
    assert house.passed(house.submit(session, PUT, **THERE))
    power = sent(house).power
    assert power is not None
    assert allows(power.policies[0], "s3:GetObject", "arn:aws-cn:s3:::backups/a.txt")
    assert not allows(power.policies[0], "s3:GetObject", "arn:aws-cn:s3:::backups/b.txt")


def _other(draft: Draft) -> Draft:
    return with_payload(draft, conditions=[{"member": "IfMatch", "value": "*"}])


def _none(draft: Draft) -> Draft:
    return Draft(draft.kind, draft.at, draft.about, {k: v for k, v in draft.payload.items() if k != "conditions"})


@pytest.mark.parametrize("edit", [_other, _none])
def test_a_log_that_says_it_went_with_another_condition_is_found_out(
    house: House, session: Opened, edit: Callable[[Draft], Draft]
) -> None:
    house.approved(session, PUT, **THERE)
    assert house.passed(house.submit(session, PUT, **THERE))

    def rewrite(drafts: list[Draft]) -> list[Draft]:
        at = place(drafts, Kind.INTENT, 0)
        drafts[at] = edit(drafts[at])
        return drafts

    assert codes(audit(written_again(house.log, rewrite))) == {"intent.other_condition"}


def test_of_several_calls_on_one_object_the_first_is_conditioned_and_the_others_go_by_what_it_did(
    house: House, session: Opened
) -> None:
    people = Proposers(house)
    change = people.propose("dana", (PUT, {**THERE, "CacheControl": "no-store"}), (DELETE, THERE))
    assert [(one["action"], one["value"]) for one in review(house, change)] == [(0, OLD)]
    house.approve(change, "ana", "bo")

    def put(_: Outgoing) -> Answer:
        object_there(house, NEW)
        return Answer(200, (), b"")

    house.upstream.reaction = put
    people.execute("dana", change)
    assert [one.request.header("if-match") for one in house.upstream.received] == [OLD, None]
    assert house.ask("show", change=change)["state"] == "done"
