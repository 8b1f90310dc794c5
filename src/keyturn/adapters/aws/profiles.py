"""A profile of AWS's own files, as far as the gateway takes one: static keys, and a role assumed with them.

What would run a program, open a browser or ask the machine it runs on is refused by name: the gateway's power must not
depend on what lies about. https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
"""

import configparser
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from keyturn.adapters.aws.signing import Credentials
from keyturn.errors import OurError, quoted

_KEY: Final = re.compile(r"[A-Za-z0-9_]{4,128}")
_SECRET: Final = re.compile(r"[!-~]{8,8192}")
_ROLE: Final = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}")

_REFUSED: Final[Mapping[str, str]] = {
    "credential_process": "it runs a program",
    "credential_source": "it asks the machine or the environment",
    "sso_session": "it needs a person's sign-in",
    "sso_start_url": "it needs a person's sign-in",
    "login_session": "it needs a person's sign-in",
    "web_identity_token_file": "it exchanges a token that lies about",
    "mfa_serial": "nobody is there to type a code",
    "external_id": "it guards other accounts' trust, and the gateway's role is its own",
    "role_session_name": "the gateway names its sessions by their grants",
    "duration_seconds": "the gateway asks for its own durations",
}
"""Settings that say where credentials come from in a way the gateway does not take, and why."""


class BadProfile(OurError):
    """The profile that keyturn.toml names cannot be used."""

    code = "config.profile"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"`[aws] profile` = `{quoted(name)}` cannot be used: {why}")


@dataclass(frozen=True, slots=True)
class Profile:
    """What a profile gives: static credentials, and the role that they are for, if it names one."""

    credentials: Credentials
    role_arn: str | None = None


def files(environ: Mapping[str, str]) -> tuple[Path, Path]:
    """Return where AWS's own tools look for the configuration and the credentials file."""
    home = Path(environ.get("HOME") or os.path.expanduser("~")) / ".aws"  # noqa: PTH111 - a path before there is a Path
    config = environ.get("AWS_CONFIG_FILE")
    credentials = environ.get("AWS_SHARED_CREDENTIALS_FILE")
    return Path(config) if config else home / "config", Path(credentials) if credentials else home / "credentials"


def read_profile(name: str, config: Path, credentials: Path) -> Profile:
    """Read the profile `name`. Raises BadProfile."""
    known = _sections(name, config, credentials)
    own = _settings(name, name, known)
    role = own.get("role_arn")
    if role is None:
        return Profile(_static(name, name, own))
    if not _ROLE.fullmatch(role):
        raise BadProfile(name, "its `role_arn` is not the ARN of a role")
    source = own.get("source_profile")
    if source is None:
        raise BadProfile(name, "its `role_arn` has no `source_profile` beside it")
    base = own if source == name else _settings(name, source, known)
    if source != name and "role_arn" in base:
        raise BadProfile(name, f"its source `{quoted(source)}` assumes a role itself: give the keys behind it")
    return Profile(_static(name, source, base), role)


def _sections(name: str, config: Path, credentials: Path) -> dict[str, dict[str, str]]:
    """Return the settings of every profile; where both files say something, the credentials file is believed."""
    found: dict[str, dict[str, str]] = {}
    for path, is_config in ((config, True), (credentials, False)):
        for section, settings in _parsed(name, path).items():
            words = section.split(maxsplit=1)
            called = words[1].strip() if is_config and len(words) == 2 and words[0] == "profile" else section
            if not is_config or called != section or section == "default":
                found.setdefault(called, {}).update(settings)
    return found


def _parsed(name: str, path: Path) -> dict[str, dict[str, str]]:
    parser = configparser.RawConfigParser(default_section="\0")
    try:
        with path.open(encoding="utf-8") as file:
            mode = os.fstat(file.fileno()).st_mode
            parser.read_file(file)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, configparser.Error) as error:
        raise BadProfile(name, f"`{path}` cannot be read ({type(error).__name__})") from None
    read = {section: dict(parser[section]) for section in parser.sections()}
    if mode & 0o077 and any("aws_secret_access_key" in settings for settings in read.values()):
        raise BadProfile(name, f"`{path}` holds a secret and others can read it (mode {mode & 0o777:04o}): chmod 600")
    return read


def _settings(name: str, which: str, known: Mapping[str, dict[str, str]]) -> dict[str, str]:
    settings = known.get(which)
    if settings is None:
        raise BadProfile(name, f"there is no profile `{quoted(which)}` in AWS's configuration files")
    for key, why in _REFUSED.items():
        if key in settings:
            raise BadProfile(
                name, f"`{key}` is not taken ({why}): give `access_key_id` and `secret_access_key` instead"
            )
    return settings


def _static(name: str, which: str, settings: Mapping[str, str]) -> Credentials:
    key, secret = settings.get("aws_access_key_id", ""), settings.get("aws_secret_access_key", "")
    token = settings.get("aws_session_token")
    if not _KEY.fullmatch(key) or not _SECRET.fullmatch(secret) or (token is not None and not _SECRET.fullmatch(token)):
        raise BadProfile(
            name, f"`{quoted(which)}` has no `aws_access_key_id` and `aws_secret_access_key` that could be"
        )
    return Credentials(key, secret, token)
