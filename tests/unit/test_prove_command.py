"""`keyturn prove` as others script against it: exit codes, the JSON document, SARIF, and what it says when misused."""

import json
from pathlib import Path

import pytest

from keyturn.cli.main import main
from tests.iam_estate import ACCOUNT, DATABASE, DELETE, GATEWAY, allow, bundle, deny, doc, policy, role, trust, user

ASK = ["--protected", f"{DELETE}={DATABASE}", "--gateway-role", GATEWAY]
RUNTIME = "arn:aws:iam::444455556666:role/keyturn-runtime"
SEALED = doc(
    deny(["rds:Delete*"], "*", {"ArnNotEquals": {"aws:PrincipalArn": GATEWAY}}),
    deny(["iam:*", "sts:AssumeRole", "sts:TagSession"], GATEWAY),
)


def estate(*, sealed: bool) -> dict[str, object]:
    gate = role("keyturn-gateway", allow("*"), trusts=trust({"AWS": RUNTIME}))
    scps = [[doc(allow("*")), SEALED]] if sealed else []
    return bundle(user("eve", allow("rds:*")), gate, scps=scps)


def saved(folder: Path, made: object) -> str:
    path = folder / "bundle.json"
    path.write_text(json.dumps(made))
    return str(path)


def test_a_bypass_exits_1_and_names_who_and_how(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["prove", saved(tmp_path, estate(sealed=False)), *ASK, "--json"])

    told = json.loads(capsys.readouterr().out)
    assert code == 1
    assert told["verdict"] == "BYPASS"
    (query,) = told["queries"]
    assert (query["action"], query["resource"], query["verdict"]) == (DELETE, DATABASE, "BYPASS")
    (eve,) = query["principals"]
    assert eve["arn"] == f"arn:aws:iam::{ACCOUNT}:user/eve"
    (step,) = eve["path"]
    assert step["does"][0]["action"] == DELETE
    assert step["does"][0]["allowed_by"] == [f"inline policy own of {eve['arn']}, statement 1"]


def test_a_guardrail_exits_0_and_tells_whom_it_does_not_bind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["prove", saved(tmp_path, estate(sealed=True)), *ASK, "--json"])

    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert told["verdict"] == "PROVED by guardrail"
    assert told["queries"][0]["principals"] == []
    unbound = " ".join(told["queries"][0]["not_bound"])
    assert "management account" in unbound
    assert "service-linked roles" in unbound


def test_the_screen_draws_the_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["prove", saved(tmp_path, estate(sealed=False)), *ASK])

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "BYPASS"
    assert f"    arn:aws:iam::{ACCOUNT}:user/eve" in lines
    assert f"     |  {DELETE} on {DATABASE}" in lines
    assert lines[-1] == f"    {DATABASE}"


