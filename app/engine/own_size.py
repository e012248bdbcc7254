"""The size that a picture inside a PDF file tells itself, read from its header as its decoder does."""

CODECS = frozenset({b"DCTDecode", b"DCT", b"JPXDecode"})
WITHIN = 1 << 20  # bytes; headers hold profiles and thumbnails

_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
_END = frozenset({0xD9, 0xDA})  # of the header: pixels follow, or nothing
_CODESTREAM = b"\xff\x4f\xff\x51"


def of(codec: bytes, data: bytes) -> tuple[int, int]:
    """Width and height in pixels; zeros when the header does not tell."""
    return _jpeg(data) if codec in (b"DCTDecode", b"DCT") else _jpeg_2000(data)


def _jpeg(data: bytes) -> tuple[int, int]:
    """Decoders look for the start of the image and step over what stands before it, and between segments."""
    at = data.find(b"\xff\xd8") + 2
    while at >= 2:
        at = data.find(b"\xff", at)
        while at >= 0 and data[at : at + 1] == b"\xff":
            at += 1
        marker = data[at] if 0 <= at < len(data) else 0xD9
        if marker in _START_OF_FRAME:
            height, width = data[at + 4 : at + 6], data[at + 6 : at + 8]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        if marker in _END:
            break
        at += 1
        if marker and marker not in _ALONE:
            at += max(2, int.from_bytes(data[at : at + 2], "big"))
    return 0, 0


def _jpeg_2000(data: bytes) -> tuple[int, int]:
    """The codestream's own header, bare or in the box that holds it."""
    at = 0
    while not data.startswith(_CODESTREAM, at):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        head = 16 if size == 1 else 8
        if kind == b"jp2c":
            at += head
            continue
        size = int.from_bytes(data[at + 8 : at + 16], "big") if size == 1 else size
        if size < head or at + size >= len(data):
            return 0, 0
        at += size
    at += len(_CODESTREAM) + 4  # length and capabilities
    return int.from_bytes(data[at : at + 4], "big"), int.from_bytes(data[at + 4 : at + 8], "big")
