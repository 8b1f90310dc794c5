"""The web inbox: what waits and what it would do, and where people vote on it with their passkeys.

`application` is plain ASGI; it asks one `Desk`. It holds no session and knows nobody: what a page hands in is a signed
statement, and the signature says who it is.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from keyturn.codec.canonical import Json
from keyturn.console import acts, pages
from keyturn.console.desk import Desk
from keyturn.console.doubts import doubts
from keyturn.console.gate_review import GateReview, read_either
from keyturn.console.guard import Guard
from keyturn.console.posting import STATEMENTS, handed_in, hosts_of, local_origin
from keyturn.console.progress import next_steps, progress
from keyturn.console.seal import charter_page
from keyturn.console.text import json_text, visible
from keyturn.errors import CallerError, KeyturnError, Malformed, PolicyError, UpstreamError
from keyturn.model.identity import parse_id

_HERE: Final = Path(__file__).parent


def application(desk: Desk, address: str, origin: str | None = None) -> ASGIApp:
    """Return the console of `desk`, which listens on `address` (`http://127.0.0.1:8401`), as an ASGI application.

    `origin` is where browsers find it and where passkeys sign; left out, `http://localhost` with the same port.
    """
    origin = origin or local_origin(address)
    console = _Console(desk, origin)
    inner = Starlette(
        routes=[
            Route("/", console.inbox),
            Route("/changes/{change}", console.change),
            Route("/enrol", console.enrol),
            Route("/seal", console.charter),
            Route("/api/charter", console.api_charter),
            Route("/act", console.acts),
            Route("/act/{act}", console.act),
            Route("/act/{act}/{about}", console.act),
            Route("/api/gate", console.api_gate),
            *(Route(place, console.statement, methods=["POST"]) for place in STATEMENTS),
            Route("/api/enrolment", console.enrol_begin, methods=["POST"]),
            Route("/api/enrolment/finish", console.enrol_finish, methods=["POST"]),
            Route("/api/changes", console.api_inbox),
            Route("/api/changes/{change}", console.api_change),
            Route("/healthz", console.health),
            Mount("/static", StaticFiles(directory=_HERE / "static")),
        ],
        exception_handlers={KeyturnError: console.refused, HTTPException: console.refused},
    )
    return Guard(inner, hosts_of(address, origin), origin, console.seal)


class _Console:
    def __init__(self, desk: Desk, origin: str) -> None:
        self._desk = desk
        self._origin = origin
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    async def inbox(self, request: Request) -> Response:
        """`/`: what waits."""
        at = datetime.now(UTC)
        return await self._page(request, "inbox.html", at, **pages.inbox(await self._desk.ask("inbox", {}), at))

    async def change(self, request: Request) -> Response:
        """`/changes/C-...`: what one change would do, its digests computed here."""
        at = datetime.now(UTC)
        shown = await self._show(request)
        review = read_either(shown)
        if isinstance(review, GateReview):
            voting = pages.voting(review, shown, await self._passkeys(), self._origin)
            return await self._page(request, "gate.html", at, change=pages.gate_change(review, at), voting=voting)
        found = doubts(shown) if review.state == "in doubt" else ()
        voting = pages.voting(review, shown, await self._passkeys(), self._origin)
        return await self._page(
            request,
            "change.html",
            at,
            change=pages.change(review, at),
            doubts=found,
            voting=voting,
            progress=progress(shown),
            next_steps=next_steps(shown, review),
        )

    async def _passkeys(self) -> Json:
        """Whose passkeys a page can ask for; of a gate that takes none, nobody's."""
        try:
            return await self._desk.ask("passkeys", {})
        except CallerError:
            return {"passkeys": []}

    async def enrol(self, request: Request) -> Response:
        """`/enrol#TOKEN`: where an invitation leads. What the token stands for is asked for by the page itself."""
        return await self._page(request, "enrol.html", datetime.now(UTC), origin=self._origin)

    async def charter(self, request: Request) -> Response:
        """`/seal`: the charter, whole; before the seal every founder signs it here or with a key file."""
        at = datetime.now(UTC)
        try:
            told = await self._desk.ask("charter", {})
        except CallerError as error:
            # Not enough people are enrolled yet to found anything: that is what the page has to say.
            return await self._page(request, "seal.html", at, charter=None, why=visible(str(error)))
        charter = charter_page(told, await self._passkeys(), self._origin)
        return await self._page(request, "seal.html", at, charter=charter, why="")

    async def api_charter(self, _request: Request) -> Response:
        """`/api/charter`: the charter as JSON, as `keyturn charter --json` prints it."""
        return _json(await self._desk.ask("charter", {}))

    async def acts(self, request: Request) -> Response:
        """`/act`: what one person can do or begin here."""
        return await self._page(request, "acts.html", datetime.now(UTC), hub=acts.hub(await self._now()))

    async def act(self, request: Request) -> Response:
        """`/act/...`: one of these, to be filled in, looked at and signed."""
        named, about = request.path_params["act"], request.path_params.get("about", "")
        shown = await self._desk.ask("show", {"change": parse_id("change id", about)}) if named == "withdraw" else None
        review = None if shown is None else read_either(shown)
        form = acts.form(named, about, await self._now(), await self._passkeys(), self._origin, review)
        return await self._page(request, "act.html", datetime.now(UTC), form=form)

    async def api_gate(self, _request: Request) -> Response:
        """`/api/gate`: what stands now that somebody may act on."""
        return _json(await self._now())

    async def _now(self) -> dict[str, Json]:
        ask = self._desk.ask
        return acts.gate_now(await ask("status", {}), await ask("session_list", {}), await ask("person_list", {}))

    async def statement(self, request: Request) -> Response:
        """Where pages hand in what a passkey signed, as an envelope. Key files sign where they are."""
        return _json(await self._desk.ask(STATEMENTS[request.url.path], await handed_in(request, "envelope")))

    async def enrol_begin(self, request: Request) -> Response:
        """`/api/enrolment`: what an invitation stands for, and what the browser is to be asked."""
        return _json(await self._desk.ask("enrol_begin", await handed_in(request, "token")))

    async def enrol_finish(self, request: Request) -> Response:
        """`/api/enrolment/finish`: the passkey that the browser made."""
        return _json(await self._desk.ask("enrol_finish", await handed_in(request, "token", "answer")))

    async def api_inbox(self, request: Request) -> Response:
        """`/api/changes`: the inbox as JSON; with `?after=` (empty, then a page's `next`) page by page."""
        after = request.query_params.get("after")
        answer = await self._desk.ask("inbox", {} if after is None else {"after": after})
        return _json({**_members(answer), "notice": await self.seal()})

    async def api_change(self, request: Request) -> Response:
        """`/api/changes/C-...`: a change as JSON, as `keyturn show --json` prints it."""
        return _json({**_members(await self._show(request)), "notice": await self.seal()})

    async def health(self, _request: Request) -> Response:
        """`/healthz`: 200 while the desk answers and calls can pass, 503 otherwise."""
        try:
            status = _members(await self._desk.ask("status", {}))
        except KeyturnError as error:
            return _json({"ok": False, "error": error.code}, 503)
        if status.get("ready") is False:
            return _json({"ok": False, "error": "evidence.unavailable", "notice": _seal(status)}, 503)
        return _json({"ok": True, "notice": _seal(status)})

    async def seal(self) -> str:
        """Return what the gate says of itself: sealed or not."""
        return _seal(_members(await self._desk.ask("status", {})))

    async def refused(self, request: Request, error: Exception) -> Response:
        """Answer an error as a page, or as JSON below /api."""
        status, text = _spoken(error)
        code = error.code if isinstance(error, KeyturnError) else "http"
        try:
            if request.url.path.startswith("/api/"):
                return _json({"error": {"code": code, "message": text}, "notice": await self.seal()}, status)
            return await self._page(request, "refused.html", datetime.now(UTC), status=status, text=visible(text))
        except KeyturnError:
            # Not even the gate's own state can be had: the reason still can be said.
            return PlainTextResponse(f"keyturn: {visible(text)}\n", status)

    async def _show(self, request: Request) -> Json:
        return await self._desk.ask("show", {"change": parse_id("change id", request.path_params["change"])})

    async def _page(self, request: Request, template: str, at: datetime, **values: Any) -> Response:  # noqa: ANN401 - what a template takes
        gate = pages.frame(_members(await self._desk.ask("status", {})), at)
        body = self._templates.get_template(template).render(gate=gate, **values)
        # The page asks again every few seconds and names what it has: nothing is sent that it has already.
        tag = f'"{sha256(body.encode()).hexdigest()[:32]}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"etag": tag})
        return HTMLResponse(body, values.get("status", 200), headers={"etag": tag})


def _seal(status: Mapping[str, Json]) -> str:
    return str(status.get("sealed_text", ""))


def _members(value: Json) -> dict[str, Json]:
    if not isinstance(value, Mapping):
        raise Malformed("answer of the desk", value, "an object is wanted")
    return dict(value)


def _json(value: Json, status: int = 200) -> Response:
    return Response(json_text(value), status, media_type="application/json")


def _spoken(error: Exception) -> tuple[int, str]:
    """The status and the words for `error`."""
    match error:
        case HTTPException():
            return error.status_code, "there is no such page" if error.status_code == 404 else error.detail.lower()
        case CallerError():
            return 404, str(error)
        case PolicyError():
            return 403, str(error)
        case UpstreamError():
            return 502, str(error)
        case _:
            return 503, str(error)
