"""A browser with a passkey in it: Debian's Chromium, headless, and the virtual authenticator of its own test interface.

Source: Chrome DevTools Protocol, domain WebAuthn.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
PHONE: Final = {"width": 390, "height": 844}
DESK: Final = {"width": 1280, "height": 900}


@contextmanager
def chromium(path: Path) -> Iterator[Browser]:
    """Start the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Somebody:
    """A person at a browser of their own, with a device that holds their passkeys; `complaints` are the browser's."""

    page: Page
    cdp: CDPSession
    device: str
    complaints: list[str] = field(default_factory=list)

    def verified(self, truth: bool) -> None:
        """Have the device recognise its owner, or not."""
        self.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.device, "isUserVerified": truth})

    def credentials(self) -> list[dict[str, Any]]:
        """The passkeys in the device."""
        return list(self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.device})["credentials"])

    def put_back(self, count: int) -> None:
        """Make the device what it was when its passkey had signed `count` times: a copy would say the same."""
        (credential,) = self.credentials()
        self.cdp.send("WebAuthn.clearCredentials", {"authenticatorId": self.device})
        self.cdp.send(
            "WebAuthn.addCredential",
            {"authenticatorId": self.device, "credential": credential | {"signCount": count}},
        )

    def follow(self, link: str) -> str:
        """Follow an invitation and make a passkey; the value is the key's name, as the page shows it."""
        self.page.goto(link)
        self.page.get_by_role("button", name="Make a passkey").click()
        self.page.locator(".key code").wait_for()
        return self.page.locator(".key code").inner_text()

    def vote(self, verdict: str, *, name: str | None = None, comment: str = "") -> str:
        """Press Approve or Reject on the page of a change; the value is what the page says then."""
        self.page.locator("#decide textarea").fill(comment)
        return self.sign(verdict, name=name)

    def sign(self, button: str, *, name: str | None = None) -> str:
        """Press a button that has the passkey of `name` asked; the value is what the page says then."""
        if name is not None:
            self.page.locator("#decide select[name=who]").select_option(label=name)
        self.page.get_by_role("button", name=button).click()
        said = self.page.locator(".said.good, .said.bad")
        said.wait_for()
        return said.inner_text()

    def hands_in(self, place: str, body: Any, **headers: str) -> tuple[int, Any]:  # noqa: ANN401 - any JSON
        """Hand something in from this very page, as a script on it would."""
        answer = self.page.evaluate(
            """async ([place, body, headers]) => {
                const answer = await fetch(place, {method: "POST", headers, body});
                return [answer.status, await answer.text()];
            }""",
            [place, json.dumps(body), {"Content-Type": "application/json"} | headers],
        )
        status, text = answer
        return status, json.loads(text) if text.startswith("{") else text


@contextmanager
def somebody(browser: Browser, **settings: Any) -> Iterator[Somebody]:  # noqa: ANN401 - playwright's own
    """Seat a person at a browser; `settings` are those of a playwright context."""
    context = browser.new_context(**({"viewport": DESK} | settings))
    page = context.new_page()
    page.set_default_timeout(20_000)
    cdp = context.new_cdp_session(page)
    cdp.send("WebAuthn.enable", {"enableUI": False})
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    seated = Somebody(page, cdp, device)
    page.on("console", lambda message: seated.complaints.append(message.text))
    page.on("pageerror", lambda error: seated.complaints.append(str(error)))
    yield seated
    context.close()
