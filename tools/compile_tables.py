#!/usr/bin/env python3
"""Compile the recognition tables from the service models of the installed botocore.

`python tools/compile_tables.py` writes src/keyturn/adapters/aws/tables and prints what changed and the sizes.
With `--check` it writes nothing and exits 1 if the tables are stale. The same botocore gives the same bytes.
"""

import argparse
import json
import re
import sys
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import botocore
import botocore.loaders
import botocore.model
import botocore.session

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from keyturn.adapters.aws import rows  # noqa: E402  # found by the line above, installed or not
from keyturn.model.catalogue import Instant, Kind, Place  # noqa: E402  # likewise

TABLES: Final = ROOT / "src" / "keyturn" / "adapters" / "aws" / "tables"

Model: TypeAlias = Any
"""botocore's models and shapes: their attributes are made at run time, and its stubs do not know them."""

KINDS: Final = {
    "structure": Kind.STRUCTURE,
    "list": Kind.LIST,
    "map": Kind.MAP,
    "string": Kind.STRING,
    "character": Kind.STRING,
    "integer": Kind.INTEGER,
    "long": Kind.LONG,
    "float": Kind.FLOAT,
    "double": Kind.DOUBLE,
    "boolean": Kind.BOOLEAN,
    "blob": Kind.BLOB,
    "timestamp": Kind.TIMESTAMP,
}
PLACES: Final = {
    None: Place.BODY,
    "uri": Place.PATH,
    "querystring": Place.QUERY,
    "header": Place.HEADER,
    "headers": Place.HEADERS,
    "statusCode": Place.BODY,
}
INSTANTS: Final = {
    None: Instant.DEFAULT,
    "iso8601": Instant.ISO8601,
    "rfc822": Instant.RFC822,
    "unixtimestamp": Instant.EPOCH,
}
PLAIN: Final = frozenset({"string", "character", "integer", "long"})
"""Members of an answer that a later call can name."""

NEVER_SENT: Final = frozenset((service, "SourceRegion") for service in ("rds", "docdb", "neptune"))
"""Members that botocore adds to the models for its callers and takes away before it sends."""

BASE_PATH: Final = re.compile(r'"url": "https://[^"/]+(/[^"]+)"')
BUCKET_IN_RULES: Final = "/{uri_encoded_bucket}"


