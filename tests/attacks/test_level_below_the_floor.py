"""I write in the table what nobody would approve: a deletion alone, by another name, through another environment."""

from pathlib import Path

import pytest

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.bundles import bundle_of
from keyturn.config import BadConfig, parse
from keyturn.errors import Malformed
from keyturn.flow.levels import operations_amiss
from keyturn.model.autonomy import Act, Autonomy, Level, Row, Word
from keyturn.model.decision import parse_quorum

TWO = parse_quorum("2 of sre")
STAGING = "[environments.staging]\nregions = ['us-east-2']\n"


@pytest.mark.parametrize("act", ["delete", "permission", "execute"])
@pytest.mark.parametrize("level", ["alone", "notify", "one approval", "1 of sre", "1 of dba"])
@pytest.mark.parametrize("place", ["production", "staging"])
def test_is_refused_with_the_reason(act: str, level: str, place: str) -> None:
    with pytest.raises(BadConfig, match=f"{place} {act}: .* below the floor, two people"):
        parse(f"{STAGING}[autonomy.{place}]\n{act} = '{level}'", file=None, base=Path(), default_data=Path())


@pytest.mark.parametrize("level", [Word.ALONE, Word.NOTIFY, parse_quorum("1 of sre")])
def test_no_bundle_is_made_of_it_either(level: Level) -> None:
    with pytest.raises(Malformed, match="below the floor"):
        bundle_of(TWO, Autonomy((Row("production", {Act.DELETE: level}),)))


@pytest.mark.parametrize(
    "text",
    [
        "[autonomy.Development]\ndelete = 'alone'",
        "[autonomy.development2]\ndelete = 'alone'",
        "[autonomy.\"developm\u0435nt\"]\ndelete = 'alone'",
        "[autonomy.\"development \"]\ndelete = 'alone'",
        "[autonomy.prod]\nmodify = 'alone'",
        "[environments.staging]\nregions = ['us-east-2']\n[autonomy.stagin]\nmodify = 'never'",
    ],
)
def test_an_environment_that_looks_like_another_is_none(text: str) -> None:
    with pytest.raises(BadConfig, match="is no environment"):
        parse(text, file=None, base=Path(), default_data=Path())


@pytest.mark.parametrize(
    "line",
    [
        *("delet = 'never'", "Delete = 'never'", "deletes = 'never'", "read = 'never'", "unknown = 'alone'"),
        *("'s3.DeleteBucket' = 'never'", "'s3:deleteBucket' = 'never'", "'s3:Delete*' = 'never'", "'*' = 'never'"),
        *("delete = 'Never'", "delete = 'never '", "delete = ''", "delete = '0 of sre'", "delete = '2 of SRE'"),
        *("delete = 'one'", "delete = 2", "delete = { people = 2 }"),
    ],
)
def test_a_word_written_wrongly_falls_closed(line: str) -> None:
    with pytest.raises(BadConfig):
        parse(f"[autonomy.production]\n{line}", file=None, base=Path(), default_data=Path())


@pytest.mark.parametrize("name", ["s3:DeleteBuckets", "s4:DeleteBucket", "S3:DeleteBucket", "iam:Pass"])
def test_an_operation_that_there_is_not_forbids_nothing_and_is_refused(name: str) -> None:
    table = Autonomy((Row("production", {}, {name: Word.NEVER}),))

    assert "is no operation" in "".join(operations_amiss(table, TWO, PackagedCatalogue()))


@pytest.mark.parametrize("place", ["production", "staging"])
@pytest.mark.parametrize(
    "name", ["s3:DeleteBucket", "dynamodb:DeleteTable", "iam:CreateUser", "lambda:Invoke", "ssm:SendCommand"]
)
def test_an_operation_that_has_a_floor_is_not_lowered_by_its_name(place: str, name: str) -> None:
    tables = PackagedCatalogue()
    for level in (Word.ALONE, Word.NOTIFY, parse_quorum("1 of sre")):
        assert "takes two people" in "".join(operations_amiss(Autonomy((Row(place, {}, {name: level}),)), TWO, tables))
    assert operations_amiss(Autonomy((Row(place, {}, {name: parse_quorum("2 of dba")}),)), TWO, tables) == ()
    assert operations_amiss(Autonomy((Row("development", {}, {name: Word.ALONE}),)), TWO, tables) == ()
