"""No byte that the gate writes or shows holds a password, an environment variable or a secret's string.

They are sent held, sent again, approved, sent after a restart, and sent malformed; then everything that was written or
said anywhere is searched for them, as they are, in base64 and as a plain digest that could be guessed at.
"""

import base64
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.gateway import DENIED, DEVELOPMENT, PRODUCTION, Gateway, Session, gateway, held, refusal
from tests.journeys.things import bucket, fresh, function_parameters, instance_parameters, table_parameters


@dataclass
class Heard:
    """What was told to somebody, by where; and the words that may stand nowhere, by what they are."""

    texts: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def secret(self, what: str) -> str:
        """A new secret; letters and digits only, so that no protocol writes it otherwise."""
        self.words[what] = f"Zq{secrets.token_hex(14)}"
        return self.words[what]

    def told(self, where: str, text: object) -> None:
        self.texts[f"{where} {len(self.texts)}"] = str(text)


def forms(word: str) -> Iterator[tuple[str, bytes]]:
    """The ways in which `word` could lie about."""
    raw = word.encode()
    yield "as it is", raw
    yield "in hexadecimal", raw.hex().encode()
    yield "as its digest", sha256(raw).hexdigest().encode()
    yield "as its digest in base64", base64.b64encode(sha256(raw).digest())
    for shift in range(3):
        # Base64 of whatever it stands in, at each of the three offsets, less what its neighbours decide.
        yield "in base64", base64.b64encode(b"\0" * shift + raw)[4 * (shift > 0) : -4]


def found(heard: Heard, places: Mapping[str, bytes]) -> list[str]:
    return [
        f"{what} {form} in {where}"
        for what, word in heard.words.items()
        for form, needle in forms(word)
        for where, content in places.items()
        if needle in content
    ]


@pytest.fixture(scope="module")
def gate(moto_server: str) -> Iterator[Gateway]:
    """A gateway of this story's own: what it writes is searched as a whole."""
    with gateway(moto_server) as running:
        yield running


@pytest.fixture(scope="module")
def heard(gate: Gateway) -> Heard:
    """Tell the whole story once; the tests then look at what is left of it."""
    story = Heard()
    story.words["the gateway's own secret"] = "the-gateways-own-secret"
    session = gate.session()
    story.words["the session's secret"] = session.env["AWS_SECRET_ACCESS_KEY"]
    story.words["the session's token"] = session.env["AWS_SESSION_TOKEN"]
    calls = _calls(gate, session, story)
    changes = [_wait(gate, story, call, parameters) for call, parameters in calls]
    for call, parameters in _with_other_secrets(gate, session, story, calls):
        assert _wait(gate, story, call, parameters) not in changes
    _look(gate, story, changes)
    _send_malformed(gate, session, story)
    gate.stop()
    gate.start()
    # The door has another port now, and the session is the same.
    moved = Session(session.id, session.task, {**session.env, "AWS_ENDPOINT_URL": gate.door})
    again = _calls_again(gate, moved, calls)
    for change, (call, parameters) in zip(changes, again, strict=True):
        for name in ("ana", "bo"):
            story.told("approve", gate.approve(change, name))
        call(**parameters)
        story.told("refused", refusal(call, **parameters).response)
    _read(gate, moved, story)
    _look(gate, story, changes)
    return story


Call = tuple[Callable[..., Any], dict[str, Any]]
_QUEUE: Final = {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {}}}
_names: Final[dict[str, str]] = {}


def _calls(gate: Gateway, session: Session, story: Heard) -> list[Call]:
    """Production calls, one secret or more in each."""
    rds, functions, ssm = (gate.client(session, name, PRODUCTION) for name in ("rds", "lambda", "ssm"))
    manager = gate.client(session, "secretsmanager", PRODUCTION)
    database, function, secret = fresh("ledger"), fresh("report"), fresh("token")
    _names.update(database=database, function=function, secret=secret)
    ec2, stacks = (gate.client(session, name, PRODUCTION) for name in ("ec2", "cloudformation"))
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    start_up = f"#!/bin/sh\nexport TOKEN={story.secret('start-up script')}\n"
    stack = {"Parameters": {"Password": {"Type": "String", "NoEcho": True}}, "Resources": _QUEUE}
    given = [{"ParameterKey": "Password", "ParameterValue": story.secret("stack parameter")}]
    instance = instance_parameters(database) | {"MasterUserPassword": story.secret("database password")}
    made = function_parameters(gate, PRODUCTION, function)
    variables = {"DB_HOST": "ledger", "DB_PASSWORD": story.secret("environment variable")}
    return [
        (rds.create_db_instance, instance),
        (functions.create_function, made | {"Environment": {"Variables": variables}}),
        (manager.create_secret, {"Name": secret, "SecretString": story.secret("secret string")}),
        (
            manager.create_secret,
            {"Name": f"{secret}-binary", "SecretBinary": story.secret("secret binary").encode()},
        ),
        (
            ssm.put_parameter,
            {"Name": f"/{secret}", "Type": "SecureString", "Value": story.secret("secure parameter")},
        ),
        (ec2.run_instances, {"ImageId": image, "MinCount": 1, "MaxCount": 1, "UserData": start_up}),
        (
            stacks.create_stack,
            {"StackName": fresh("cost-explorer"), "TemplateBody": json.dumps(stack), "Parameters": given},
        ),
    ]


