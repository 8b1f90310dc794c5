"""IAM's service last accessed data, which moto does not have: a small server before moto that answers these two calls.

What it answers is written by botocore's own model of IAM, member by member, and no member that the model lacks.
"""

import http.client
import http.server
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4
from xml.sax.saxutils import escape

import botocore.session
from botocore.model import ListShape, OperationModel, Shape, StructureShape

_IAM: Final = botocore.session.Session().get_service_model("iam")
_CALLS: Final = ("GenerateServiceLastAccessedDetails", "GetServiceLastAccessedDetails")

Refuse = Callable[[Mapping[str, str]], tuple[int, str] | None]


@dataclass(slots=True)
class Advisor:
    """What is told of whom. `waits`: how often a report is still being made; `failed`: whose report fails and why."""

    url: str = ""
    reports: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    waits: int = 1
    page: int = 100
    failed: dict[str, str] = field(default_factory=dict)
    refuse: Refuse = lambda _: None
    asked: list[dict[str, str]] = field(default_factory=list)
    jobs: dict[str, str] = field(default_factory=dict)
    looks: Counter[str] = field(default_factory=Counter)

    def answer(self, said: dict[str, str]) -> tuple[int, str]:
        """One call and its answer as XML."""
        self.asked.append(said)
        refused = self.refuse(said)
        if refused is not None:
            return refused[0], f"<ErrorResponse><Error><Code>{refused[1]}</Code><Message/></Error></ErrorResponse>"
        operation = _IAM.operation_model(said["Action"])
        if operation.name == _CALLS[0]:
            assert said["Granularity"] == "ACTION_LEVEL"
            job = str(uuid4())
            self.jobs[job] = said["Arn"]
            return 200, _written(operation, {"JobId": job})
        return 200, _written(operation, self._report(said))

    def _report(self, said: Mapping[str, str]) -> dict[str, Any]:
        job = said["JobId"]
        self.looks[job] += 1
        told: dict[str, Any] = {"JobType": "ACTION_LEVEL", "JobCreationDate": "2024-11-22T10:00:00Z"}
        if self.looks[job] <= self.waits:
            return told | {"JobStatus": "IN_PROGRESS", "ServicesLastAccessed": [], "IsTruncated": False}
        told["JobCompletionDate"] = "2024-11-22T10:00:01Z"
        arn = self.jobs[job]
        if arn in self.failed:
            why = {"Message": "we are sorry", "Code": self.failed[arn]}
            return told | {"JobStatus": "FAILED", "Error": why, "ServicesLastAccessed": []}
        begin = int(said.get("Marker", "0"))
        rows, end = self.reports[arn], begin + self.page
        told |= {"JobStatus": "COMPLETED", "ServicesLastAccessed": rows[begin:end], "IsTruncated": end < len(rows)}
        return told | ({"Marker": str(end)} if end < len(rows) else {})


def _written(operation: OperationModel, told: Mapping[str, Any]) -> str:
    assert operation.output_shape is not None
    name = operation.name
    body = _xml("Result", operation.output_shape, told).removeprefix("<Result>").removesuffix("</Result>")
    return f'<{name}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><{name}Result>{body}</{name}Result></{name}Response>'


def _xml(name: str, shape: Shape, value: Any) -> str:  # noqa: ANN401 - whatever the model says stands here
    if isinstance(shape, StructureShape):
        assert value.keys() <= shape.members.keys(), f"{shape.name} has no {value.keys() - shape.members.keys()}"
        inner = "".join(_xml(one, shape.members[one], value[one]) for one in value)
    elif isinstance(shape, ListShape):
        inner = "".join(_xml("member", shape.member, one) for one in value)
    elif isinstance(value, bool):
        inner = "true" if value else "false"
    else:
        inner = escape(str(value))
    return f"<{name}>{inner}</{name}>"


@contextmanager
def advisor_before(moto: str) -> Iterator[Advisor]:
    """Run it on an ephemeral port; what is not one of its calls goes on to moto."""
    advisor = Advisor()
    lock = threading.Lock()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            said = {name: found[0] for name, found in parse_qs(body.decode("latin-1")).items()}
            if said.get("Action") in _CALLS:
                with lock:
                    status, text = advisor.answer(said)
                self._say(status, text.encode(), "text/xml")
                return
            onward = http.client.HTTPConnection(urlsplit(moto).netloc, timeout=30)
            onward.request(self.command, self.path, body, dict(self.headers.items()))
            answer = onward.getresponse()
            self._say(answer.status, answer.read(), answer.headers.get("content-type", ""))
            onward.close()

        do_GET = do_POST  # noqa: N815 - the base class's way of naming

        def _say(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        advisor.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield advisor
        finally:
            server.shutdown()
            thread.join()
