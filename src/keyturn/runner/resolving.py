"""Looking up what a call points at elsewhere, with the gateway's own credentials: versions, digests, archives."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

from keyturn.codec.strict import loads
from keyturn.errors import Malformed, UpstreamError
from keyturn.gather.asking import ask
from keyturn.gather.observing import StateUnreadable, Subject
from keyturn.gather.pointing import pointed
from keyturn.gather.resolving import LARGEST, Lookup, archives_in, compared, inside, lookup, resolved
from keyturn.model.catalogue import Catalogue
from keyturn.model.execution import Answer
from keyturn.model.observed import Reference
from keyturn.ports import Facts
from keyturn.runner.streams import whole

MOST: Final = 20
"""How many names of one change are looked up; the others are told as not looked up."""

SMALL: Final = 4_096
"""How many bytes are hashed and unpacked in the loop itself; packed ones become a thousand times as many at most."""

_UPDATES: Final = frozenset({"lambda:UpdateFunctionCode"})
"""Calls that put an archive in the place of one that runs."""


class Resolving:
    """Looks up references."""

    def __init__(self, facts: Facts, catalogue: Catalogue) -> None:
        """`facts` reads with the gateway's own credentials."""
        self._facts = facts
        self._catalogue = catalogue

    async def resolve(self, subjects: Iterable[Subject], key: bytes, *, again: bool) -> tuple[Reference, ...]:
        """Return what these calls point at; `again` looks only at what may have come to mean something else.

        Raises StateUnreadable, OurError.
        """
        found: list[Reference] = []
        for subject in subjects:
            runs = None if again else await self._running(subject)
            for name in await self._lookups(subject, again=again):
                reference, data = await self._look(name, key, beyond=len(found) >= MOST)
                found.append(await _compare(reference, data, runs))
            if not again and subject.action is not None:
                for member, data in archives_in(subject.action.call.parameters):
                    one = await _aside(len(data), partial(inside, subject.number, member, data))
                    found.append(await _compare(one, data, runs))
        return tuple(found)

    async def _lookups(self, subject: Subject, *, again: bool) -> Sequence[Lookup]:
        document = subject.document
        service, region = str(document["service"]), str(document["region"])
        names = [one for one in pointed(document) if not (again and one.fixed)]
        buckets = {one.at.bucket for one in names if one.at is not None}
        homes = {bucket: await self._facts.bucket_home(bucket) for bucket in sorted(buckets)[:MOST]}
        return [lookup(one, subject.number, service, region, homes, self._catalogue) for one in names]

    async def _look(self, one: Lookup, key: bytes, *, beyond: bool) -> tuple[Reference, bytes]:
        if one.outgoing is None or beyond:
            return resolved(one, None, self._catalogue, key), b""
        try:
            answer = await whole(await self._facts.read(one.outgoing), LARGEST)
        except UpstreamError as error:
            raise StateUnreadable(one.pointed.points, str(error)) from error
        data = answer.body if isinstance(answer.body, bytes) and answer.status == _OK else b""
        return await _aside(len(data), partial(resolved, one, answer, self._catalogue, key)), data

    async def _running(self, subject: Subject) -> bytes | None:
        """Return the archive that runs now, if this call puts another in its place and it can be had."""
        parameters = subject.document["parameters"]
        if subject.name not in _UPDATES or not isinstance(parameters, dict):
            return None
        name, region = parameters.get("FunctionName"), str(subject.document["region"])
        if not isinstance(name, str):
            return None
        try:
            read = ask(self._catalogue.service("lambda"), "lambda", "GetFunction", {"FunctionName": name}, region)
            answer = await whole(await self._facts.read(read))
            address = _location(answer)
            fetched = None if address is None else await self._facts.fetch(address)
            code = None if fetched is None else await whole(fetched, LARGEST)
        except (UpstreamError, Malformed):
            return None  # what runs is shown beside the change where it can be had; its digest is bound either way
        return code.body if code is not None and code.status == _OK and isinstance(code.body, bytes) else None


_OK: Final = 200


def _location(answer: Answer) -> str | None:
    if answer.status != _OK or not isinstance(answer.body, bytes):
        return None
    found = loads(answer.body)
    code = found.get("Code") if isinstance(found, dict) else None
    address = code.get("Location") if isinstance(code, dict) else None
    return address if isinstance(address, str) else None


async def _compare(one: Reference, data: bytes, runs: bytes | None) -> Reference:
    if not data.startswith(b"PK"):
        return one
    if runs is None:
        return one
    return await _aside(len(data) + len(runs), partial(compared, one, data, runs))


async def _aside(size: int, work: Callable[[], Reference]) -> Reference:
    """Do `work` on so many bytes: hashing and unpacking many takes its time, and the loop goes on meanwhile."""
    return work() if size <= SMALL else await asyncio.to_thread(work)
