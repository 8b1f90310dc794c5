"""The command line starts at once: what takes time to load is loaded by the command that needs it."""

import subprocess
import sys

import pytest

HEAVY = {"asyncio", "cryptography", "cedarpy", "uvicorn", "starlette", "jinja2", "botocore", "boto3", "rich", "shtab"}


def loaded(program: str) -> set[str]:
    """The top-level modules that a Python program has loaded when it ends."""
    script = f"{program}\nimport sys\nprint(' '.join({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_the_parser_loads_nothing_heavy() -> None:
    assert not loaded("from keyturn.cli.parser import build; build()") & {*HEAVY, "msgspec", "sqlite3"}


def test_looking_at_the_inbox_loads_nothing_that_signs_or_serves() -> None:
    assert not loaded("import keyturn.cli.main, keyturn.cli.changes, keyturn.cli.control") & HEAVY


@pytest.mark.parametrize("module", ["keyturn.console.review", "keyturn.console.wording", "keyturn.console.text"])
def test_what_shows_a_change_needs_no_web_server(module: str) -> None:
    assert not loaded(f"import {module}") & {"starlette", "jinja2", "asyncio", "cryptography"}
