"""No line stops the stream, and a call explained from its bytes is the call explained from its parameters."""

import json
from base64 import b64encode
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.explaining import ask, said
from tests.properties.test_recognise_mutations import samples
from tests.wire.clients import Sent

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
WORDS = {
    "kind": st.sampled_from(["aws_wire", "aws_api", "shell"]),
    "service": st.sampled_from(["s3", "dynamodb", "ec2", "monitoring", "rds"]),
    "operation": st.sampled_from(["DeleteObject", "delete-table", "describe_instances", "DeleteAlarms"]),
    "method": st.sampled_from(["GET", "POST", "DELETE"]),
    "host": st.sampled_from(["s3.amazonaws.com", "localhost:4566", "a.b", "[::1]"]),
    "headers": st.lists(
        st.tuples(st.sampled_from(["host", "authorization", "x-amz-target", "a"]), st.text(max_size=9))
    ),
}
NAMES = ["id", "params", "path", "query", "body", "body_b64", "environment", "region", "scheme", "intent", *WORDS]


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    """Objects that are like questions."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=12))
    return {name: draw(WORDS.get(name, st.nothing()) | ANYTHING | st.text(max_size=30)) for name in names}


@given(line=st.binary(max_size=200))
def test_whatever_stands_on_a_line_is_answered(line: bytes) -> None:
    assert said(line)["decision"] == "deny"


@given(question=questions())
def test_whatever_is_asked_is_answered(question: dict[str, Any]) -> None:
    answer = ask(question)

    assert answer["id"] == question.get("id")


@given(sent=samples)
def test_bytes_and_parameters_of_a_call_are_explained_alike(sent: Sent) -> None:
    request = sent.request
    assert request.content.data is not None
    from_bytes = ask({
        "id": 1, "kind": "aws_wire", "method": request.method, "host": request.host, "path": request.path,
        "query": request.query, "headers": list(request.headers), "body_b64": b64encode(request.content.data).decode(),
    })  # fmt: skip
    [action] = from_bytes["actions"]
    from_parameters = ask({
        "id": 1, "kind": "aws_api", "service": sent.service, "operation": sent.operation,
        "params": action["parameters"], "region": sent.scope.region,
    })  # fmt: skip

    assert from_parameters == from_bytes, json.dumps(from_parameters)
