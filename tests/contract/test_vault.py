"""What every key store keeps: each secret follows from what it is for, and from nothing that is not."""

from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import pytest

from keyturn.adapters.vault import Vault, open_vault
from keyturn.model.identity import DerivedKey, SessionKey
from keyturn.ports import Vault as Port
from keyturn.testing.world import MemoryVault

SESSION, OTHER = "S-7Q2M9K8XVB4F6D1A", "S-0000000000000000"
KEY = DerivedKey("KTRN7Q2M9K8XVB4F6D1A", datetime(2026, 11, 22, 13, 0, tzinfo=UTC), "FRESHFRESHFRESH0").access_key_id


@pytest.fixture(params=["in memory", "derived", "from a file"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Port:
    match request.param:
        case "in memory":
            return MemoryVault()
        case "derived":
            return Vault(b"r" * 32)
        case _:
            return open_vault(tmp_path / "root.key")


def test_the_same_is_the_same_each_time(vault: Port) -> None:
    assert vault.session_key(SESSION) == vault.session_key(SESSION)
    assert vault.derived_key(SESSION, KEY) == vault.derived_key(SESSION, KEY)
    assert vault.change_key("C-1") == vault.change_key("C-1")


def test_no_two_purposes_sessions_or_ends_share_a_secret(vault: Port) -> None:
    later = f"{KEY[:20]}{int(KEY[20:28], 16) + 1:08X}{KEY[28:]}"
    keys: list[SessionKey] = [
        vault.session_key(SESSION),
        vault.session_key(OTHER),
        vault.session_key(KEY),
        vault.derived_key(SESSION, KEY),
        vault.derived_key(OTHER, KEY),
        vault.derived_key(SESSION, later),
    ]

    for one, other in combinations(keys, 2):
        assert one.secret != other.secret
        assert one.token != other.token
    for key in keys:
        assert key.secret != key.token


def test_a_secret_has_the_length_that_clients_expect(vault: Port) -> None:
    for key in (vault.session_key(SESSION), vault.derived_key(SESSION, KEY)):
        assert len(key.secret) == 40
        assert len(key.token) >= 40


def test_it_is_not_shown(vault: Port) -> None:
    key = vault.derived_key(SESSION, KEY)

    assert key.secret not in repr(key)
    assert key.token not in repr(key)


def test_a_changes_key_is_32_bytes(vault: Port) -> None:
    assert len(vault.change_key("C-1")) == 32
    assert vault.change_key("C-1") != vault.change_key("C-2")
