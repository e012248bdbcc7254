"""The file inside a signed one (CMS, RFC 5652: `.p7m`). The signature is not verified; whoever shows the file says so.

Read by hand: only the way to the content is walked, in definite and indefinite lengths, and nothing else is looked at.
"""

import base64
import binascii
import re
from collections.abc import Iterator

from app.domain.errors import DocumentRejected

MEDIA_TYPE = "application/pkcs7-mime"

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")  # 1.2.840.113549.1.7.2
_DATA = bytes.fromhex("06092a864886f70d010701")
_SEQUENCE, _OCTETS, _OCTETS_IN_PARTS, _TAGGED = 0x30, 0x04, 0x24, 0xA0
_MOST_PARTS = 100_000
_BASE64 = re.compile(rb"(?:-----BEGIN (?:PKCS7|CMS)-----)?([A-Za-z0-9+/=\s]{64,})(?:-----END (?:PKCS7|CMS)-----\s*)?")


def is_signed(start: bytes) -> bool:
    """Whether a file that begins so is a signed one."""
    if start[:2] in (b"MI", b"--"):
        text = start.partition(b"-----BEGIN")[2].partition(b"-----")[2] or start
        try:
            start = base64.b64decode(b"".join(text.split())[:64], validate=True)
        except binascii.Error:
            return False
    return start[:1] == b"\x30" and _SIGNED_DATA in start[:32]


def xml_of(data: bytes, media_type: str) -> bytes:
    """The XML of a file of one of `XML_TYPES`. `DocumentRejected` `damaged` when a signed file does not give it."""
    if media_type != MEDIA_TYPE:
        return data
    content = content_of(data)
    if content is None:
        raise DocumentRejected("damaged", "The signed file is cut off, or what was signed is not inside it.")
    return content


def content_of(data: bytes) -> bytes | None:
    """What was signed; None when the file is no signed one, or is cut off, or holds its content elsewhere."""
    for outside in (data, _decoded(data)):
        if outside is not None and outside[:1] == b"\x30" and _SIGNED_DATA in outside[:32]:
            try:
                return _content(outside)
            except (IndexError, ValueError):
                return None
    return None


def _decoded(data: bytes) -> bytes | None:
    found = _BASE64.fullmatch(data.strip()) if data[:2] in (b"MI", b"--") else None
    if found is None:
        return None
    try:
        return base64.b64decode(found[1])
    except binascii.Error:
        return None


def _content(data: bytes) -> bytes | None:
    place = _inside(data, 0, _SEQUENCE) + len(_SIGNED_DATA)
    place = _inside(data, _inside(data, place, _TAGGED), _SEQUENCE)
    place = _behind(data, _behind(data, place))  # version, digest algorithms
    place = _inside(data, place, _SEQUENCE)
    if data[place : place + len(_DATA)] != _DATA:
        return None
    place = _inside(data, place + len(_DATA), _TAGGED)
    return b"".join(_octets(data, place))


def _octets(data: bytes, place: int) -> Iterator[bytes]:
    """The parts of a string of octets, which may be strings of octets themselves."""
    tag, start, length = _header(data, place)
    if tag == _OCTETS and length is not None:
        yield _cut(data, start, length)
        return
    if tag != _OCTETS_IN_PARTS:
        raise ValueError("no octets")
    end = None if length is None else start + length
    for _ in range(_MOST_PARTS):
        if start == end or (end is None and data[start : start + 2] == b"\0\0"):
            return
        part, inside, size = _header(data, start)
        if part != _OCTETS or size is None:
            raise ValueError("parts of parts")
        yield _cut(data, inside, size)
        start = inside + size
    raise ValueError("too many parts")


def _cut(data: bytes, start: int, length: int) -> bytes:
    if start + length > len(data):
        raise ValueError("cut off")
    return data[start : start + length]


def _header(data: bytes, place: int) -> tuple[int, int, int | None]:
    """Tag, where the content begins, and its length; None for an indefinite one."""
    tag, first = data[place], data[place + 1]
    if first < 0x80:
        return tag, place + 2, first
    if first == 0x80:
        return tag, place + 2, None
    count = first & 0x7F
    if count > 8:
        raise ValueError("a length of lengths")
    return tag, place + 2 + count, int.from_bytes(_cut(data, place + 2, count))


def _inside(data: bytes, place: int, tag: int) -> int:
    found, start, _ = _header(data, place)
    if found != tag:
        raise ValueError("another structure")
    return start


def _behind(data: bytes, place: int) -> int:
    _, start, length = _header(data, place)
    if length is None:
        raise ValueError("an open end before the content")
    return start + length
