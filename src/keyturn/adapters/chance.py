"""The machine's randomness."""

import os
import secrets
from typing import Final

_AT_ONCE: Final = 4096


class SystemChance:
    """The `Chance` port on the operating system's generator, asked for a few thousand bytes at a time."""

    def __init__(self) -> None:
        self._rest = b""
        os.register_at_fork(after_in_child=self._forget)  # parent and child must not say the same

    def _forget(self) -> None:
        self._rest = b""

    def token(self, count: int) -> bytes:
        if count > _AT_ONCE:
            return secrets.token_bytes(count)
        if len(self._rest) < count:
            self._rest = secrets.token_bytes(_AT_ONCE)
        found, self._rest = self._rest[:count], self._rest[count:]
        return found
