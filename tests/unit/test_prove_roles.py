"""Over-broad roles: what they may do on protected things and never did, what nobody knows, and the narrower policy."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.adapters.aws.permissions import PackagedPermissions
from keyturn.cli.main import main
from keyturn.codec.encoding import format_instant
from keyturn.prover.account import read
from keyturn.prover.actors import Power
from keyturn.prover.broad import Breadth, Broad, broad
from keyturn.prover.dangers import Danger, danger
from keyturn.prover.dangers_table import DELEGATION, IRREVERSIBLE, PERMISSION
from keyturn.prover.goals import Goal, Query
from keyturn.prover.guardrail import Exempt
from keyturn.prover.narrower import LIMIT
from keyturn.prover.protected import PROTECTED
from keyturn.prover.prove import Prover, Wanted
from keyturn.prover.shorter import shorter
from keyturn.prover.usage import LOG, BadHistory, History, Known, Use, histories, merged
from tests.iam_estate import (
    AT,
    DATABASE,
    DELETE,
    GATEWAY,
    Document,
    allow,
    arn,
    bundle,
    deny,
    doc,
    group,
    policy,
    role,
    user,
)

PERMISSIONS = PackagedPermissions()
SERVICES = tuple(dict.fromkeys((*PERMISSIONS.services(), *PROTECTED)))
RDS = tuple(dict.fromkeys((*PERMISSIONS.actions("rds"), *PROTECTED["rds"].split())))
SEEN = "2024-11-01T08:30:00Z"
QUERIES = (Query(DELETE, DATABASE), Query("rds:ModifyDBInstance", DATABASE), Query("rds:RebootDBInstance", DATABASE))
TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/"


def service(name: str, *actions: str | tuple[str, str], last: str | None = SEEN) -> Document:
    """A row of IAM's report; an action with an instant was used."""
    rows = [{"ActionName": one} if isinstance(one, str) else dict(zip(_NAMES, one, strict=True)) for one in actions]
    made: Document = {"ServiceNamespace": name, **({"LastAuthenticated": last} if last else {})}
    return made | ({"TrackedActionsLastAccessed": rows} if rows else {})


_NAMES = ("ActionName", "LastAccessedTime")


def report(*services: Document) -> Document:
    return {"JobCompletionDate": "2024-11-22T10:00:00Z", "ServicesLastAccessed": list(services)}


def told(written: object) -> History:
    """The history of one role as IAM's report, or a list, tells it."""
    (found,) = histories({arn("role", "r"): written}, AT, "the test").values()  # type: ignore[dict-item]
    return found


def prover(made: Document, *queries: Query, gateway: str | None = None) -> Prover:
    return Prover(read(made), Wanted(queries or QUERIES, Exempt(gateway, ()), AT))


def judged(made: Document, *queries: Query, **used: object) -> Breadth:
    """What is said of an account in which each role, by name, used what `used` says."""
    given = {arn("role", name): one for name, one in used.items()}
    return broad(prover(made, *queries), histories(given, AT, "the test"), PERMISSIONS)  # type: ignore[arg-type]


def actions(one: Broad, known: Known) -> set[str]:
    groups = {Known.UNUSED: one.unused, Known.UNKNOWN: one.unknown, Known.USED: one.used}[known]
    return {action for group in groups for action in group.actions}


def statements(one: Broad) -> list[Any]:
    assert one.narrower is not None, one.why
    return [row for found in one.narrower.policies for row in found["Statement"]]  # type: ignore[index, call-overload, union-attr]


# ------------------------------------------------------------------------------------------------- what is known


def test_what_iam_tracks_and_nobody_used_is_unused_and_what_it_does_not_track_is_not_known() -> None:
    found = told(report(service("rds", ("RebootDBInstance", SEEN), "DeleteDBInstance"), service("ec2", last=None)))

    assert found.said("rds:RebootDBInstance").known is Known.USED
    assert found.said("rds:deletedbinstance").known is Known.UNUSED
    assert found.said("rds:AddTagsToResource").known is Known.UNKNOWN  # not tracked, and rds was accessed
    assert found.said("ec2:TerminateInstances").known is Known.UNUSED  # the service was never accessed
    assert found.said("sqs:DeleteQueue").known is Known.UNKNOWN  # not in the report at all


