"""What AWS Lambda is to a function: the API from which its runtime takes events and to which it gives answers.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, NamedTuple, Self

_BASE = "/2018-06-01/runtime"
ARN = "arn:aws:lambda:eu-central-1:123456789012:function:test"


class LambdaResponse(NamedTuple):
    """`kind`: `response` of an invocation, or `error` of one or of the start."""

    kind: str
    body: Any


class RuntimeApi:
    """One event at a time, as Lambda gives them to an environment."""

    def __init__(self, *, seconds: int = 30) -> None:
        self._seconds = seconds
        self._events: SimpleQueue[bytes] = SimpleQueue()
        self._answers: SimpleQueue[LambdaResponse] = SimpleQueue()
        self._count = 0

    def __enter__(self) -> Self:
        self._server = Server(("127.0.0.1", 0), _handler(self))
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def invoke(self, event: dict[str, Any]) -> LambdaResponse:
        self._events.put(json.dumps(event).encode())
        return self.told()

    def told(self) -> LambdaResponse:
        """What the function says next."""
        try:
            return self._answers.get(timeout=self._seconds)
        except Empty:
            raise AssertionError("the function gives no answer") from None

    def _next(self) -> tuple[dict[str, str], bytes]:
        event = self._events.get()
        self._count += 1
        headers = {
            "Lambda-Runtime-Aws-Request-Id": f"00000000-0000-4000-8000-{self._count:012}",
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + self._seconds) * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": ARN,
            "Lambda-Runtime-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793",
        }
        return headers, event


class Server(ThreadingHTTPServer):
    daemon_threads = True  # one of them waits for the next event as long as the function lives
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A function is ended while it waits, and hangs up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _handler(api: RuntimeApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # header and body in one piece: apart, the second would wait for the first to be acknowledged

        def do_GET(self) -> None:
            assert self.path == f"{_BASE}/invocation/next"
            self._answer(200, *api._next())

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"null")
            api._answers.put(LambdaResponse(self.path.rpartition("/")[2], body))
            self._answer(202, {}, b"{}")

        def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Type": "application/json"}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            pass

    return Handler
