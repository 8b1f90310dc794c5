"""The same case, as the prover evaluates it."""

from typing import Any

from keyturn.prover.context import Context
from keyturn.prover.documents import Document, parse
from keyturn.prover.evaluate import Policies, Request, allowed, who_is
from keyturn.prover.formula import Formula
from tests.simulate.cases import Case


def verdict(case: Case) -> Formula:
    """Whether the prover says that the case is allowed; a bool, for everything about it is known."""
    context = Context(
        {key.lower(): tuple(value) if isinstance(value, list) else (value,) for key, value in case.context.items()},
        all_known=True,
    )
    request = Request(who_is(case.principal), case.action, case.resource, case.account, context)
    return allowed(
        request,
        Policies(
            identity=_all(case.identity),
            boundary=None if case.boundary is None else _all(case.boundary),
            session=None if case.session is None else parse(case.session, "session"),
            scps=tuple(_all(level) for level in case.scps),
            rcps=tuple(_all(level) for level in case.rcps),
            resource=None if case.resource_policy is None else parse(case.resource_policy, "resource"),
            endpoint=_all(case.endpoint or []),
        ),
    )


def _all(documents: list[dict[str, Any]]) -> tuple[Document, ...]:
    return tuple(parse(one, f"p{number}") for number, one in enumerate(documents))
