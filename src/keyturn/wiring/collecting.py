"""Reading an account for a proof, wired: the gateway's own credentials, and nothing that changes anything."""

import asyncio
from collections.abc import Mapping

from keyturn.adapters.aws.cloud import collector
from keyturn.adapters.clock import SystemClock
from keyturn.codec.canonical import Json
from keyturn.config import Config
from keyturn.ports import Reading


def collect(config: Config, regions: tuple[str, ...], progress: Reading, *, usage: bool) -> Mapping[str, Json]:
    """Read the account that `config` has credentials for; `usage`: also what everybody used last.

    Raises OurError, UpstreamError.
    """

    async def read() -> Mapping[str, Json]:
        reader, sender = await collector(config.aws, regions[0], regions, SystemClock())
        try:
            return await reader.collect(progress, usage=usage)
        finally:
            await sender.close()

    return asyncio.run(read())
