"""A real server and a client that sends its headers slowly, or never."""

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from app.commands.header_limit import WithHeaderLimit

LIMIT = 0.3
REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Soon(WithHeaderLimit):
    header_seconds = LIMIT


async def slow_app(scope: Scope, receive: Receive, send: Send) -> None:
    """Takes longer than headers may."""
    await asyncio.sleep(2 * LIMIT)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(slow_app, http=Soon, log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(10)


def answer_to(port: int, *parts: bytes, between: float = 0.0) -> bytes:
    """All that comes until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.settimeout(30)
        got = b""
        try:
            for part in parts:
                client.sendall(part)
                threading.Event().wait(between)
            while more := client.recv(1000):
                got += more
        except ConnectionError:
            pass
        return got


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([], id="nothing at all"),
        pytest.param([b"G"], id="one byte"),
        pytest.param([REQUEST[:-2]], id="no end"),
        pytest.param([b"GET / HTTP/1.1\r\n", *[b"X-A: b\r\n"] * 100], id="a header now and then"),
        pytest.param([bytes([sign]) for sign in REQUEST * 4][:100], id="byte by byte"),
    ],
)
def test_headers_that_do_not_come_are_not_waited_for(port: int, parts: list[bytes]) -> None:
    assert b"200 OK" not in answer_to(port, *parts, between=LIMIT / 5)


def test_the_next_request_of_a_connection_is_not_waited_for_either(port: int) -> None:
    got = answer_to(port, REQUEST, REQUEST[:-2], between=4 * LIMIT)
    assert got.count(b"200 OK") == 1


def test_an_answer_may_take_longer_than_headers(port: int) -> None:
    assert answer_to(port, REQUEST, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").count(b"200 OK") == 2
