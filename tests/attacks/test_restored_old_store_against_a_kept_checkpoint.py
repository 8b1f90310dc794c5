"""I put yesterday's store back, key and all: yesterday mallory was enrolled, and nobody had rejected my change."""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.gateway import Gateway, gateway

REGION = "cn-north-1"
BUCKET = "keyturn-kept"


@pytest.fixture(scope="module")
def s3(moto_server: str) -> Any:  # noqa: ANN401 - boto3 builds clients at run time
    """A bucket with object lock: its versions last for ten days, whoever holds the gateway's credentials."""
    client = boto3.client(
        "s3", endpoint_url=moto_server, region_name=REGION, aws_access_key_id="x", aws_secret_access_key="x"
    )
    client.create_bucket(
        Bucket=BUCKET,
        CreateBucketConfiguration={"LocationConstraint": REGION},
        ObjectLockEnabledForBucket=True,
    )
    rule = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 10}}
    client.put_object_lock_configuration(
        Bucket=BUCKET, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule}
    )
    return client


@pytest.fixture
def gate(moto_server: str, s3: Any, tmp_path: Path) -> Iterator[Gateway]:  # noqa: ANN401
    """A gate that keeps its checkpoints in a file and in that bucket."""
    places = f'kept = ["file://{tmp_path}/kept", "s3://{BUCKET}/{tmp_path.name}"]'
    with gateway(moto_server, more=f"[log]\n{places}\n") as running:
        yield running


def put_back(gate: Gateway) -> None:
    """Stop the gate, keep a copy of its store, let it go on a while, and put the copy back."""
    gate.stop()
    old = gate.folder / "yesterday"
    shutil.copytree(gate.data, old, ignore=shutil.ignore_patterns("*.sock"))
    gate.start()
    gate.enrol("eve")
    gate.stop()
    shutil.rmtree(gate.data)
    old.rename(gate.data)


def kept_beyond(size: int, kept: Path) -> int:
    """Wait until a checkpoint over more than `size` entries is kept."""
    for _ in range(100):
        found = int(kept.read_text().split("\n")[1]) if kept.exists() else -1
        if found > size:
            return found
        time.sleep(0.1)
    pytest.fail(f"after ten seconds, no checkpoint over more than {size} entries is kept")


def refused(gate: Gateway) -> str:
    with pytest.raises(AssertionError, match="did not start"):
        gate.start()
    gate.process = None
    return gate.complaints()


def test_it_does_not_start_and_says_what_it_misses(gate: Gateway) -> None:
    put_back(gate)

    said = refused(gate)
    assert "the store is not the one that was kept in `file://" in said
    assert "Put the newer store back" in said


def test_an_enrolment_is_kept_within_moments(gate: Gateway, tmp_path: Path) -> None:
    first = kept_beyond(-1, tmp_path / "kept")
    gate.enrol("eve")
    assert kept_beyond(first, tmp_path / "kept") > first


def test_a_file_overwritten_too_leaves_what_is_locked_in_s3(gate: Gateway, tmp_path: Path) -> None:
    put_back(gate)
    (tmp_path / "kept").unlink()

    assert f"the store is not the one that was kept in `s3://{BUCKET}/{tmp_path.name}`" in refused(gate)


def test_deleting_the_newest_object_hides_nothing(gate: Gateway, tmp_path: Path, s3: Any) -> None:  # noqa: ANN401
    put_back(gate)
    (tmp_path / "kept").unlink()
    listed = s3.list_objects_v2(Bucket=BUCKET, Prefix=f"{tmp_path.name}/")["Contents"]
    for row in listed[:-1]:
        s3.delete_object(Bucket=BUCKET, Key=row["Key"])

    assert "the store is not the one that was kept" in refused(gate)
    version = s3.list_object_versions(Bucket=BUCKET, Prefix=listed[0]["Key"])["Versions"][0]["VersionId"]
    with pytest.raises(s3.exceptions.ClientError):
        s3.delete_object(Bucket=BUCKET, Key=listed[0]["Key"], VersionId=version)


def test_a_checkpoint_of_my_own_log_in_its_place_is_no_checkpoint_of_this_one(gate: Gateway, tmp_path: Path) -> None:
    gate.stop()
    note = (tmp_path / "kept").read_text()
    (tmp_path / "kept").write_text(note.replace(note.split("\n")[1], "1", 1))

    assert "no checkpoint of this log" in refused(gate)


def test_what_cannot_be_asked_may_be_newer(gate: Gateway, tmp_path: Path) -> None:
    gate.stop()
    gate.more = gate.more.replace(f"s3://{BUCKET}", "s3://nobodys-bucket")
    gate.configure()

    assert "cannot be had now" in refused(gate)
    gate.more = f'[log]\nkept = ["file://{tmp_path}/not-mounted/kept"]'
    gate.configure()
    assert "is not there" in refused(gate)


def test_a_store_that_only_grew_starts_and_says_what_is_kept(gate: Gateway) -> None:
    gate.stop()
    gate.start()

    status = gate.keyturn("doctor", "--json").json
    assert [one for one in status["findings"] if one["about"] == "kept" and one["level"] == "good"]
    with closing(sqlite3.connect(f"file:{gate.data}/log.db?mode=ro", uri=True)) as store:
        (newest,) = store.execute("SELECT max(size) FROM checkpoints").fetchone()
    assert newest > 3
