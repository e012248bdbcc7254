"""How long the parts of a request may be that everything else looks at: refused before anybody reads them.

Bodies have limits of their own (`app.api.bodies`), which depend on the route.
"""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.errors import problem_response
from app.domain.errors import InvalidInput

MOST_HEADERS = 100
LONGEST_HEADER = 8_300  # bytes of one value: a token of 8,192 with its scheme
ALL_HEADERS = 16_384  # bytes of all names and values; a gateway in front takes 10,240
LONGEST_ADDRESS = 8_192  # bytes of path and query: the longest cursor is half of this
# Headers that are taken apart or looked up. None of them needs more; what is not here is never looked into.
LONGEST = {
    b"accept": 1_024,
    b"accept-encoding": 256,
    b"accept-language": 1_024,
    b"content-disposition": 2_048,
    b"content-encoding": 256,
    b"content-length": 20,
    b"content-type": 512,
    b"forwarded": 512,
    b"host": 300,
    b"idempotency-key": 512,
    b"if-match": 1_024,
    b"if-modified-since": 64,
    b"if-none-match": 1_024,
    b"if-range": 256,
    b"origin": 512,
    b"prefer": 512,
    b"range": 256,
    b"transfer-encoding": 64,
    b"x-forwarded-for": 512,
}
NEVER_READ = b"cookie"  # those of other servers on this machine come, too, and may be many


class RequestLimits:
    """Refuses what is too long: 431 `headers-too-large`, 414 `address-too-long`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        error = _excess(scope) if scope["type"] == "http" else None
        if error is None:
            await self._app(scope, receive, send)
        else:
            await problem_response(Request(scope), error)(scope, receive, send)


def _excess(scope: Scope) -> InvalidInput | None:
    headers: list[tuple[bytes, bytes]] = [header for header in scope["headers"] if header[0] != NEVER_READ]
    if len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"]) > LONGEST_ADDRESS:
        return InvalidInput(f"The address has more than {LONGEST_ADDRESS:,} bytes.", code="address-too-long")
    if len(headers) > MOST_HEADERS or sum(len(name) + len(value) for name, value in headers) > ALL_HEADERS:
        detail = f"The headers are more than {MOST_HEADERS}, or have more than {ALL_HEADERS:,} bytes together."
        return InvalidInput(detail, code="headers-too-large")
    lengths: dict[bytes, int] = {}
    for name, value in headers:  # one that is given several times is read as one
        lengths[name] = lengths.get(name, 0) + len(value)
        if lengths[name] > LONGEST.get(name, LONGEST_HEADER):
            told, most = name.decode("latin-1"), LONGEST.get(name, LONGEST_HEADER)
            return InvalidInput(f"The header {told[:60]} has more than {most:,} bytes.", code="headers-too-large")
    return None
