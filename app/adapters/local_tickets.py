"""Proofs that a sign-in request was shown to the person before it was agreed to."""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import asdict

from app.domain.sign_in import STALE_PAGE, SignInRefused, SignInRequest

TICKET_SECONDS = 10 * 60


class Tickets:
    """A ticket holds the whole request under a seal that only this process can make; nothing is remembered for it.

    Another web site can send a person's browser to the form's address but cannot read the page, so it has no ticket.
    """

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def give(self, request: SignInRequest, now: float) -> str:
        content = {**asdict(request), "until": now + TICKET_SECONDS}
        body = base64.urlsafe_b64encode(json.dumps(content).encode()).decode()
        return f"{body}.{self._seal(body)}"

    def take(self, ticket: str, now: float) -> SignInRequest:
        """The request that was shown; `SignInRefused` when the ticket is older than ten minutes or not ours."""
        body, _, seal = ticket.partition(".")
        if not hmac.compare_digest(self._seal(body).encode(), seal.encode("utf-8", "replace")):
            raise _too_old()
        content = json.loads(base64.urlsafe_b64decode(body))
        if now >= content.pop("until"):
            raise _too_old()
        return SignInRequest(**{**content, "scopes": tuple(content["scopes"])})

    def _seal(self, body: str) -> str:
        return hmac.new(self._secret, body.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _too_old() -> SignInRefused:
    return SignInRefused("The sign-in page is too old.", code=STALE_PAGE)
