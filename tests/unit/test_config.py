"""`keyturn.toml`: what is written there is what holds, and what cannot hold is said where it stands."""

from datetime import timedelta
from pathlib import Path

import pytest

from keyturn.config import Address, BadConfig, Config, Credentials, Tls, parse, parse_duration, refuse_exposed
from keyturn.errors import Malformed
from keyturn.flow.settings import Limits
from keyturn.model.facts import EnvironmentRule

BASE = Path("/srv/gate")
STATE = Path("/home/ana/.local/state/keyturn")

WHOLE = """
[gateway]
listen = "127.0.0.1:8400"
console = "[::1]:8401"
data = ".keyturn"

[aws]
upstream = "http://127.0.0.1:5555/"
account = "123456789012"
access_key_id = "AKIDEXAMPLE"
secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
session_token = "token-token-token"

[environments.production]
regions = ["cn-north-1"]
tags = { stage = "production", tier = ["gold", "silver"] }
[environments.development]
regions = ["cn-northwest-1"]
accounts = ["210987654321"]
arns = ["arn:aws-cn:s3:::dev-*"]

[approvals]
group = "on-call"
people = 3
expires = "90m"
hold_seconds = 50

[limits]
open_changes_per_session = 5
actions_per_change = 10
intent_bytes = 100
parameters_bytes = 2048
spool_bytes = 0
calls_per_second_per_session = 7
"""


def read(text: str) -> Config:
    return parse(text, file=BASE / "keyturn.toml", base=BASE, default_data=STATE)


def refusal(text: str) -> str:
    with pytest.raises(BadConfig) as caught:
        read(text)
    return str(caught.value)


def test_every_key_of_the_design_is_read() -> None:
    config = read(WHOLE)

    assert config.gateway.listen == Address("127.0.0.1", 8400)
    assert (config.gateway.console.host, str(config.gateway.console)) == ("::1", "[::1]:8401")
    assert config.gateway.data == BASE / ".keyturn"
    assert config.aws.upstream == "http://127.0.0.1:5555"
    assert config.aws.account == "123456789012"
    assert config.aws.credentials == Credentials(
        "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "token-token-token"
    )
    assert config.environments == (
        EnvironmentRule(
            "production",
            regions=("cn-north-1",),
            tags=(("stage", "production"), ("tier", "gold"), ("tier", "silver")),
        ),
        EnvironmentRule(
            "development", regions=("cn-northwest-1",), accounts=("210987654321",), arns=("arn:aws-cn:s3:::dev-*",)
        ),
    )
    assert (config.approvals.group, config.approvals.people) == ("on-call", 3)
    assert (config.approvals.expires, config.approvals.hold_seconds) == (timedelta(minutes=90), 50)
    assert config.limits == Limits(5, 10, 100, 2048, 0, 7)


def test_nothing_written_gives_the_defaults() -> None:
    config = read("")

    assert (str(config.gateway.listen), str(config.gateway.console)) == ("127.0.0.1:8400", "127.0.0.1:8401")
    assert config.gateway.data == STATE
    assert config.aws.credentials is None
    assert config.environments == ()
    assert (config.approvals.group, config.approvals.people) == ("sre", 2)
    assert (config.approvals.expires, config.approvals.hold_seconds) == (timedelta(hours=24), 0)
    assert config.limits == Limits()


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("[gatway]", "gateway"),
        ("[gateway]\nlisten_on = '127.0.0.1:1'", "listen"),
        ("[aws]\nsecret_acces_key = 'x'", "secret_access_key"),
        ("[approvals]\npeople_needed = 2", "people"),
        ("[limits]\nspool = 1", "spool_bytes"),
        ("[environments.production]\nregion = ['cn-north-1']", "regions"),
    ],
)
def test_an_unknown_key_is_an_error_that_names_the_nearest_known_one(text: str, nearest: str) -> None:
    assert f"did you mean `{nearest}`?" in refusal(text)


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("[approvals]\npeople = 1", "[approvals] people", "1"),
        ("[approvals]\npeople = true", "[approvals] people", "True"),
        ("[approvals]\nhold_seconds = 51", "[approvals] hold_seconds", "51"),
        ("[approvals]\nexpires = '1 day'", "[approvals] expires", "1 day"),
        ("[approvals]\nexpires = '31d'", "[approvals] expires", "31d"),
        ("[approvals]\ngroup = 'SRE'", "[approvals] group", "SRE"),
        ("[limits]\nintent_bytes = 0", "[limits] intent_bytes", "0"),
        ("[aws]\naccount = '12345678901'", "[aws] account", "12345678901"),
        ("[aws]\naccount = 123456789012", "[aws] account", "123456789012"),
        ("[aws]\nupstream = 'http://u:p@h'", "[aws] upstream", "http://u:p@h"),
        ("[aws]\nupstream = 'http://h/path'", "[aws] upstream", "http://h/path"),
        ("[aws]\nupstream = 'ftp://h'", "[aws] upstream", "ftp://h"),
        ("[gateway]\nlisten = '127.0.0.1'", "[gateway] listen", "127.0.0.1"),
        ("[gateway]\nlisten = '127.0.0.1:65536'", "[gateway] listen", "127.0.0.1:65536"),
        ("[gateway]\ndata = '~/keyturn'", "[gateway] data", "~/keyturn"),
        ("[environments.production]\nregions = ['north']", "[environments.production] regions", "north"),
        ("[environments.production]\naccounts = ['12']", "[environments.production] accounts", "12"),
        ("[environments.production]\narns = ['bucket']", "[environments.production] arns", "bucket"),
    ],
)
def test_a_wrong_value_is_named_with_its_file_and_key(text: str, key: str, value: str) -> None:
    said = refusal(text)

    assert str(BASE / "keyturn.toml") in said
    assert f"`{key}`" in said
    assert f"`{value}`" in said


