"""The gateway's own power against an STS that remembers: whose session carries what, and what happens without one."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeVar

import pytest
import uvloop

from keyturn.adapters.aws import power as role_power
from keyturn.adapters.aws.hosts import OneUpstream
from keyturn.adapters.aws.kept import KeptObjects
from keyturn.adapters.aws.pool import Pool
from keyturn.adapters.aws.power import NoSession, RolePower, source_identity
from keyturn.adapters.aws.upstream import AwsUpstream, Sender
from keyturn.adapters.clock import SystemClock
from keyturn.model.evidence import Durable, Intent, KeptUnknown, Kind
from keyturn.model.execution import Answer, NeverSent, Outgoing
from keyturn.model.grant import Power
from keyturn.model.wire import Content, CredentialScope, HttpRequest
from keyturn.testing.world import SetFacts
from tests.aws_door import UPSTREAM_CREDENTIALS, Fixed
from tests.sts import Sts, sts_server

T = TypeVar("T")
ROLE = "arn:aws:iam::123456789012:role/keyturn-power"
USER = "User: arn:aws:iam::123456789012:user/keyturn is not authorized to perform:"
POWER = Power("G-7Q2M9K8XVB4F6D1A", "dana", ('{"narrow":1}', '{"wide":1}'))


class World:
    """A gateway's way to the cloud, with the time in our hands."""

    def __init__(self, url: str, read_policies: tuple[str, ...] = ()) -> None:
        self.now = 0.0
        pool = Pool()
        base = Sender(OneUpstream(url), pool, Fixed(), SystemClock())
        role = RolePower(base, ROLE, "us-east-1", lambda: self.now, read_policies)
        self.sender = Sender(OneUpstream(url), pool, role, SystemClock())

    async def read(self) -> Answer:
        return await self.sender.read(outgoing("DynamoDB.ListTables", None))

    async def change(self, power: Power = POWER) -> Answer:
        durable = Durable(Intent(Kind.INTENT, datetime.now(UTC), {}, {}), 0)
        return await AwsUpstream(self.sender, lambda _: None).execute(durable, outgoing("DynamoDB.DeleteTable", power))


def outgoing(target: str, power: Power | None) -> Outgoing:
    body = b"{}"
    headers = (("host", "h"), ("x-amz-target", target), ("x-amz-security-token", "the-sessions-own"))
    request = HttpRequest("POST", "http", "h", "/", "", headers, Content(sha256(body).hexdigest(), len(body), body))
    scope = CredentialScope("us-east-1", "dynamodb")
    return Outgoing(request, scope, "dynamodb", body, mutating=power is not None, bucket=None, power=power)


def run(sts: Sts, use: Callable[[World], Awaitable[T]], read_policies: tuple[str, ...] = ()) -> T:
    async def main() -> T:
        world = World(sts.url, read_policies)
        try:
            return await use(world)
        finally:
            await world.sender.close()
            await asyncio.sleep(0.01)

    return uvloop.run(main())


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(role_power, "AGAIN_SECONDS", (0.001, 0.001))


def test_a_change_goes_under_a_session_that_names_its_grant_and_its_sponsor() -> None:
    with sts_server() as sts:
        assert run(sts, World.change).status == 200

    assert sts.session() == {
        "Action": "AssumeRole",
        "Version": "2011-06-15",
        "RoleArn": ROLE,
        "RoleSessionName": "G-7Q2M9K8XVB4F6D1A",
        "SourceIdentity": "dana",
        "DurationSeconds": "900",
        "Policy": '{"narrow":1}',
    }
    assert sts.bases == [UPSTREAM_CREDENTIALS.access_key_id]
    assert sts.calls == [("ASIASESSION000000001", "DynamoDB.DeleteTable", "token-1==")]


def test_no_session_carries_two_changes() -> None:
    async def use(world: World) -> None:
        await world.change()
        await world.change(Power("G-OTHER0", "ana", ("{}",)))

    with sts_server() as sts:
        run(sts, use)

    assert [one["RoleSessionName"] for one in sts.assumed] == ["G-7Q2M9K8XVB4F6D1A", "G-OTHER0"]
    assert [key for key, _, _ in sts.calls] == ["ASIASESSION000000001", "ASIASESSION000000002"]


def test_reads_share_a_session_that_is_asked_for_once() -> None:
    async def use(world: World) -> None:
        await asyncio.gather(*(world.read() for _ in range(20)))

    with sts_server() as sts:
        run(sts, use)

    assert len(sts.assumed) == 1
    assert sts.session()["RoleSessionName"] == "Keyturn-reads"
    assert "Policy" not in sts.session()
    assert len(sts.calls) == 20


def test_the_shared_session_is_limited_to_the_policies_that_are_named_and_a_changes_is_not() -> None:
    async def use(world: World) -> None:
        await world.read()
        await world.change()

    with sts_server() as sts:
        run(sts, use, ("arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::123456789012:policy/more"))

    reads, change = sts.assumed
    assert reads["PolicyArns.member.1.arn"] == "arn:aws:iam::aws:policy/ReadOnlyAccess"
    assert reads["PolicyArns.member.2.arn"] == "arn:aws:iam::123456789012:policy/more"
    assert not [name for name in change if name.startswith("PolicyArns")]


