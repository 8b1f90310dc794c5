"""Names requests with localstack-core's parser; runs in an environment of its own (`make peers`), not in ours.

A JSON object a line in (`method`, `host`, `path`, `query`, `headers`, `body_b64`), one a line out: `service` and
`operation`, or `error`. It goes the way of LocalStack's own handler chain: service, then protocol, then parser.
"""

import json
import sys
from base64 import b64decode  # noqa: TID251 - the strict decoder is not there, and what is decoded is our own
from importlib import import_module
from importlib.metadata import version
from typing import Any
from urllib.parse import unquote

router = import_module("localstack.aws.protocol.service_router")
parsers = import_module("localstack.aws.protocol.parser")
http = import_module("localstack.http")


def name(asked: dict[str, Any]) -> dict[str, str]:
    """What one request is named."""
    request = http.Request(
        method=asked["method"],
        path=unquote(asked["path"]),
        raw_path=asked["path"],
        query_string=asked["query"],
        headers={name: value for name, value in asked["headers"] if name != "content-length"},
        body=b64decode(asked["body_b64"]),
        scheme="http",
    )
    try:
        service = router.determine_aws_service_model(request)
        if service is None:
            return {"error": "no service"}
        protocol = router.determine_aws_protocol(request, service)
        operation, _ = parsers.create_parser(service, protocol).parse(request)
    except Exception as error:  # noqa: BLE001 - whatever stops the parser is a refusal of its
        return {"error": f"{type(error).__name__}: {error}"[:200]}
    return {"service": service.service_name, "operation": operation.name}


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"version": f"localstack-core {version('localstack-core')}"}) + "\n")
    for line in sys.stdin:
        sys.stdout.write(json.dumps(name(json.loads(line))) + "\n")
