"""Operations that cannot be told apart on the wire need the same IAM actions, and the page that lists them is true."""

import pytest

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from tools import write_classes

CLASSES = tuple(write_classes.classes())


@pytest.mark.parametrize(("name", "members"), [(name, members) for name, _, members in CLASSES], ids=str)
def test_the_members_of_a_class_need_the_same_iam_actions(name: str, members: tuple[tuple[str, str], ...]) -> None:
    catalogue = PackagedCatalogue()

    assert len({write_classes.actions(service, operation, catalogue) for service, operation in members}) == 1


def test_the_documented_list_is_the_one_in_force() -> None:
    assert write_classes.main(["--check"]) == 0
