"""Grants: leave for the action with one digest, used at most once, within an interval."""

from datetime import datetime

from keyturn.codec.digest import same
from keyturn.model.change import Change
from keyturn.model.grant import Grant, GrantExpired, SpentGrant, WrongRequest
from keyturn.model.identity import parse_id


def grant_for(
    change: Change | None, ordinal: int, action: str, at: datetime, not_after: datetime, chance: str
) -> Grant:
    """Grant the action with this digest, which is number `ordinal` of `change`, from `at` until `not_after`.

    A change grants nothing beyond its own expiry. `change` is None where policy permits without people. `chance` is the
    random part of the grant's id. Raises WrongRequest if the change holds another action there, Malformed for an id
    that cannot be.
    """
    until = not_after if change is None else min(not_after, change.expires)
    grant = Grant(
        id=parse_id("grant id", f"G-{chance}"),
        change=None if change is None else change.id,
        ordinal=ordinal,
        action=action,
        not_before=at,
        not_after=until,
    )
    if change is not None:
        held = change.actions[ordinal].shown.digest
        if not same(held, action):
            raise WrongRequest(grant, held)
    return grant


def spend(grant: Grant, action: str, at: datetime) -> SpentGrant:
    """Use `grant` once, for the one action it names.

    Usable while not_before <= at < not_after (UTC, end excluded). That it was not used before is for the state that
    spends it to see to. Raises GrantExpired, WrongRequest.
    """
    if not grant.not_before <= at < grant.not_after:
        raise GrantExpired(grant, at)
    if not same(grant.action, action):
        raise WrongRequest(grant, action)
    return SpentGrant(grant, at)
