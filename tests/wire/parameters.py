"""Parameters made up for an operation: of the right types and sizes, seeded, within what every server would accept."""

import random
import string
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from botocore.model import MapShape, OperationModel, StructureShape

Model: TypeAlias = Any
"""A shape of botocore's: its attributes are made at run time."""

Value: TypeAlias = Any
"""Whatever botocore takes as a parameter."""

DEEP = 4
_LETTERS = string.ascii_letters + string.digits
_WORDS = ["alpha", "Beta_2", "g-1", "d e", "x/y", "ünï", "a+b", "50%", "q?&=", "z.z", "1,2", 'say "hi"', "t:u"]


class Maker:
    """Makes parameters. `full` fills every member, else only the required ones; both stop at recursion."""

    def __init__(self, seed: object, *, full: bool) -> None:
        self._rng = random.Random(f"{seed}")
        self._full = full

    def parameters(self, operation: OperationModel) -> dict[str, Any]:
        shape = operation.input_shape
        if shape is None:
            return {}
        given: dict[str, Any] = {}
        for name, member in shape.members.items():
            if name in shape.required_members or self._full:
                value = self._placed(name, member, operation)
                if value is not None:
                    given[name] = value
        return given

    def _placed(self, name: str, member: Model, operation: OperationModel) -> Value:
        """A top-level member: outside the body, what may stand there is narrower."""
        location = member.serialization.get("location")
        service = operation.service_model.service_name
        if member.serialization.get("eventstream") or name in _INVENTED:
            return None
        if (service, name) in _HOSTS:
            return _HOSTS[service, name]
        if member.serialization.get("hostLabel") or name == "AccountId":
            return "123456789012"
        if service in {"s3", "s3control"}:
            special = _S3.get(name)
            if special is not None:
                return special
        if member.serialization.get("name", "").lower() == "content-type":
            return "application/json"
        if location in {"header", "headers"}:
            return self._in_header(member)
        if location == "uri" and member.type_name == "string":
            return self._text(member, plain=True)
        if location == "querystring" and member.type_name == "map":
            return None if service == "apigateway" else self._value(member, 1, ())
        return self._value(member, 1, ())

    def _in_header(self, member: Model) -> Value:
        if member.type_name == "string" and member.serialization.get("jsonvalue"):
            return {"a": [1, "b", {"c": None}]}
        if member.type_name == "string":
            return self._text(member, plain=True)
        if member.type_name == "map":
            return {"one": "1", "two-words": "a b"}
        if member.type_name == "list":
            return (
                [self._text(member.member, plain=True), "a,b", 'say "hi"']
                if not member.member.enum
                else list(member.member.enum[:2])
            )
        return self._value(member, 1, (), whole_seconds=True)

    def _value(self, shape: Model, depth: int, above: tuple[str, ...], *, whole_seconds: bool = False) -> Value:
        kind = shape.type_name
        if getattr(shape, "is_document_type", False):
            return {"any": ["thing", 1, 2.5, None, True]}
        if isinstance(shape, StructureShape):
            return self._structure(shape, depth, above)
        if kind == "list":
            return self._list(shape, depth, above)
        if isinstance(shape, MapShape):
            return self._map(shape, depth, above)
        if kind == "timestamp":
            coarse = whole_seconds or shape.serialization.get("timestampFormat", "").lower() == "rfc822"
            micros = 0 if coarse else self._rng.choice([0, 0, 250000])
            return datetime(2024, 2, 29, 1, 2, 3, micros, UTC) + timedelta(days=self._rng.randrange(400))
        if kind == "blob":
            return bytes(self._rng.randrange(256) for _ in range(self._rng.randrange(1, 9)))
        if kind == "boolean":
            return self._rng.random() < 0.5
        if kind in {"integer", "long"}:
            return self._number(shape)
        if kind in {"float", "double"}:
            return self._rng.choice([0.5, 1.0, 3.25, 100.0, 1e-5 if kind == "double" else 0.125])
        return self._text(shape)

    def _structure(self, shape: Model, depth: int, above: tuple[str, ...]) -> dict[str, Any]:
        names = list(shape.members)
        chosen = set(shape.required_members)
        if getattr(shape, "is_tagged_union", False):
            chosen = {self._rng.choice(names)} if names else set()
        elif self._full and depth < DEEP:
            chosen |= set(names)
        elif not chosen and names and depth < DEEP:
            chosen = {names[0]}
        given: dict[str, Any] = {}
        for name in names:
            member = shape.members[name]
            if name in chosen and (member.name not in above or name in shape.required_members) and depth < 24:
                given[name] = self._value(member, depth + 1, (*above, shape.name))
        return given

    def _list(self, shape: Model, depth: int, above: tuple[str, ...]) -> list[Any]:
        least = shape.metadata.get("min", 0)
        if shape.member.name in above and not least:
            return []
        count = max(least, self._rng.choice([1, 1, 2, 3]) if depth < DEEP else 1)
        count = min(count, shape.metadata.get("max", count))
        return [self._value(shape.member, depth + 1, above) for _ in range(count)]

    def _map(self, shape: Model, depth: int, above: tuple[str, ...]) -> dict[str, Any]:
        if shape.value.name in above:
            return {}
        count = max(shape.metadata.get("min", 0), 1)
        keys = [self._text(shape.key) + ("" if shape.key.enum else str(place)) for place in range(count)]
        return {key[: shape.key.metadata.get("max", 256)]: self._value(shape.value, depth + 1, above) for key in keys}

    def _number(self, shape: Model) -> int:
        low, high = int(shape.metadata.get("min", 0)), int(shape.metadata.get("max", 1000))
        return self._rng.randint(low, max(low, high))

    def _text(self, shape: Model, *, plain: bool = False) -> str:
        if getattr(shape, "enum", None):
            return str(self._rng.choice(shape.enum))
        least, most = int(shape.metadata.get("min", 0)), int(shape.metadata.get("max", 64))
        word = "w" + "".join(self._rng.choices(_LETTERS, k=5)) if plain else self._rng.choice(_WORDS)
        while len(word) < least:
            word += self._rng.choice(_LETTERS)
        return word[: max(most, least, 1)]


_INVENTED = {"DestinationRegion", "PresignedUrl", "PreSignedUrl"}
"""Members that botocore's handlers take away or add."""

_HOSTS: dict[tuple[str, str], Any] = {
    ("cloudfront-keyvaluestore", "KvsARN"): "arn:aws:cloudfront::123456789012:key-value-store/a1b2",
    ("docdb", "SourceRegion"): None,
    ("ec2", "SourceRegion"): "us-west-2",
    ("events", "EndpointId"): None,
    ("machinelearning", "PredictEndpoint"): "https://realtime.machinelearning.us-east-1.amazonaws.com",
    ("neptune", "SourceRegion"): None,
    ("rds", "SourceRegion"): None,
    ("sesv2", "EndpointId"): None,
}
"""Members from which botocore makes a host name, or a signature of another kind."""

_S3: dict[str, Any] = {
    "Bucket": "amzn-s3-demo-bucket",
    "Key": "a folder/näme+plus%25.txt",
    "SourceBucket": "amzn-s3-demo-source",
    "ChecksumAlgorithm": "CRC32",
    "CopySource": "amzn-s3-demo-source/key%20one?versionId=3",
    "RenameSource": "/key%20one",
    "Name": "demo-name",
    "ContentMD5": "1B2M2Y8AsgTpgAmY7PhCfg==",
    "SSECustomerAlgorithm": "AES256",
    "SSECustomerKey": "k" * 32,
    "CopySourceSSECustomerKey": "k" * 32,
}
