"""Events as lines of JSON at the end of a file, for one machine."""

import fcntl
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.domain.errors import Unavailable
from app.ports import Delivery

_FILE = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC


class EventLines:
    """The `EventTarget` that is a file. Whoever reads it may move it away at any time: a new one is begun."""

    at_once = 100

    def __init__(self, path: Path) -> None:
        self._path = path

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[str, str]:
        lines = b"".join(_line(each) for each in deliveries)
        try:
            file = os.open(self._path, _FILE, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                _write(file, lines)
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as error:
            raise Unavailable(f"{self._path} cannot be written: {error.strerror}.") from error
        return {}


def _write(file: int, lines: bytes) -> None:
    """A line that a crash has cut gets its end first; one that the disk has no room for is taken away again."""
    size = os.fstat(file).st_size
    if size and os.pread(file, 1, size - 1) != b"\n":
        lines = b"\n" + lines
    written = 0
    try:
        while written < len(lines):
            written += os.write(file, lines[written:])
    except OSError:
        os.ftruncate(file, size)
        raise


def _line(delivery: Delivery) -> bytes:
    told = json.loads(delivery.body) | {"owner": delivery.owner.key}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
