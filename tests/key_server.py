"""A real HTTP server that gives a JWK set or another answer, or fails in every way that a server can fail."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

PATH = "/pool/.well-known/jwks.json"


class KeyServer:
    """`give` decides how requests are answered; `requests` are the paths that were asked for, in order."""

    def __init__(self, *keys: Mapping[str, Any]) -> None:
        self.requests: list[str] = []
        self.posted: list[tuple[dict[str, str], bytes]] = []  # headers in small letters, and the body
        self.sent = 0  # bytes of the body that the last answer got rid of
        self.publish(*keys)

    def publish(self, *keys: Any) -> None:
        self.give = Body(json.dumps({"keys": keys}).encode())

    def __enter__(self) -> Self:
        self.ending = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.requests.append(self.path)
                self.close_connection = True
                with contextlib.suppress(ConnectionError):
                    outer.give(outer, self)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.posted.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.do_GET()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.address = f"http://127.0.0.1:{self.port}{PATH}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ending.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def go_down(self) -> None:
        """From now on, connections are refused."""
        self._server.socket.close()
        self._server.shutdown()

    give: Callable[["KeyServer", BaseHTTPRequestHandler], None]


class Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = False  # closing waits for them: none outlives its test


class Body:
    """An answer with a length; `after` seconds."""

    def __init__(self, body: bytes, *, status: int = 200, after: float = 0.0, **headers: str) -> None:
        self.body = body
        self.status = status
        self.after = after
        self.headers = headers

    def __call__(self, server: KeyServer, request: BaseHTTPRequestHandler) -> None:
        server.ending.wait(self.after)
        request.send_response(self.status)
        for name, value in {"Content-Length": str(len(self.body)), **self.headers}.items():
            request.send_header(name, value)
        request.end_headers()
        for start in range(0, len(self.body), 10_000):
            server.sent = start
            request.wfile.write(self.body[start : start + 10_000])


def silence(server: KeyServer, request: BaseHTTPRequestHandler) -> None:
    """Takes the request and says nothing."""
    server.ending.wait(10)


def headers_only(server: KeyServer, request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    server.ending.wait(10)


def drip(server: KeyServer, request: BaseHTTPRequestHandler) -> None:
    """The body byte by byte, fast enough that no time-out of a socket is ever hit."""
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    _drip(server, request, b"{" + b" " * 999)


def drip_headers(server: KeyServer, request: BaseHTTPRequestHandler) -> None:
    _drip(server, request, b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1000)


def _drip(server: KeyServer, request: BaseHTTPRequestHandler, data: bytes) -> None:
    for byte in data:
        if server.ending.wait(0.1):
            return
        request.wfile.write(bytes([byte]))
        server.sent += 1


def without_end(server: KeyServer, request: BaseHTTPRequestHandler) -> None:
    """10 MB without telling the length before."""
    request.send_response(200)
    request.end_headers()
    for part in range(1_000):
        server.sent = part * 10_000
        request.wfile.write(b" " * 10_000)


def cut_short(server: KeyServer, request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"keys": []}')


def hang_up(server: KeyServer, request: BaseHTTPRequestHandler) -> None:
    request.connection.shutdown(socket.SHUT_RDWR)


def wait_until(true: Callable[[], bool], seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.005)
    return true()