def _calls_again(gate: Gateway, session: Session, calls: list[Call]) -> list[Call]:
    """The same calls through clients that know the door's new address."""
    services = ("rds", "lambda", "secretsmanager", "secretsmanager", "ssm", "ec2", "cloudformation")
    clients = [gate.client(session, service, PRODUCTION) for service in services]
    return [
        (getattr(client, call.__name__), parameters) for client, (call, parameters) in zip(clients, calls, strict=True)
    ]


def _with_other_secrets(gate: Gateway, session: Session, story: Heard, calls: list[Call]) -> list[Call]:
    """The same calls with another secret in them: other changes."""
    (create, instance), (function, made), (secret, kept), *_ = calls
    return [
        (create, instance | {"MasterUserPassword": story.secret("other database password")}),
        (function, made | {"Environment": {"Variables": {"DB_PASSWORD": story.secret("other variable")}}}),
        (secret, kept | {"SecretString": story.secret("other secret string")}),
    ]


def _wait(gate: Gateway, story: Heard, call: Callable[..., Any], parameters: dict[str, Any]) -> str:
    change = held(call, **parameters)
    story.told("held", refusal(call, **parameters).response)
    return change


def _look(gate: Gateway, story: Heard, changes: list[str]) -> None:
    """Look at everything there is to see, as people do."""
    for words in (("inbox",), ("inbox", "--json"), ("log", "show", "--last", "9999"), ("doctor", "--json")):
        story.told(" ".join(words), gate.keyturn(*words))
    story.told("log show --json", gate.keyturn("log", "show", "--last", "9999", "--json"))
    for change in changes:
        story.told("show", gate.must("show", change, "--all"))
        story.told("show --json", gate.must("show", change, "--json"))
        for path in (f"/changes/{change}", f"/api/changes/{change}", "/", "/api/changes"):
            story.told(f"console {path}", _page(f"{gate.console}{path}"))


def _page(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return str(answer.read().decode())


def _send_malformed(gate: Gateway, session: Session, story: Heard) -> None:
    """Send secrets where the gate has to complain about them."""
    query = "Action=CreateDBInstance&Version=2014-10-31&DBInstanceIdentifier=x&Engine=postgres&DBInstanceClass=y"
    word = story.secret
    for service, body, target in (
        ("rds", f"{query}&MasterUserPassword={word('one of two')}&MasterUserPassword={word('two of two')}", None),
        ("rds", f"{query}&MasterUserPassword.member.1={word('in a list')}", None),
        ("rds", f"{query}&MasterUserPassw0rd={word('misspelt')}", None),
        ("rds", f"{query}&AllocatedStorage={word('instead of a number')}", None),
        ("rds", f"{query}&MasterUserPassword={word('badly escaped')}%zz", None),
        ("rds", f"Action=CreateDBInstances&Version=2014-10-31&MasterUserPassword={word('no such action')}", None),
        ("secretsmanager", json.dumps({"Name": "x", "SecretString": {"a": word("an object")}}), "CreateSecret"),
        ("secretsmanager", json.dumps({"Name": "x", "SecretString": [word("a list")]}), "CreateSecret"),
        ("secretsmanager", json.dumps({"Name": "x", "SecretBinary": f"{word('no base64')}!"}), "CreateSecret"),
        ("secretsmanager", '{"Name": "x", "SecretString": "' + word("not ended"), "CreateSecret"),
        ("secretsmanager", json.dumps({"SecretString": word("no such target")}), "MakeSecret"),
    ):
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        if target is not None:
            headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"secretsmanager.{target}"}
        story.told("malformed", _raw(gate, session, service, body, headers))
    iam = gate.client(session, "iam", PRODUCTION)
    story.told("refused", refusal(iam.create_login_profile, UserName="u", Password=word("a login")).response)
    story.told("unsigned", _unsigned(gate, f"{query}&MasterUserPassword={word('unsigned')}"))


