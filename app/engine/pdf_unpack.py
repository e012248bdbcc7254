"""What streams of a PDF file unpack to, filter by filter, in parts: a bomb never lies in memory."""

import base64
import binascii
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence

_STEP = 1 << 20
_ENOUGH = 64 << 20  # bytes out of any one filter; unpacking ends here

Parts = Iterable[bytes | memoryview]


def unpacked_size(packed: memoryview, chain: Sequence[bytes]) -> int:
    """The largest number of bytes that comes out of any filter of this chain; counting stops at 64 MB. Damage ends a
    stream, as it does in PDFium. Codecs of pictures are not looked into: the chain ends before them."""
    stages = _stages(packed, chain)
    for _ in stages[-1] if stages else ():
        if any(stage.size > _ENOUGH for stage in stages):
            break
    return max((stage.size for stage in stages), default=len(packed))


def start(packed: memoryview, chain: Sequence[bytes], size: int) -> bytes:
    """The first `size` bytes that come out of the chain."""
    if not chain:
        return bytes(packed[:size])
    stages = _stages(packed, chain)
    found = bytearray()
    for part in stages[-1] if len(stages) == len(chain) else ():
        found += part
        if len(found) >= size or any(stage.size > _ENOUGH for stage in stages):
            break
    return bytes(found[:size])


class _Counted:
    """What comes out of one filter, counted on its way. It ends with the part that is too much."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.size = 0

    def __iter__(self) -> Iterator[bytes | memoryview]:
        for part in self._parts:
            self.size += len(part)
            yield part
            if self.size > _ENOUGH:
                return


def _stages(packed: memoryview, chain: Sequence[bytes]) -> list[_Counted]:
    stages: list[_Counted] = []
    parts: Parts = [packed]
    for name in chain:
        if name not in _FILTERS:
            break
        parts = _Counted(_FILTERS[name](parts))
        stages.append(parts)
    return stages


def _inflate(parts: Parts) -> Iterator[bytes]:
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


def _ascii85(parts: Parts) -> Iterator[bytes]:
    text = b"".join(parts).lstrip().removeprefix(b"<~").partition(b"~")[0]
    try:
        yield base64.a85decode(text, ignorechars=b" \t\n\r\v\f\0")
    except ValueError:
        return


def _hex(parts: Parts) -> Iterator[bytes]:
    text = b"".join(b"".join(parts).partition(b">")[0].split())
    try:
        yield binascii.unhexlify(text + b"0" * (len(text) % 2))
    except ValueError:
        return


def _run_length(parts: Parts) -> Iterator[bytes]:
    """A length below 128: so many bytes and one more follow as they are; above: the next byte 257 less the length
    times; 128 ends it."""
    packed = b"".join(parts)
    at, out = 0, bytearray()
    while at < len(packed) and packed[at] != 128:
        length = packed[at]
        if length < 128:
            out += packed[at + 1 : at + 2 + length]
            at += 2 + length
        else:
            out += packed[at + 1 : at + 2] * (257 - length)
            at += 2
        if len(out) >= _STEP:
            yield bytes(out)
            out.clear()
    yield bytes(out)


def _lzw(parts: Parts) -> Iterator[bytes]:
    """Codes of 9 to 12 bits, the first one highest; they grow one code early, as PDF has it."""
    clear, end, first = 256, 257, 258
    letters = [bytes([value]) for value in range(256)]
    words: list[bytes] = []
    last, bits, held, width = b"", 0, 0, 9
    out = bytearray()
    for byte in b"".join(parts):
        bits = (bits << 8 | byte) & 0xFFFFFF
        held += 8
        if held < width:
            continue
        held -= width
        code = bits >> held & (1 << width) - 1
        if code == end:
            break
        if code == clear:
            words.clear()
            last, width = b"", 9
            continue
        if code < clear:
            word = letters[code]
        elif code - first < len(words):
            word = words[code - first]
        else:
            word = last + last[:1]
        if last and len(words) < 4096 - first:
            words.append(last + word[:1])
            width = min(12, max(9, (first + len(words) + 1).bit_length()))
        out += word
        last = word
        if len(out) >= _STEP:
            yield bytes(out)
            out.clear()
    yield bytes(out)


_FILTERS: dict[bytes, Callable[[Parts], Iterator[bytes]]] = {
    b"FlateDecode": _inflate,
    b"Fl": _inflate,
    b"ASCII85Decode": _ascii85,
    b"A85": _ascii85,
    b"ASCIIHexDecode": _hex,
    b"AHx": _hex,
    b"LZWDecode": _lzw,
    b"LZW": _lzw,
    b"RunLengthDecode": _run_length,
    b"RL": _run_length,
}
