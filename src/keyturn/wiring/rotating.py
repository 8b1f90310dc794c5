"""Another key for the log, wired: made beside the one in use, and taken once people have approved it."""

import asyncio
from collections.abc import Mapping

from keyturn.adapters.chance import SystemChance
from keyturn.adapters.clock import SystemClock
from keyturn.adapters.log.group import GroupLog
from keyturn.adapters.log.writer import VERIFIER, Writer
from keyturn.adapters.signer.file import NEXT_FILE, FileSigner, take_next
from keyturn.adapters.store.sqlite import SqliteStore
from keyturn.codec.digest import SALT_BYTES
from keyturn.config import Config
from keyturn.errors import OurError
from keyturn.flow.state import State
from keyturn.model.evidence import Draft, Entry, Kind
from keyturn.record.entries import entry, instant_of
from keyturn.runner.journal import Journal
from keyturn.wiring.sealed import lines_of


class KeyNotApproved(OurError):
    """The next key of the log is not one that people approved."""

    code = "log.key_not_approved"


def next_key(config: Config) -> str:
    """Make the key that is to sign the log next, unless it is there, and return its verifier key."""
    return FileSigner.open(config.gateway.data, NEXT_FILE).verifier().format()


def rotate(config: Config) -> Mapping[str, str]:
    """Have the next key sign the log from here on; the one in use vouches for it, and is gone after that.

    Raises KeyNotApproved, StoreBusy while a gateway runs.
    """
    folder = config.gateway.data
    new = FileSigner.open(folder, NEXT_FILE)
    key = new.verifier().format()
    store = SqliteStore.open(folder)
    try:
        if store.value(VERIFIER) == key:  # it was taken before, and its file not yet put in place
            take_next(folder)
            return {"old": "", "new": key}
    finally:
        store.close()
    old = FileSigner.open(folder)
    lines = _approved(config, key)
    store = SqliteStore.open(folder)
    try:
        writer = Writer(store, old, lines)
        leaf = store.leaf(writer.size - 1)
        last = SystemClock().wall() if leaf is None else max(SystemClock().wall(), instant_of(leaf))
        salt = SystemChance().token(SALT_BYTES)

        def told(seq: int, handover: str) -> Entry:
            payload = {"old": old.verifier().format(), "new": key, "handover": handover}
            return entry(Draft(Kind.LOG_KEY_CHANGED, last, {}, payload), seq, salt, last)

        writer.hand_over(new, told)
    finally:
        store.close()
    take_next(folder)
    return {"old": old.verifier().format(), "new": key}


def _approved(config: Config, key: str) -> tuple[str, ...]:
    """Return what checkpoints say, once the charter in force names `key`. Raises KeyNotApproved."""

    async def look() -> State:
        store = SqliteStore.open(config.gateway.data)
        try:
            log = GroupLog(store, FileSigner.open(config.gateway.data), SystemChance())
        except OurError:
            store.close()
            raise
        journal = Journal(log, State())
        try:
            journal.read_back()
            log.say(lines_of(journal.state))
        finally:
            await log.close()
        return journal.state

    state = asyncio.run(look())
    if state.charter is None or key not in state.charter.log_keys:
        raise KeyNotApproved(
            "the next key of the log is not one that people approved: seal the gate, then `keyturn propose log-keys` "
            f"with the one in use and `{key}`"
        )
    return lines_of(state)
