"""How the tables are made: what a source says, what two say against each other, and what `make tables` prints."""

from collections.abc import Iterator

import pytest

from keyturn.adapters.aws import rows, rows_touches
from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.model.action import Effect, Reading, Reversible
from keyturn.model.touching import Asks, Rule, Template, Touch, Touches
from tools import compile_touches
from tools.touching import compiler, curated, effects, models, names, places, sources
from tools.touching.models import Operation


def operation(name: str, method: str = "POST") -> Operation:
    return Operation("invented", name, method, "/", marked_read_only=False, inputs=(), outputs=())


def listed(*levels: str, action: str = "invented:Whatever") -> names.Named:
    return names.Named((action,), sources.IamAction("Whatever", frozenset(levels), (), ()), "listed")


NOT_LISTED = names.Named(("invented:Whatever",), None, "convention")


@pytest.mark.parametrize(
    ("name", "method", "levels", "effect"),
    [
        ("GetThing", "GET", ["Read"], Effect.READ),
        ("ListThings", "POST", ["List"], Effect.READ),
        ("CreateThing", "PUT", ["Write"], Effect.CREATE),
        ("UpdateThing", "POST", ["Write"], Effect.MODIFY),
        ("DeleteThing", "POST", ["Write"], Effect.DELETE),
        ("TagResource", "POST", ["Tagging"], Effect.MODIFY),
        ("RemoveTagsFromThing", "POST", ["Tagging"], Effect.MODIFY),
        ("PutThingPolicy", "POST", ["Permissions management"], Effect.PERMISSION),
        ("StartThing", "POST", ["Write"], Effect.EXECUTE),
        ("DisassociateThing", "POST", ["Write"], Effect.DELETE),
    ],
)
def test_where_the_sources_agree_it_is_what_they_say(name: str, method: str, levels: list[str], effect: Effect) -> None:
    assert effects.judge(operation(name, method), listed(*levels)).row.effect is effect


@pytest.mark.parametrize(
    ("name", "method", "levels", "effect"),
    [
        ("GetThing", "POST", ["Write"], Effect.MODIFY),
        ("GetThing", "DELETE", ["Read"], Effect.DELETE),
        ("ListThings", "PUT", ["List"], Effect.MODIFY),
        ("DeleteThing", "GET", ["Read"], Effect.DELETE),
        ("CreateThing", "GET", ["Read"], Effect.CREATE),
        ("DescribeThing", "POST", ["Permissions management"], Effect.PERMISSION),
        ("DeleteThing", "POST", ["Permissions management", "Read"], Effect.PERMISSION),
    ],
)
def test_where_they_contradict_each_other_the_worse_one_counts(
    name: str, method: str, levels: list[str], effect: Effect
) -> None:
    judged = effects.judge(operation(name, method), listed(*levels))

    assert judged.row.effect is effect


def test_a_verb_that_nobody_knows_is_a_change_if_iam_says_so_and_unknown_if_nobody_does() -> None:
    assert effects.judge(operation("FrobnicateThing"), listed("Write")).row.effect is Effect.MODIFY
    assert effects.judge(operation("FrobnicateThing"), NOT_LISTED).row.effect is Effect.UNKNOWN


def test_an_operation_newer_than_iams_reference_is_what_its_name_says() -> None:
    assert effects.judge(operation("DeleteThing"), NOT_LISTED).row.effect is Effect.DELETE
    assert effects.judge(operation("DescribeThing"), NOT_LISTED).row.effect is Effect.READ


def test_a_setting_can_be_written_again_and_a_thing_cannot() -> None:
    assert effects.judge(operation("DeleteThingConfiguration"), listed("Write")).row.reversible is Reversible.DEPENDS
    assert effects.judge(operation("DeleteThing"), listed("Write")).row.reversible is Reversible.NO


def test_a_name_never_fills_the_place_of_an_id() -> None:
    by_name = models.service("backup").operations["DescribeFramework"]
    named = names.Named(("backup:DescribeFramework",), sources.actions("backup")["describeframework"], "listed")

    (template,) = [one for one in places.templates(by_name, named) if ":framework:" in one.text]

    assert template.bound == ((("FrameworkName",),), ())


def test_no_two_sources_contradict_each_other_undecided() -> None:
    undecided = []
    for service in ("guardduty", "glue", "route53domains", "redshift", "emr", "payment-cryptography-data", "iot-data"):
        for one in models.service(service).operations.values():
            judged = effects.judge(one, names.named(one))
            undecided += [f"{one.key}: {judged.contradiction}"] if judged.contradiction else []
    assert undecided == []


# One of each protocol, of each prefix of its own, and of each curated file.
SAMPLE = ("backup", "budgets", "ecr", "efs", "guardduty", "keyspaces", "neptunedata", "s3control", "ses", "sso-admin")


@pytest.mark.parametrize("service", SAMPLE)
def test_the_packaged_table_is_the_one_that_the_sources_give(service: str) -> None:
    packed = rows.pack(rows_touches.table_of(compiler.compile_service(service), rows.FORMAT))

    compiled = rows_touches.touches(rows.unpack(packed, rows_touches.TouchesTable))

    packaged = PackagedCatalogue().touches(service)
    assert compiled.operations == packaged.operations
    assert (compiled.prefix, compiled.roles, compiled.powers) == (packaged.prefix, packaged.roles, packaged.powers)


def test_what_is_written_is_read_back() -> None:
    rule = Rule(
        ("A", "b"), Asks.OTHER_THAN, "select", Effect.EXECUTE, Reading.DATA, Reversible.NO, delegates=True, loss=True
    )
    template = Template("arn:@partition:x:@region:@account:y/{0}/{1}", ((("A",), ("B", "c")), ()), must=True, new=True)
    touch = Touch(
        ("x:A", "x:B"), Effect.DELETE, Reading.SECRET, Reversible.NO, True, True, (template,), (rule,), names_one=True
    )
    values = Touches("x", {"A": touch}, frozenset("r"), frozenset("p"), frozenset("o"), regionless=True, foreign=True)

    back = rows_touches.touches(rows_touches.table_of(values, rows.FORMAT))

    assert back.operations == values.operations
    assert (back.roles, back.powers, back.opaque) == (values.roles, values.powers, values.opaque)
    assert (back.regionless, back.foreign) == (True, True)


def changes(was: Touch | None, now: Touch | None) -> Iterator[str]:
    old = {"x": Touches("x", {"DoIt": was} if was else {})}
    new = {"x": Touches("x", {"DoIt": now} if now else {})}
    return compile_touches.changes(old, new)


def test_the_command_says_what_changed_worst_first() -> None:
    read = Touch(("x:DoIt",), Effect.READ, Reading.METADATA, Reversible.YES)
    delete = Touch(("x:DoIt",), Effect.DELETE, reversible=Reversible.NO, loss=True)
    unknown = Touch(("x:DoIt",), Effect.UNKNOWN)

    assert list(changes(read, read)) == []
    assert list(changes(None, read)) == ["+ x:DoIt: read, metadata, reversible yes"]
    assert list(changes(read, None)) == ["- x:DoIt"]
    assert list(changes(read, delete)) == [
        "! x:DoIt: read, metadata, reversible yes -> delete, reversible no, loses data"
    ]
    assert "no source says what it does" in next(changes(None, unknown))


def test_every_row_has_a_reason_and_none_stands_twice() -> None:
    assert curated.prefixes()
    assert curated.renamed()
    assert curated.effects()
    assert curated.readings()
    assert curated.arns()
    assert curated.bindings()
    assert curated.rules()
    assert curated.exempt()
