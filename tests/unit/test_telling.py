"""Who is told what, when, and again: the log is the queue, and nobody is skipped or held up."""

import asyncio
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.model.approval import Verdict, Withdrawal
from keyturn.model.evidence import Draft, Kind
from keyturn.model.execution import Answer, Cut, Outgoing
from keyturn.model.gate import GateKind
from keyturn.model.notice import ALARMS, Event, Notice, NotTold
from keyturn.runner.telling import EVERY, GIVE_UP, MOST_LATE, PAUSES, Lane, Telling
from keyturn.testing.gatekeepers import Gatekeepers
from keyturn.testing.house import DEPLOYMENT, House
from keyturn.testing.world import Bell
from tests.bounding import ended, in_emergency, urgent

DELETE: Final = "dynamodb:DeleteTable"


def lane(house: House, bell: Bell, *, alarms: bool = False) -> Lane:
    return Lane(house.journal, bell, house.positions, house.clock, "http://127.0.0.1:8401", alarms=alarms)


def drain(house: House, one: Lane) -> None:
    while house.run(one.turn()) == 0:
        pass


def test_a_change_is_told_of_from_its_opening_to_its_end(house: House) -> None:
    session = house.session()

    change = house.approved(session, DELETE, TableName="costs")
    house.passed(house.submit(session, DELETE, TableName="costs"))

    assert house.told() == [Event.CHANGE_OPENED, Event.CHANGE_APPROVED, Event.CHANGE_DONE]
    opened, approved, _ = house.bell.rung
    assert opened.data["short"] == approved.data["short"] == change
    assert opened.data["digest"] == house.ask("show", change=change)["digest"]
    assert opened.data["operations"] == [DELETE]
    assert approved.data["reviewer"] == "bo"
    assert len({notice.id for notice in house.bell.rung}) == 3


def test_what_people_refuse_take_back_or_let_lie_is_told(house: House) -> None:
    session = house.session()
    refused, taken, _ = (house.held(house.submit(session, DELETE, TableName=name)) for name in ("a", "b", "c"))
    house.vote(refused, "ana", Verdict.REJECT)
    shown = house.ask("show", change=taken)
    back = Withdrawal(DEPLOYMENT, shown["id"], shown["digest"], "dana", house.clock.wall(), house.nonce())
    house.ask("withdraw", envelope=house.signed("dana", back))
    house.clock.advance(hours=25)
    house.sweep()

    assert house.told()[3:] == [Event.CHANGE_REJECTED, Event.CHANGE_WITHDRAWN, Event.CHANGE_EXPIRED]


def test_a_call_that_failed_and_one_in_doubt_are_told(house: House) -> None:
    session = house.session()
    for name, react in (("costs", refuses), ("prices", cut)):
        house.approved(session, DELETE, TableName=name)
        house.upstream.reaction = react
        house.submit(session, DELETE, TableName=name)

    assert [one for one in house.told() if one is not Event.CHANGE_OPENED and one is not Event.CHANGE_APPROVED] == [
        Event.CHANGE_FAILED,
        Event.CHANGE_IN_DOUBT,
    ]
    failed = next(one for one in house.bell.rung if one.event is Event.CHANGE_FAILED)
    assert (failed.data["status"], failed.data["error_code"]) == (400, "ResourceNotFoundException")


async def refuses(_: Outgoing) -> Answer:
    return Answer(400, (), b'{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}')


async def cut(_: Outgoing) -> Answer:
    raise Cut("the line went dead")


def test_what_a_crash_left_in_doubt_is_told_at_the_next_start(house: House) -> None:
    session = house.session()
    house.approved(session, DELETE, TableName="costs")

    async def hangs(_: Outgoing) -> Answer:
        await asyncio.Event().wait()
        raise AssertionError

    house.upstream.reaction = hangs
    house.begin(house.call(session, DELETE, TableName="costs"))
    house.told()

    again = house.restarted()

    assert again.told()[-1] is Event.CHANGE_IN_DOUBT
    assert again.told().count(Event.CHANGE_IN_DOUBT) == 1


def test_nothing_is_told_twice_or_left_out_over_a_restart(house: House) -> None:
    session = house.session()
    house.submit(session, DELETE, TableName="a")
    house.told()
    house.submit(session, DELETE, TableName="b")

    again = house.restarted()

    assert again.told() == [Event.CHANGE_OPENED, Event.CHANGE_OPENED]
    assert [one.seq for one in house.bell.rung] == sorted({one.seq for one in house.bell.rung})


