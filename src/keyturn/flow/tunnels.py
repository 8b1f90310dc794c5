"""Whether a connection to another host is let through: for a session that may act, and nobody else."""

from datetime import datetime

from keyturn.authenticate.proxying import NotLetThrough, check, read_basic
from keyturn.flow.answers import Refuse
from keyturn.flow.name import Keys, usable
from keyturn.flow.state import State
from keyturn.model.identity import Caller


def tunneller(authorization: str | None, state: State, keys: Keys, at: datetime) -> Caller | Refuse:
    """Say which session asks with this Proxy-Authorization. Raises NotLetThrough."""
    name, given = read_basic(authorization)
    session_id = state.session_of_key.get(name)
    if session_id is None:
        raise NotLetThrough
    check(given, keys.session_key(session_id))
    session = state.sessions[session_id]
    caller = Caller(session, state.tasks[session.task])
    return usable(caller, state, at) or caller
