"""Checkpoints kept besides the store, wired: files and S3 behind one port."""

from keyturn.adapters.aws.cloud import Cloud
from keyturn.adapters.clock import SystemClock
from keyturn.adapters.kept import SCHEME, KeptFile
from keyturn.config import Config
from keyturn.ports import Keep, Log
from keyturn.runner.keeping import Keeping


def keeping(config: Config, cloud: Cloud, log: Log) -> Keeping:
    """Return what keeps `log`'s checkpoints where keyturn.toml says."""

    def keep(place: str) -> Keep:
        return KeptFile(place) if place.startswith(SCHEME) else cloud.keep(place)

    return Keeping([keep(place) for place in config.log.kept], log, SystemClock(), config.log.every)
