"""I have an envelope approved by somebody whom policy gives no vote on what my agent does."""

from keyturn.adapters.bundles import default_bundle
from keyturn.model.touching import AwsTables
from keyturn.policy.bundles import bundle as checked
from keyturn.testing.house import House
from tests.bounding import enveloped, put

NOT_BO = """
@id("not-bo") forbid (principal == Keyturn::Person::"bo", action == Keyturn::Action::"vote", resource);
"""


def test_it_counts_as_little_as_on_a_change(catalogue: AwsTables) -> None:
    default = default_bundle("sre", 2)
    house = House(checked(default.policies + NOT_BO, default.schema), catalogue)
    house.enrol("eve", "sre")
    session = house.session()
    enveloped(house, session, "ana", "bo")

    reply = put(house, session)
    assert house.refused(reply) == "change.pending"
    assert "has not the approvals that policy asks for" in str(reply)

    enveloped(house, session, "ana", "eve")
    assert house.passed(put(house, session))
    house.close()
