"""Asks `keyturn explain` line by line, in this process."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from keyturn.cli.explained import answer_line
from keyturn.config import parse
from keyturn.flow.explain import Explaining
from keyturn.wiring import explaining

CONFIGURED = """
[aws]
account = "111122223333"
[environments.production]
regions = ["cn-north-1"]
[environments.development]
regions = ["cn-northwest-1"]
"""


@cache
def explainer(text: str = "") -> Explaining:
    """What explains with this configuration."""
    return explaining(parse(text, file=None, base=Path("/"), default_data=Path("/nowhere")))


def said(line: bytes, config: str = "") -> dict[str, Any]:
    """The answer to one line, which is one line."""
    answer = answer_line(line, explainer(config))
    assert "\n" not in answer
    assert answer.isascii()
    told: dict[str, Any] = json.loads(answer)
    assert told["effect"] in {"read", "create", "modify", "delete", "permission", "execute", "unknown"}
    assert told["decision"] in {"allow", "ask", "deny"}
    assert told["reason"]
    assert told["effect"] != "unknown" or told["decision"] != "allow"
    return told


def ask(question: Mapping[str, Any], config: str = "") -> dict[str, Any]:
    """The answer to one question."""
    return said(json.dumps(question).encode(), config)


def wire(method: str, url: str, *headers: tuple[str, str], config: str = "", **more: object) -> dict[str, Any]:
    """The answer about a request of this method and `host/path?query`."""
    host, _, rest = url.partition("/")
    path, _, query = rest.partition("?")
    line = {
        "id": 1,
        "kind": "aws_wire",
        "method": method,
        "scheme": "https",
        "host": host,
        "path": f"/{path}",
        "query": query,
        "headers": [list(pair) for pair in headers],
        **more,
    }
    return ask(line, config)


def api(service: str, operation: str, params: Mapping[str, Any], config: str = "", **more: object) -> dict[str, Any]:
    """The answer about a call of these names and parameters."""
    line = {"id": 1, "kind": "aws_api", "service": service, "operation": operation, "params": params}
    return ask({**line, **more}, config)


def scope(service: str, region: str = "us-east-1") -> tuple[str, str]:
    """An Authorization header with this credential scope."""
    credential = f"AKIDEXAMPLE/20261122/{region}/{service}/aws4_request"
    return "Authorization", f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"