def test_a_service_without_tracked_actions_that_was_accessed_says_nothing_of_its_actions() -> None:
    assert told(report(service("rds"))).said(DELETE).known is Known.UNKNOWN


def test_passing_a_role_is_never_tracked() -> None:
    assert told(report(service("iam", last=None))).said("iam:PassRole").known is Known.UNKNOWN
    assert told(report(service("iam", last=None))).said("iam:CreateRole").known is Known.UNUSED


def test_what_either_source_says_was_used_was_used() -> None:
    logged = History((Use(DELETE, LOG, AT),), since=AT - timedelta(days=200), settled=True)
    found = merged(told(report(service("rds", ("RebootDBInstance", SEEN), "DeleteDBInstance"))), logged)

    assert found.said(DELETE).known is Known.USED
    assert found.said("rds:RebootDBInstance").known is Known.USED
    assert found.said("rds:DeleteDBCluster").known is Known.UNUSED  # the log holds every delete
    assert found.said("rds:DescribeDBInstances").known is Known.UNKNOWN  # and not what the gateway reads by itself


def test_two_logs_of_one_role_know_only_what_both_know() -> None:
    old = History(since=AT - timedelta(days=300), settled=True)
    young = History((Use(DELETE, LOG, AT),), since=AT - timedelta(days=5))
    torn = History(partial=True)

    both = merged(old, young)

    assert (both.since, both.settled) == (young.since, False)
    assert both.said("rds:DeleteDBCluster").known is Known.UNUSED
    assert merged(both, torn).said("rds:DeleteDBCluster").known is Known.UNKNOWN
    assert merged(torn, both).said(DELETE).known is Known.USED


def test_a_report_that_is_older_than_the_log_says_nothing_of_a_service_that_the_log_knows() -> None:
    logged = History((Use("rds:RebootDBInstance", LOG, AT),), since=AT - timedelta(days=2))

    found = merged(told(report(service("rds", last=None))), logged)

    assert found.said("rds:DescribeDBInstances").known is Known.UNKNOWN  # the gateway may have read a minute ago


def test_whoever_was_made_lately_is_told_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lately = (datetime.now(UTC) - timedelta(days=3)).replace(microsecond=0)
    young = role("young", allow("rds:*")) | {"CreateDate": lately.isoformat()}
    old = role("old", allow("rds:*")) | {"CreateDate": "2020-01-01T10:00:00Z"}
    odd = role("odd", allow("rds:*")) | {"CreateDate": "yesterday"}
    used = {arn("role", name): report(service("rds", "DeleteDBInstance")) for name in ("young", "old", "odd")}
    file = written(tmp_path, "b.json", bundle(young, old, odd) | {"last_accessed": used})

    main(["prove", "roles", file, *asked_with()])
    shown = capsys.readouterr().out
    main(["prove", "roles", file, *asked_with("--json")])
    made = {one["arn"]: one["made"] for one in json.loads(capsys.readouterr().out)["roles"]}

    assert shown.count("days old: what it will need it may not have used yet") == 1
    assert made[arn("role", "young")] == format_instant(lately)
    assert made[arn("role", "odd")] is None


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (7, "neither a list of actions nor a report"),
        (report(service("rds"), service("rds")), "the service `rds` twice"),
        (report(service("rds", "DeleteDBInstance", "deletedbinstance")), "`rds:deletedbinstance` twice"),
        (report(service("rds", last="2099-01-01T00:00:00Z")), "still to come"),
        (report(service("rds", ("DeleteDBInstance", "2099-01-01T00:00:00Z"))), "still to come"),
        (report(service("rds", last="2026-13-41T00:00:00Z")), "does not exist"),
        (report(service("rds", last="9" * 400)), "ISO 8601 in UTC is wanted"),
        (report(service("rds", "Delete*")), "that is none"),
        (report(service("rds:*")), "without a `ServiceNamespace`"),
        ({**report(service("rds")), "IsTruncated": True}, "first page"),
        (["DeleteDBInstance"], "which is no action"),
    ],
)
def test_a_report_of_another_form_is_refused(written: object, why: str) -> None:
    with pytest.raises(BadHistory, match=why.replace("*", r"\*")):
        told(written)


