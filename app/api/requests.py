"""What happens to every request: an id, one line in the log, safe headers, and an answer even to the unforeseen."""

import logging
import re
import secrets
import time
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.errors import internal_error, problem_response
from app.domain.correlation import of_request
from app.domain.errors import InvalidInput

log = logging.getLogger(__name__)
access_log = logging.getLogger("app.access")

_GIVEN_ID = re.compile(r"[A-Za-z0-9._=-]{8,64}")

# Set unless the route has set its own: the documentation page needs another policy.
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HELD = "invoices.held_bodies"  # in a request's scope: what gives the room for its bodies back
ONE_YEAR = "max-age=31536000; includeSubDomains"


class RequestFrame:
    """The outermost layer. Plain ASGI, so that answers stream through untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        response = _LoggedResponse(send, _id_of(scope), https=scope["scheme"] == "https")
        with of_request(response.request_id):
            await self._respond(scope, receive, response)

    async def _respond(self, scope: Scope, receive: Receive, response: "_LoggedResponse") -> None:
        started = time.perf_counter()
        try:
            await self._app(scope, receive, response.send)
        except ClientDisconnect:
            log.info("the client went away")
        except Exception:
            # The last border: whatever went wrong is logged in full and told in general.
            log.exception("request failed")
            if response.status:
                raise  # half an answer is out: the server cuts the connection, the client sees that it is not whole
            await internal_error(response.request_id)(scope, receive, response.send)
        finally:
            for give_back in scope.pop(HELD, ()):
                give_back()
            _log_access(scope, response, time.perf_counter() - started)


class _LoggedResponse:
    """Sees the answer go by: adds the headers, remembers status and size."""

    def __init__(self, send: Send, id_: str, *, https: bool) -> None:
        self._send = send
        self._https = https
        self.request_id = id_
        self.status = 0
        self.size = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self.request_id
            for name, value in SAFE_HEADERS.items():
                headers.setdefault(name, value)
            if self._https:
                headers.setdefault("Strict-Transport-Security", ONE_YEAR)
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        await self._send(message)


LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_HOST = re.compile(r"(\[[0-9a-f:.]*\]|[^:\[\]]*)(:[0-9]{1,5})?")


class HostCheck:
    """Answers only to the given names, so that a foreign name that was made to point at this machine gets nothing.

    The port does not matter: a browser sends the name of the address it was given, and whoever rebinds a name has only
    names of his own. Under a published port or at the end of a tunnel it is another one than ours.
    """

    def __init__(self, app: ASGIApp, *, names: Iterable[str]) -> None:
        self._app = app
        self._names = frozenset(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            named = Headers(scope=scope).getlist("host")
            host = _HOST.fullmatch(named[0].lower()) if len(named) == 1 else None
            if host is None or host[1] not in self._names:
                error = InvalidInput(
                    f"This server answers to the names {', '.join(sorted(self._names))} only. From another computer "
                    "open a tunnel that has the same port on both sides (ssh -L), and use one of these names there.",
                    code="wrong-host",
                )
                await problem_response(Request(scope), error)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _id_of(scope: Scope) -> str:
    """The caller's own id when it is harmless, else the gateway's, else a new one."""
    given = Headers(scope=scope).get("x-request-id", "")
    gateway = scope.get("aws.event", {}).get("requestContext", {}).get("requestId", "")
    return next((id_ for id_ in (given, gateway) if _GIVEN_ID.fullmatch(id_)), secrets.token_hex(16))


def _log_access(scope: Scope, response: _LoggedResponse, seconds: float) -> None:
    """The route's pattern and never the address itself: that may hold a secret or what somebody typed."""
    route = scope.get("route")
    access_log.info(
        "request",
        extra={
            "method": scope["method"][:16],
            "route": getattr(route, "path", None),
            "owner": scope.get("owner_key"),
            "status": response.status,
            "ms": round(seconds * 1000, 1),
            "bytes": response.size,
        },
    )
