"""Fetch the key set from its preset address: within three seconds it is there or has failed, whatever the server does.

Redirects are not followed and proxies of the environment are not used, as the standard library's client knows neither.
"""

import socket
import ssl
import threading
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from queue import Empty, SimpleQueue
from urllib.parse import SplitResult, urlsplit

CONNECT_SECONDS = 1.0
TRY_SECONDS = 1.5  # from the name's resolution to the last byte
TRIES = 2
MAX_BYTES = 150_000


class NotFetched(Exception):
    """Why there is no key set, in words for the log."""


class NoResponse(NotFetched):
    """The answer did not come, or not whole: another try may help. Any whole answer is final."""


def fetch(address: str) -> bytes:
    """The body of the answer, of status 200 and at most 150,000 bytes. `NotFetched` for any other, at the latest after
    three seconds: two tries, the second at once."""
    parts = urlsplit(address)
    trusted = ssl.create_default_context() if parts.scheme == "https" else None
    for _ in range(TRIES - 1):
        with suppress(NoResponse):
            return _Try(parts, trusted).body()
    return _Try(parts, trusted).body()


class _Try:
    """One request in a thread of its own: neither the resolution of a name nor an answer that drips byte by byte heeds
    the time-out of a socket."""

    def __init__(self, address: SplitResult, trusted: ssl.SSLContext | None) -> None:
        self._path = address.path
        self._connection = _connection(address, trusted)
        self._socket: socket.socket | None = None
        self._given_up = threading.Event()
        self._results: SimpleQueue[bytes | NotFetched] = SimpleQueue()

    def body(self) -> bytes:
        threading.Thread(target=self._run, name="key-set", daemon=True).start()
        try:
            result = self._results.get(timeout=TRY_SECONDS)
        except Empty:
            self._hang_up()
            raise NoResponse(f"no answer within {TRY_SECONDS} s") from None
        if isinstance(result, NotFetched):
            raise result
        return result

    def _hang_up(self) -> None:
        """End the thread: it sees the flag once it is connected, and a shut socket while it reads."""
        self._given_up.set()
        if self._socket is not None:
            with suppress(OSError):  # closed by the thread meanwhile
                # Not the method of a TLS socket: that would take its state away from under the reading thread.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _run(self) -> None:
        try:
            self._results.put(self._ask())
        except NotFetched as failure:
            self._results.put(failure)
        except (OSError, HTTPException, ValueError) as error:  # ValueError: a malformed answer
            self._results.put(NoResponse(repr(error)[:200]))
        finally:
            self._connection.close()

    def _ask(self) -> bytes:
        self._connection.connect()
        self._socket = self._connection.sock
        self._socket.settimeout(TRY_SECONDS)
        if self._given_up.is_set():
            raise NoResponse("connected too late")
        self._connection.request("GET", self._path, headers={"Accept": "application/json"})
        with self._connection.getresponse() as response:
            if response.status != 200:
                raise NotFetched(f"the answer has status {response.status}")
            body = response.read(MAX_BYTES + 1)
            if len(body) > MAX_BYTES:
                raise NotFetched(f"the answer has more than {MAX_BYTES} bytes")
            if response.length:
                raise NoResponse("the answer was cut short")
            return body


def _connection(address: SplitResult, trusted: ssl.SSLContext | None) -> HTTPConnection:
    host = address.hostname or ""
    if trusted is None:
        return HTTPConnection(host, address.port or 80, timeout=CONNECT_SECONDS)
    return HTTPSConnection(host, address.port or 443, timeout=CONNECT_SECONDS, context=trusted)
