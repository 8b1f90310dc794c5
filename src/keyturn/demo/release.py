"""The repository of the estate's functions: their source, the one-line fix, and the zips that are deployed."""

import base64
import difflib
import hashlib
import importlib.resources
import io
import zipfile

REPORT_HANDLER = "cost_report.handler"
REFRESH_HANDLER = "cost_refresh.handler"

# The bug: each line is cut to whole fen before the lines are added up, so every day comes out a few fen short.
_BUG = 'amount = Decimal(line["amount"]).quantize(FEN, rounding=ROUND_DOWN)'
_FIX = 'amount = Decimal(line["amount"])'

# Zip cannot say an instant before 1980; one fixed instant makes the same source the same bytes, thus the same digest.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def source(name: str) -> str:
    """The source of function module `name` (`cost_report`, `cost_refresh`) as it is deployed."""
    return importlib.resources.files("keyturn.demo.functions").joinpath(f"{name}.py").read_text(encoding="utf-8")


def patched() -> str:
    """`cost_report` with the targeted fix: one line."""
    before = source("cost_report")
    if before.count(_BUG) != 1:
        raise ValueError("the rounding line stands not exactly once in `cost_report.py`: mend keyturn.demo.release")
    return before.replace(_BUG, _FIX)


def patch() -> list[str]:
    """The lines that the fix takes away and puts in, each with its `-` or `+`."""
    lines = difflib.unified_diff(source("cost_report").splitlines(), patched().splitlines(), n=0, lineterm="")
    return [f"{line[0]} {line[1:].strip()}" for line in lines if line[0] in "+-" and line[:3] not in {"+++", "---"}]


def zipped(name: str, text: str) -> bytes:
    """A deployment package holding module `name`; the same text gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo(f"{name}.py", _EPOCH), text)
    return buffer.getvalue()


def code_sha256(package: bytes) -> str:
    """The digest of a package as Lambda's `CodeSha256` gives it: base64 of SHA-256."""
    return base64.b64encode(hashlib.sha256(package).digest()).decode("ascii")


def release_key(name: str, package: bytes) -> str:
    """Where a package lies in the deployment bucket: named by its own digest, so that a key never changes meaning."""
    return f"releases/{name.replace('_', '-')}-{hashlib.sha256(package).hexdigest()[:12]}.zip"
