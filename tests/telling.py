"""What a told story is judged by, beside its own words: an auditor who believes nothing that the gate says."""

from keyturn.testing.house import House
from keyturn.verify.log import Evidence, verify


def problems(house: House) -> list[str]:
    """All that an auditor finds wrong with the log of `house`, after what was begun has come to its end."""
    house.settle()
    log = house.log
    evidence = Evidence(lambda: log.entries, [(len(log.entries), log.checkpoint())], log.verifier())
    return [f"{problem.seq}: {problem.code}: {problem.message}" for problem in verify(evidence).problems]