def test_only_roles_and_users_have_a_history() -> None:
    with pytest.raises(BadHistory, match="no role or user"):
        histories({"arn:aws:iam::111122223333:group/ops": []}, AT, "the test")


# --------------------------------------------------------------------------------------------------- the ranking


def test_what_gives_permissions_comes_before_what_cannot_be_undone_and_that_before_the_rest() -> None:
    assert [danger(one) for one in ("iam:PutRolePolicy", DELETE, "IAM:passrole", "rds:DescribeDBInstances")] == [
        Danger.PERMISSION,
        Danger.IRREVERSIBLE,
        Danger.DELEGATION,
        Danger.OTHER,
    ]


def test_every_action_that_is_called_dangerous_is_protected_where_nobody_says() -> None:
    for table in (DELEGATION, IRREVERSIBLE, PERMISSION):
        for service, names in table.items():
            assert set(names.split()) <= set(PROTECTED[service].split())


def test_those_who_never_used_what_is_most_dangerous_come_first() -> None:
    made = bundle(
        role("deleter", allow("rds:*")),
        role("giver", allow(["iam:*", "rds:RebootDBInstance"])),
        role("calm", allow("s3:*")),
    )
    grant = Query("iam:PutRolePolicy", arn("role", "deleter"))

    found = judged(made, grant, *QUERIES, deleter=[], giver=[], calm=[])

    assert [one.arn for one in found.found] == [arn("role", "giver"), arn("role", "deleter")]
    assert found.judged == 3
    assert [one.danger for one in found.found[1].unused] == [Danger.IRREVERSIBLE, Danger.DELEGATION, Danger.OTHER]


def test_whoever_has_no_history_is_named_and_not_judged_and_strangers_are_left_out() -> None:
    used = histories({arn("role", "r"): [], arn("role", "gone"): []}, AT, "the test")

    found = broad(prover(bundle(role("r", allow("rds:*")), role("unheard", allow("*")))), used, PERMISSIONS)

    assert [one.arn for one in found.found] == [arn("role", "r")]
    assert found.unheard == (arn("role", "unheard"),)
    assert found.strangers == (arn("role", "gone"),)


def test_the_gateway_s_own_role_is_judged_too_and_told_as_meant_to_pass() -> None:
    made = bundle(role("keyturn-gateway", allow("rds:*")))
    found = broad(prover(made, gateway=GATEWAY), histories({GATEWAY: [DELETE]}, AT, "the test"), PERMISSIONS)

    assert [(one.arn, one.meant) for one in found.found] == [(GATEWAY, True)]


def test_what_nobody_knows_is_told_and_is_not_found() -> None:
    found = judged(bundle(role("r", allow("rds:*"))), r=report(service("rds")))

    assert found.found == ()
    assert actions(found.broad[0], Known.UNKNOWN) == {query.action for query in QUERIES}


def test_a_query_with_wildcards_is_judged_action_by_action() -> None:
    (one,) = judged(bundle(role("r", allow("rds:*"))), Query("rds:*Snapshot", "*"), r=["rds:CopyDBSnapshot"]).found

    assert "rds:DeleteDBSnapshot" in actions(one, Known.UNUSED)
    assert actions(one, Known.USED) == {"rds:CopyDBSnapshot"}


# ------------------------------------------------------------------------------------------- the narrower policy


