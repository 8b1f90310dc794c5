"""How a house in memory reads its guarded configuration: as the real one does, on an estate of its own."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from keyturn.codec.canonical import Json
from keyturn.config import parse
from keyturn.flow.gate.asking import Configured, Rules
from keyturn.flow.settings import Settings
from keyturn.model.bundle import Bundle
from keyturn.model.touching import AwsTables
from keyturn.policy.bundles import above_floor
from keyturn.policy.bundles import bundle as sound
from keyturn.recognise.aws.effects import effect_of


def rules_for(settings: Settings, bundle: Bundle, tables: AwsTables) -> Rules:
    """Return the rules of a house with these `settings` and policies: what a document does not say stays as it is."""
    nothing = parse("", file=None, base=Path("/house"), default_data=Path("/house"))

    def read(document: Mapping[str, Json]) -> Configured:
        config = nothing.reread(document)
        told = replace(
            settings,
            change_expires=config.approvals.expires,
            approvers=config.approvals.quorum,
            document=document,
        )
        if config.environments:
            told = replace(told, estate=replace(settings.estate, environments=config.environments))
        return Configured(told, bundle)

    def check(policies: str, schema: str) -> Bundle:
        return above_floor(sound(policies, schema))

    return Rules(read, bundle.schema, check, lambda operation: effect_of(operation, tables))
