"""A change that fails half-way is rolled back as one new change: proposed, approved and sent like no other."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import pytest

from keyturn.codec.encoding import format_instant
from keyturn.codec.strict import loads
from keyturn.errors import KeyturnError
from keyturn.gather.undoing import BY_HAND, GONE, NOT_THERE
from keyturn.model.approval import Withdrawal, Word
from keyturn.model.evidence import Kind
from keyturn.model.execution import Answer, Cut, Outgoing
from keyturn.model.gate import GateKind
from keyturn.model.identity import TaskKind
from keyturn.model.notice import Event
from keyturn.testing.gatekeepers import Gatekeepers
from keyturn.testing.house import DEPLOYMENT, DEVELOPMENT, House
from keyturn.testing.proposers import Proposers
from tests.auditing import audit

ALIAS: Final = ("lambda:UpdateAlias", {"FunctionName": "report", "Name": "live", "FunctionVersion": "7"})
RULE: Final = ("events:DisableRule", {"Name": "nightly"})
QUEUE: Final = (
    "sqs:SetQueueAttributes",
    {
        "QueueUrl": "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/costs",
        "Attributes": {"VisibilityTimeout": "60"},
    },
)


class World:
    """A small AWS: it remembers an alias's version, a rule's state and a queue's attribute, and can refuse a call."""

    def __init__(self, house: House) -> None:
        self.version, self.rule, self.timeout = "6", "ENABLED", "30"
        self.refuses = ""
        house.facts.answers = self.read
        house.upstream.reaction = self.write

    @property
    def stands(self) -> tuple[str, str, str]:
        return self.version, self.rule, self.timeout

    def read(self, outgoing: Outgoing) -> Answer:
        told = {
            "lambda": {"FunctionVersion": self.version, "Name": "live"},
            "events": {"State": self.rule, "Name": "nightly"},
            "sqs": {"Attributes": {"VisibilityTimeout": self.timeout}},
        }
        return Answer(200, (), json.dumps(told[outgoing.service]).encode())

    def write(self, outgoing: Outgoing) -> Answer:
        said: Any = loads(outgoing.request.content.data or b"{}")
        target = outgoing.request.header("x-amz-target") or outgoing.request.path
        if self.refuses and self.refuses in target:
            return Answer(400, (), b'{"__type": "InvalidParameterException"}')
        if "aliases" in target:
            self.version = said["FunctionVersion"]
        elif target.endswith("Rule"):
            self.rule = "DISABLED" if "Disable" in target else "ENABLED"
        elif target.endswith("SetQueueAttributes"):
            self.timeout = said["Attributes"]["VisibilityTimeout"]
        return Answer(200, (), b"{}")


@pytest.fixture
def world(house: House) -> World:
    house.enrol("eve", "sre")
    return World(house)


@pytest.fixture
def people(house: House, world: World) -> Proposers:
    return Proposers(house)


def half_way(house: House, people: Proposers, world: World) -> str:
    """A change of three calls of which the last is refused by AWS."""
    change = people.propose("dana", ALIAS, RULE, QUEUE)
    house.approve(change, "ana", "bo")
    world.refuses = "SetQueueAttributes"
    went = people.execute("dana", change)
    world.refuses = ""
    assert went["state"] == "failed"
    assert [step["state"] for step in went["steps"]] == ["done", "done", "failed"]
    assert "InvalidParameterException" in went["why"]
    return change


def code(house: House, ask: Any) -> str:  # noqa: ANN401 - what a test does
    with pytest.raises(KeyturnError) as caught:
        ask()
    assert audit(house.log).ok
    return caught.value.code


def test_what_was_done_is_undone_last_first_by_one_change_that_others_approve(
    house: House, people: Proposers, world: World
) -> None:
    before = world.stands
    change = half_way(house, people, world)
    assert world.stands == ("7", "DISABLED", "30")
    rollback = people.roll_back("eve", change)
    assert world.stands == ("7", "DISABLED", "30")
    shown = house.ask("show", change=rollback)
    undone = shown["review"]["bound"]["rolls_back"]
    assert (undone["change"], undone["sponsor"], undone["actions"]) == (change, "dana", [1, 0])
    assert house.ask("show", change=change)["rolled_back_by"] == [{"short": rollback[:10], "state": "proposed"}]
    house.approve(rollback, "ana", "bo")
    assert people.execute("eve", rollback)["state"] == "done"
    assert world.stands == before
    assert house.ask("show", change=change)["rolled_back_by"][0]["state"] == "done"
    assert audit(house.log).ok