def test_it_keeps_what_was_used_and_what_is_not_known_and_drops_the_rest() -> None:
    used = report(
        service("rds", ("RebootDBInstance", SEEN), "DeleteDBInstance", "ModifyDBInstance"), service("ec2", last=None)
    )
    (one,) = judged(bundle(role("r", allow(["rds:*DBInstance", "ec2:*", "sqs:SendMessage"]))), r=used).found

    (row,) = statements(one)
    assert "rds:RebootDBInstance" in row["Action"]
    assert "rds:CreateDBInstance" in row["Action"]  # not tracked here, so it is not known
    assert "sqs:SendMessage" in row["Action"]  # not in the report
    assert not {"rds:DeleteDBInstance", "rds:ModifyDBInstance"} & set(row["Action"])
    assert not any(one.startswith("ec2:") for one in row["Action"])
    assert one.narrower is not None
    assert "rds:CreateDBInstance" in one.narrower.unknown
    assert "rds:RebootDBInstance" not in one.narrower.unknown


def test_denials_conditions_and_resources_stay() -> None:
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    made = bundle(role("r", allow("rds:*", "arn:aws:rds:*:*:db:*", condition), deny("rds:Start*")))

    first, second = statements(judged(made, r=["rds:RebootDBInstance"]).found[0])

    assert first == allow(["rds:RebootDBInstance"], "arn:aws:rds:*:*:db:*", condition)
    assert second == deny("rds:Start*")


def test_what_a_statement_that_names_no_action_allows_is_spelled_out() -> None:
    made = bundle(role("r", {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}))
    used = report(
        *(service(name, last=None) for name in SERVICES if name != "rds"),
        service("rds", "DeleteDBInstance"),
    )

    (row,) = statements(judged(made, r=used).found[0])

    assert "NotAction" not in row
    assert {one.partition(":")[0] for one in row["Action"]} == {"rds"}
    assert "rds:DeleteDBInstance" not in row["Action"]


def test_an_administrator_who_used_little_is_left_with_little() -> None:
    used = report(
        *(service(name, last=None) for name in SERVICES if name not in {"rds", "s3"}),
        service("rds", ("RebootDBInstance", SEEN), *(one for one in RDS if one != "RebootDBInstance")),
        service("s3"),
    )
    (one,) = judged(bundle(role("r", allow("*"))), r=used).found

    assert statements(one) == [allow(["iam:PassRole", "rds:RebootDBInstance", "s3:*"])]
    assert one.narrower is not None
    assert one.narrower.unknown == ("iam:PassRole", "s3:*")


def test_a_service_that_the_report_does_not_name_stays_with_an_administrator() -> None:
    used = report(*(service(name, last=None) for name in SERVICES if name not in {"osm", "sqs"}))
    (one,) = judged(bundle(role("r", allow("*"))), r=used).found

    assert statements(one) == [allow(["iam:PassRole", "sqs:*", "osm:*"])]


def test_what_does_not_fit_one_policy_is_shared_out_within_aws_s_limits() -> None:
    used = ["rds:RebootDBInstance", *(f"ec2:{name}" for name in PERMISSIONS.actions("ec2")[::2])]
    (one,) = judged(bundle(role("r", allow("*"))), r=used).found

    assert one.narrower is not None
    assert len(one.narrower.policies) > 1
    assert all(len(json.dumps(one, separators=(",", ":"))) <= LIMIT for one in one.narrower.policies)


def test_where_nothing_fits_in_its_place_a_policy_beside_it_denies_what_was_not_used() -> None:
    huge = [allow(f"rds:*{number:04}*", f"arn:aws:rds:*:*:db:{'x' * 300}-{number}") for number in range(250)]
    made = bundle(role("r", allow("rds:*DBInstance"), *huge))

    (one,) = judged(made, r=report(service("rds", ("RebootDBInstance", SEEN), "DeleteDBInstance"))).found

    assert one.narrower is not None
    assert not one.narrower.instead
    assert statements(one) == [deny([DELETE], [DATABASE])]


def test_a_policy_that_is_not_in_the_bundle_is_never_left_out_silently() -> None:
    made = bundle(role("r", allow("rds:*"), attached=("arn:aws:iam::aws:policy/SomethingNew",)))

    (one,) = judged(made, r=["rds:RebootDBInstance"]).found

    assert one.narrower is not None
    assert not one.narrower.instead
    assert "its document is not in the bundle" not in one.why


