"""Runs `keyturn explain -- aws ...` as somebody would, in a folder with files, credentials and settings."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

AWS = Path(sys.executable).parent / "aws"
KEYTURN = Path(sys.executable).parent / "keyturn"


@dataclass
class Explained:
    """What `keyturn explain` printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the answer holds
        return json.loads(self.out)

    @property
    def names(self) -> list[str]:
        return [f"{one['service']}:{one['operation']}" for one in self.json["actions"]]

    @property
    def resources(self) -> list[str]:
        return [arn for one in self.json["actions"] for arn in one["resources"]]


class Place:
    """A folder in which somebody works, with credentials and settings of their own around."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        home = folder / "home"
        (home / ".aws").mkdir(parents=True)
        (home / ".aws/config").write_text("[default]\nregion = cn-north-1\ncli_history = enabled\n")
        (home / ".aws/credentials").write_text(
            "[default]\naws_access_key_id = AKIAREAL\naws_secret_access_key = real\n"
        )
        (folder / "report.csv").write_text("1,2\n")
        (folder / "reports").mkdir()
        (folder / "reports/a.csv").write_text("3,4\n")
        self.environment = {
            "PATH": f"{AWS.parent}:{os.environ['PATH']}",
            "HOME": str(home),
            "AWS_ACCESS_KEY_ID": "AKIAREALREALREAL",
            "AWS_SECRET_ACCESS_KEY": "real",
        }

    def explain(self, *words: str, options: tuple[str, ...] = ("--json",), stdin: str = "") -> Explained:
        """Run `keyturn explain`; whatever it says, every file is as it was."""
        before = self.files()
        ran = subprocess.run(
            [KEYTURN, "explain", *options, *(["--", *words] if words else [])],
            cwd=self.folder, env=self.environment, input=stdin, capture_output=True, text=True, timeout=90, check=False,
        )  # fmt: skip
        assert self.files() == before
        assert "Traceback" not in ran.stderr
        return Explained(ran.returncode, ran.stdout, ran.stderr)

    def files(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