def test_it_needs_the_same_people_as_if_an_agent_had_sent_it(house: House, people: Proposers, world: World) -> None:
    change = half_way(house, people, world)
    house.approve(people.roll_back("eve", change), "ana")
    rollback = next(one for one in house.ask("inbox")["changes"] if one["agent"] == "keyturn")
    assert rollback["missing"] == 1
    assert code(house, lambda: people.execute("eve", rollback["id"])) == "order.refused"


def test_the_offer_says_what_it_would_do_and_asks_nothing_of_aws(house: House, people: Proposers, world: World) -> None:
    change = half_way(house, people, world)
    sent, noted = len(house.upstream.received), len(house.log.drafts)
    told = house.ask("rollback", change=change)
    assert (len(house.upstream.received), len(house.log.drafts)) == (sent, noted)
    assert [(step["action"], step["state"]) for step in told["steps"]] == [(2, "failed"), (1, "done"), (0, "done")]
    assert [call["operation"] for call in told["calls"]] == ["EnableRule", "UpdateAlias"]


def test_a_rollback_that_fails_half_way_leaves_the_rest_to_another(
    house: House, people: Proposers, world: World
) -> None:
    change = half_way(house, people, world)
    first = people.roll_back("eve", change)
    house.approve(first, "ana", "bo")
    world.refuses = "aliases"
    went = people.execute("ana", first)  # whoever may approve it may have it sent
    world.refuses = ""
    assert [step["state"] for step in went["steps"]] == ["done", "failed"]
    offered = house.ask("rollback", change=change)
    assert [call["operation"] for call in offered["calls"]] == ["UpdateAlias"]
    assert "has undone it" in offered["steps"][1]["why"]
    second = people.roll_back("eve", change)
    house.approve(second, "ana", "bo")
    assert people.execute("eve", second)["state"] == "done"
    assert world.stands == ("6", "ENABLED", "30")


def test_a_rollback_can_be_rolled_back(house: House, people: Proposers, world: World) -> None:
    change = half_way(house, people, world)
    back = people.roll_back("eve", change)
    house.approve(back, "ana", "bo")
    people.execute("eve", back)
    forth = people.roll_back("dana", back)
    house.approve(forth, "ana", "bo")
    assert people.execute("dana", forth)["state"] == "done"
    assert world.stands == ("7", "DISABLED", "30")
    assert audit(house.log).ok


def test_an_agents_change_is_rolled_back_without_its_agent(house: House, people: Proposers, world: World) -> None:
    session = house.session()
    change = house.approved(session, ALIAS[0], **ALIAS[1])
    assert house.passed(house.submit(session, ALIAS[0], **ALIAS[1]))
    rollback = people.roll_back("eve", change)
    house.approve(rollback, "ana", "bo")
    assert people.execute("eve", rollback)["state"] == "done"
    assert world.version == "6"


def test_an_upload_that_broke_off_is_given_up(house: House, people: Proposers) -> None:
    where = {"Bucket": "data", "Key": "costs.bin"}
    house.facts.answers = lambda _: Answer(404, (), b"")
    session = house.session()
    change = house.rehearse(session, [b"one", b"two"], **where)
    house.approve(change, "ana", "bo")
    house.upstream.reaction = lambda _: Answer(200, (), b"<R><UploadId>u-1</UploadId></R>")
    assert house.passed(house.submit(session, "s3:CreateMultipartUpload", **where))
    house.upstream.reaction = lambda _: Answer(403, (), b"<Error><Code>AccessDenied</Code></Error>")
    house.submit(session, "s3:UploadPart", UploadId="u-1", PartNumber=1, Body=b"one", **where)
    (call,) = house.ask("rollback", change=change)["calls"]
    assert (call["operation"], call["parameters"]) == ("AbortMultipartUpload", {**where, "UploadId": "u-1"})
    rollback = people.roll_back("eve", change)
    house.approve(rollback, "ana", "bo")
    house.upstream.reaction = lambda _: Answer(204, (), b"")
    assert people.execute("eve", rollback)["state"] == "done"


def test_what_no_call_undoes_stays_and_the_reviewers_read_that(house: House, people: Proposers) -> None:
    house.facts.answers = lambda outgoing: Answer(
        200,
        (),
        b'{"State": "ENABLED"}' if outgoing.service == "events" else b'{"Table": {"BillingMode": "PROVISIONED"}}',
    )
    change = people.propose("dana", RULE, ("dynamodb:DeleteTable", {"TableName": "costs"}))
    house.approve(change, "ana", "bo")
    people.execute("dana", change)
    rollback = people.roll_back("eve", change)
    bound = house.ask("show", change=rollback)["review"]["bound"]["rolls_back"]
    assert bound["left"] == [{"action": 1, "why": BY_HAND["dynamodb:DeleteTable"]}]


