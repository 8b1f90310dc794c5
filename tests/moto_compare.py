"""Run moto's own test modules directly and through the gateway, and say where the two differ.

`make moto ARGS="CHECKOUT"`, where CHECKOUT is moto's source at the installed version, tests included (its sdist has
them). Those tests need `freezegun` and `parameterized`, which may lie on PYTHONPATH. Tests that need Docker are left
out: without it they fail either way. Some tests have `localhost:5000` in them, so both runs use that port in turn.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

ROOT: Final = Path(__file__).resolve().parents[1]
MODULES: Final = ("sts", "sqs", "kinesis", "s3", "dynamodb", "iam")
PYTEST: Final = ("-q", "-p", "no:cacheprovider", "-o", "addopts=", "-m", "not requires_docker and not network")

_FORM: Final = (
    "a browser's form (POST Object) is no operation of AWS's models, and is signed by a policy inside the form and not "
    "as a request: it has no name here"
)
OTHERWISE: Final[Mapping[str, str]] = {
    "tests.test_sqs.test_sqs::test_get_queue_url_error_not_exists": (
        "a queue's URL without account and name says nothing of which queue is meant; AWS refuses it too"
    ),
    "tests.test_s3.test_s3::test_creating_presigned_post": _FORM,
    "tests.test_s3.test_s3_acl::test_object_acl_with_presigned_post": _FORM,
    "tests.test_s3.test_s3::test_streaming_upload_from_file_to_presigned_url": (
        "a GET with a body, on a link that was signed for PUT; AWS refuses it too"
    ),
    "tests.test_s3.test_s3_multipart::test_multipart_list_parts_invalid_argument[2147483689-Provided max-parts not an "
    "integer or within integer range-Provided part-number-marker not an integer or within integer range]": (
        "a number that does not fit into 32 bits; AWS refuses it too, in other words"
    ),
    "tests.test_s3.test_s3_object_attributes.TestS3ObjectAttributes::test_get_attributes_last_modified": (
        "no attribute is asked for, so the header that makes it GetObjectAttributes is missing; AWS refuses it too"
    ),
    "tests.test_s3.test_s3_replication::test_create_and_retrieve_replication_with_multiple_rules": (
        "an account of ten digits, where accounts have twelve; AWS refuses it too"
    ),
}
"""Tests that pass directly and are refused on purpose, each with its reason."""


def results(report: Path) -> dict[str, str]:
    """How each test of a JUnit report ended: `passed`, `failed` or `skipped`."""
    found: dict[str, str] = {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - the report that pytest wrote just now
        name = f"{case.get('classname')}::{case.get('name')}"
        tags = {child.tag for child in case}
        ended = "failed" if tags & {"failure", "error"} else "skipped" if "skipped" in tags else "passed"
        # A test that fails in its end is listed twice.
        found[name] = "failed" if "failed" in (ended, found.get(name)) else ended
    return found


def run(checkout: Path, module: str, endpoint: str, report: Path) -> dict[str, str]:
    """Run one of moto's test modules against `endpoint`."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_"))} | {
        "TEST_SERVER_MODE": "true",
        "TEST_SERVER_MODE_ENDPOINT": endpoint,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    words = [sys.executable, "-m", "pytest", *PYTEST, f"--junitxml={report}", f"tests/test_{module}"]
    with report.with_suffix(".txt").open("wb") as said:
        subprocess.run(words, cwd=checkout, env=env, stdout=said, stderr=subprocess.STDOUT, check=False)
    return results(report)


@contextmanager
def started(words: Sequence[str], folder: Path, name: str, pattern: str) -> Iterator[str]:
    """Start a server and yield the address that it prints; it is gone afterwards."""
    said = folder / f"{name}.out"
    with said.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-u", "-m", *words], cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
    try:
        while (found := re.search(pattern, said.read_text(errors="replace"))) is None:
            if process.poll() is not None:
                raise SystemExit(f"{name} did not start:\n{said.read_text(errors='replace')}")
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
        yield found[0]
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def moto(folder: Path, name: str, port: int) -> Iterator[str]:
    """Start a simulated AWS."""
    words = ["moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with started(words, folder, name, r"http://127\.0\.0\.1:[0-9]+") as address:
        yield address


def compare(checkout: Path, modules: Sequence[str], port: int, folder: Path) -> int:
    """Run `modules` both ways and print how they ended; the number of tests that differ without a reason."""
    endpoint = f"http://localhost:{port}"
    with moto(folder, "direct", port):
        direct = {module: run(checkout, module, endpoint, folder / f"direct-{module}.xml") for module in modules}
    words = ["tests.moto_gateway", "--listen", f"127.0.0.1:{port}", "--upstream"]
    with moto(folder, "upstream", 0) as upstream, started([*words, upstream], folder, "gateway", r"http://\S+"):
        through = {module: run(checkout, module, endpoint, folder / f"through-{module}.xml") for module in modules}
    say("module      direct: passed failed skipped   through: passed failed skipped   refused on purpose")
    wrong = 0
    for module in modules:
        ended = [Counter(one[module].values()) for one in (direct, through)]
        counts = [f"{one['passed']:6} {one['failed']:6} {one['skipped']:7}" for one in ended]
        named = direct[module].keys() | through[module].keys()
        differ = sorted(name for name in named if direct[module].get(name) != through[module].get(name))
        on_purpose = [name for name in differ if name in OTHERWISE]
        say(f"{module:10}  {counts[0]:>30}   {counts[1]:>31}   {len(on_purpose)}")
        for name in on_purpose:
            say(f"    on purpose  {name}: {OTHERWISE[name]}")
        for name in differ:
            if name not in OTHERWISE:
                wrong += 1
                say(f"    DIFFERS     {name}: {direct[module].get(name)}, then {through[module].get(name)}")
    return wrong


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Read the arguments and compare: 0 if nothing differs without a reason."""
    parser = argparse.ArgumentParser(prog="python -m tests.moto_compare", description=__doc__)
    parser.add_argument("checkout", type=Path, help="moto's source, tests included")
    parser.add_argument("--module", action="append", choices=MODULES, help="may be repeated (default: all six)")
    parser.add_argument("--port", type=int, default=5000, help="(default: 5000, which some tests have in them)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the reports there")
    arguments = parser.parse_args()
    found = re.search(r"__version__ = \"([^\"]+)\"", (arguments.checkout / "moto" / "__init__.py").read_text())
    if found is None or found[1] != version("moto"):
        say(f"this is moto {found[1] if found else '?'}, installed is {version('moto')}: take that version's source")
        return 2
    with tempfile.TemporaryDirectory(prefix="kt-moto-") as name:
        folder = arguments.keep or Path(name)
        folder.mkdir(exist_ok=True)
        return int(compare(arguments.checkout.resolve(), arguments.module or MODULES, arguments.port, folder) > 0)


if __name__ == "__main__":
    raise SystemExit(main())
