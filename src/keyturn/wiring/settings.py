"""What a configuration comes to: settings for the flow, and how documents of it are read."""

from keyturn.adapters import bundles
from keyturn.codec.canonical import Json
from keyturn.config import BadConfig, Config
from keyturn.flow.gate.asking import Configured, Rules
from keyturn.flow.levels import operations_amiss
from keyturn.flow.settings import Bounds, Settings
from keyturn.model.autonomy import lowered
from keyturn.model.bundle import Bundle
from keyturn.model.facts import Estate
from keyturn.model.touching import AwsTables
from keyturn.policy.bundles import above_floor, bundle
from keyturn.recognise.aws.effects import effect_of
from keyturn.wiring.policies import composed


def settings_of(config: Config, account: str, console: str) -> Settings:
    """Return what `config` says, for the account behind the gate and the address of its pages."""
    return Settings(
        Estate(account, config.environments),
        console,
        config.approvals.expires,
        config.limits,
        approvers=config.approvals.quorum,
        autonomy=config.autonomy,
        composed=config.policies is None,
        lowered=lowered(config.autonomy, config.approvals.quorum),
        unsealed_production=config.gateway.unsealed_production,
        unisolated_production=config.gateway.unisolated_production,
        bounds=Bounds(
            config.windows,
            config.freezes,
            config.exceptions.lift,
            config.exceptions.override,
            config.exceptions.emergency,
        ),
        document=config.guarded,
        mutable_references=config.approvals.mutable_references,
    )


def refuse_unknown(config: Config, catalogue: AwsTables) -> None:
    """Raise BadConfig for an operation in `[autonomy]` that there is not, or that would be lowered below the floor."""
    amiss = operations_amiss(config.autonomy, config.approvals.quorum, catalogue)
    if amiss:
        raise BadConfig(f"`[autonomy]` of `{config.file}` cannot be used: {'; '.join(amiss)}")


def rules_of(config: Config, account: str, console: str, catalogue: AwsTables) -> Rules:
    """Return how guarded documents are read: what is each machine's own is taken from `config`."""

    def read(document: Json) -> Configured:
        found = config.reread(document if isinstance(document, dict) else {})
        refuse_unknown(found, catalogue)
        return Configured(settings_of(found, account, console), composed(found))

    def check(policies: str, schema: str) -> Bundle:
        return above_floor(bundle(policies, schema))

    return Rules(read, bundles.schema(), check, lambda operation: effect_of(operation, catalogue))
