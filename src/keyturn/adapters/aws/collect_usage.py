"""Reads when each role and user last used what its policies allow: IAM's service last accessed data.

For each one a report is asked for and fetched page by page once it is ready (docs.aws.amazon.com/IAM/latest/
APIReference/API_GenerateServiceLastAccessedDetails.html, API_GetServiceLastAccessedDetails.html). A report changes
nothing in the account.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from keyturn.adapters.aws.questions import Asker, Refused, Tree, listed
from keyturn.codec.canonical import Json
from keyturn.errors import UpstreamError

_IAM: Final = "2010-05-08"
_AT_ONCE: Final = 8
"""How many reports are asked for at the same time: IAM throttles whoever asks for more."""

_PAUSES: Final = (0.2, 0.5, 1.0, *(2.0,) * 60)
"""Seconds between two looks at a report: two minutes in all."""

_GONE: Final = "NoSuchEntity"

Pause = Callable[[float], Awaitable[None]]
Counted = Callable[[int, int], None]


class _Failed(Exception):
    """Why one report is not there."""


class Usage:
    """The last accessed data of one account."""

    def __init__(self, ask: Asker, region: str, pause: Pause = asyncio.sleep) -> None:
        self._ask: Final = ask
        self._region: Final = region
        self._pause: Final = pause
        self._refused: str | None = None
        self._done = 0

    async def collect(self, arns: Iterable[str], refused: dict[str, str], counted: Counted) -> Json:
        """Return each one's report by its ARN; None where AWS lets nobody ask. What is missing goes into `refused`.

        `counted` is told how many are done, of how many.
        """
        wanted = tuple(arns)
        found: dict[str, Json] = {}
        at_once = asyncio.Semaphore(_AT_ONCE)

        async def read(arn: str) -> None:
            async with at_once:
                if self._refused is not None:
                    return
                try:
                    found[arn] = await self._report(arn)
                except _Failed as failed:
                    refused[arn] = str(failed)
                except Refused as answer:
                    # Not about this one: nobody else's report will be given either.
                    self._refused = str(answer)
                except UpstreamError as error:
                    refused[arn] = str(error)
                self._done += 1
                counted(self._done, len(wanted))

        await asyncio.gather(*map(read, wanted))
        if self._refused is not None:
            refused["iam"] = self._refused
            if not found:
                return None
        return {arn: found[arn] for arn in wanted if arn in found}

    async def _report(self, arn: str) -> Json:
        """One report. Raises _Failed, Refused."""
        try:
            return await self._asked(arn)
        except Refused as answer:
            if answer.name != _GONE:
                raise
        # A report belongs to the session that asked for it, and sessions end: once more, with the one there is now.
        try:
            return await self._asked(arn)
        except Refused as answer:
            if answer.name != _GONE:
                raise
            raise _Failed("it is not there any more") from None

    async def _asked(self, arn: str) -> Json:
        job = await self._ask.query(
            "iam", self._region, "GenerateServiceLastAccessedDetails", _IAM, Arn=arn, Granularity="ACTION_LEVEL"
        )
        name = str(job.get("JobId", ""))
        for seconds in _PAUSES:
            page = await self._page(name)
            status = page.get("JobStatus")
            if status == "COMPLETED":
                return await self._whole(name, page)
            if status != "IN_PROGRESS":
                error = page.get("Error")
                told = error if isinstance(error, dict) else {}
                raise _Failed(f"AWS could not make its report: {told.get('Code', 'no reason given')}")
            await self._pause(seconds)
        raise _Failed("AWS had not made its report after two minutes")

    async def _page(self, job: str, **marker: str) -> dict[str, Tree]:
        return await self._ask.query(
            "iam", self._region, "GetServiceLastAccessedDetails", _IAM, JobId=job, MaxItems="1000", **marker
        )

    async def _whole(self, job: str, page: dict[str, Tree]) -> Json:
        made = str(page.get("JobCompletionDate", ""))
        services: list[Json] = []
        while True:
            services += [_service(row) for row in listed(page.get("ServicesLastAccessed")) if isinstance(row, dict)]
            if page.get("IsTruncated") != "true":
                return {"JobCompletionDate": made, "ServicesLastAccessed": services}
            page = await self._page(job, Marker=str(page.get("Marker", "")))


def _service(row: dict[str, Tree]) -> Json:
    """One service as AWS's JSON has it, with what is asked of it only."""
    kept: dict[str, Json] = {
        name: str(row[name]) for name in ("ServiceNamespace", "LastAuthenticated") if row.get(name)
    }
    actions = [
        {name: str(one[name]) for name in ("ActionName", "LastAccessedTime") if one.get(name)}
        for one in listed(row.get("TrackedActionsLastAccessed"))
        if isinstance(one, dict)
    ]
    return {**kept, "TrackedActionsLastAccessed": [*actions]} if actions else kept