@pytest.mark.parametrize(
    "text",
    [
        "gateway = 1",
        "[environments]\nproduction = 1",
        "[environments.production]\nregions = 'cn-north-1'",
        "[environments.production]\ntags = ['a']",
        "[environments.production]\ntags = { stage = 1 }",
        "[environments.production]",
        "[environments.Production]\nregions = ['cn-north-1']",
        "[gateway]\nlisten = '127.0.0.1:9'\nconsole = '127.0.0.1:9'",
        "[gateway]\ndata = ''",
        "not toml",
    ],
)
def test_what_makes_no_sense_is_refused(text: str) -> None:
    assert "`" in refusal(text)


@pytest.mark.parametrize("host", ["0.0.0.0:8400", "192.0.2.7:8400", "[::]:8400"])
def test_plain_http_is_spoken_on_the_loopback_only(host: str) -> None:
    said = refusal(f"[gateway]\nlisten = '{host}'")

    assert "not a loopback address" in said
    assert "TLS" in said


@pytest.mark.parametrize("host", ["192.0.2.7:8400", "[2001:db8::1]:8400"])
def test_with_tls_the_door_may_listen_anywhere_but_the_console_may_not(host: str) -> None:
    assert read(f"[gateway]\ntls = true\nlisten = '{host}'").gateway.listen.port == 8400
    assert "console speaks plain HTTP" in refusal(f"[gateway]\ntls = true\nconsole = '{host}'")


def test_a_door_on_every_address_needs_a_name() -> None:
    assert "by which name" in refusal("[gateway]\ntls = true\nlisten = '0.0.0.0:8400'")
    named = read("[gateway]\ntls = true\nlisten = '0.0.0.0:8400'\nnames = ['gate.example']")
    assert named.gateway.names == ("gate.example",)


def test_tls_is_the_gateways_own_or_given() -> None:
    assert read("").gateway.tls is None
    assert read("[gateway]\ntls = false").gateway.tls is None
    assert read("[gateway]\ntls = true").gateway.tls == Tls()
    given = read("[gateway]\ntls_certificate = 'a.pem'\ntls_key = '/b.key'").gateway.tls
    assert given is not None
    assert given.certificate is not None
    assert given.certificate.is_absolute()
    assert given.key == Path("/b.key")


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("tls = 'yes'", "true"),
        ("tls_key = 'a'", "stands alone"),
        ("tls_certificate = 'a'", "stands alone"),
        ("tls_ca = 'a'", "belongs to a certificate"),
        ("tls = false\ntls_certificate = 'a'\ntls_key = 'b'", "contradicts"),
        ("tls_keys = 'a'", "tls_key"),
        ("names = ['Gate.example']", "host name"),
        ("names = ['gate.example:8400']", "host name"),
        ("names = ['*.example']", "host name"),
        ("names = ['gate..example']", "host name"),
    ],
)
def test_half_of_tls_is_refused(lines: str, says: str) -> None:
    assert says in refusal(f"[gateway]\n{lines}")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("[gateway]\nstore = 'postgresql://h/d'", "[gateway] store"),
    ],
)
def test_what_is_designed_and_not_built_is_refused_and_never_ignored(text: str, label: str) -> None:
    said = refusal(text)

    assert f"`{label}` is not built yet" in said


@pytest.mark.parametrize(
    "text",
    [
        "[aws]\nsecret_access_key = 'hush-hush-hush'",
        "[aws]\nsecret_access_key = ['hush-hush-hush']",
        "[aws]\naccess_key_id = 'AKIDEXAMPLE'\nsecret_access_key = 'hush hush hush'",
        "[aws]\nsession_token = 'hush-hush-hush'",
        "[aws]\naccess_key_id = 'AKIDEXAMPLE'\nsecret_access_key = 'hush-hush-hush'\nsession_token = 'hush hush'",
    ],
)
def test_no_error_shows_a_secret(text: str) -> None:
    assert "hush" not in refusal(text)


