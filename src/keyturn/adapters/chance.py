"""The machine's randomness."""

import secrets


class SystemChance:
    """The `Chance` port on the operating system's generator."""

    def token(self, count: int) -> bytes:
        return secrets.token_bytes(count)
