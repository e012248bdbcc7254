"""How large a stream of a PDF file is when unpacked, found without keeping what comes out."""

import base64
import binascii
import zlib
from collections.abc import Iterable, Iterator

_STEP = 1 << 20
_ENOUGH = 64 << 20  # counting ends here
_MOST_PER_RUN = 64  # RunLengthDecode: 128 bytes out of 2


def unpacked_size(packed: memoryview, chain: list[bytes]) -> int:
    """Bytes that come out of this chain of filters (at most one of them LZW or run length), or a bound above it;
    counting stops at 64 MB. Damage ends a stream, as it does in PDFium. Codecs of pictures are not looked into."""
    parts: Iterable[bytes | memoryview] = [packed]
    for name in chain:
        if name in (b"FlateDecode", b"Fl"):
            parts = _inflate(parts)
        elif name in (b"ASCII85Decode", b"A85"):
            parts = _ascii85(parts)
        elif name in (b"ASCIIHexDecode", b"AHx"):
            parts = _hex(parts)
        elif name in (b"LZWDecode", b"LZW"):
            return _lzw_size(b"".join(parts))
        elif name in (b"RunLengthDecode", b"RL"):
            return _MOST_PER_RUN * sum(map(len, parts))
    size = 0
    for part in parts:
        size += len(part)
        if size > _ENOUGH:
            break
    return size


def _inflate(parts: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    """Unpacks in steps of 1 MB, so that a bomb never lies in memory."""
    unpacker = zlib.decompressobj()
    for part in parts:
        rest: bytes | memoryview = part
        while rest and not unpacker.eof:
            try:
                out = unpacker.decompress(rest, _STEP)
            except zlib.error:
                return
            rest = unpacker.unconsumed_tail
            if out:
                yield out


def _ascii85(parts: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    text = b"".join(parts).lstrip().removeprefix(b"<~").partition(b"~")[0]
    try:
        yield base64.a85decode(text, ignorechars=b" \t\n\r\v\f\0")
    except ValueError:
        return


def _hex(parts: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    text = b"".join(b"".join(parts).partition(b">")[0].split())
    try:
        yield binascii.unhexlify(text + b"0" * (len(text) % 2))
    except ValueError:
        return


def _lzw_size(packed: bytes) -> int:
    """Follows the codes and counts the length of what each stands for."""
    clear, end, first = 256, 257, 258
    lengths: list[int] = []
    size = last = bits = held = 0
    width = 9
    for byte in packed:
        bits = (bits << 8 | byte) & 0xFFFFFF
        held += 8
        if held < width:
            continue
        held -= width
        code = bits >> held & (1 << width) - 1
        if code == end:
            break
        if code == clear:
            lengths.clear()
            last, width = 0, 9
            continue
        length = 1 if code < clear else lengths[code - first] if code - first < len(lengths) else last + 1
        if last and len(lengths) < 4096 - first:
            lengths.append(last + 1)
            width = min(12, max(9, (first + len(lengths) + 1).bit_length()))  # one code early, as PDF has it
        size, last = size + length, length
        if size > _ENOUGH:
            break
    return size
