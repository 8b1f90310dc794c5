"""I am nobody, or no longer somebody, and ask to be let through unread."""

import asyncio
from base64 import b64encode
from pathlib import Path

import pytest

from keyturn.authenticate.proxying import NotLetThrough, password
from keyturn.errors import CallerError
from keyturn.model.evidence import EvidenceUnavailable, Kind
from keyturn.model.identity import EndSession
from keyturn.runner.tunnels import Leave
from keyturn.testing.house import DEPLOYMENT, House, Opened
from tests.proxied import Gatekeeper, proxied

HOST = "pypi.example"


def basic(name: str, word: str) -> str:
    return "Basic " + b64encode(f"{name}:{word}".encode()).decode()


def asks(house: House, authorization: str | None) -> Leave:
    return house.run(house.tunnels.leave(authorization, HOST, 443))


def rightly(house: House, session: Opened) -> str:
    return basic(session.credentials.access_key_id, password(house.vault.session_key(session.id)))


def test_a_session_is_let_through_and_that_is_noted_first(house: House) -> None:
    session = house.session()

    leave = asks(house, rightly(house, session))

    assert not leave.ended.is_set()
    assert leave.seconds == 2 * 3600
    assert house.noted(Kind.TUNNEL_OPENED) == [{"host": HOST, "port": 443}]


def test_nobody_else_is(house: House) -> None:
    session, other = house.session(), house.session()
    name, key = session.credentials.access_key_id, house.vault.session_key(session.id)
    wrong = [
        None,
        "",
        "Basic",
        "Basic !!!",
        "Bearer " + password(key),
        basic(name, ""),
        basic(name, key.secret),
        basic(name, key.token),
        basic(name, password(key)[:-1]),
        basic(name, password(house.vault.session_key(other.id))),
        basic("KTRN0000000000000000", password(key)),
        basic("", password(key)),
    ]

    for authorization in wrong:
        with pytest.raises(NotLetThrough):
            asks(house, authorization)
    assert house.noted(Kind.TUNNEL_OPENED) == []


def test_the_password_signs_no_call(house: House) -> None:
    key = house.vault.session_key(house.session().id)

    assert key.secret not in password(key)
    assert password(key) not in key.secret


def test_a_session_that_is_over_is_let_through_no_more(house: House) -> None:
    expired, ended = house.session(), house.session()
    leave = asks(house, rightly(house, ended))
    ending = EndSession(DEPLOYMENT, "dana", ended.id, house.clock.wall(), house.nonce())
    house.ask("session_end", envelope=house.signed("dana", ending))

    assert leave.ended.is_set()
    with pytest.raises(CallerError, match="was ended"):
        asks(house, rightly(house, ended))
    house.clock.advance(hours=2)
    with pytest.raises(CallerError, match="expired"):
        asks(house, rightly(house, expired))


def test_a_session_that_ends_while_its_tunnel_is_noted_has_none(house: House) -> None:
    session = house.session()

    async def both() -> Leave:
        asked = asyncio.ensure_future(house.tunnels.leave(rightly(house, session), HOST, 443))
        await asyncio.sleep(0)
        ending = EndSession(DEPLOYMENT, "dana", session.id, house.clock.wall(), house.nonce())
        await house.desk.ask("session_end", {"envelope": house.signed("dana", ending)})
        return await asked

    assert house.run(both()).ended.is_set()


@pytest.mark.parametrize(("error", "status"), [(NotLetThrough(), 407), (EvidenceUnavailable("disk full"), 403)])
def test_the_door_opens_nothing_without_leave(tmp_path: Path, error: CallerError, status: int) -> None:
    with proxied(tmp_path, leads_to=1, gatekeeper=Gatekeeper(raises=error)) as through:
        assert through.refused(b"CONNECT pypi.example:443", b"Proxy-Authorization: Basic YTpi")[0] == status
        assert through.reached == []
