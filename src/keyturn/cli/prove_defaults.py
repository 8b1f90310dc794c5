"""What is protected where nobody says: every delete, permission and delegation on what counts as production."""

from keyturn.config import Config
from keyturn.model.facts import PRODUCTION
from keyturn.prover.account import Account
from keyturn.prover.defaults import production
from keyturn.prover.goals import Query


def defaults(config: Config, account: Account) -> tuple[Query, ...]:
    """The queries for the production environment of `config`; for everything where it names none."""
    rules = [rule for rule in config.environments if rule.name == PRODUCTION]
    regions = tuple(region for rule in rules for region in rule.regions) or ("*",)
    arns = tuple(arn for rule in rules for arn in rule.arns)
    return production(account, regions, arns)
