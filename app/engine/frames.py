"""Messages between the server and its workers: a JSON object, and bytes that belong to it.

Lengths come first, so that the receiver can refuse before it takes anything in. There is no pickle: the worker has
touched what strangers sent, and what it answers is data, never code.
"""

import json
import struct
from typing import IO, Any

_LENGTHS = struct.Struct(">II")
MAX_HEAD = 1 << 16
MAX_BODY = 600 << 20  # above the largest upload that the settings allow


class BadFrame(Exception):
    """The other side broke off, or sent something that is no frame."""


def write_frame(stream: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    text = json.dumps(head).encode()
    stream.write(_LENGTHS.pack(len(text), len(body)) + text)
    stream.write(body)
    stream.flush()


def read_frame(stream: IO[bytes], *, max_body: int = MAX_BODY) -> tuple[dict[str, Any], bytes] | None:
    """The next message; None at the end of the stream. `BadFrame` for a broken or oversized one."""
    lengths = stream.read(_LENGTHS.size)
    if not lengths:
        return None
    if len(lengths) < _LENGTHS.size:
        raise BadFrame("the stream ends within a frame")
    head_size, body_size = _LENGTHS.unpack(lengths)
    if head_size > MAX_HEAD or body_size > max_body:
        raise BadFrame("the frame is too large")
    text, body = stream.read(head_size), stream.read(body_size)
    if len(text) + len(body) < head_size + body_size:
        raise BadFrame("the stream ends within a frame")
    try:
        head = json.loads(text)
    except ValueError as error:
        raise BadFrame("the frame's head is no JSON") from error
    if not isinstance(head, dict):
        raise BadFrame("the frame's head is no object")
    return head, body