def test_a_user_s_groups_and_managed_policies_are_named_as_what_it_replaces() -> None:
    made = bundle(
        user("eve", groups=("ops",), attached=(arn("policy", "p"),)),
        group("ops", allow("rds:Reboot*")),
        policy("p", doc(allow("rds:*"))),
    )
    eve = arn("user", "eve")

    (one,) = broad(prover(made), histories({eve: ["rds:RebootDBInstance"]}, AT, "the test"), PERMISSIONS).found

    assert one.narrower is not None
    assert set(one.narrower.replaces) == {f"{arn('group', 'ops')}#own", arn("policy", "p")}
    assert statements(one) == [allow(["rds:RebootDBInstance"])]


def test_what_a_resource_s_own_policy_still_allows_is_told() -> None:
    bucket = "arn:aws:s3:::prod"
    let_in = doc(
        {"Effect": "Allow", "Principal": {"AWS": arn("role", "r")}, "Action": "s3:DeleteBucket", "Resource": bucket}
    )
    made = bundle(role("r", allow("s3:*")), resource_policies={bucket: let_in})

    (one,) = judged(made, Query("s3:DeleteBucket", bucket), r=["s3:ListBucket"]).found

    assert one.remains == (f"s3:DeleteBucket on {bucket}",)


def logged(days: int, *uses: tuple[str, str]) -> History:
    found = tuple(Use(action, LOG, AT - timedelta(days=2), frozenset({thing})) for action, thing in uses)
    return History(found, since=AT - timedelta(days=days), settled=days >= 90)


def test_a_long_log_narrows_to_the_things_that_were_used_and_a_short_one_does_not() -> None:
    delete, used = "dynamodb:DeleteTable", f"{TABLE}dev-costs"
    made = bundle(role("r", allow("dynamodb:*")))
    asked = Query(delete, f"{TABLE}prod-*")

    long, short = (
        broad(prover(made, asked), {arn("role", "r"): logged(days, (delete, used))}, PERMISSIONS).found[0]
        for days in (200, 5)
    )

    assert actions(long, Known.UNUSED) == actions(short, Known.UNUSED) == {delete}  # never on production
    assert allow([delete], [used]) in statements(long)
    assert not any(delete in one["Action"] and one["Resource"] != [used] for one in statements(long))
    assert long.remains == ()
    assert short.remains == (f"{delete} on {TABLE}prod-*",)


def test_what_the_gateway_asks_on_its_own_is_never_narrowed_to_what_agents_used() -> None:
    put, delete = "s3:PutObject", "s3:DeleteObject"
    made = bundle(role("r", allow("s3:*")))
    history = logged(200, (put, "arn:aws:s3:::dev/a"), (delete, "arn:aws:s3:::dev/a"))

    (one,) = broad(prover(made, Query(delete, "arn:aws:s3:::prod/*")), {arn("role", "r"): history}, PERMISSIONS).found

    kept = [row for row in statements(one) if row["Resource"] == "*"]
    assert any("s3:Put*" in row["Action"] or put in row["Action"] for row in kept)
    assert allow([delete], ["arn:aws:s3:::dev/a"]) in statements(one)


def test_a_use_that_only_iam_saw_keeps_the_action_on_everything() -> None:
    delete, used = "dynamodb:DeleteTable", f"{TABLE}dev-costs"
    before = report(service("dynamodb", ("DeleteTable", "2026-01-01T00:00:00Z"), "DeleteBackup"))
    history = merged(told(before), logged(200, (delete, used)))
    made = bundle(role("r", allow("dynamodb:*")))

    (one,) = broad(
        prover(made, Query(delete, f"{TABLE}prod-*"), Query("dynamodb:DeleteBackup", "*")),
        {arn("role", "r"): history},
        PERMISSIONS,
    ).found

    assert actions(one, Known.USED) == {delete}
    assert not any(row["Resource"] == [used] for row in statements(one))


PATTERNS = ["rds:*", "rds:Delete*", DELETE, "rds:Modify*", "rds:*Instance", "*"]