def test_what_was_set_where_nothing_stood_is_said_to_stay(house: House, people: Proposers) -> None:
    house.facts.answers = lambda _: Answer(200, (), b'{"FunctionVersion": "6"}')
    described = ("lambda:UpdateAlias", {**ALIAS[1], "Description": "the new one"})
    change = people.propose("dana", described)
    house.approve(change, "ana", "bo")
    people.execute("dana", change)
    offered = house.ask("rollback", change=change)
    assert offered["calls"][0]["parameters"] == {"FunctionName": "report", "Name": "live", "FunctionVersion": "6"}
    assert offered["rolls_back"]["left"] == [{"action": 0, "why": f"`Description`: {NOT_THERE}"}]


def test_a_change_in_doubt_is_settled_first(house: House, people: Proposers, world: World) -> None:
    change = people.propose("dana", ALIAS, RULE)
    house.approve(change, "ana", "bo")

    def cut(_: Outgoing) -> Answer:
        raise Cut("the line broke")

    house.upstream.reaction = cut
    went = people.execute("dana", change)
    assert (went["state"], [one["state"] for one in went["steps"]]) == ("in doubt", ["in doubt", "open"])
    house.upstream.reaction = world.write
    assert "keyturn settle" in house.ask("rollback", change=change)["why"]
    assert code(house, lambda: people.execute("dana", change)) == "order.refused"
    house.say(change, "ana", Word.HAPPENED)
    house.say(change, "bo", Word.HAPPENED)
    # What people settled as done is passed over, and the rest goes on.
    went = people.execute("dana", change)
    assert (went["state"], world.rule, world.version) == ("done", "DISABLED", "6")
    assert audit(house.log).ok


def test_a_change_that_may_still_go_on_is_stopped_first(house: House, people: Proposers, world: World) -> None:
    change = people.propose("dana", ALIAS, RULE)
    house.approve(change, "ana", "bo")

    def meanwhile(outgoing: Outgoing) -> Answer:
        world.rule = "DISABLED"  # somebody else
        return world.write(outgoing)

    house.upstream.reaction = meanwhile
    went = people.execute("dana", change)
    assert (went["state"], [one["state"] for one in went["steps"]]) == ("proposed", ["done", "open"])
    assert "things stand otherwise" in went["why"]
    assert "keyturn withdraw" in house.ask("rollback", change=change)["why"]
    shown = house.ask("show", change=change)
    taken_back = Withdrawal(DEPLOYMENT, shown["id"], shown["digest"], "dana", house.clock.wall(), house.nonce())
    house.ask("withdraw", envelope=house.signed("dana", taken_back))
    assert [call["operation"] for call in house.ask("rollback", change=change)["calls"]] == ["UpdateAlias"]
    assert audit(house.log).ok


def test_calls_that_need_nobody_are_not_proposed(house: House, people: Proposers, world: World) -> None:
    assert code(house, lambda: people.propose("dana", RULE, region=DEVELOPMENT)) == "calls.refused"
    assert house.kinds()[-1] is Kind.STATEMENT_REFUSED


@pytest.mark.parametrize(
    ("action", "parameters", "why"),
    [
        ("dynamodb:DescribeTable", {"TableName": "costs"}, "calls.refused"),
        ("sts:AssumeRole", {"RoleArn": "arn:aws-cn:iam::123456789012:role/x", "RoleSessionName": "x"}, "calls.refused"),
        ("iam:CreateAccessKey", {"UserName": "eve"}, "calls.refused"),
        ("dynamodb:NoSuchThing", {}, "calls.not_written"),
        ("dynamodb:DeleteTable", {"TableName": "costs", "Force": True}, "calls.not_written"),
        ("s3:PutObject", {"Bucket": "data", "Key": "a", "Body": "x"}, "calls.not_written"),
        ("s3:PutObject", {"Bucket": "data", "Key": "a", "Body": {"$b64": "eA=="}}, "calls.not_written"),
        (
            "lambda:UpdateFunctionConfiguration",
            {"FunctionName": "report", "Environment": {"Variables": {"A": "s3cret"}}},
            "calls.not_written",
        ),
    ],
)
def test_what_cannot_be_shown_in_full_or_passes_for_nobody_is_not_proposed(
    house: House, people: Proposers, world: World, action: str, parameters: Mapping[str, Any], why: str
) -> None:
    assert code(house, lambda: people.propose("dana", (action, parameters))) == why
    assert not house.upstream.received