class Compiler:
    """Compiles one service: numbers the shapes its inputs reach, equal plain shapes once."""

    def __init__(self, name: str, model: Mapping[str, Any]) -> None:
        """Take the service's name and its model, as botocore loads it."""
        self.model: Model = botocore.model.ServiceModel(model, name)
        self.description = model
        self.name = name
        self.ec2 = self.model.metadata["protocol"] == "ec2"
        self.shapes: list[rows.ShapeRow | None] = []
        self.numbers: dict[str, int] = {}
        self.plain: dict[rows.ShapeRow, int] = {}
        self.namespaces: set[str] = set()

    def table(self) -> rows.ServiceTable:
        """The whole service."""
        metadata = self.model.metadata
        if "xmlNamespace" in metadata:
            self._namespace(metadata["xmlNamespace"])
        operations = tuple(self._operation(name) for name in sorted(self.model.operation_names))
        protocols = [metadata["protocol"], *metadata.get("protocols", ())]
        return rows.ServiceTable(
            format=rows.FORMAT,
            name=self.name,
            version=metadata["apiVersion"],
            endpoint_prefix=metadata["endpointPrefix"],
            protocols=tuple(dict.fromkeys(protocols)),
            target=metadata.get("targetPrefix", ""),
            namespaces=tuple(sorted(self.namespaces)),
            operations=operations,
            shapes=tuple(shape for shape in self.shapes if shape is not None),
        )

    def _operation(self, name: str) -> rows.OperationRow:
        operation, described = self.model.operation_model(name), self.description["operations"][name]
        shape = operation.input_shape
        root = ""
        if shape is not None:
            root = shape.serialization.get("name", "")
            self._namespace(shape.serialization.get("xmlNamespace"))
        http = operation.http
        return rows.OperationRow(
            name=name,
            method=http.get("method", "POST"),
            path=http.get("requestUri", "/"),
            input=None if shape is None else self._number(shape),
            host_prefix=(operation.endpoint or {}).get("hostPrefix", ""),
            root=root,
            checksum_member=(operation.http_checksum or {}).get("requestAlgorithmMember", ""),
            bits=rows.READ_ONLY if described.get("readonly") else 0,
            answers=tuple(_answers(operation.output_shape)),
            secrets=tuple(sorted(_secrets(self.description["shapes"], described.get("output", {}).get("shape")))),
        )

    def _number(self, shape: Model) -> int:
        """The number of `shape`; its row is written after its number is known, because shapes contain themselves."""
        if shape.type_name != "structure" and not _refers(shape):
            row = self._row(shape)
            if row not in self.plain:
                self.plain[row] = len(self.shapes)
                self.shapes.append(row)
            return self.plain[row]
        # A list's or map's own row depends on nothing that a member may override but its name and `flattened`,
        # which stand at the reference.
        number = self.numbers.get(shape.name)
        if number is None:
            number = self.numbers[shape.name] = len(self.shapes)
            self.shapes.append(None)
            self.shapes[number] = self._row(shape)
        return number

    def _row(self, shape: Model) -> rows.ShapeRow:
        bits = rows.SENSITIVE if shape.metadata.get("sensitive") and not _names_a_thing(shape) else 0
        if self.description["shapes"][shape.name].get("sparse"):
            bits |= rows.SPARSE
        if shape.serialization.get("eventstream"):
            return rows.ShapeRow(Kind.EVENT_STREAM, bits)
        if getattr(shape, "is_document_type", False):
            return rows.ShapeRow(Kind.DOCUMENT, bits)
        kind = KINDS[shape.type_name]
        if kind is Kind.STRUCTURE:
            required = set(shape.required_members)
            members = tuple(
                self._member(name, target, required=name in required)
                for name, target in shape.members.items()
                if (self.name, name) not in NEVER_SENT
            )
            return rows.ShapeRow(kind, bits, shape.name, members, shape.serialization.get("payload"))
        if kind is Kind.LIST:
            return rows.ShapeRow(kind, bits, item=self._reference(shape.member))
        if kind is Kind.MAP:
            return rows.ShapeRow(kind, bits, item=self._reference(shape.value), key=self._reference(shape.key))
        return rows.ShapeRow(kind, bits)

    def _member(self, name: str, target: Model, *, required: bool) -> rows.MemberRow:
        said = target.serialization
        self._namespace(said.get("xmlNamespace"))
        wire = self._wire(target)
        bits = rows.FLATTENED if said.get("flattened") else 0
        bits |= rows.REQUIRED if required else 0
        bits |= rows.TOKEN if target.metadata.get("idempotencyToken") else 0
        bits |= rows.ATTRIBUTE if said.get("xmlAttribute") else 0
        bits |= rows.HOST_LABEL if said.get("hostLabel") else 0
        bits |= rows.JSON_TEXT if said.get("jsonvalue") and said.get("location") == "header" else 0
        bits |= rows.STREAMING if said.get("streaming") else 0
        return rows.MemberRow(
            name=name,
            shape=self._number(target),
            wire=None if wire == name else wire,
            place=PLACES[said.get("location")],
            bits=bits,
            instant=_instant(target),
        )

    def _reference(self, target: Model) -> rows.ReferenceRow:
        bits = rows.FLATTENED if target.serialization.get("flattened") else 0
        return rows.ReferenceRow(self._number(target), self._wire(target), bits, _instant(target))

    def _wire(self, target: Model) -> str | None:
        said = target.serialization
        name: str | None = said.get("name")
        if self.ec2:
            # The ec2 protocol has names of its own: `queryName`, else the common one with a capital.
            query: str | None = said.get("queryName")
            return query or (name[0].upper() + name[1:] if name else None)
        return name

    def _namespace(self, said: Model) -> None:
        if said:
            self.namespaces.add(said if isinstance(said, str) else said["uri"])


_NAMES_A_THING: Final = re.compile(r".*(?:Arn|ARN|ArnString|K[Mm][Ss]KeyId)")


def _names_a_thing(shape: Model) -> bool:
    """Whether a shape that the models call sensitive is the name of a role, a key or a queue.

    Whoever approves must see under whose key data will be encrypted, and a name decides in which account and
    environment the call counts. What it names is protected by its own permissions, not by nobody knowing its name.
    """
    return shape.type_name == "string" and _NAMES_A_THING.fullmatch(shape.name) is not None


