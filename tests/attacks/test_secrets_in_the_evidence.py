"""I read the log, the messages and the pages of the gate, and look for the passwords that passed through it."""

from typing import Any, Final

import pytest

from keyturn.codec.encoding import b64encode
from keyturn.flow.name import Keys
from keyturn.model.evidence import Kind
from keyturn.model.execution import Answer
from keyturn.model.identity import SessionKey
from keyturn.testing.house import DEVELOPMENT, PRODUCTION, House

SECRET: Final = "hunter2-correct-horse"
OTHER: Final = "hunter3-correct-horse"


def database(secret: str) -> dict[str, Any]:
    return {
        "DBInstanceIdentifier": "costs",
        "DBInstanceClass": "db.t3.micro",
        "Engine": "postgres",
        "MasterUsername": "admin",
        "MasterUserPassword": secret,
    }


def call_with(action: str, secret: str) -> dict[str, Any]:
    """The parameters of a call that carries `secret`."""
    match action:
        case "rds:CreateDBInstance":
            return database(secret)
        case "rds:ModifyDBInstance":
            return {"DBInstanceIdentifier": "costs", "MasterUserPassword": secret}
        case "lambda:UpdateFunctionConfiguration":
            return {"FunctionName": "report", "Environment": {"Variables": {"DB_PASSWORD": secret}}}
        case "secretsmanager:PutSecretValue":
            return {"SecretId": "db", "SecretString": secret}
        case "secretsmanager:CreateSecret":
            return {"Name": "db", "SecretBinary": secret.encode()}
        case "ssm:PutParameter":
            return {"Name": "/db/password", "Value": secret, "Type": "SecureString"}
        case _:
            raise AssertionError(action)


HELD: Final = [
    "rds:CreateDBInstance",
    "lambda:UpdateFunctionConfiguration",
    "secretsmanager:PutSecretValue",
    "secretsmanager:CreateSecret",
    "ssm:PutParameter",
]
NEVER_AN_AGENTS: Final = ["rds:ModifyDBInstance"]


def everything(house: House) -> str:
    """All bytes that the gate kept or told anybody, and what its values say of themselves."""
    house.settle()
    state = house.considering.state
    kept = [(entry.leaf + (entry.payload or b"")).decode() for entry in house.log.entries]
    told = [
        repr(house.told()),
        repr(house.bell.rung),
        *(repr(house.ask(page)) for page in ("inbox", "status", "session_list")),
    ]
    told += [repr(house.ask("show", change=change)) for change in state.cases]
    return "\n".join((*kept, *told, repr(state.cases), repr(state.attempts)))


@pytest.mark.parametrize("action", [*HELD, *NEVER_AN_AGENTS])
@pytest.mark.parametrize("region", [PRODUCTION, DEVELOPMENT])
def test_nothing_of_it_is_found(
    house: House, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, action: str, region: str
) -> None:
    session = house.session()
    call = house.call(session, action, region, mark="attempt", **call_with(action, SECRET))
    reply = house.send(call)
    if not house.passed(reply) and house.refused(reply) == "change.pending":
        house.approve(house.held(reply), "ana", "bo")
        reply = house.send(call)

    assert house.passed(reply) is (action in HELD)
    read = "\n".join((everything(house), repr(reply), repr(house.named(call)), *capfd.readouterr(), caplog.text))
    for form in (SECRET, SECRET.encode().hex(), b64encode(SECRET.encode())):
        assert form not in read


@pytest.mark.parametrize("action", HELD)
def test_the_same_secret_finds_its_change_and_another_one_does_not(house: House, action: str) -> None:
    session = house.session()
    mine, other = (house.call(session, action, PRODUCTION, **call_with(action, secret)) for secret in (SECRET, OTHER))
    change = house.held(house.send(mine))

    assert house.held(house.send(mine)) == change
    assert house.held(house.send(other)) != change
    house.approve(change, "ana", "bo")
    assert house.held(house.send(other)) != change
    assert house.passed(house.send(mine))
    assert len(house.upstream.received) == 1


def test_two_changes_with_one_password_do_not_look_alike(house: House) -> None:
    shown = []
    for session in (house.session(), house.session()):
        change = house.held(house.submit(session, "rds:CreateDBInstance", **database(SECRET)))
        shown.append(house.ask("show", change=change)["review"]["actions"][0]["document"]["parameters"])

    one, other = (parameters["MasterUserPassword"] for parameters in shown)
    assert one["$length"] == other["$length"] == len(SECRET)
    assert one["$sensitive"] != other["$sensitive"]


class OtherRoot(Keys):
    """The secrets of another gate."""

    def session_key(self, session: str) -> SessionKey:
        raise AssertionError(session)

    def derived_key(self, session: str, access_key_id: str) -> SessionKey:
        raise AssertionError(session)

    def change_key(self, change: str) -> bytes:
        return f"another root, {change}".encode()


def test_whoever_reads_the_mark_of_an_attempt_cannot_try_passwords_on_it(house: House) -> None:
    session = house.session()
    call = house.call(session, "rds:CreateDBInstance", DEVELOPMENT, mark="attempt", **database(SECRET))
    house.send(call)

    (intent,) = house.noted(Kind.INTENT)
    # The reader knows everything else about the call. Without the gate's own root key the mark comes out otherwise.
    assert intent["marks"] == list(house.named(call).marks)
    assert intent["marks"] != list(house.named(call, OtherRoot()).marks)


def test_what_upstream_repeats_of_it_is_not_kept(house: House) -> None:
    house.upstream.reaction = lambda _: Answer(
        400,
        ((b"x-amzn-requestid", b"R-1\x1b[2J"), (b"content-type", b"text/xml")),
        f"<Error><Code>Invalid</Code><Message>{SECRET}</Message></Error>".encode(),
    )

    house.submit(house.session(), "rds:CreateDBInstance", DEVELOPMENT, **database(SECRET))

    read = everything(house)
    assert "Invalid" in read
    assert SECRET not in read
    assert "\\u001b" not in read
