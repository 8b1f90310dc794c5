"""“Alone `eve` can do nothing, so look at her first. I can sign in as her, and I can give her a policy.”"""

import pytest

from tests.iam_estate import OWN, allow, arn, bundle, finding, names, role, user


@pytest.mark.parametrize("turned", [False, True], ids=["nobody first", "nobody last"])
@pytest.mark.parametrize("gives", ["iam:*", "iam:PutUserPolicy", "iam:AttachUserPolicy"])
def test_whoever_leads_nowhere_alone_is_a_way_for_who_can_give_to_it(turned: bool, gives: str) -> None:
    ada = user("ada", allow("iam:CreateAccessKey", arn("user", "eve")), allow(gives, arn("user", "eve")))
    users = [user("eve"), ada]
    if turned:
        users.reverse()

    assert names(finding(bundle(*users, role("one", trusts=OWN)))) == {"ada": 3}
