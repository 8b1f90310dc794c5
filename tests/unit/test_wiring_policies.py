"""`[policy] file`: policies of one's own, in place of those written from the levels, and held to the same floor."""

from pathlib import Path

import pytest

from keyturn.adapters.bundles import default_bundle
from keyturn.config import BadConfig, Config, parse
from keyturn.policy.bundles import PolicyUnsound
from keyturn.wiring.policies import LARGEST, bundle_of, refuse_other, text_of

DEFAULT = default_bundle("sre", 2)


def read(folder: Path, text: str = "[policy]\nfile = 'own.cedar'") -> Config:
    return parse(text, file=None, base=folder, default_data=folder)


def test_policies_of_ones_own_are_read_beside_the_configuration(tmp_path: Path) -> None:
    own = DEFAULT.policies.replace("reviewers-vote", "our-reviewers-vote")
    (tmp_path / "own.cedar").write_text(own)
    config = read(tmp_path)

    assert config.policies == tmp_path / "own.cedar"
    assert text_of(config) == bundle_of(config).policies == own
    assert bundle_of(read(tmp_path, "")) == DEFAULT
    assert text_of(read(tmp_path, ""), tmp_path / "own.cedar") == own


def test_where_they_lie_is_each_machines_own(tmp_path: Path) -> None:
    assert read(tmp_path).guarded == {}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (DEFAULT.policies.replace('@approval("2 of sre")', '@approval("1 of sre")'), "something else than"),
        (DEFAULT.policies.replace('!= Keyturn::Environment::"development"', '== Keyturn::Environment::"x"'), "`floor`"),
        ("permit (", "cannot be parsed"),
    ],
)
def test_they_are_refused_where_they_are_unsound_or_below_the_floor(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "own.cedar").write_text(text)

    with pytest.raises(PolicyUnsound, match=why):
        bundle_of(read(tmp_path))


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"\xff\xfe", "is not UTF-8 text"), (b"// " + b"x" * LARGEST, "is larger than")],
    ids=["binary", "long"],
)
def test_a_file_that_is_no_text_or_too_long_is_refused(tmp_path: Path, data: bytes, why: str) -> None:
    (tmp_path / "own.cedar").write_bytes(data)

    with pytest.raises(BadConfig, match=why):
        bundle_of(read(tmp_path))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="cannot be read"):
        bundle_of(read(tmp_path))


def test_a_file_swapped_after_sealing_is_refused_with_the_way_back(tmp_path: Path) -> None:
    (tmp_path / "own.cedar").write_text(DEFAULT.policies)
    refuse_other(read(tmp_path), DEFAULT.version)
    refuse_other(read(tmp_path, ""), "0" * 64)

    (tmp_path / "own.cedar").write_text(DEFAULT.policies + "// harmless\n")
    with pytest.raises(BadConfig, match=r"not what people approved.*`keyturn policy propose`"):
        refuse_other(read(tmp_path), DEFAULT.version)
