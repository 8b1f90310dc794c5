"""A house whose people have passkeys: registered as a browser would, checked by py_webauthn and by our own code."""

from dataclasses import replace
from typing import Any

from keyturn.adapters.identity.passkeys import WebauthnPasskeys
from keyturn.approve.gate import SEAL_TYPE, seal_payload
from keyturn.codec.encoding import b64url_decode
from keyturn.model.approval import Approval, Verdict
from keyturn.model.bundle import Bundle
from keyturn.model.gate import SealStatement
from keyturn.model.touching import AwsTables
from keyturn.testing.house import DEPLOYMENT, House
from tests.authenticator import ORIGIN, SoftPasskey, p256

SECRETS = {"ana": 11, "bo": 12, "dana": 13, "eve": 14}


class PasskeyHouse:
    """A house, and the software passkeys of its people."""

    def __init__(self, bundle: Bundle, catalogue: AwsTables) -> None:
        self.house = House(bundle, catalogue, passkeys=WebauthnPasskeys(ORIGIN))
        self.passkeys: dict[str, SoftPasskey] = {}

    def token(self, name: str, *groups: str) -> str:
        """Invite somebody; the value is the token behind the # of their link."""
        invited = self.house.ask("invite", name=name, groups=list(groups))
        return str(invited["link"]).partition("#")[2]

    def challenge(self, token: str) -> bytes:
        """What a browser is asked with when it follows that link."""
        return b64url_decode(self.house.ask("enrol_begin", token=token)["options"]["challenge"])

    def enrol(self, name: str, *groups: str, passkey: SoftPasskey | None = None) -> SoftPasskey:
        """Have somebody follow an invitation; `groups` only for whoever is not enrolled yet."""
        made = self.passkeys[name] = passkey or SoftPasskey(p256(SECRETS[name]))
        token = self.token(name, *groups)
        self.house.ask("enrol_finish", token=token, answer=made.made(self.challenge(token)))
        return made

    def verdict(self, change: str, name: str, verdict: Verdict = Verdict.APPROVE, **more: Any) -> Approval:  # noqa: ANN401
        """What the page would have `name` sign."""
        known = self.house.keys
        if name not in known:
            known[name] = known["ana"]  # only for the key id, which is replaced
        said = self.house.verdict(change, name, verdict, key_id=self.passkeys[name].public.id)
        return replace(said, **more)

    def vote(self, change: str, name: str, verdict: Verdict = Verdict.APPROVE, **more: Any) -> Any:  # noqa: ANN401
        """Vote with the passkey of `name`."""
        said = self.verdict(change, name, verdict, **more)
        return self.house.ask("vote", envelope=self.passkeys[name].vote(said))

    def founds(self, name: str, **more: Any) -> str:  # noqa: ANN401
        """What the page would hand in to have `name` seal the gate as it stands, signed with their passkey."""
        digest = self.house.ask("charter")["digest"]
        passkey = self.passkeys[name]
        said = SealStatement(DEPLOYMENT, digest, name, passkey.public.id, self.house.clock.wall(), self.house.nonce())
        return passkey.seal(SEAL_TYPE, seal_payload(replace(said, **more))).to_json().decode()

    def sign_seal(self, name: str, **more: Any) -> Any:  # noqa: ANN401
        """Hand that in on the page."""
        return self.house.ask("seal_on_page", envelope=self.founds(name, **more))

    def held(self) -> str:
        """Have the agent ask for something that waits for two people."""
        session = self.house.session()
        return self.house.held(self.house.submit(session, "dynamodb:DeleteTable", TableName="costs"))
