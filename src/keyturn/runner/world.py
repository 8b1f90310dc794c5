"""The ports that a call needs, in one place."""

from dataclasses import dataclass

from keyturn.model.touching import AwsTables
from keyturn.ports import Chance, Facts, Upstream
from keyturn.recognise.aws.hosts import GatewayHosts


@dataclass(slots=True)
class World:
    """What calls go through to the world."""

    upstream: Upstream
    facts: Facts
    chance: Chance
    catalogue: AwsTables
    hosts: GatewayHosts