def test_no_representation_shows_a_secret() -> None:
    assert "wJalr" not in repr(read(WHOLE))
    assert "token-token" not in repr(read(WHOLE))


@pytest.mark.parametrize("mode", [0o100640, 0o100604, 0o100660, 0o100666])
def test_a_file_that_holds_a_secret_and_that_others_can_reach_is_refused(mode: int) -> None:
    with pytest.raises(BadConfig, match="chmod 600"):
        refuse_exposed(read(WHOLE), mode)


def test_a_file_without_a_secret_may_be_read_by_everybody() -> None:
    refuse_exposed(read(""), 0o100644)
    refuse_exposed(read(WHOLE), 0o100600)


@pytest.mark.parametrize(
    ("text", "seconds"), [("24h", 86400), ("90m", 5400), ("1h30m", 5400), ("2d", 172800), ("45s", 45), ("0s", 0)]
)
def test_durations_are_whole_numbers_with_units(text: str, seconds: int) -> None:
    assert parse_duration(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "1", "h", "-1h", "1.5h", "1m1h", "1H", "1 h", "\u0661h", "9999999d", "1h\n"])
def test_nothing_else_is_a_duration(text: str) -> None:
    with pytest.raises(Malformed):
        parse_duration(text)


KEYS = "access_key_id = 'AKIDEXAMPLE'\nsecret_access_key = 'wJalrXUtnFEMI/K7MDENG'\n"
ROLE = "arn:aws-cn:iam::123456789012:role/keyturn/power"


def test_the_session_of_reads_may_be_limited() -> None:
    policies = ("arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::123456789012:policy/more/reads")

    assert read(f"[aws]\n{KEYS}role_arn = '{ROLE}'\nread_policies = {list(policies)}").aws.read_policies == policies


def test_a_role_is_for_the_keys_or_the_profile_beside_it() -> None:
    with_keys = read(f"[aws]\n{KEYS}role_arn = '{ROLE}'").aws
    with_profile = read(f"[aws]\nprofile = 'gate'\nrole_arn = '{ROLE}'").aws

    assert (with_keys.role_arn, with_keys.profile, with_keys.configured) == (ROLE, None, True)
    assert (with_profile.role_arn, with_profile.profile, with_profile.configured) == (ROLE, "gate", True)
    assert not read("").aws.configured


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"role_arn = '{ROLE}'", "stands alone"),
        (f"{KEYS}profile = 'gate'", "stands beside `access_key_id`"),
        (f"{KEYS}role_arn = 'arn:aws:iam::123456789012:user/x'", "the ARN of a role is wanted"),
        (f"{KEYS}role_arn = '{ROLE}\\n'", "the ARN of a role is wanted"),
        (f"{KEYS}account = '210987654321'\nrole_arn = '{ROLE}'", "is no role of account 210987654321"),
        ("profile = ' gate'", "the name of a profile is wanted"),
        (f"{KEYS}read_policies = ['arn:aws:iam::aws:policy/ReadOnlyAccess']", "stands without `role_arn`"),
        (f"{KEYS}role_arn = '{ROLE}'\nread_policies = ['ReadOnlyAccess']", "ARNs of IAM policies are wanted"),
        (f"{KEYS}role_arn = '{ROLE}'\nread_policies = {['arn:aws:iam::aws:policy/x'] * 11}", "more than 10"),
    ],
)
def test_a_role_or_profile_that_cannot_be_meant_is_refused(text: str, told: str) -> None:
    assert told in refusal(f"[aws]\n{text}")


def test_checkpoints_are_kept_where_the_configuration_says() -> None:
    text = '[log]\nkept = ["file:///mnt/other/keyturn", "s3://audit-bucket/gates/one/"]\nkept_every = "5m"'
    found = parse(text, file=None, base=BASE, default_data=STATE).log

    assert found.kept == ("file:///mnt/other/keyturn", "s3://audit-bucket/gates/one")
    assert found.every == timedelta(minutes=5)
    assert parse("", file=None, base=BASE, default_data=STATE).log.kept == ()


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (f"file://{STATE}/kept", "which lies in the data folder"),
        ("/mnt/other/keyturn", "a place outside the data folder is wanted"),
        ("https://example.com/kept", "a place outside the data folder is wanted"),
        ("s3://bucket", "a place outside the data folder is wanted"),
    ],
)
def test_a_place_that_keeps_nothing_apart_is_refused(place: str, told: str) -> None:
    with pytest.raises(BadConfig, match=told):
        parse(f'[log]\nkept = ["{place}"]', file=None, base=BASE, default_data=STATE)