def _raw(gate: Gateway, session: Session, service: str, body: str, headers: Mapping[str, str]) -> str:
    """Send exactly `body`, signed; the answer."""
    env = session.env
    credentials = Credentials(env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"], env["AWS_SESSION_TOKEN"])
    request = AWSRequest("POST", f"{gate.door}/", headers=dict(headers), data=body.encode())
    SigV4Auth(credentials, service, PRODUCTION).add_auth(request)
    return _refused(urllib.request.Request(f"{gate.door}/", data=body.encode(), headers=dict(request.headers.items())))


def _unsigned(gate: Gateway, body: str) -> str:
    return _refused(urllib.request.Request(f"{gate.door}/?{body}", data=body.encode()))


def _refused(request: urllib.request.Request) -> str:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)
    assert refused.value.code in {400, 403}
    text = refused.value.read().decode()
    assert any(code in text for code in DENIED), text
    return text


def _read(gate: Gateway, session: Session, story: Heard) -> None:
    """Read data that nobody calls secret: answers are passed on and never kept."""
    story.words["an object's bytes"] = f"Zq{secrets.token_hex(14)}"
    body, name, table = story.words["an object's bytes"].encode(), bucket(gate, DEVELOPMENT), fresh("costs")
    gate.direct("s3", DEVELOPMENT).put_object(Bucket=name, Key="read", Body=body)
    s3, dynamodb = gate.client(session, "s3", DEVELOPMENT), gate.direct("dynamodb", DEVELOPMENT)
    dynamodb.create_table(**table_parameters(table))
    dynamodb.put_item(TableName=table, Item={"day": {"S": body.decode()}})
    assert s3.get_object(Bucket=name, Key="read")["Body"].read() == body
    s3.put_object(Bucket=name, Key="written", Body=story.secret("bytes written").encode() * 100_000)
    seen = gate.client(session, "dynamodb", DEVELOPMENT).scan(TableName=table)
    assert seen["Items"] == [{"day": {"S": body.decode()}}]


def test_the_secrets_did_arrive_where_they_were_sent(gate: Gateway, heard: Heard) -> None:
    kept = gate.direct("secretsmanager").get_secret_value(SecretId=_names["secret"])
    assert kept["SecretString"] == heard.words["secret string"]
    function = gate.direct("lambda").get_function_configuration(FunctionName=_names["function"])
    assert function["Environment"]["Variables"]["DB_PASSWORD"] == heard.words["environment variable"]
    assert gate.direct("rds").describe_db_instances(DBInstanceIdentifier=_names["database"])["DBInstances"]


def test_no_file_of_the_gateway_holds_them(gate: Gateway, heard: Heard) -> None:
    files = {str(path): path.read_bytes() for path in gate.data.rglob("*") if path.is_file() and not path.is_socket()}
    assert any(name.endswith("-wal") for name in files), sorted(files)

    assert found(heard, files) == []


def test_nothing_that_the_gateway_printed_holds_them(gate: Gateway, heard: Heard) -> None:
    printed = {name: (gate.folder / name).read_bytes() for name in ("up.out", "up.err")}

    assert found(heard, printed) == []
    assert printed["up.err"] == b""


def test_nothing_that_was_told_to_anybody_holds_them(gate: Gateway, heard: Heard) -> None:
    told = {where: text.encode() for where, text in heard.texts.items()}
    assert len(told) > 60

    assert found(heard, told) == []


def test_what_reviewers_remember_does_not_hold_them(gate: Gateway, heard: Heard) -> None:
    files = {str(path): path.read_bytes() for path in (gate.folder / "state").rglob("*") if path.is_file()}
    assert files

    assert found(heard, files) == []


def test_reviewers_see_that_a_secret_is_set_and_how_long_it_is(heard: Heard) -> None:
    shown = next(
        text for where, text in heard.texts.items() if where.startswith("show ") and "CreateDBInstance" in text
    )

    assert "MasterUserPassword" in shown
    assert "set, not shown (length 30)" in shown
