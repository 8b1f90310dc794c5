"""The console, asked without a server or a socket: what comes back from one request."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from keyturn.console.app import application
from tests.passkey_house import PasskeyHouse

ADDRESS, ORIGIN = "http://127.0.0.1:8401", "http://localhost:8401"
OURS = {"Origin": ORIGIN, "Content-Type": "application/json", "Host": "localhost:8401"}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes

    def json(self) -> Any:  # noqa: ANN401 - any JSON
        return json.loads(self.body)


class Pages:
    """The console, asked as its server asks it (ASGI 3.0), in the house's own loop."""

    def __init__(self, gate: PasskeyHouse) -> None:
        self._run = gate.house.run
        self._application = application(gate.house.desk, ADDRESS, ORIGIN)

    def ask(
        self, method: str, place: str, body: bytes = b"", headers: Mapping[str, str] = MappingProxyType({})
    ) -> Answer:
        path, _, query = place.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        }
        said: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:  # noqa: ANN401 - as ASGI has it
            said.append(message)

        async def serve() -> None:
            await self._application(scope, receive, send)

        self._run(serve())
        return Answer(said[0]["status"], b"".join(one.get("body", b"") for one in said[1:]))

    def post(self, place: str, body: Any, headers: Mapping[str, str] = OURS) -> Answer:  # noqa: ANN401 - any JSON
        return self.ask("POST", place, body if isinstance(body, bytes) else json.dumps(body).encode(), headers)

    def read(self, place: str) -> str:
        """The page at `place`, as a browser reads it."""
        answer = self.ask("GET", place, headers={"Host": "localhost:8401"})
        assert answer.status == 200, answer
        return answer.body.decode()
