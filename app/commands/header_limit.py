"""A time limit on the headers of requests: the server itself waits for them for ever."""

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEADER_SECONDS = 10.0

# One of two classes, by what is installed: the type checker knows no common one of them.
_Protocol: Any = AutoHTTPProtocol


class WithHeaderLimit(_Protocol):  # type: ignore[misc]  # see above
    """Closes a connection whose first request, or whose next one once it has begun, has no whole headers in time.

    Between two requests the server's own limit of idle connections holds; for bodies that of `app/api/bodies.py`.
    """

    header_seconds = HEADER_SECONDS
    _header_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._await_headers()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # The server makes a cycle when the headers are whole.
        if self.cycle is None or self.cycle.response_complete:
            self._await_headers()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _await_headers(self) -> None:
        if self._header_timer is None:
            self._header_timer = self.loop.call_later(self.header_seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._header_timer is not None:
            self._header_timer.cancel()
            self._header_timer = None
