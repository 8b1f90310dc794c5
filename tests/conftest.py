"""What every test may ask for: programs by name, a simulated AWS, and how hard hypothesis looks."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.bundles import default_bundle
from keyturn.model.bundle import Bundle
from keyturn.model.touching import AwsTables
from keyturn.testing.house import House

# `ci` finds the same on every run; `fuzz` (make fuzz) looks further each time and remembers what it found.
settings.register_profile(
    "ci",
    derandomize=True,
    max_examples=60,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],  # two shared cores: slowness is the machine's, not the strategy's
)
settings.register_profile("fuzz", max_examples=1_000, deadline=None, print_blob=True)
settings.load_profile("ci")


def _find_chromium() -> Path | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((Path(found) for name in names if (found := shutil.which(name))), None)


def _find_postgresql() -> Path | None:
    """Return the folder with `initdb` and `postgres`: on PATH, or where Debian keeps each version; the newest wins."""
    if on_path := shutil.which("initdb"):
        return Path(on_path).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


PROGRAMS: Final[Mapping[str, tuple[str, Callable[[], Path | None]]]] = {
    "needs_chromium": ("Chromium", _find_chromium),
    "needs_postgresql": ("PostgreSQL", _find_postgresql),
    "needs_terraform": ("Terraform", lambda: Path(found) if (found := shutil.which("terraform")) else None),
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose program is absent, by name; with KEYTURN_REQUIRE=all an absent program is a failure."""
    for marker, (program, find) in PROGRAMS.items():
        if item.get_closest_marker(marker) is None or find() is not None:
            continue
        if os.environ.get("KEYTURN_REQUIRE") == "all":
            pytest.fail(f"{program} is not installed, and KEYTURN_REQUIRE=all allows no skips", pytrace=False)
        pytest.skip(f"{program} is not installed")


def _program(marker: str) -> Path:
    program, find = PROGRAMS[marker]
    found = find()
    if found is None:
        pytest.fail(f"{program} was asked for by a test without the marker `{marker}`", pytrace=False)
    return found


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The Chromium to start; only for tests marked `needs_chromium`."""
    return _program("needs_chromium")


@pytest.fixture(scope="session")
def postgresql_bin() -> Path:
    """The folder of PostgreSQL's programs; only for tests marked `needs_postgresql`."""
    return _program("needs_postgresql")


_MOTO_ADDRESS = re.compile(r"Running on (http://127\.0\.0\.1:[0-9]+)")
_MOTO_START_SECONDS = 60.0


def _wait_for_moto(process: subprocess.Popen[bytes], output: Path) -> str:
    """Return the address that moto printed; it chose the port itself, so no other test can be given the same."""
    give_up = time.monotonic() + _MOTO_START_SECONDS
    while time.monotonic() < give_up:
        if found := _MOTO_ADDRESS.search(output.read_text()):
            return found[1]
        if process.poll() is not None:
            break
        time.sleep(0.05)
    pytest.fail(f"moto's server did not start (exit code {process.poll()}):\n{output.read_text()}", pytrace=False)


@pytest.fixture(scope="session")
def moto_server() -> Iterator[str]:
    """Start moto's server as a process of its own; the value is its URL.

    Account 123456789012; regions of every partition, `aws-cn` too. Its state lasts for the session: a test that
    writes also asks for `moto_reset`.
    """
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "moto.log")
        with output.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env={name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            )
        try:
            yield _wait_for_moto(process, output)
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def moto_reset(moto_server: str) -> str:
    """Empty the simulated AWS before the test; the value is its URL."""
    reset = urllib.request.Request(f"{moto_server}/moto-api/reset", method="POST")
    with urllib.request.urlopen(reset, timeout=30) as answer:
        assert answer.status == 200
    return moto_server


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    """The default policies for two of sre."""
    return default_bundle("sre", 2)


@pytest.fixture(scope="session")
def catalogue() -> AwsTables:
    """The AWS services, from the tables in the package."""
    return PackagedCatalogue()


@pytest.fixture
def house(bundle: Bundle, catalogue: AwsTables) -> Iterator[House]:
    """A gate in memory, with dana, ana and bo enrolled."""
    built = House(bundle, catalogue)
    yield built
    built.close()
