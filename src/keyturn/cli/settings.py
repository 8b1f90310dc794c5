"""Where the configuration and this person's own state lie, read at the edge."""

import os
import stat
from pathlib import Path
from typing import Final

from keyturn.config import FILE, BadConfig, Config, parse, refuse_exposed
from keyturn.errors import quoted

_LARGEST: Final = 1024 * 1024


def load(named: str | None) -> Config:
    """Read the configuration file `named`, else `./keyturn.toml`, else take the defaults.

    Raises BadConfig, also for a named file that is absent.
    """
    path = Path(named) if named is not None else Path(FILE)
    default_data = state_home() / "keyturn"
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        if named is not None:
            raise BadConfig(f"`{quoted(named)}` is not there: name another file, or leave `--config` out") from None
        return parse("", file=None, base=Path.cwd(), default_data=default_data)
    except OSError as error:
        raise BadConfig(f"`{quoted(str(path))}` cannot be read: {(error.strerror or str(error)).lower()}") from None
    with os.fdopen(handle, "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if not stat.S_ISREG(mode):
            raise BadConfig(f"`{quoted(str(path))}` is not a file")
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise BadConfig(f"`{quoted(str(path))}` is larger than {_LARGEST} bytes: it is no configuration")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise BadConfig(f"`{quoted(str(path))}` is not UTF-8 text") from None
    config = parse(text, file=path, base=path.absolute().parent, default_data=default_data)
    refuse_exposed(config, mode)
    return config


def state_home() -> Path:
    """The user's state directory (XDG Base Directory Specification): `$XDG_STATE_HOME`, else `~/.local/state`."""
    named = os.environ.get("XDG_STATE_HOME", "")
    # The specification: a relative path is invalid and to be ignored.
    return Path(named) if Path(named).is_absolute() else Path.home() / ".local" / "state"
