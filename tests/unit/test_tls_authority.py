"""The authority of Keyturn's own: good for the names it was made for, kept, made anew when it must be."""

import ssl
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from keyturn.adapters.tls.authority import LIFE, REST, Authority, AuthorityDamaged, Leaf, now, open_authority
from keyturn.adapters.tls.contexts import Own

NAMES = ("gate.example", "127.0.0.1")


def holds(authority: Authority, leaf: Leaf, name: str) -> bool:
    """Whether somebody who trusts `authority` takes `leaf` for `name`."""
    certificate, *chain = x509.load_pem_x509_certificates(leaf.pem)
    policy = PolicyBuilder().store(Store([authority.certificate])).time(now())
    try:
        policy.build_server_verifier(x509.DNSName(name)).verify(certificate, chain)
    except VerificationError:
        return False
    return True


def test_it_is_kept_and_is_its_owners_alone(tmp_path: Path) -> None:
    first, second = (open_authority(tmp_path, NAMES, now()) for _ in range(2))

    assert first.fingerprint == second.fingerprint
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    assert {path.name for path in tmp_path.iterdir()} == {"ca.key", "ca.pem", "ca-issuer.pem"}


def test_it_speaks_for_its_names_and_all_below_them(tmp_path: Path) -> None:
    authority = open_authority(tmp_path, NAMES, now())

    for name in ("gate.example", "bucket.gate.example"):
        assert holds(authority, authority.leaf([name], now()), name)


@pytest.mark.parametrize("name", ["example", "othergate.example", "packages.example.com", "gate.example.evil"])
def test_whoever_steals_it_can_pose_as_nobody_else(tmp_path: Path, name: str) -> None:
    authority = open_authority(tmp_path, NAMES, now())

    assert not holds(authority, authority.leaf([name], now()), name)


def test_what_signs_is_constrained_too_for_clients_that_look_at_no_constraint_of_what_they_trust(
    tmp_path: Path,
) -> None:
    authority = open_authority(tmp_path, NAMES, now())
    _, issuer = x509.load_pem_x509_certificates(authority.leaf(["gate.example"], now()).pem)

    constraints = [
        one.extensions.get_extension_for_class(x509.NameConstraints) for one in (issuer, authority.certificate)
    ]
    assert constraints[0].value == constraints[1].value
    assert all(one.critical for one in constraints)


def test_the_key_of_what_is_trusted_is_kept_nowhere(tmp_path: Path) -> None:
    authority = open_authority(tmp_path, NAMES, now())
    key = load_pem_private_key((tmp_path / "ca.key").read_bytes(), None)

    assert key.public_key() != authority.certificate.public_key()


@pytest.mark.parametrize("names", [("gate.example",), ("127.0.0.1",)])
def test_a_kind_of_name_of_which_it_has_none_is_kept_out_whole(tmp_path: Path, names: tuple[str, ...]) -> None:
    excluded = (
        open_authority(tmp_path, names, now())
        .certificate.extensions.get_extension_for_class(x509.NameConstraints)
        .value.excluded_subtrees
    )

    assert excluded


def test_it_is_made_anew_for_other_names(tmp_path: Path) -> None:
    first = open_authority(tmp_path, NAMES, now())

    assert open_authority(tmp_path, [*NAMES, "amazonaws.com"], now()).fingerprint != first.fingerprint


def test_it_is_made_anew_before_its_end(tmp_path: Path) -> None:
    first = open_authority(tmp_path, NAMES, now())

    assert open_authority(tmp_path, NAMES, now() + LIFE - REST - timedelta(days=1)).fingerprint == first.fingerprint
    assert open_authority(tmp_path, NAMES, now() + LIFE - REST + timedelta(days=1)).fingerprint != first.fingerprint


def test_a_leaf_does_not_outlive_it(tmp_path: Path) -> None:
    authority = open_authority(tmp_path, NAMES, now())

    assert authority.leaf(NAMES, now() + LIFE - timedelta(hours=1)).expires <= authority.expires


def test_a_start_that_was_cut_off_between_key_and_certificate_makes_both_anew(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    first, second = (open_authority(tmp_path / name, NAMES, now()) for name in "ab")
    (tmp_path / "b" / "ca.key").replace(tmp_path / "a" / "ca.key")

    third = open_authority(tmp_path / "a", NAMES, now())

    assert third.fingerprint not in {first.fingerprint, second.fingerprint}
    assert holds(third, third.leaf(["gate.example"], now()), "gate.example")


def test_a_key_that_others_could_read_is_not_used(tmp_path: Path) -> None:
    open_authority(tmp_path, NAMES, now())
    (tmp_path / "ca.key").chmod(0o640)

    with pytest.raises(AuthorityDamaged, match="others can read it"):
        open_authority(tmp_path, NAMES, now())


def test_damage_is_named_and_not_written_over(tmp_path: Path) -> None:
    open_authority(tmp_path, NAMES, now())
    (tmp_path / "ca.key").write_bytes(b"nothing")

    with pytest.raises(AuthorityDamaged, match="damaged"):
        open_authority(tmp_path, NAMES, now())
    assert (tmp_path / "ca.key").read_bytes() == b"nothing"


def test_a_leaf_lies_on_no_disk_after_it_was_loaded(tmp_path: Path) -> None:
    own = Own(open_authority(tmp_path, NAMES, now()), NAMES, tmp_path)

    assert own.door().minimum_version == ssl.TLSVersion.TLSv1_2
    assert own.host("a.gate.example") is own.host("a.gate.example")
    assert {path.name for path in tmp_path.iterdir()} == {"ca.key", "ca.pem", "ca-issuer.pem"}