def test_the_gateways_own_session_is_nobodys(house: House, people: Proposers, world: World) -> None:
    people.propose("dana", RULE)
    (mine,) = (one for one in house.considering.state.sessions.values() if one.agent == "keyturn")
    assert mine.access_key_id == ""
    assert "" not in house.considering.state.session_of_key


def test_one_person_keeps_only_so_many_proposals_open(house: House, people: Proposers, world: World) -> None:
    for number in range(20):
        people.propose("dana", ("events:DisableRule", {"Name": f"rule-{number}"}))
    assert code(house, lambda: people.propose("dana", RULE)) == "statement.refused"
    people.propose("eve", RULE)


def test_what_is_put_back_is_bound_to_how_it_stands_by_the_name_that_the_first_call_gave_it(
    house: House, people: Proposers
) -> None:
    """No reader knows from an item alone where it lies; the call that is undone said it."""
    item: dict[str, Any] = {"day": {"S": "2026-11-21"}, "cost": {"N": "7535.54"}}
    house.facts.answers = lambda _: Answer(200, (), json.dumps({"Item": item}).encode())
    of: dict[str, Any] = {"TableName": "costs", "Key": {"day": {"S": "2026-11-21"}}}
    session = house.session()
    change = house.approved(session, "dynamodb:DeleteItem", **of)
    assert house.passed(house.submit(session, "dynamodb:DeleteItem", **of))
    house.facts.answers = lambda _: Answer(200, (), b"{}")
    rollback = people.roll_back("eve", change)
    (thing,) = house.ask("show", change=rollback)["review"]["state"]["observed"]
    assert thing["asked"] == ["dynamodb:GetItem"]
    house.approve(rollback, "ana", "bo")
    house.facts.answers = lambda _: Answer(200, (), json.dumps({"Item": {**item, "cost": {"N": "1"}}}).encode())
    assert people.execute("eve", rollback)["state"] == "proposed"
    house.approve(rollback, "ana", "bo")
    assert people.execute("eve", rollback)["state"] == "done"
    assert audit(house.log).ok


def test_people_are_told_the_next_step(house: House, people: Proposers, world: World) -> None:
    change = half_way(house, people, world)
    rollback = people.roll_back("eve", change)
    house.approve(rollback, "ana", "bo")
    house.told()
    rung = house.bell.rung
    failed = next(one for one in rung if one.event is Event.CHANGE_FAILED)
    assert failed.data["next"] == f"keyturn rollback {change[:10]}"
    opened = [one for one in rung if one.event is Event.CHANGE_OPENED]
    assert [one.data.get("rolls_back") for one in opened] == [None, change]
    approved = [one for one in rung if one.event is Event.CHANGE_APPROVED]
    assert approved[1].data["next"] == f"keyturn execute {rollback[:10]}"


def test_what_failed_before_anything_was_done_offers_nothing(house: House, people: Proposers, world: World) -> None:
    change = people.propose("dana", ALIAS, RULE)
    house.approve(change, "ana", "bo")
    world.refuses = "aliases"
    people.execute("dana", change)
    house.told()
    failed = next(one for one in house.bell.rung if one.event is Event.CHANGE_FAILED)
    assert "next" not in failed.data


def test_in_an_emergency_one_approval_is_enough_for_it(house: House, people: Proposers, world: World) -> None:
    change = half_way(house, people, world)
    rollback = people.roll_back("eve", change, kind=TaskKind.EMERGENCY)
    task = house.ask("show", change=rollback)["review"]["bound"]["task"]
    until = format_instant(house.clock.wall() + timedelta(minutes=30))
    document: dict[str, Any] = {"environment": "production", "tasks": [task], "until": until}
    Gatekeepers(house).change("dana", GateKind.EMERGENCY, document, "ana")
    house.approve(rollback, "bo")
    assert people.execute("eve", rollback)["state"] == "done"
    assert audit(house.log).ok


def test_of_a_deletion_about_which_nothing_more_is_known_it_is_said_that_it_is_gone(
    house: House, people: Proposers, world: World
) -> None:
    change = people.propose("dana", ("events:DeleteRule", {"Name": "nightly"}))
    house.approve(change, "ana", "bo")
    assert people.execute("dana", change)["state"] == "done"
    offered = house.ask("rollback", change=change)
    assert (offered["steps"][0]["why"], offered["calls"]) == (GONE, [])