def test_whoever_comes_from_outside_is_told_with_the_thing_and_no_word_of_ours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bucket = "arn:aws:s3:::prod-costs"
    anybody = {"Effect": "Allow", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": bucket}
    made = bundle(resource_policies={bucket: doc(anybody)})

    main(["prove", saved(tmp_path, made), "--protected", "s3:Delete*=arn:aws:s3:::prod-*", "--json"])

    said = capsys.readouterr().out
    ((step,),) = [one["path"] for one in json.loads(said)["queries"][0]["outsiders"]]
    assert step["does"][0]["resource"] == bucket
    assert "\N{MIDDLE DOT}" not in json.dumps(json.loads(said), ensure_ascii=False)


def test_those_who_go_the_same_way_stand_together_and_it_is_drawn_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = policy("p", doc(allow("rds:*")))
    people = [user(f"u{number}", attached=(shared["Arn"],)) for number in range(9)]

    main(["prove", saved(tmp_path, bundle(shared, *people)), *ASK])

    shown = capsys.readouterr().out
    assert "9 can do it without the gateway" in shown
    assert shown.count(f"{DELETE} on {DATABASE}") == 2  # the question, and the one path
    assert "    and 3 more\n" in shown


def test_a_proof_of_many_things_is_a_line_each_and_whom_it_does_not_bind_stands_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "keyturn.toml"
    config.write_text('[environments.production]\nregions = ["eu-west-1"]\n')

    main(["prove", saved(tmp_path, estate(sealed=False)), "--config", str(config), "--gateway-role", GATEWAY])

    shown = capsys.readouterr().out
    assert len(shown.splitlines()) < 150
    assert shown.count("management account") == 1
    assert "more PROVED relative to catalogue" in shown
    assert shown.index("BYPASS  rds:") < shown.index("PROVED relative to catalogue 2  ")


@pytest.mark.parametrize(("text", "why"), [("", "is empty"), ("\n", "is empty"), ("[]", "is not a JSON object")])
def test_what_is_no_bundle_is_named_as_what_it_is(
    text: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b.json").write_text(text)

    assert main(["prove", str(tmp_path / "b.json"), *ASK]) == 2

    assert why in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_named_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = str(tmp_path / "nowhere" / "report.sarif")

    assert main(["prove", saved(tmp_path, estate(sealed=False)), *ASK, "--sarif", nowhere]) == 3

    assert capsys.readouterr().err == f"keyturn: `{nowhere}`: no such file or directory\n"


def test_sarif_has_a_result_for_each_who_can(tmp_path: Path) -> None:
    report = tmp_path / "report.sarif"

    main(["prove", saved(tmp_path, estate(sealed=False)), *ASK, "--sarif", str(report)])

    written = json.loads(report.read_text())
    assert written["version"] == "2.1.0"
    (result,) = written["runs"][0]["results"]
    assert result["ruleId"] == "bypass"
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "bundle.json"
    assert len(result["codeFlows"][0]["threadFlows"][0]["locations"]) == 1


def test_plain_account_details_say_what_is_missing_and_what_that_leaves_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = {
        name: value
        for name, value in bundle(
            user("eve", allow("lambda:UpdateFunctionCode")),
            role("power", allow(DELETE), trusts=trust({"Service": "lambda.amazonaws.com"})),
        ).items()
        if name[0].isupper()
    }

    code = main(["prove", saved(tmp_path, made), *ASK, "--accepted", f"arn:aws:iam::{ACCOUNT}:role/power", "--json"])

    told = json.loads(capsys.readouterr().out)
    assert code == 1
    assert told["verdict"] == "UNKNOWN"
    assert told["queries"][0]["principals"] == []
    assert any("user/eve may reach" in cause and "`compute` was not collected" in cause for cause in told["unknown"])
    assert any("SCPs were not collected" in cause for cause in told["unknown"])


def test_what_the_configuration_calls_production_is_protected_where_nothing_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "keyturn.toml"
    config.write_text('[environments.production]\nregions = ["eu-west-1"]\n')

    code = main(["prove", saved(tmp_path, estate(sealed=False)), "--config", str(config), "--json"])

    told = json.loads(capsys.readouterr().out)
    assert code == 1
    asked = {(action, query["resource"]) for query in told["queries"] for action in (query["action"], *query["also"])}
    assert (DELETE, f"arn:aws:rds:eu-west-1:{ACCOUNT}:*") in asked


@pytest.mark.parametrize(
    ("action", "arn"),
    [
        ("route53:DeleteHostedZone", "arn:aws:route53:::hostedzone/Z1"),
        ("apigateway:DELETE", "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3"),
        ("s3:DeleteBucket", "arn:aws:s3:::costs"),
        ("cloudfront:DeleteDistribution", f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1"),
        ("dynamodb:BatchWriteItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/costs"),
        ("lambda:UpdateFunctionCode", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:report"),
        ("organizations:CloseAccount", f"arn:aws:organizations::{ACCOUNT}:account/o-1/111122223333"),
    ],
)
def test_my_policy_names_one_thing_whose_arn_has_a_form_of_its_own(
    action: str, arn: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "keyturn.toml"
    config.write_text('[environments.production]\nregions = ["eu-west-1"]\n')
    gate = role("keyturn-gateway", allow("*"), trusts=trust({"AWS": RUNTIME}))

    main(["prove", saved(tmp_path, bundle(user("eve", allow(action, arn)), gate)), "--config", str(config), "--json"])

    told = json.loads(capsys.readouterr().out)
    eve = f"arn:aws:iam::{ACCOUNT}:user/eve"
    hit = [query for query in told["queries"] if action in (query["action"], *query["also"])]
    assert eve in {found["arn"] for query in hit for found in query["principals"]}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[]", "not a JSON object"),
        ("{}", "no bundle"),
        ('{"RoleDetailList": 1}', "not a list"),
        ('{"RoleDetailList": [], "RoleDetailList": []}', "stands twice"),
        ("{", "no bundle"),
        ('{"UserDetailList": [{"Arn": "x"}]}', "not the ARN"),
    ],
)
def test_what_is_no_bundle_is_refused_with_its_reason(
    text: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bundle.json"
    path.write_text(text)

    code = main(["prove", str(path), *ASK])

    assert code == 2
    assert says in capsys.readouterr().err


def test_a_protected_thing_without_an_action_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["prove", saved(tmp_path, estate(sealed=True)), "--protected", DATABASE])

    assert code == 2
    assert "names no action" in capsys.readouterr().err


def test_the_catalogue_is_printed_with_what_it_misses(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["prove", "catalogue", "--json"])

    told = json.loads(capsys.readouterr().out)
    assert code == 0
    sources = [one["source"] for one in told["covered"]]
    assert sum("pathfinding.cloud" in source for source in sources) >= 65
    assert sum("iam-vulnerable" in source for source in sources) == 31
    assert all(one["why"] for one in told["missed"])
    known = {rule["id"] for rule in told["rules"]}
    assert {rule for one in told["covered"] for rule in one["rules"]} <= known
