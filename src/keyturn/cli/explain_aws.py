"""What an `aws` command would send: the user's own program runs with `offline.py` loaded, where nothing can leave it.

It sees no configuration, no credentials and no home but an empty folder of ours, and gets made-up keys to sign with.
Relative paths in the command mean what they mean to the user, so it runs where the user stands.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from keyturn.cli import offline
from keyturn.codec import strict
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import b64decode
from keyturn.errors import CallerError, OurError, quoted
from keyturn.flow.explain import REGION
from keyturn.model.wire import Content, HttpRequest

_SECONDS: Final = 60.0
_KEPT: Final = frozenset({"PATH", "LANG", "LANGUAGE", "TZ", "SYSTEMROOT"})
_VERSION: Final = re.compile(r"aws-cli/([12])\.[0-9]+\.[0-9]+")
_MODULE: Final = "keyturn_offline"
_NOWHERE: Final = "http://127.0.0.1:9"
"""The proxy of a program that should reach nothing: the discard port of this machine."""

_KEY: Final = "AKIDEXPLAINEDEXPLAIN"
"""Made up: something must sign."""

_LOCAL: Final = frozenset({"configure", "help", "history"})
"""Commands that are about this machine only."""

_LONGEST_SAID: Final = 64 * 1024


class NotAnAwsProgram(CallerError):
    """The command is not the AWS command line interface."""

    code = "explain.not_aws"


class NotDriven(OurError):
    """The program ran, and could not be watched."""

    code = "explain.not_driven"


@dataclass(frozen=True, slots=True)
class Driven:
    """What an `aws` command did when nothing could leave it.

    `requests` are what it would have sent, in order; `local` what it would have changed on this machine, as pairs of a
    verb and a name. `whole` says that nothing is left to come. `said` is its last word on standard error.
    """

    requests: tuple[HttpRequest, ...]
    local: tuple[tuple[str, str], ...]
    whole: bool
    only_local: bool
    said: str
    region_assumed: bool


def drive(words: Sequence[str]) -> Driven:
    """Run `words`, an `aws` command, offline. Raises NotAnAwsProgram, NotDriven."""
    program = _program(words[0])
    with tempfile.TemporaryDirectory(prefix="keyturn-explain-") as name:
        folder = Path(name)
        environment = _environment(folder)
        _furnish(folder, _major(program, environment, folder), words[1:])
        ran = _run([program, *words[1:]], environment, cwd=None)
        notes = [strict.loads(line) for line in (folder / offline.NOTES).read_bytes().splitlines()]
    members = [note for note in notes if isinstance(note, Mapping)]
    if not any("loaded" in note for note in members):
        raise NotDriven("this `aws` program could not be watched, so nobody can say what it would send")
    return _driven(words, members, ran)


def _program(named: str) -> str:
    """The user's own `aws`. Raises NotAnAwsProgram for any other: who wrote the command may have written that, too."""
    # Beside our own interpreter, too: a virtual environment that holds both need not be activated.
    program = shutil.which("aws") or shutil.which("aws", path=str(Path(sys.executable).parent))
    if program is None or not Path(program).is_absolute():
        raise NotAnAwsProgram("`aws` is not to be found on your PATH: install the AWS command line interface")
    if named not in {"aws", program}:
        raise NotAnAwsProgram(f"`{quoted(named)}` is not the `aws` on your PATH, and no other program is run")
    return program


def _driven(words: Sequence[str], notes: Sequence[Mapping[str, Json]], ran: "_Ran") -> Driven:
    requests = [note for note in notes if "method" in note]
    local = dict.fromkeys(pair for note in notes for pair in _local(note))
    arguments = [word for word in words[1:] if not word.startswith("-")]
    names = {_dashed(str(note["operation"])) for note in requests}
    # One operation by its own name is one call, whatever the program then does with the answer; waiting only reads.
    plain = (len(names) == 1 and not names.isdisjoint(arguments)) or arguments[1:2] == ["wait"]
    return Driven(
        requests=tuple(map(_request, requests)),
        local=tuple(local),
        whole=plain or ran.code == 0,
        only_local=not requests and (ran.code == 0 or not _LOCAL.isdisjoint(arguments)),
        said=ran.said,
        region_assumed=not _region() and not any(word.startswith("--region") for word in words),
    )


