"""I send two Host headers, and hope that the gate reads one and the signature the other."""

from dataclasses import replace

import pytest

from keyturn.testing.client import request
from keyturn.testing.house import PRODUCTION, House


@pytest.mark.parametrize("second", ["evil.example", "127.0.0.1:8400", ""])
def test_whichever_is_signed(house: House, second: str) -> None:
    session = house.session()
    unsigned, signing_name = request("dynamodb", "ListTables", PRODUCTION, {})

    for headers in ((*unsigned.headers, ("host", second)), (("host", second), *unsigned.headers)):
        call = house.sign(session, replace(unsigned, headers=headers), signing_name, PRODUCTION)
        assert house.refused(house.send(call)) == "sigv4.malformed"
    assert house.upstream.received == []


def test_added_after_signing(house: House) -> None:
    call = house.call(house.session(), "dynamodb:ListTables")

    reply = house.send(replace(call, headers=(*call.headers, ("host", "evil.example"))))

    assert house.refused(reply) == "sigv4.malformed"