def test_a_receiver_that_is_new_is_told_what_happens_from_then_on(house: House) -> None:
    session = house.session()
    house.submit(session, DELETE, TableName="a")
    bell = Bell("new")
    one = lane(house, bell)
    house.submit(session, DELETE, TableName="b")

    drain(house, one)

    assert len(bell.rung) == 1


def test_nothing_is_told_before_it_is_durable(house: House) -> None:
    session = house.session()
    house.told()
    house.log.hold()
    task = house.begin(house.call(session, DELETE, TableName="costs"))

    assert house.told() == []

    house.log.release()
    house.finish(task)
    assert house.told() == [Event.CHANGE_OPENED]


def test_who_does_not_take_it_is_told_again_ever_more_slowly_and_then_never(house: House) -> None:
    session = house.session()
    bell = Bell("away")
    bell.deaf = True
    one = lane(house, bell)
    house.submit(session, DELETE, TableName="costs")
    drain(house, one)

    asked = []
    start = house.clock.monotonic()
    while one.stands()["late"]:
        house.clock.advance(seconds=5)
        before = bell.asked
        drain(house, one)
        if bell.asked > before:
            asked.append(house.clock.monotonic() - start)

    gaps = [later - earlier for earlier, later in zip([0.0, *asked], asked, strict=False)]
    assert gaps[: len(PAUSES)] == list(PAUSES)
    assert set(gaps[len(PAUSES) :]) == {PAUSES[-1]}
    assert asked[-1] >= GIVE_UP
    stands = one.stands()
    assert (stands["given_up"], stands["why"]) == (1, "the bell was told to be deaf")


def test_once_it_listens_again_all_that_waits_is_told(house: House) -> None:
    session = house.session()
    bell = Bell("away")
    bell.deaf = True
    one = lane(house, bell)
    for name in "abc":
        house.submit(session, DELETE, TableName=name)
    drain(house, one)
    house.submit(session, DELETE, TableName="d")
    bell.deaf = False

    drain(house, one)
    drain(house, one)

    newest, *waited = (notice.seq for notice in bell.rung)
    assert waited == sorted(waited)
    assert newest > max(waited)
    assert one.stands()["late"] == 0


def test_a_restart_forgets_nothing_that_is_late(house: House) -> None:
    session = house.session()
    house.bell.deaf = True
    house.submit(session, DELETE, TableName="a")
    house.told()
    house.bell.deaf = False

    again = house.restarted()
    again.clock.advance(seconds=PAUSES[0])

    assert again.told() == [Event.CHANGE_OPENED]


