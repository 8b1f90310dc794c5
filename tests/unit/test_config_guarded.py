"""What two people guard of keyturn.toml, and what stays each machine's own."""

import tomllib
from pathlib import Path

import pytest

from keyturn.codec.canonical import Json, encode
from keyturn.codec.strict import loads_canonical
from keyturn.config import BadConfig, Config, parse
from keyturn.config.guarded import guarded
from keyturn.errors import Malformed

TEXT = """
[gateway]
listen = "127.0.0.1:8400"
data = "data"
names = ["gate.example"]
tls = true
proxy = true
tunnels = ["packages.example.com:443"]
[aws]
account = "123456789012"
access_key_id = "AKIAEXAMPLE"
secret_access_key = "the-secret-of-it"
[environments.production]
regions = ["cn-north-1"]
[[freezes]]
from = 2026-12-24T12:00:00+01:00
until = 2027-01-02T00:00:00Z
reason = "the holidays"
[[webhooks]]
url = "https://hooks.example/keyturn"
secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""


def read(text: str) -> Config:
    return parse(text, file=Path("keyturn.toml"), base=Path("/srv"), default_data=Path("/var/keyturn"))


def test_addresses_paths_and_secrets_are_not_in_it() -> None:
    document = read(TEXT).guarded

    assert document["gateway"] == {"proxy": True, "tunnels": ["packages.example.com:443"]}
    assert document["aws"] == {"account": "123456789012", "access_key_id": "AKIAEXAMPLE"}
    for hidden in ("secret", "8400", "gate.example", "hooks.example", "whsec"):
        assert hidden not in encode(document).decode()


def test_a_section_that_nobody_thought_of_is_guarded() -> None:
    assert guarded({"something": {"new": 1}, "else": [1]}) == {"something": {"new": 1}, "else": [1]}


def test_it_is_the_same_when_it_comes_back_from_the_log() -> None:
    config = read(TEXT)
    kept = loads_canonical(encode(config.guarded))
    assert isinstance(kept, dict)

    again = config.reread(kept)

    assert again == config
    assert again.freezes[0].until == config.freezes[0].until
    assert again.aws.credentials == config.aws.credentials


def test_what_is_approved_takes_the_place_of_what_lies_on_disk() -> None:
    approved = read(TEXT.replace("cn-north-1", "eu-west-1")).guarded

    config = read(TEXT).reread(approved)

    assert config.environments[0].regions == ("eu-west-1",)
    assert config.gateway.listen.port == 8400
    assert config.gateway.data == Path("/srv/data")


def test_another_access_key_can_be_approved_before_its_secret_is_here() -> None:
    approved = read('[aws]\naccess_key_id = "AKIAOTHER"\nsecret_access_key = "another-secret"\n').guarded

    assert read('[aws]\nprofile = "gate"\n').reread({"aws": {"profile": "gate"}}).aws.profile == "gate"
    assert read("").reread(approved).aws.configured
    assert read(TEXT).reread({}).aws.credentials is None


@pytest.mark.parametrize(
    "document",
    [
        {"gateway": {"listen": "0.0.0.0:1"}},
        {"gateway": {"data": "/elsewhere"}},
        {"aws": {"secret_access_key": "smuggled-into-the-log"}},
        {"webhooks": [{"url": "https://evil.example"}]},
        {"approvals": {"people": 2.5}},
        {"freezes": [{"from": {"$instant": "tomorrow"}}]},
    ],
)
def test_a_document_that_says_what_is_not_its_own_is_refused(document: dict[str, Json]) -> None:
    with pytest.raises(Malformed):
        read(TEXT).reread(document)


@pytest.mark.parametrize("text", ["[x]\na = 1.5\n", "[x]\na = 12:00:00\n", "[x]\na = 2026-12-24\n"])
def test_what_has_no_form_in_json_must_be_quoted(text: str) -> None:
    with pytest.raises(BadConfig, match="quote it"):
        guarded(tomllib.loads(text))
