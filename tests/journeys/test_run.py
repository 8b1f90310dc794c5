"""`keyturn run`: the command has a session's credentials and no other, and they end with it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from tests.gateway import ACCOUNT, AWS, DEVELOPMENT, Gateway

AMBIENT: Final = {
    "AWS_ACCESS_KEY_ID": "AKIAENGINEER00000000",
    "AWS_SECRET_ACCESS_KEY": "the-engineers-secret",
    "AWS_SESSION_TOKEN": "the-engineers-token",
    "AWS_SECURITY_TOKEN": "the-engineers-old-token",
    "AWS_PROFILE": "admin",
    "AWS_DEFAULT_PROFILE": "admin",
    "AWS_ROLE_ARN": "arn:aws-cn:iam::123456789012:role/admin",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/var/run/secrets/token",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/credentials",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/credentials",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN": "the-containers-token",
    "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9",
    "AWS_CA_BUNDLE": "/nowhere",
    "aws_secret_access_key": "in lower case",
    "BOTO_CONFIG": "/nowhere/boto",
    "EC2_SECRET_KEY": "an-older-relative",
    "KEYTURN_ANYTHING": "ours",
}
CREDENTIALS: Final = "[default]\naws_access_key_id = AKIADEFAULT00000000\naws_secret_access_key = from-the-file\n"
PROFILES: Final = (
    "[profile admin]\nrole_arn = arn:aws-cn:iam::123456789012:role/admin\nsource_profile = default\n"
    "[profile sso]\nsso_start_url = https://x.awsapps.cn/start\nsso_region = cn-north-1\n"
    "sso_account_id = 123456789012\nsso_role_name = admin\n[profile shell]\ncredential_process = /bin/echo leaked\n"
)
LOOK: Final = """
import json, os, boto3, botocore.session
session = boto3.session.Session()
found = session.get_credentials()
print(json.dumps({
    "environment": dict(os.environ),
    "profiles": botocore.session.Session().available_profiles,
    "method": found.method,
    "key": found.access_key,
    "who": session.client("sts").get_caller_identity()["Account"],
}))
"""


@pytest.fixture
def home(gate: Gateway) -> Path:
    """The home of an engineer who has been at work for a while."""
    home = gate.folder / "engineer"
    cache = home / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    (home / ".aws" / "credentials").write_text(CREDENTIALS)
    (home / ".aws" / "config").write_text(PROFILES)
    (cache / "abc.json").write_text('{"accessToken": "the-sso-token", "expiresAt": "2030-01-01T00:00:00Z"}')
    (home / ".boto").write_text("[Credentials]\naws_access_key_id = AKIABOTO000000000000\n")
    return home


def words(gate: Gateway, command: Sequence[str]) -> list[str]:
    return [
        *(sys.executable, "-m", "keyturn", "run", "--config", str(gate.config), "--agent", "fixer"),
        *(*gate.signed("dana"), "--task", "fix the rounding", "--environment", "development", "--", *command),
    ]


def environment(gate: Gateway, home: Path) -> Mapping[str, str]:
    return gate.bare() | AMBIENT | {"HOME": str(home), "PATH": f"{AWS.parent}{os.pathsep}{os.defpath}"}


def run(gate: Gateway, home: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        words(gate, command), env=environment(gate, home), capture_output=True, text=True, timeout=60, check=False
    )


def session_of(gate: Gateway, said: str) -> dict[str, str]:
    """The session that a command spoke of."""
    found = [one for one in gate.must("session", "list", "--json").json["sessions"] if one["session"] in said]
    assert len(found) == 1, said
    return dict(found[0])


def test_the_command_sees_the_sessions_credentials_and_no_other(gate: Gateway, home: Path) -> None:
    done = run(gate, home, sys.executable, "-c", LOOK)

    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert (seen["method"], seen["profiles"], seen["who"]) == ("env", [], ACCOUNT)
    assert seen["key"] == seen["environment"]["AWS_ACCESS_KEY_ID"]
    assert seen["key"].startswith("KTRN")
    assert seen["environment"]["AWS_DEFAULT_REGION"] == DEVELOPMENT
    assert seen["environment"]["AWS_EC2_METADATA_DISABLED"] == "true"
    assert seen["environment"]["HOME"] == str(home)
    text = json.dumps(seen)
    for name, value in AMBIENT.items():
        assert value not in text, name
    for value in ("AKIADEFAULT00000000", "from-the-file", "the-sso-token", "AKIABOTO000000000000", "leaked"):
        assert value not in text


def test_a_profile_that_the_engineer_has_is_unknown_to_the_aws_program(gate: Gateway, home: Path) -> None:
    named = run(gate, home, "aws", "sts", "get-caller-identity", "--profile", "admin")
    listed = run(gate, home, "aws", "configure", "list")

    assert named.returncode != 0
    assert "The config profile (admin) could not be found" in named.stderr
    assert listed.returncode == 0
    assert "****" in listed.stdout
    assert "None" in listed.stdout.splitlines()[2]  # no profile


def test_the_session_ends_with_the_command_and_its_exit_code_is_handed_on(gate: Gateway, home: Path) -> None:
    done = run(gate, home, "sh", "-c", "env > ~/seen; aws dynamodb list-tables > /dev/null && exit 7")

    assert done.returncode == 7, done.stderr
    assert "not sealed: one person can still change this gate" in done.stderr
    assert "isolation none: the command runs as you" in done.stderr
    assert session_of(gate, done.stderr)["state"] == "ended"
    kept = dict(line.split("=", 1) for line in (home / "seen").read_text().splitlines() if "=" in line)
    late = subprocess.run(
        [str(AWS), "dynamodb", "list-tables"],
        env=gate.bare() | {name: value for name, value in kept.items() if name.startswith("AWS_")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert late.returncode == 255
    assert "was ended: open another with `keyturn session open`" in late.stderr


def test_a_command_that_is_told_to_stop_takes_its_session_with_it(gate: Gateway, home: Path) -> None:
    with subprocess.Popen(
        words(gate, ["sh", "-c", "trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done"]),
        env=environment(gate, home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline() == "ready\n"
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 9
        said = running.stderr.read()

    assert session_of(gate, said)["state"] == "ended"


def test_a_command_that_is_not_there_leaves_no_session_open(gate: Gateway, home: Path) -> None:
    before = gate.must("session", "list", "--json").json

    done = run(gate, home, "no-such-program")

    assert done.returncode == 127
    assert done.stderr == "keyturn: `no-such-program` is not to be found: is it on your PATH?\n"
    assert gate.must("session", "list", "--json").json == before
