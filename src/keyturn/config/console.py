"""`[console]`: at which address people's browsers see the console, and so where their passkeys sign."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from keyturn.codec.origins import check_party
from keyturn.config.table import Table
from keyturn.errors import Malformed

KEYS: Final = ("origin",)


@dataclass(frozen=True, slots=True)
class Console:
    """Where browsers find the console: scheme, host and port as in their address bar.

    None: on this machine, `http://localhost` with the port it listens on.
    """

    origin: str | None = None


def read(root: Table) -> Console:
    """Read `[console]`."""
    table = root.section("console", KEYS)
    origin = table.text("origin")
    if origin is None:
        return Console()
    try:
        check_party(urlsplit(origin).hostname or "", origin)
    except (Malformed, ValueError):
        why = (
            "is no address for passkeys: browsers make them at `https://NAME`, with a port where it is not 443 and "
            "nothing after it, or at `http://localhost:PORT`"
        )
        raise table.bad("origin", why) from None
    return Console(origin)
