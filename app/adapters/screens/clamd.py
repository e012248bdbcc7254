"""A ClamAV daemon as screen, over its own protocol: https://docs.clamav.net/manual/Usage/Scanning.html#clamd"""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from app.domain.digits import only_digits
from app.domain.errors import Unavailable

_PART = 64 * 1024
_MOST_ANSWERED = 4096
_CONNECT_SECONDS = 2.0
_ANSWER_SECONDS = 30.0
_FOUND = re.compile(rb"stream: (.{1,200}) FOUND\0?")
_CLEAN = re.compile(rb"stream: OK\0?")


class ClamdScreen:
    """The `MalwareScreen` of a daemon at `host:port`, or at the path of a socket."""

    def __init__(self, family: socket.AddressFamily, address: tuple[str, int] | str) -> None:
        self._family = family
        self._address = address

    @classmethod
    def at(cls, address: str) -> Self:
        """`ValueError` for what is neither a path nor `host:port`."""
        if address.startswith("/"):
            return cls(socket.AF_UNIX, address)
        host, _, port = address.rpartition(":")
        if not host or not only_digits(port):
            raise ValueError(f"{address!r} is neither host:port nor the path of a socket")
        return cls(socket.AF_INET, (host, int(port)))

    def find(self, data: bytes) -> str | None:
        with self._connected() as daemon:
            daemon.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), _PART):
                part = data[start : start + _PART]
                daemon.sendall(len(part).to_bytes(4, "big") + part)
            daemon.sendall(bytes(4))
            said = _respond(daemon)
        if _CLEAN.fullmatch(said):
            return None
        found = _FOUND.fullmatch(said)
        if found is None:  # the file is larger than the daemon's limit, or the daemon is in trouble
            raise _silent()
        return "".join(sign for sign in found[1].decode("ascii", "replace") if sign.isprintable())

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        try:
            with socket.socket(self._family, socket.SOCK_STREAM) as daemon:
                daemon.settimeout(_CONNECT_SECONDS)
                daemon.connect(self._address)
                daemon.settimeout(_ANSWER_SECONDS)
                yield daemon
        except OSError as error:
            raise _silent() from error


def _respond(daemon: socket.socket) -> bytes:
    said = b""
    while len(said) < _MOST_ANSWERED and not said.endswith(b"\0") and (part := daemon.recv(_MOST_ANSWERED)):
        said += part
    return said


def _silent() -> Unavailable:
    return Unavailable("The virus scanner gives no answer, and unscreened files are not taken.")