def _refers(shape: Model) -> bool:
    return shape.type_name in {"list", "map"}


def _instant(target: Model) -> Instant:
    said: str | None = target.serialization.get("timestampFormat")
    return INSTANTS[said.lower() if said else None]


def _answers(shape: Model) -> Iterator[tuple[str, str, int]]:
    for name, member in shape.members.items() if shape is not None else ():
        if member.type_name in PLAIN:
            yield name, member.serialization.get("name", name), PLACES[member.serialization.get("location")]


def _secrets(shapes: Mapping[str, Any], output: str | None) -> set[str]:
    """Dotted names of the outermost sensitive members of an answer; below a shape that contains itself, once."""
    found: set[str] = set()

    def walk(name: str, path: str, above: frozenset[str]) -> None:
        shape = shapes[name]
        if path and shape.get("sensitive"):
            found.add(path)
        elif name not in above:
            deeper = above | {name}
            for member, reference in shape.get("members", {}).items():
                walk(reference["shape"], f"{path}.{member}" if path else member, deeper)
            for inside in ("member", "value"):
                if inside in shape:
                    walk(shape[inside]["shape"], path, deeper)

    if output is not None:
        walk(output, "", frozenset())
    return found


def compile_all() -> dict[str, bytes]:
    """All tables by their path under the tables folder."""
    loader = botocore.session.get_session().get_component("data_loader")
    written: dict[str, bytes] = {}
    signing: dict[str, set[str]] = {}
    for name in sorted(loader.list_available_services("service-2")):
        model = loader.load_service_model(name, "service-2")
        rules = json.dumps(loader.load_service_model(name, "endpoint-rule-set-1"))
        written[f"services/{name}.bin"] = rows.pack(Compiler(name, model).table())
        for signed_as in _signing_names(model["metadata"], rules):
            signing.setdefault(signed_as, set()).add(name)
        surplus = set(BASE_PATH.findall(rules)) - {"/", BUCKET_IN_RULES}
        if surplus:
            raise SystemExit(
                f"{name}: its endpoints have base paths {sorted(surplus)}, which recognition does not know yet"
            )
    index = {signed_as: tuple(sorted(names)) for signed_as, names in sorted(signing.items())}
    written["index.bin"] = rows.pack(rows.IndexTable(rows.FORMAT, botocore.__version__, index))
    return written


def _signing_names(metadata: Mapping[str, Any], rules: str) -> set[str]:
    own = metadata.get("signingName") or metadata["endpointPrefix"]
    return {own} | set(re.findall(r'"signingName": "([\w.-]+)"', rules))


def _installed() -> dict[str, bytes]:
    files = (*TABLES.glob("index.bin"), *TABLES.glob("services/*.bin"))
    return {path.relative_to(TABLES).as_posix(): path.read_bytes() for path in files}


def _changes(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[str]:
    for path in sorted(old.keys() | new.keys()):
        if path not in new:
            yield f"- {path}"
        elif path not in old:
            yield f"+ {path}"
        elif zlib.decompress(old[path]) != zlib.decompress(new[path]):
            # Not the compressed bytes: they differ between versions of zlib.
            yield f"~ {path}{_operations_changed(path, old[path], new[path])}"


def _operations_changed(path: str, old: bytes, new: bytes) -> str:
    if not path.startswith("services/"):
        return ""
    try:
        before = {row.name for row in rows.unpack(old, rows.ServiceTable).operations}
    except ValueError:
        return ": of another format"
    after = {row.name for row in rows.unpack(new, rows.ServiceTable).operations}
    words = [f"+{name}" for name in sorted(after - before)] + [f"-{name}" for name in sorted(before - after)]
    return ": " + (" ".join(words) or "members only")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the tables are stale")
    check = parser.parse_args(arguments).check
    old, new = _installed(), compile_all()
    changed = list(_changes(old, new))
    if check and changed:
        print(*changed, sep="\n")
        print(f"the tables are stale against botocore {botocore.__version__}: run `make tables`")
        return 1
    if changed:
        for path in old.keys() - new.keys():
            (TABLES / path).unlink()
        for path, data in new.items():
            (TABLES / path).parent.mkdir(parents=True, exist_ok=True)
            (TABLES / path).write_bytes(data)
        print(*changed, sep="\n")
    total = sum(map(len, new.values()))
    print(f"{len(new) - 1} services of botocore {botocore.__version__}, {total / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
