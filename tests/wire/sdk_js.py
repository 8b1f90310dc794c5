"""`python -m tests.wire.sdk_js --modules DIR`: the AWS SDK for JavaScript as a second oracle, beside botocore.

Operations and parameters come from botocore's models, the bytes from npm's `@aws-sdk` clients (`js/package.json`),
driven offline by `js/driver.mjs`, at AWS's hosts and behind one endpoint. `--record FILE` keeps a sample of what was
sent, as `tests/vectors/test_recognise_sdks.py` reads it. The exit code is 1 if anything was named or read wrongly.
"""

import argparse
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import botocore.session
from botocore.model import OperationModel

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.codec.encoding import b64decode, b64encode
from keyturn.flow.explain import unframed
from keyturn.model.action import Call, Unrecognised
from keyturn.model.wire import Content, HttpRequest
from keyturn.recognise.aws.call import name_call
from tests.wire.clients import GATEWAY, Sent, operations, scope_of
from tests.wire.compare import CLASS, PARAMETERS, REFUSED, RIGHT, WRONG, judge, plain
from tests.wire.parameters import Maker
from tests.wire.run import HOSTS

HERE: Final = Path(__file__).parent / "js"
ENDPOINTS: Final = {"aws": None, "gateway": GATEWAY}
NOT_SENT: Final = "not sent"
_MOST_KEPT: Final = 300
_LONGEST_KEPT: Final = 4000


def clients() -> Mapping[str, str]:
    """The npm clients by botocore's names of their services."""
    session = botocore.session.get_session()
    listed = json.loads((HERE / "package.json").read_text())["dependencies"]
    found = {}
    for service in session.get_available_services():
        name = session.get_service_model(service).metadata["serviceId"].lower().replace(" ", "-")
        if f"@aws-sdk/client-{name}" in listed:
            found[service] = name
    return found


def questions(services: Mapping[str, str], seed: str, per_service: int | None) -> Iterator[dict[str, Any]]:
    """What the driver is asked to call: each operation with its required members and with all, at both places."""
    session = botocore.session.get_session()
    for service, client in services.items():
        every = list(operations(session, [service]))
        if per_service is not None:
            every = random.Random(f"{seed} {service}").sample(every, min(per_service, len(every)))
        for operation in every:
            for full in (False, True):
                params = Maker((seed, service, operation.name), full=full).parameters(operation)
                params = fitting(service, params)
                for place, endpoint in ENDPOINTS.items():
                    yield {
                        "id": f"{service}.{operation.name} {place}{' full' if full else ''}",
                        "service": client,
                        "operation": operation.name,
                        "params": {**spoken(params), **texts_of_json(operation, params)},
                        "endpoint": endpoint,
                        "streamed": full,
                        "of": service,
                        "wire": operation.service_model.resolved_protocol,
                        "given": spoken(params),
                    }


def fitting(service: str, params: Any) -> Any:  # noqa: ANN401 - parameters
    """Parameters that this SDK takes as they are: no integer that JavaScript would round, URLs where it wants them."""
    if isinstance(params, dict):
        return {
            name: _QUEUE if (service, name) == ("sqs", "QueueUrl") else fitting(service, inner)
            for name, inner in params.items()
            if name not in _CONVERTED
        }
    if isinstance(params, list):
        return [fitting(service, item) for item in params]
    if isinstance(params, int) and not isinstance(params, bool):
        return max(-_SAFE, min(params, _SAFE))
    return params


_SAFE: Final = 2**53 - 1
_QUEUE: Final = "https://sqs.us-east-1.amazonaws.com/123456789012/costs"
_CONVERTED: Final = frozenset({"SSECustomerKey", "CopySourceSSECustomerKey"})
"""Members that this SDK and botocore encode each in its own way."""


def texts_of_json(operation: OperationModel, params: Mapping[str, Any]) -> dict[str, str]:
    """Members that stand in a header as JSON: this SDK wants their text, botocore what it stands for."""
    members = operation.input_shape.members if operation.input_shape is not None else {}
    return {
        name: json.dumps(params[name])
        for name in params
        if members[name].serialization.get("jsonvalue") and members[name].serialization.get("location") == "header"
    }


def spoken(value: Any) -> Any:  # noqa: ANN401 - whatever botocore takes as a parameter
    """A parameter as JSON, with marks for what JSON has no kind for."""
    if isinstance(value, bytes):
        return {"$b64": b64encode(value)}
    if isinstance(value, datetime):
        return {"$ts": value.isoformat().replace("+00:00", "Z")}
    if isinstance(value, dict):
        return {name: spoken(inner) for name, inner in value.items()}
    return [spoken(item) for item in value] if isinstance(value, list) else value


def heard(value: Any) -> Any:  # noqa: ANN401 - as above
    """The parameter that `spoken` wrote."""
    if isinstance(value, dict):
        if value.keys() == {"$b64"}:
            return b64decode(value["$b64"])
        if value.keys() == {"$ts"}:
            return datetime.fromisoformat(value["$ts"])
        return {name: heard(inner) for name, inner in value.items()}
    return [heard(item) for item in value] if isinstance(value, list) else value