@given(
    st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=3),
    st.lists(st.sampled_from([DELETE, "rds:ModifyDBInstance", "rds:RebootDBInstance"]), max_size=3),
    st.booleans(),
)
@settings(max_examples=30, deadline=None)
def test_it_allows_what_was_used_and_nothing_new(patterns: list[str], used: list[str], denied: bool) -> None:
    before = prover(bundle(role("r", allow(patterns), *([deny("rds:Reboot*")] if denied else []))))
    found = broad(before, histories({arn("role", "r"): used}, AT, "the test"), PERMISSIONS)
    could = {query.action for query in QUERIES if Goal(before.powers, query)(Power(0)) is not None}
    if could <= set(used):
        assert found.found == ()
        return
    rows = statements(found.found[0])
    after = prover(bundle(role("r", *rows)))

    can = {query.action for query in QUERIES if Goal(after.powers, query)(Power(0)) is not None}
    assert can == could & set(used)


NAMES = st.sampled_from(PERMISSIONS.actions("rds"))


@given(st.frozensets(NAMES, max_size=60), st.sampled_from([("",), ("Describe", "Delete"), ()]))
def test_a_wildcard_stands_for_no_name_but_those(kept: frozenset[str], allowed: tuple[str, ...]) -> None:
    names = PERMISSIONS.actions("rds")

    found = shorter(kept, set(names) - kept, allowed)

    matched = {name for name in names for one in found if name == one or (one[-1] == "*" and name.startswith(one[:-1]))}
    assert matched == kept
    assert all(one.startswith(allowed) for one in found if one[-1] == "*")


# ------------------------------------------------------------------------------------------------------- the command


def asked_with(*more: str) -> list[str]:
    return [part for query in QUERIES for part in ("--protected", f"{query.action}={query.resource}")] + list(more)


def written(folder: Path, name: str, value: object) -> str:
    (folder / name).write_text(json.dumps(value))
    return str(folder / name)


def test_the_command_ranks_by_the_bundle_alone_and_exits_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = bundle(role("broad", allow("rds:*")), role("narrow", allow("rds:RebootDBInstance")), role("new", allow("*")))
    made["last_accessed"] = {
        arn("role", name): report(service("rds", ("RebootDBInstance", SEEN), "DeleteDBInstance"))
        for name in ("broad", "narrow")
    }
    file, sarif = written(tmp_path, "b.json", made), tmp_path / "o.sarif"

    code = main(["prove", "roles", file, *asked_with("--json", "--sarif", str(sarif))])

    said = json.loads(capsys.readouterr().out)
    assert code == 1
    assert [one["arn"] for one in said["roles"]] == [arn("role", "broad")]
    assert said["not_judged"] == [arn("role", "new")]
    (one,) = said["roles"]
    assert one["unused"] == [
        {
            "danger": "irreversible",
            "actions": [DELETE],
            "resource": DATABASE,
            "why": "IAM tracks it; other actions of `rds` were used",
            "last_used": None,
        }
    ]
    assert [row["actions"] for row in one["unknown"]] == [["rds:ModifyDBInstance"]]
    assert one["used"][0]["last_used"] == "2024-11-01T08:30:00.000000Z"
    assert one["narrower"]["attach"] == "instead"
    results = json.loads(sarif.read_text())["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["unused"]

    assert main(["prove", "roles", file, *asked_with()]) == 1
    shown = capsys.readouterr().out
    assert "irreversible" in shown
    assert "not known: IAM does not track it" in shown
    assert '+      "Action": [' in shown


def test_the_command_says_what_to_do_where_nothing_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "b.json", bundle(role("r", allow("*"))))

    assert main(["prove", "roles", file, *asked_with()]) == 2

    assert "collect the account again" in capsys.readouterr().err


def test_a_list_of_ones_own_counts_as_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "b.json", bundle(role("r", allow("rds:*"))))
    used = written(tmp_path, "u.json", {arn("role", "r"): [query.action for query in QUERIES]})

    assert main(["prove", "roles", file, "--used", used, *asked_with("--json")]) == 0

    assert json.loads(capsys.readouterr().out)["roles"] == []
