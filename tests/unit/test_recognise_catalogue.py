"""The tables in the package: what is in them, and that they are those of the installed botocore."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import botocore
import pytest
from botocore.loaders import Loader

from keyturn.adapters.aws import rows
from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.model.catalogue import Kind, Place, Wire
from tests.wire.handmade import catalogue

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "src" / "keyturn" / "adapters" / "aws" / "tables"


@pytest.fixture(scope="module")
def compiler() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compile_tables", ROOT / "tools" / "compile_tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_service_and_operation_of_botocore_is_there() -> None:
    names = catalogue().names()
    operations = sum(len(catalogue().service(name).operations) for name in names)

    assert catalogue().botocore == botocore.__version__
    assert (len(names), operations) == (439, 19796)


def test_a_service_looks_as_its_model_says() -> None:
    dynamodb = catalogue().service("dynamodb")
    put = dynamodb.operations["PutItem"]

    assert (dynamodb.target, dynamodb.version, dynamodb.protocols) == ("DynamoDB_20120810", "2012-08-10", (Wire.JSON,))
    assert (put.method, put.path) == ("POST", "/")
    assert catalogue().service("cloudwatch").protocols == (Wire.RPC_CBOR, Wire.JSON, Wire.QUERY)


def test_members_know_where_they_stand() -> None:
    s3 = catalogue().service("s3")
    operation = s3.operations["PutObject"]
    assert operation.input is not None
    shape = s3.shapes[operation.input]
    places = {member.name: member.place for member in shape.members}

    assert shape.payload == "Body"
    assert places["Bucket"] is Place.PATH
    assert places["ACL"] is Place.HEADER
    assert places["Metadata"] is Place.HEADERS
    assert next(member for member in shape.members if member.name == "Body").streaming
    assert operation.checksum_member == "ChecksumAlgorithm"


def test_an_operation_knows_what_its_answer_offers_to_later_calls() -> None:
    create = catalogue().service("s3").operations["CreateMultipartUpload"]

    assert ("UploadId", "UploadId") in {(answer.name, answer.wire) for answer in create.answers}
    assert "Credentials.SecretAccessKey" in catalogue().service("sts").operations["AssumeRole"].secrets


def test_a_service_is_read_once() -> None:
    assert catalogue().service("sts") is catalogue().service("sts")


def test_what_does_not_exist_is_not_found() -> None:
    assert catalogue().signed_as("../../etc/passwd") == ()
    with pytest.raises(KeyError):
        catalogue().service("../index")


def test_a_table_of_another_format_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "index.bin").write_bytes(rows.pack(rows.IndexTable(rows.FORMAT + 1, "1", {})))

    with pytest.raises(ValueError, match="not of format"):
        PackagedCatalogue(tmp_path)


@pytest.mark.parametrize("data", [b"", b"no table", rows.pack(rows.IndexTable(rows.FORMAT, "1", {}))[:-1]])
def test_a_table_that_is_damaged_is_not_read(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "index.bin").write_bytes(data)

    with pytest.raises(ValueError, match="cannot be read"):
        PackagedCatalogue(tmp_path)


@pytest.mark.parametrize("name", ["sts", "s3", "ec2", "dynamodb", "cloudwatch", "lambda", "route53"])
def test_the_tables_are_those_of_the_installed_botocore(compiler: ModuleType, name: str) -> None:
    model = Loader().load_service_model(name, "service-2")
    kept = rows.unpack((TABLES / "services" / f"{name}.bin").read_bytes(), rows.ServiceTable)

    assert compiler.Compiler(name, model).table() == kept, "run `make tables`"


def test_the_tables_are_slim() -> None:
    assert sum(path.stat().st_size for path in TABLES.rglob("*.bin")) < 6_000_000


def test_every_shape_of_every_service_can_be_read() -> None:
    """A list has items and a map has keys: the readers rely on it."""
    for name in catalogue().names():
        for shape in catalogue().service(name).shapes:
            assert (shape.item is not None) == (shape.kind in {Kind.LIST, Kind.MAP})
            assert (shape.key is not None) == (shape.kind is Kind.MAP)
            assert bool(shape.members) <= (shape.kind is Kind.STRUCTURE)
