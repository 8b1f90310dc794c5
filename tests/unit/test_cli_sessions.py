"""Opening a session for an agent, and running one in it with the cloud credentials around out of its reach."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from keyturn.cli.run import clean_environment
from tests.paper_desk import Bench, bench

OPEN = ("--agent", "kiro", "--as", "dana", "--key", "dana.key", "--task", "fix the rounding")


@pytest.fixture
def at(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with bench(tmp_path, capsys, monkeypatch) as made:
        yield made


def started(at: Bench, *command: str, **variables: str) -> subprocess.Popen[str]:
    """`keyturn run` as a process of its own, as an agent's starter would be."""
    return subprocess.Popen(
        [sys.executable, "-m", "keyturn", "run", *OPEN, "--", *command],
        cwd=at.folder,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def seen_inside(at: Bench, program: str, **variables: str) -> Any:  # noqa: ANN401 - what the program inside wrote
    done = started(at, sys.executable, "-c", program, **variables)
    out, err = done.communicate(timeout=60)
    assert done.returncode == 0, err
    return json.loads(out)


def test_a_session_is_printed_as_export_lines_and_nothing_else(at: Bench) -> None:
    opened = at.type("session", "open", *OPEN)

    assert opened.code == 0
    lines = dict(line.removeprefix("export ").split("=", 1) for line in opened.out.splitlines())
    assert all(line.startswith("export ") for line in opened.out.splitlines())
    assert lines["AWS_ENDPOINT_URL"] == "http://127.0.0.1:8400"
    assert lines["AWS_EC2_METADATA_DISABLED"] == "true"
    assert lines["AWS_DISABLE_HOST_PREFIX_INJECTION"] == "true"


def test_as_json_a_session_has_the_members_that_scripts_rely_on(at: Bench) -> None:
    opened = at.type("session", "open", *OPEN, "--environment", "production", "--json").data

    assert {"session", "task", "expires", "env"} <= opened.keys()
    assert opened["env"]["AWS_REGION"] == opened["env"]["AWS_DEFAULT_REGION"] == "cn-north-1"
    assert {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} <= opened["env"].keys()


def test_the_region_is_the_one_asked_for(at: Bench) -> None:
    opened = at.type("session", "open", *OPEN, "--region", "cn-northwest-1", "--json").data

    assert opened["env"]["AWS_REGION"] == "cn-northwest-1"


def test_a_task_that_goes_on_keeps_what_it_was_opened_with(at: Bench) -> None:
    task = ("--agent", "kiro", "--as", "dana", "--key", "dana.key", "--task-id", "T-9F2K1M0AAAA")

    assert at.type("session", "open", *task, "--json").data["task"] == "T-9F2K1M0AAAA"
    refused = at.type("session", "open", *task, "--environment", "production")
    assert refused.code == 2
    assert "keeps the kind, environment and scope" in refused.err


def test_a_key_that_others_can_read_signs_nothing(at: Bench) -> None:
    (at.folder / "dana.key").chmod(0o640)

    refused = at.type("session", "open", *OPEN)

    assert refused.code == 2
    assert "chmod 600 dana.key" in refused.err
    assert "session_open" not in [method for method, _ in at.desk.asked]


def test_the_command_gets_the_session_and_no_other_way_to_the_cloud(at: Bench) -> None:
    env = seen_inside(
        at,
        "import json, os; print(json.dumps(dict(os.environ)))",
        AWS_ACCESS_KEY_ID="AKIAREALREALREAL",
        AWS_PROFILE="prod",
        AWS_ENDPOINT_URL_S3="https://s3.example",
        AWS_WEB_IDENTITY_TOKEN_FILE="/run/token",
        AWS_CONTAINER_CREDENTIALS_FULL_URI="http://169.254.170.2/x",
        AWS_IGNORE_CONFIGURED_ENDPOINT_URLS="true",
        KEYTURN_ANYTHING="x",
        EDITOR="vi",
    )

    assert env["AWS_ACCESS_KEY_ID"] == "KTPAPERPAPERPAPER000"
    assert env["EDITOR"] == "vi"
    assert (
        set(env)
        & {
            "AWS_PROFILE",
            "AWS_ENDPOINT_URL_S3",
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
            "KEYTURN_ANYTHING",
        }
        == set()
    )


def test_botocore_inside_finds_the_session_and_never_the_persons_own_files(at: Bench) -> None:
    home = at.folder / "home"
    (home / ".aws").mkdir(parents=True)
    (home / ".aws" / "credentials").write_text("[default]\naws_access_key_id = REAL\naws_secret_access_key = REAL\n")
    (home / ".aws" / "config").write_text("[default]\nregion = us-west-2\n[profile prod]\nregion = us-west-1\n")
    (home / ".boto").write_text("[Credentials]\naws_access_key_id = REAL\naws_secret_access_key = REAL\n")
    program = """
import json, os, botocore.session
with_session = botocore.session.Session()
found = {"with": with_session.get_credentials().access_key, "profiles": with_session.available_profiles}
found["host"] = with_session.create_client("sts").meta.endpoint_url
for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
    del os.environ[name]
found["without"] = botocore.session.Session().get_credentials() is not None
print(json.dumps(found))
"""

    found = seen_inside(at, program, HOME=str(home))

    assert found == {
        "with": "KTPAPERPAPERPAPER000",
        "profiles": [],
        "host": "http://127.0.0.1:8400",
        "without": False,
    }


def test_a_proxy_for_the_world_outside_is_not_asked_for_the_gateway(tmp_path: Path) -> None:
    around = {"HTTPS_PROXY": "http://proxy:1", "http_proxy": "http://proxy:1", "no_proxy": "intranet"}

    cleaned = clean_environment(around, {}, tmp_path)

    assert cleaned["no_proxy"] == cleaned["NO_PROXY"] == "intranet,127.0.0.1,localhost,::1"


def test_the_exit_code_is_the_commands_own_and_the_session_is_ended(at: Bench) -> None:
    done = started(at, "sh", "-c", "exit 7")
    _, err = done.communicate(timeout=60)

    assert done.returncode == 7
    assert at.desk.ended == ["S-0000002BBBB"]
    assert "isolation none: the command runs as you" in err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_is_handed_on_and_the_session_is_ended_all_the_same(at: Bench, number: signal.Signals) -> None:
    done = started(at, sys.executable, "-c", "import signal, time; print('up', flush=True); time.sleep(60)")
    assert done.stdout is not None
    assert done.stdout.readline() == "up\n"

    began = time.monotonic()
    done.send_signal(number)
    done.communicate(timeout=30)

    assert time.monotonic() - began < 20
    # Python turns SIGINT into an exception and a death by that signal; the shells write it as 128 and the number.
    assert done.returncode == 128 + number
    assert at.desk.ended == ["S-0000002BBBB"]


def test_nothing_is_opened_for_a_command_that_is_not_there(at: Bench) -> None:
    refused = at.type("run", *OPEN, "--", "no-such-program-anywhere")

    assert refused.code == 127
    assert "is it on your PATH?" in refused.err
    assert at.desk.asked == []


def test_run_without_a_command_says_where_it_goes(at: Bench) -> None:
    assert "keyturn run ... -- COMMAND" in at.type("run", *OPEN).err


def test_a_revoked_session_is_ended_by_a_signed_statement(at: Bench) -> None:
    revoked = at.signed("session", "revoke", "S-0000002BBBB", by="ana")

    assert revoked.code == 0
    assert at.desk.ended == ["S-0000002BBBB"]