def sent(asked: Mapping[str, Any], answer: Mapping[str, Any]) -> Sent:
    """What was sent, with what went into it."""
    data = b64decode(answer["body_b64"])
    # On the wire a header's text is one character a byte, and so it is here.
    headers = tuple((name.lower(), value.encode("utf-8").decode("latin-1")) for name, value in answer["headers"])
    request = HttpRequest(
        method=answer["method"],
        scheme="https",
        host=answer["host"],
        path=answer["path"],
        query=answer["query"],
        headers=headers,
        content=Content(sha256(data).hexdigest(), len(data), data),
    )
    return Sent(asked["of"], asked["operation"], asked["wire"], heard(asked["given"]), request, scope_of(request))


_ADDED: Final = frozenset({"contentType", "ContentType", "ChecksumMode"})
"""Members that this SDK adds where they are not given."""


def judged(one: Sent, catalogue: PackagedCatalogue) -> tuple[str, str]:
    """What became of one request."""
    if not one.scope.service:
        return NOT_SENT, "not signed by SigV4"
    answer: Call | Unrecognised = name_call(unframed(one.request), one.scope, catalogue, HOSTS)
    if isinstance(answer, Call):
        # The SDK makes tokens of its own where none are given, and leaves out what its version does not know.
        added = {name: answer.parameters[name] for name in _ADDED & answer.parameters.keys()}
        # Where no body is given it writes `{}`, even for a body of bytes; those are then what is sent.
        added |= {name: value for name, value in plain(answer.parameters).items() if value == b"{}"}
        given = {**answer.tokens, **added, **one.parameters}
        read = {**plain(answer.parameters), **answer.tokens, **plain(answer.restated)}
        one.parameters = _known(given, read, _all_of(one.request))
    return judge(one, answer)


def _known(given: Any, got: Any, there: str) -> Any:  # noqa: ANN401 - parameters
    """What was given, without the members that were not read and whose names stand nowhere in the request."""
    if isinstance(given, dict) and isinstance(got, dict):
        return {
            name: _known(inner, got.get(name), there)
            for name, inner in given.items()
            if name in got or name.lower() in there
        }
    if isinstance(given, list) and isinstance(got, list) and len(given) == len(got):
        return [_known(*pair, there) for pair in zip(given, got, strict=True)]
    return given


def _all_of(request: HttpRequest) -> str:
    data = request.content.data or b""
    return f"{request.path}?{request.query} {request.headers} {data.decode('latin-1')}".lower()


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.wire.sdk_js", description="recognise what other SDKs send")
    parser.add_argument("--modules", required=True, metavar="DIR", help="where `npm ci` has installed js/package.json")
    parser.add_argument("--per-service", type=int, metavar="N", help="only N operations of each service")
    parser.add_argument("--service", action="append", help="only this service; may be repeated")
    parser.add_argument("--seed", default="keyturn", help="what the sample and the parameters are made from")
    parser.add_argument("--record", metavar="FILE", help="keep what was sent, a JSON object a line")
    options = parser.parse_args(arguments)
    services = clients()
    if options.service:
        services = {name: services[name] for name in options.service}
    counts: Counter[str] = Counter()
    stories: Counter[str] = Counter()
    kept: list[str] = []
    catalogue = PackagedCatalogue()
    for asked, answer in _driven(options, services):
        if "error" in answer:
            counts[NOT_SENT] += 1
            stories[f"not sent: {answer['error'][:70]}"] += 1
            continue
        one = sent(asked, answer)
        outcome, story = judged(one, catalogue)
        counts[outcome] += 1
        if outcome not in {RIGHT, CLASS}:
            stories[f"{outcome}: {asked['id']}: {story}"] += 1
        elif options.record:
            question = {name: asked[name] for name in ("of", "operation", "wire", "given")}
            kept.append(json.dumps({**question, **{name: answer[name] for name in answer if name != "id"}}))
    if options.record:
        short = [line for line in kept if len(line) < _LONGEST_KEPT]
        chosen = random.Random(options.seed).sample(short, min(_MOST_KEPT, len(short)))
        Path(options.record).write_text("".join(f"{line}\n" for line in sorted(chosen)))
    _say(f"{len(services)} services, {sum(counts.values())} calls: {dict(counts)}")
    for story, count in sorted(stories.items()):
        _say(f"  {count:>5}  {story}")
    return 1 if counts[WRONG] or counts[PARAMETERS] else 0


def _driven(
    options: argparse.Namespace, services: Mapping[str, str]
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each question with the driver's answer; a service at a time, so that its client can be let go of."""
    for service, client in services.items():
        asked = list(questions({service: client}, options.seed, options.per_service))
        lines = "".join(
            json.dumps({name: one[name] for name in one if name not in {"of", "wire", "given"}}) + "\n" for one in asked
        )
        ran = subprocess.run(
            ["node", HERE / "driver.mjs", options.modules],
            input=lines, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
        )  # fmt: skip
        yield from zip(asked, map(json.loads, ran.stdout.splitlines()), strict=True)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


__all__ = ["NOT_SENT", "REFUSED", "judged", "main", "sent"]

if __name__ == "__main__":
    raise SystemExit(main())
