"""A process that appends as fast as it can and says what was acknowledged. Started by the tests beside it.

    writing_process.py FOLDER [LARGEST FILE IN BYTES]

Each line it prints is the number and the payload's token of one acknowledged entry; the last one may be `refused`.
"""

import asyncio
import os
import resource
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

from keyturn.adapters.chance import SystemChance
from keyturn.adapters.log.group import GroupLog
from keyturn.adapters.signer.file import FileSigner
from keyturn.adapters.store.sqlite import SqliteStore
from keyturn.model.evidence import Draft, EvidenceUnavailable, Kind

KINDS = (Kind.READ, Kind.ANSWER, Kind.REFUSED, Kind.SESSION_ENDED)


def say(text: str) -> None:
    """Print past every buffer: what was said before a kill was said."""
    os.write(1, f"{text}\n".encode())


async def write_on(log: GroupLog, number: int) -> None:
    while True:
        token = secrets.token_hex(8)
        kind = KINDS[number % len(KINDS)]
        durable = await log.append(
            Draft(kind, datetime.now(UTC), {"grant": f"G-{token}"}, {"token": token, "fill": "x" * 300})
        )
        say(f"{durable.seq} {token}")


async def main() -> None:
    folder = Path(sys.argv[1])
    log = GroupLog(SqliteStore.open(folder), FileSigner.open(folder), SystemChance())
    if len(sys.argv) > 2:
        largest = int(sys.argv[2])
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    say("ready")
    ended = await asyncio.gather(*(write_on(log, number) for number in range(12)), return_exceptions=True)
    assert all(isinstance(one, EvidenceUnavailable) for one in ended), ended
    try:
        log.append(Draft(Kind.READ, datetime.now(UTC), {}, {}))
    except EvidenceUnavailable:
        say("refused")
    await log.close()


if __name__ == "__main__":
    asyncio.run(main())
