"""Whether a request came by the way in front, with its firewall and borders, or past it by the gateway's address.

A CDN puts a secret header into what it hands on (CloudFront: a custom header of the origin, which takes the place of
one that a caller sent).
"""

import hmac
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.errors import problem_response
from app.domain.errors import InvalidInput

HEADER = "x-origin-secret"


class OriginCheck:
    """Answers who bears one of the secrets, before anybody looks at a token; 421 `wrong-host` to all others."""

    def __init__(self, app: ASGIApp, *, secrets: Iterable[str]) -> None:
        self._app = app
        self._secrets = tuple(secret.encode() for secret in secrets)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._is_borne(Headers(scope=scope).getlist(HEADER)):
            error = InvalidInput("This address is not for callers: use that of the web page.", code="wrong-host")
            await problem_response(Request(scope), error)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_borne(self, given: list[str]) -> bool:
        """In the same time, whichever secret it is and wherever it differs."""
        if len(given) != 1:
            return False
        alike = [hmac.compare_digest(given[0].encode(), secret) for secret in self._secrets]
        return any(alike)
