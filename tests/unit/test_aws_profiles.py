"""A profile of AWS's own files: static keys and a role are taken; what runs, asks or signs in is refused by name."""

from pathlib import Path

import pytest

from keyturn.adapters.aws.profiles import BadProfile, Profile, files, read_profile
from keyturn.adapters.aws.signing import Credentials

KEYS = "aws_access_key_id = AKIAGATEWAY\naws_secret_access_key = se/cr+et==\n"
ROLE = "arn:aws:iam::123456789012:role/keyturn-power"


class Home:
    """A folder with AWS's two files."""

    def __init__(self, folder: Path) -> None:
        self.config, self.credentials = folder / "config", folder / "credentials"

    def write(self, config: str = "", credentials: str = "", mode: int = 0o600) -> None:
        for path, text in ((self.config, config), (self.credentials, credentials)):
            path.write_text(text)
            path.chmod(mode)

    def read(self, name: str = "gate") -> Profile:
        return read_profile(name, self.config, self.credentials)

    def refused(self, name: str = "gate") -> str:
        with pytest.raises(BadProfile) as refused:
            self.read(name)
        assert "se/cr+et" not in str(refused.value)
        return str(refused.value)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_keys_in_either_file_and_the_credentials_file_is_believed(home: Home) -> None:
    home.write(credentials=f"[gate]\n{KEYS}")
    assert home.read() == Profile(Credentials("AKIAGATEWAY", "se/cr+et=="))

    home.write(config=f"[profile gate]\n{KEYS}aws_session_token = to/ken==\n")
    assert home.read().credentials.token == "to/ken=="

    home.write(config="[profile gate]\naws_access_key_id = AKIAOTHER\n", credentials=f"[gate]\n{KEYS}")
    assert home.read().credentials.access_key_id == "AKIAGATEWAY"


def test_the_default_profile_has_no_prefix(home: Home) -> None:
    home.write(config=f"[default]\n{KEYS}")

    assert home.read("default").credentials.access_key_id == "AKIAGATEWAY"


def test_a_role_with_its_source(home: Home) -> None:
    home.write(f"[profile gate]\nrole_arn = {ROLE}\nsource_profile = base\n", f"[base]\n{KEYS}")

    assert home.read() == Profile(Credentials("AKIAGATEWAY", "se/cr+et=="), ROLE)


def test_a_role_that_is_its_own_source(home: Home) -> None:
    home.write(f"[profile gate]\nrole_arn = {ROLE}\nsource_profile = gate\n{KEYS}")

    assert home.read().role_arn == ROLE


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("credential_process = /usr/bin/vend", "`credential_process` is not taken (it runs a program)"),
        ("sso_session = corp", "a person's sign-in"),
        ("sso_start_url = https://corp.example", "a person's sign-in"),
        (f"role_arn = {ROLE}\ncredential_source = Ec2InstanceMetadata", "asks the machine"),
        (f"role_arn = {ROLE}\nweb_identity_token_file = /t", "a token that lies about"),
        (f"role_arn = {ROLE}\nsource_profile = base\nmfa_serial = x", "type a code"),
        (f"role_arn = {ROLE}\nsource_profile = base\nexternal_id = x", "`external_id` is not taken"),
        (f"role_arn = {ROLE}", "no `source_profile`"),
        (f"role_arn = {ROLE}\nsource_profile = chained", "assumes a role itself"),
        (f"role_arn = {ROLE}\nsource_profile = nobody", "there is no profile `nobody`"),
        (f"role_arn = {ROLE}\nsource_profile = process", "runs a program"),
        ("role_arn = deploy\nsource_profile = base", "not the ARN of a role"),
        ("region = eu-west-1", "has no `aws_access_key_id`"),
        ("aws_access_key_id = AKIA", "has no `aws_access_key_id` and `aws_secret_access_key`"),
    ],
)
def test_what_it_does_not_take_it_names(home: Home, setting: str, told: str) -> None:
    chained = (
        f"[profile chained]\nrole_arn = {ROLE}\nsource_profile = base\n[profile process]\ncredential_process = x\n"
    )
    home.write(f"[profile gate]\n{setting}\n{chained}", f"[base]\n{KEYS}")

    assert told in home.refused()


def test_a_profile_that_is_not_there(home: Home) -> None:
    assert "there is no profile `gate`" in home.refused()
    home.write(config=f"[gate]\n{KEYS}")
    assert "there is no profile `gate`" in home.refused()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_secret_that_others_can_read_is_not_used(home: Home, mode: int) -> None:
    home.write(credentials=f"[gate]\n{KEYS}", mode=mode)

    assert "others can read it" in home.refused()


def test_files_that_are_no_such_files(home: Home) -> None:
    home.write(credentials="aws_access_key_id = AKIA")
    assert "cannot be read" in home.refused()
    home.credentials.write_bytes(b"\xff\xfe")
    assert "cannot be read" in home.refused()


def test_where_the_files_are() -> None:
    assert files({"HOME": "/home/gate"}) == (Path("/home/gate/.aws/config"), Path("/home/gate/.aws/credentials"))
    assert files({"HOME": "/h", "AWS_CONFIG_FILE": "/c", "AWS_SHARED_CREDENTIALS_FILE": "/s"}) == (
        Path("/c"),
        Path("/s"),
    )
