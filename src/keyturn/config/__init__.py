"""`keyturn.toml` -> values: every key known, every value in range, nothing silently ignored.

`parse` is pure; whoever reads the file (the command line) also asks its mode and hands it to `refuse_exposed`.
A section is a file of its own: `KEYS`, its frozen value, and `read(root) -> value`; `file.py` lists the sections.
"""

from keyturn.config.approvals import Approvals
from keyturn.config.aws import Aws, Credentials
from keyturn.config.console import Console
from keyturn.config.file import SECTIONS, Config, parse, refuse_exposed
from keyturn.config.gateway import Address, Gateway, Tls
from keyturn.config.log import KeptLog
from keyturn.config.table import FILE, BadConfig, parse_duration
from keyturn.config.webhooks import WebhookTo

__all__ = [
    "FILE",
    "SECTIONS",
    "Address",
    "Approvals",
    "Aws",
    "BadConfig",
    "Config",
    "Console",
    "Credentials",
    "Gateway",
    "KeptLog",
    "Tls",
    "WebhookTo",
    "parse",
    "parse_duration",
    "refuse_exposed",
]