def test_memory_is_bounded_however_long_a_receiver_is_away(house: House) -> None:
    bell = Bell("away")
    bell.deaf = True
    one = lane(house, bell)
    for _ in range(MOST_LATE // 20 + 1):
        session = house.session()
        for number in range(20):
            house.submit(session, DELETE, TableName=f"t{number}")
    drain(house, one)
    assert one.stands()["late"] == MOST_LATE

    bell.deaf = False
    house.clock.advance(seconds=PAUSES[0])
    for _ in range(3):
        drain(house, one)

    assert len(bell.rung) == (MOST_LATE // 20 + 1) * 20


def test_an_alarm_overtakes_what_waits(house: House) -> None:
    session = house.session()
    bell = Bell("busy")
    ordinary, alarms = lane(house, bell), lane(house, bell, alarms=True)
    for name in "abc":
        house.submit(session, DELETE, TableName=name)
    bell.deaf = True
    drain(house, ordinary)
    house.clock.drift += house.clock.elapsed.resolution * 600_000_000
    house.sweep()
    bell.deaf = False

    drain(house, alarms)

    assert bell.events() == [Event.CLOCK_HELD]
    assert Event.CLOCK_HELD in ALARMS


class Slow(Bell):
    async def tell(self, notice: Notice) -> None:
        await asyncio.sleep(3600)


def test_a_slow_receiver_holds_up_neither_another_nor_a_call(house: House) -> None:
    quick = Bell("quick")
    telling = Telling(
        house.journal, [Slow("slow"), quick], house.positions, house.clock, house.chance, "http://127.0.0.1:8401"
    )
    task = house.loop.create_task(telling.run())
    session = house.session()
    for name in "ab":
        house.held(house.submit(session, DELETE, TableName=name))

    house.run(asyncio.sleep(3 * EVERY))

    assert quick.events() == [Event.CHANGE_OPENED, Event.CHANGE_OPENED]
    task.cancel()


def test_a_receiver_may_ask_for_peace_but_not_for_ever(house: House) -> None:
    class Asks(Bell):
        async def tell(self, notice: Notice) -> None:
            self.asked += 1
            raise NotTold("status 503", after=999_999)

    bell = Asks("asks")
    one = lane(house, bell)
    house.submit(house.session(), DELETE, TableName="a")
    drain(house, one)

    house.clock.advance(seconds=PAUSES[-1] - 1)
    drain(house, one)
    assert bell.asked == 1
    house.clock.advance(seconds=1)
    drain(house, one)
    assert bell.asked == 2


def test_an_older_store_that_was_put_back_is_followed_from_its_end(house: House) -> None:
    session = house.session()
    house.submit(session, DELETE, TableName="a")
    house.told()
    del house.log.entries[-1:], house.log.drafts[-1:]
    house.log.durable = len(house.log.entries)

    again = house.restarted()
    again.submit(again.session(), DELETE, TableName="b")

    assert again.told() == [Event.CHANGE_OPENED, Event.CHANGE_OPENED]
    assert len({notice.id for notice in house.bell.rung}) == 2


def test_a_test_is_told_to_everybody_and_its_failure_is_said(house: House) -> None:
    assert house.ask("webhook_test") == {"receivers": [{"to": "bell", "told": True, "why": None}]}
    house.bell.deaf = True
    answer = house.ask("webhook_test")["receivers"]
    assert answer == [{"to": "bell", "told": False, "why": "the bell was told to be deaf"}]
    assert house.told() == [Event.TEST]


def test_a_freeze_is_an_alarm(house: House) -> None:
    house.freeze("ana")

    assert house.told() == [Event.FREEZE_BEGUN]
    assert house.bell.rung[0].data["by"] == "ana"


def test_an_emergency_is_an_alarm_when_it_is_asked_for_and_when_it_begins(house: House) -> None:
    session = urgent(house)
    change = in_emergency(house, session)
    ended(house, change, "bo")

    assert house.told() == [Event.EMERGENCY_ASKED, Event.EMERGENCY_BEGUN, Event.LEAVE_ENDED]
    asked = house.bell.rung[0].data
    assert (asked["by"], asked["environment"], asked["tasks"]) == ("dana", "production", [session.task])
    assert {Event.EMERGENCY_ASKED, Event.EMERGENCY_BEGUN} <= ALARMS
    # The alarm is told from the log: it was durable before anybody heard of it.
    assert [entry.seq for entry in house.bell.rung[:2]] == sorted(entry.seq for entry in house.bell.rung[:2])


def test_a_call_that_passes_on_condition_that_people_are_told_is_told(house: House) -> None:
    session = house.session()
    at = house.clock.wall()
    for notify in (True, False):
        for kind in (Kind.READ, Kind.INTENT):
            about = {"grant": f"G-{kind.value}{notify}", "session": session.id}
            house.journal.log.note(Draft(kind, at, about, payload_of(notify=notify)))

    assert house.told() == [Event.CALL_PASSED, Event.CALL_PASSED]
    assert house.bell.rung[0].data["operation"] == "s3:GetObject"
    assert house.bell.rung[0].data["agent"] == "fixer"


def payload_of(*, notify: bool) -> dict[str, Json]:
    hidden: Json = {"parameters": {"notify": True}}
    return {"name": "s3:GetObject", "environments": ["production"], "notify": notify, "action": hidden}


def test_what_happens_to_the_gate_itself_is_told(house: House) -> None:
    house.enrol("cy", "sre")
    keepers = Gatekeepers(house)
    keepers.seal("dana", "ana", "bo", "cy")
    changed = keepers.change("dana", GateKind.PERSON_DISABLE, {"name": "cy"}, "ana", "bo")
    refused = keepers.propose("dana", GateKind.PERSON_GROUPS, {"name": "bo", "groups": ["staff"]})
    house.vote(refused, "ana", Verdict.REJECT)
    keepers.propose("dana", GateKind.PERSON_GROUPS, {"name": "bo", "groups": ["staff"]})
    house.clock.advance(hours=25)
    house.sweep()
    keepers.suspend("dana")

    # Alarms go first, each kind in the order of the log.
    assert house.told() == [
        Event.GATE_SEALED,
        Event.KEY_SUSPENDED,
        Event.GATE_PROPOSED,
        Event.GATE_CHANGED,
        Event.GATE_PROPOSED,
        Event.GATE_REJECTED,
        Event.GATE_PROPOSED,
        Event.GATE_EXPIRED,
    ]
    proposed = house.bell.rung[2].data
    assert (proposed["change"], proposed["kind"], proposed["by"]) == (changed, "person.disable", "dana")
    assert "document" not in proposed
    assert [one["given_up"] for one in house.ask("status")["told"]] == [0, 0]
