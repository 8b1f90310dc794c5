"""What must never be shown is wrapped before anybody can show it."""

import json

import pytest

from keyturn.model.action import Sensitive, Value
from keyturn.model.catalogue import Kind
from keyturn.recognise.aws.sensitive import ROWS, Row, is_curated, is_speaking
from tests.wire.handmade import ask, catalogue, dynamodb, form, named, s3


def shown(value: Value) -> str:
    return repr(value)


def lambda_(body: dict[str, object]) -> dict[str, Value]:
    data = json.dumps(body).encode()
    call = named(ask("lambda", "POST", "/2015-03-31/functions", ("content-type", "application/json"), body=data))
    return dict(call.parameters)


def test_a_password_is_concealed_wherever_it_is_read() -> None:
    body = "Action=CreateDBInstance&Version=2014-10-31&DBInstanceIdentifier=costs&MasterUserPassword=hunter2"
    call = named(form("rds", body))

    assert call.parameters["MasterUserPassword"] == Sensitive("hunter2")
    assert "hunter2" not in shown(call.parameters)


def test_the_environment_of_a_function_is_concealed_as_a_whole() -> None:
    read = lambda_({"FunctionName": "f", "Environment": {"Variables": {"PASSWORD": "hunter2"}}})

    assert read["Environment"] == {"Variables": Sensitive({"PASSWORD": "hunter2"})}
    assert "PASSWORD" not in shown(read["Environment"])


def test_a_zip_is_concealed_because_the_model_says_so() -> None:
    assert lambda_({"FunctionName": "f", "Code": {"ZipFile": "AAAA"}})["Code"] == {"ZipFile": Sensitive(b"\0\0\0")}


def test_only_the_outermost_member_is_wrapped() -> None:
    parameter = "Parameters.member.1.ParameterKey=k&Parameters.member.1.ParameterValue=v"
    call = named(form("cloudformation", f"Action=CreateStack&Version=2010-05-15&StackName=s&{parameter}"))

    assert call.parameters["Parameters"] == [{"ParameterKey": "k", "ParameterValue": Sensitive("v")}]


def test_a_key_of_the_customers_own_is_concealed_in_a_header() -> None:
    call = named(s3("GET", "/bucket/key", ("x-amz-server-side-encryption-customer-key", "aHVudGVyMg==")))

    assert call.parameters["SSECustomerKey"] == Sensitive("aHVudGVyMg==")


def test_a_secret_is_concealed() -> None:
    headers = ("content-type", "application/x-amz-json-1.1"), ("x-amz-target", "secretsmanager.PutSecretValue")
    call = named(ask("secretsmanager", "POST", "/", *headers, body=b'{"SecretId":"s","SecretString":"hunter2"}'))

    assert call.parameters == {"SecretId": "s", "SecretString": Sensitive("hunter2")}


def test_data_is_not_a_secret() -> None:
    call = named(dynamodb("PutItem", b'{"TableName":"t","Item":{"password":{"S":"x"}}}'))

    assert call.parameters["Item"] == {"password": {"S": "x"}}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.service}.{row.structure}.{row.member}")
def test_each_row_names_a_member_that_exists(row: Row) -> None:
    service, structure, member, reason = row
    shapes = catalogue().service(service).shapes
    assert any(
        one.name == member
        for shape in shapes
        if shape.kind is Kind.STRUCTURE and structure in {"*", shape.name}
        for one in shape.members
    )
    assert is_curated(service, "anything" if structure == "*" else structure, member)
    assert reason


@pytest.mark.parametrize(
    "name", ["MasterUserPassword", "Passwords", "privateKey", "UserData", "environmentVariables", "clientSecret"]
)
def test_a_name_may_say_what_it_holds(name: str) -> None:
    assert is_speaking(name, Kind.STRING)
    assert not is_speaking(name, Kind.BOOLEAN)
    assert not is_speaking(f"{name}Enabled", Kind.STRING)