def _local(note: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    match note.get("local"):
        case [str(verb), str(name)]:
            yield verb, name
        case _:
            return


def _request(note: Mapping[str, Json]) -> HttpRequest:
    address = urlsplit(str(note["url"]))
    coded, headers = note.get("body_b64"), note["headers"]
    data = b64decode(coded) if isinstance(coded, str) else None
    length = note["length"]
    if not isinstance(headers, Sequence) or not isinstance(length, int):
        raise NotDriven("what the `aws` program noted cannot be read")
    pairs = tuple((str(pair[0]).lower(), str(pair[1])) for pair in headers if isinstance(pair, Sequence))
    return HttpRequest(
        method=str(note["method"]),
        scheme=address.scheme,
        host=address.netloc,
        path=address.path or "/",
        query=address.query,
        headers=(("host", address.netloc), *(pair for pair in pairs if pair[0] != "host")),
        content=Content(str(note["sha256"]), length, data),
    )


def _dashed(operation: str) -> str:
    """`DescribeDBInstances` as the `aws` program writes it: `describe-db-instances`."""
    # The rules of botocore's `xform_name`: a run of capitals is one word.
    plural = re.sub(r"[A-Z]{2,}s$", lambda match: f"-{match[0].lower()}", operation)
    split = re.sub(r"(.)([A-Z][a-z]+)", r"\1-\2", plural)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", split).lower()


# -------------------------------------------------------------------------------------------------- running it safely


@dataclass(frozen=True, slots=True)
class _Ran:
    code: int
    said: str


def _environment(folder: Path) -> dict[str, str]:
    """The whole environment of the program: nothing of the user's that could name a cloud, a key or a file."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith("LC_")}
    home, nothing = str(folder / "home"), str(folder / "none")
    return {
        **kept,
        offline.FOLDER: str(folder),
        "HOME": home,
        "TMPDIR": home,
        "PYTHONPATH": str(folder / "plugin"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": nothing,
        "BOTO_CONFIG": nothing,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_PAGER": "",
        "AWS_CLI_AUTO_PROMPT": "off",
        "HTTPS_PROXY": _NOWHERE,
        "HTTP_PROXY": _NOWHERE,
        "https_proxy": _NOWHERE,
        "http_proxy": _NOWHERE,
    }


def _region() -> str | None:
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")


def _furnish(folder: Path, major: str, arguments: Sequence[str]) -> None:
    """Lay out the folder: the plugin, a configuration that loads it, and an empty home."""
    (folder / "home").mkdir()
    (folder / "plugin").mkdir()
    (folder / "plugin" / f"{_MODULE}.py").write_bytes(Path(offline.__file__).read_bytes())
    (folder / offline.NOTES).touch()
    region = _region() or REGION
    if not re.fullmatch(r"[A-Za-z0-9-]{1,64}", region):
        raise NotAnAwsProgram(f"`{quoted(region)}` in AWS_REGION is not a region")
    settings = (
        f"region = {region}\noutput = json\naws_access_key_id = {_KEY}\naws_secret_access_key = explained\n"
        "s3 =\n    preferred_transfer_client = classic\n"
    )
    sections = ["default", *(f"profile {name}" for name in _profiles(arguments))]
    text = "".join(f"[{section}]\n{settings}" for section in sections)
    path = f"cli_legacy_plugin_path = {folder / 'plugin'}\n" if major == "2" else ""
    (folder / "config").write_text(f"{text}[plugins]\n{path}keyturn = {_MODULE}\n")


def _profiles(arguments: Sequence[str]) -> Iterator[str]:
    """The profile that the command names: it must be there, and it says nothing."""
    for place, word in enumerate(arguments):
        name = None
        if word == "--profile" and place + 1 < len(arguments):
            name = arguments[place + 1]
        elif word.startswith("--profile="):
            name = word.partition("=")[2]
        if name is not None and re.fullmatch(r"[A-Za-z0-9_.@/+-]{1,128}", name) and name != "default":
            yield name


def _major(program: str, environment: Mapping[str, str], folder: Path) -> str:
    """Whether it is version 1 or 2 of the program, which load plugins in two ways. Raises NotAnAwsProgram."""
    (folder / "config").touch()
    ran = _run([program, "--version"], environment, cwd=folder)
    match = _VERSION.search(ran.said)
    if match is None:
        raise NotAnAwsProgram(f"`{quoted(program)}` is not the AWS command line interface: it does not say its version")
    return match[1]


def _run(command: Sequence[str], environment: Mapping[str, str], cwd: Path | None) -> _Ran:
    try:
        done = subprocess.run(
            command,
            env=environment,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotDriven(f"the `aws` program did not end within {_SECONDS:.0f} s") from None
    said = (done.stdout[-_LONGEST_SAID:] if command[-1] == "--version" else b"") + done.stderr[-_LONGEST_SAID:]
    return _Ran(done.returncode, said.decode("utf-8", "replace"))
