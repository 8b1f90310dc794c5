"""Compile where each AWS service is reached, by partition and region, from botocore's endpoint rules.

Writes `src/keyturn/adapters/aws/tables/endpoints.json`: host names as templates, `{region}` and `{suffix}` left open.
`*` stands for every partition, `aws-cn` for one, `aws-cn/cn-north-1` for a region that differs from its partition.
"""

import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import botocore
import botocore.session
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import BotoCoreError

from keyturn.adapters.aws.hosts import FORMAT

TARGET: Final = Path(__file__).parents[1] / "src" / "keyturn" / "adapters" / "aws" / "tables" / "endpoints.json"

Partitions = dict[str, dict[str, Any]]


def main() -> int:
    """Write the table, or with `--check` say whether it is up to date."""
    text = json.dumps(compiled(), indent=1, sort_keys=True) + "\n"
    if sys.argv[1:] == ["--check"]:
        return 0 if TARGET.is_file() and TARGET.read_text() == text else 1
    TARGET.write_text(text)
    print(f"{TARGET.name}: {len(json.loads(text)['services'])} services, {len(text)} bytes")
    return 0


def compiled() -> dict[str, Any]:
    """Return the table as botocore's data of today gives it."""
    session = botocore.session.get_session()
    loader = session.get_component("data_loader")
    rules = loader.load_data("partitions")
    partitions: Partitions = {
        part["id"]: {
            "regions": part["regionRegex"],
            "suffix": part["outputs"]["dnsSuffix"],
            "names": sorted(name for name in part["regions"] if not name.endswith("-global")),
        }
        for part in rules["partitions"]
    }
    services = {}
    for service in session.get_available_services():
        rule_set = loader.load_service_model(service, "endpoint-rule-set-1")
        hosts = _hosts(rule_set, EndpointProvider(rule_set, rules), partitions)
        if hosts:
            services[service] = _templates(hosts, partitions)
    return {
        "format": FORMAT,
        "botocore": botocore.__version__,
        "partitions": {
            name: {"regions": part["regions"], "suffix": part["suffix"]} for name, part in partitions.items()
        },
        "services": services,
    }


def _hosts(
    rule_set: Mapping[str, Any], provider: EndpointProvider, partitions: Partitions
) -> dict[tuple[str, str], str]:
    """Return the host by partition and region, with every choice at its default."""
    hosts = {}
    for partition, part in partitions.items():
        for region in part["names"]:
            try:
                endpoint = provider.resolve_endpoint(**_parameters(rule_set["parameters"], region))
            except BotoCoreError:
                continue  # the rules have no host without a parameter of the call, or none in this partition
            url = urlsplit(endpoint.url)
            if url.scheme == "https" and url.hostname and url.path in {"", "/"} and url.port is None:
                hosts[partition, region] = url.hostname
    return hosts


def _parameters(declared: Mapping[str, Mapping[str, Any]], region: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, parameter in declared.items():
        if parameter.get("builtIn") == "AWS::Region":
            values[name] = region
        elif "default" in parameter:
            values[name] = parameter["default"]
    return values


def _templates(hosts: Mapping[tuple[str, str], str], partitions: Partitions) -> dict[str, str]:
    """Write `hosts` as the fewest templates that give all of them back."""
    found: dict[str, str] = {}
    for partition, part in partitions.items():
        mine = {region: host for (name, region), host in hosts.items() if name == partition}
        if not mine:
            continue
        suffix = "." + part["suffix"]
        candidates = Counter(form for region, host in mine.items() for form in _forms(host, region, suffix))
        best = max(candidates, key=lambda form: (candidates[form], "{region}" in form, "{suffix}" in form, form))
        found[partition] = best
        for region, host in mine.items():
            if best.replace("{region}", region).replace("{suffix}", part["suffix"]) != host:
                found[f"{partition}/{region}"] = host
    common = set(found.values())
    return {"*": common.pop()} if len(common) == 1 and found.keys() == partitions.keys() else found


def _forms(host: str, region: str, suffix: str) -> set[str]:
    """Return the ways in which `host` could be written as a template."""
    forms = {host, host.removesuffix(suffix) + ".{suffix}" if host.endswith(suffix) else host}
    return forms | {form.replace(region, "{region}") for form in forms}


if __name__ == "__main__":
    sys.exit(main())
