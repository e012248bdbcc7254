"""One request to a preset address: within its seconds there is a whole answer, or none, whatever the server does.

Redirects are not followed and proxies of the environment are not used, as the standard library's client knows neither.
"""

import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

CONNECT_SECONDS = 3.0
MOST_BYTES = 256 * 1024
_JSON = "application/json"


class NotPosted(Exception):
    """Why there is no answer, in words without a part of it. `sent`: the server had the request by then."""

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent


def post(address: str, body: bytes, headers: Mapping[str, str], *, seconds: float) -> bytes:
    """The JSON of an answer with status 200 of at most 256 KB. `NotPosted` for any other, at the latest after
    `seconds`."""
    request = _Request(address, body, headers, seconds)
    threading.Thread(target=request.run, name="second-opinion", daemon=True).start()
    return request.result(seconds)


class _Request:
    """In a thread of its own: neither the resolution of a name nor an answer that drips byte by byte heeds the
    time-out of a socket."""

    def __init__(self, address: str, body: bytes, headers: Mapping[str, str], seconds: float) -> None:
        parts = urlsplit(address)
        host = parts.hostname or ""
        self._connection: HTTPConnection = (
            HTTPSConnection(host, parts.port, timeout=CONNECT_SECONDS, context=ssl.create_default_context())
            if parts.scheme == "https"
            else HTTPConnection(host, parts.port, timeout=CONNECT_SECONDS)
        )
        self._path, self._body, self._seconds = parts.path, body, seconds
        self._headers = {"Content-Type": _JSON, "Accept": _JSON, **headers}
        self._socket: socket.socket | None = None
        self._sent = False
        self._given_up = threading.Event()
        self._results: SimpleQueue[bytes | NotPosted] = SimpleQueue()

    def result(self, seconds: float) -> bytes:
        try:
            result = self._results.get(timeout=seconds)
        except Empty:
            self._hang_up()
            raise NotPosted(f"it did not answer within {seconds:g} s", sent=self._sent) from None
        if isinstance(result, NotPosted):
            raise result
        return result

    def run(self) -> None:
        try:
            self._results.put(self._answer())
        except NotPosted as failure:
            self._results.put(failure)
        except (OSError, HTTPException, ValueError) as error:  # ValueError: a malformed answer
            self._results.put(NotPosted(f"it cannot be reached ({type(error).__name__})", sent=self._sent))
        finally:
            self._connection.close()

    def _hang_up(self) -> None:
        """End the thread: it sees the flag once it is connected, and a shut socket while it reads."""
        self._given_up.set()
        if self._socket is not None:
            with suppress(OSError):  # closed by the thread meanwhile
                # Not the method of a TLS socket: that would take its state away from under the reading thread.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _answer(self) -> bytes:
        self._connection.connect()
        self._socket = self._connection.sock
        self._socket.settimeout(self._seconds)
        if self._given_up.is_set():
            raise NotPosted("it was connected too late", sent=False)
        self._sent = True
        self._connection.request("POST", self._path, body=self._body, headers=self._headers)
        with self._connection.getresponse() as response:
            if response.status != 200:
                raise NotPosted(f"it answered with status {response.status}", sent=False)
            if response.headers.get_content_type() != _JSON:
                raise NotPosted("it answered with something else than JSON", sent=True)
            body = response.read(MOST_BYTES + 1)
            if len(body) > MOST_BYTES:
                raise NotPosted("its answer is too long", sent=True)
            if response.length:
                raise NotPosted("its answer was cut short", sent=True)
            return body
