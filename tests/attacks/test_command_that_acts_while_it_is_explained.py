"""I write a command for your hook to explain, and have it do its work while you only ask what it would do."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.explaining_aws import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address that notes whoever connects."""
    came: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def note() -> None:
            while True:
                try:
                    connection, where = server.accept()
                except OSError:
                    return
                came.append(str(where))
                connection.close()

        threading.Thread(target=note, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", came
        server.shutdown(socket.SHUT_RDWR)


def script(place: Place, name: str, text: str) -> Path:
    """A program of the attacker's beside the files."""
    written = place.folder / name
    written.parent.mkdir(exist_ok=True)
    written.write_text(f"#!/bin/sh\ntouch {place.folder}/acted\n{text}\n")
    written.chmod(0o700)
    return written


def test_my_own_program_is_called_aws_too(place: Place) -> None:
    mine = script(place, "aws", "echo aws-cli/2.0.0")

    told = place.explain(str(mine), "s3", "rm", "s3://costs/a")

    assert (told.code, told.json["effect"], told.json["decision"]) == (1, "unknown", "ask")
    assert not (place.folder / "acted").exists()


def test_my_program_is_found_through_the_folder_in_which_you_stand(place: Place) -> None:
    script(place, "aws", "echo aws-cli/2.0.0")

    for path in (".", f".:{place.environment['PATH']}"):
        place.environment["PATH"] = path
        told = place.explain("aws", "s3", "rm", "s3://costs/a")
        assert (told.code, told.json["effect"], told.json["decision"]) == (1, "unknown", "ask")
    assert not (place.folder / "acted").exists()


def test_an_aws_that_cannot_be_watched_says_nothing_that_is_believed(place: Place) -> None:
    script(place, "bin/aws", "echo aws-cli/2.0.0")
    place.environment["PATH"] = f"{place.folder}/bin:{place.environment['PATH']}"
    (place.folder / "acted").touch()  # it is the user's own: it is run, once for its version and once for the command

    told = place.explain("aws", "s3", "rm", "s3://costs/a")

    assert (told.code, told.json["effect"], told.json["decision"]) == (1, "unknown", "ask")
    assert "could not be watched" in told.json["reason"]


def test_my_command_names_an_endpoint_of_mine(place: Place, listener: tuple[str, list[str]]) -> None:
    address, came = listener

    for words in (
        ("aws", "s3", "rm", "s3://costs/a", "--endpoint-url", address),
        ("aws", "sqs", "purge-queue", "--queue-url", f"{address}/123456789012/costs", "--endpoint-url", address),
    ):
        assert place.explain(*words).names
    assert came == []


def test_my_command_fetches_a_parameter_from_me(place: Place, listener: tuple[str, list[str]]) -> None:
    address, came = listener

    told = place.explain("aws", "ec2", "run-instances", "--user-data", f"{address}/script")

    assert (told.json["effect"], told.json["decision"], came) == ("unknown", "deny", [])


@pytest.mark.parametrize(
    "words",
    [
        ("s3", "sync", "s3://costs", ".", "--delete"),
        ("s3api", "get-object", "--bucket", "costs", "--key", "a", "home/.aws/credentials"),
        ("configure", "set", "aws_secret_access_key", "mine"),
        ("ssm", "start-session", "--target", "i-0123456789abcdef0"),
    ],
)
def test_my_command_works_on_your_files_and_starts_programs(place: Place, words: tuple[str, ...]) -> None:
    place.explain("aws", *words)  # which compares every file with what it was


def test_my_command_borrows_your_credentials(place: Place) -> None:
    told = place.explain("aws", "s3", "presign", "s3://costs/a")

    assert "AKIAREAL" not in told.out + told.err