def test_it_is_renewed_before_its_end_and_nobody_waits_for_that() -> None:
    async def use(world: World) -> list[str]:
        await world.read()
        world.now = 3_001
        sts.asleep.clear()
        await asyncio.wait_for(world.read(), 5)
        sts.asleep.set()
        while len(sts.assumed) < 2:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        await world.read()
        return [key for key, _, _ in sts.calls]

    with sts_server() as sts:
        assert run(sts, use) == ["ASIASESSION000000001", "ASIASESSION000000001", "ASIASESSION000000002"]


def test_at_its_end_it_is_used_no_more() -> None:
    async def use(world: World) -> None:
        await world.read()
        world.now = 3_540
        await world.read()

    with sts_server() as sts:
        run(sts, use)

    assert [key for key, _, _ in sts.calls] == ["ASIASESSION000000001", "ASIASESSION000000002"]


def test_while_it_lasts_an_sts_that_fails_hurts_nobody_and_is_not_asked_with_every_read() -> None:
    async def use(world: World) -> None:
        await world.read()
        sts.refuse = lambda _: (403, "AccessDenied", "no")
        for second in range(3_001, 3_041):
            world.now = float(second)
            await world.read()
            await asyncio.sleep(0.002)
        world.now = 3_540
        with pytest.raises(NoSession):
            await world.read()

    with sts_server() as sts:
        run(sts, use)

    assert len(sts.calls) == 41
    assert len(sts.assumed) <= 4


def test_a_policy_that_packs_too_large_gives_way_to_the_next() -> None:
    def refuse(said: dict[str, str]) -> tuple[int, str, str] | None:
        return (400, "PackedPolicyTooLarge", "too large") if "narrow" in said["Policy"] else None

    with sts_server() as sts:
        sts.refuse = refuse
        assert run(sts, World.change).status == 200

    assert [one["Policy"] for one in sts.assumed] == ['{"narrow":1}', '{"wide":1}']


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (
            (403, "AccessDenied", f"{USER} sts:SetSourceIdentity on resource: x"),
            "`sts:SetSourceIdentity` is not allowed",
        ),
        ((403, "AccessDenied", f"{USER} sts:AssumeRole on resource: x"), "`sts:AssumeRole` is not allowed"),
        ((403, "InvalidClientTokenId", "The security token is invalid"), "status 403, InvalidClientTokenId"),
        ((400, "PackedPolicyTooLarge", "too large"), "PackedPolicyTooLarge"),
    ],
)
def test_without_a_session_nothing_is_sent_and_it_says_why(refusal: tuple[int, str, str], told: str) -> None:
    with sts_server() as sts:
        sts.refuse = lambda _: refusal
        with pytest.raises(NeverSent) as refused:
            run(sts, World.change)

    assert told in str(refused.value)
    assert "nothing was sent" in str(refused.value)
    assert sts.calls == []


def test_an_sts_that_stumbles_is_asked_again() -> None:
    with sts_server() as sts:
        sts.refuse = lambda _: (503, "ServiceUnavailable", "") if len(sts.assumed) < 2 else None
        assert run(sts, World.change).status == 200
        sts.refuse = lambda _: (400, "Throttling", "Rate exceeded") if len(sts.assumed) < 4 else None
        assert run(sts, World.change).status == 200


def test_an_sts_that_is_gone_sends_nothing() -> None:
    with sts_server() as sts:
        pass
    with pytest.raises(NoSession, match="could not be reached"):
        run(sts, World.change)


def test_an_answer_that_is_no_session_is_none() -> None:
    with sts_server() as sts:
        sts.refuse = lambda _: (200, "x", "<AccessKeyId>ASIA</AccessKeyId>")
        with pytest.raises(NoSession, match="status 200"):
            run(sts, World.change)


@pytest.mark.parametrize(("sponsor", "named"), [("dana", "dana"), ("d", "d="), ("a.b-c_9", "a.b-c_9")])
def test_a_sponsor_is_named_in_sts_own_characters(sponsor: str, named: str) -> None:
    assert source_identity(sponsor) == named


def test_a_checkpoint_is_kept_under_a_session_that_may_write_that_object_and_nothing_else() -> None:
    async def keep(world: World) -> None:
        kept = KeptObjects("s3://audit/keyturn", world.sender, SetFacts(), "cn-north-1")
        with pytest.raises(KeptUnknown):
            await kept.keep(42, "a note")  # what stands in for AWS here is no S3

    with sts_server() as sts:
        run(sts, keep)

    assert (sts.session()["RoleSessionName"], sts.session()["SourceIdentity"]) == ("Keyturn-checkpoint",) * 2
    assert json.loads(sts.session()["Policy"])["Statement"] == [
        {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws-cn:s3:::audit/keyturn/999999999958"}
    ]
