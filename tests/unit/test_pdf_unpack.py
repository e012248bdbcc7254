"""The size of unpacked streams."""

import base64
import zlib
from io import BytesIO

import pypdfium2
from hypothesis import given, settings
from hypothesis import strategies as any_

from app.engine.pdf_unpack import start, unpacked_size
from tests.documents.hostile import pdf_from_objects


def lzw(data: bytes) -> bytes:
    """Packed as PDF's LZWDecode wants it, early change included."""
    bits: list[str] = []
    table: dict[bytes, int] = {}
    width = 9

    def put(code: int) -> None:
        bits.append(format(code, f"0{width}b"))

    def start() -> None:
        table.clear()
        table.update({bytes([value]): value for value in range(256)})

    put(256)
    start()
    following, word = 258, b""
    for byte in data:
        longer = word + bytes([byte])
        if longer in table:
            word = longer
            continue
        put(table[word])
        table[longer] = following
        following += 1
        if following in (512, 1024, 2048):
            width += 1
        if following == 4094:
            put(256)
            start()
            following, width = 258, 9
        word = bytes([byte])
    if word:
        put(table[word])
        if following + 1 in (512, 1024, 2048):
            width += 1
    put(257)
    text = "".join(bits)
    return int(text + "0" * (-len(text) % 8), 2).to_bytes((len(text) + 7) // 8, "big")


def drawn(packed: bytes) -> int:
    """How many lines PDFium finds in a page content packed by LZW: tells whether `lzw` is right."""
    data = pdf_from_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Filter/LZWDecode/Length %d>>\nstream\n%s\nendstream" % (len(packed), packed),
    )
    with pypdfium2.PdfDocument(BytesIO(data)) as document:
        return len(list(document[0].get_objects()))


def test_lzw_is_counted_as_pdfium_unpacks_it() -> None:
    content = b"".join(b"%d %d m 9 9 l S\n" % (number, number * 7 % 600) for number in range(3_000))
    packed = lzw(content)
    assert drawn(packed) == 3_000
    assert unpacked_size(memoryview(packed), [b"LZWDecode"]) == len(content)


def test_lzw_of_one_long_run() -> None:
    packed = lzw(b" " * 3_000_000)
    assert len(packed) < 10_000
    assert unpacked_size(memoryview(packed), [b"LZW"]) == 3_000_000


@settings(deadline=None)
@given(any_.binary(max_size=3_000))
def test_lzw_of_anything(data: bytes) -> None:
    assert unpacked_size(memoryview(lzw(data)), [b"LZWDecode"]) == len(data)


@settings(deadline=None)
@given(any_.binary(max_size=3_000))
def test_layers_of_flate_and_text(data: bytes) -> None:
    twice = zlib.compress(zlib.compress(data))
    packed = base64.a85encode(twice) + b"~>"
    chain = [b"ASCII85Decode", b"FlateDecode", b"Fl"]
    assert start(memoryview(packed), chain, 1 << 20) == data
    assert unpacked_size(memoryview(packed), chain) == max(len(twice), len(zlib.compress(data)), len(data))
    assert unpacked_size(memoryview(data.hex().encode() + b">"), [b"AHx"]) == len(data)


@settings(deadline=None)
@given(any_.binary(max_size=300), any_.sampled_from([b"FlateDecode", b"LZWDecode", b"A85", b"AHx", b"RL"]))
def test_damage_ends_the_count(data: bytes, name: bytes) -> None:
    assert unpacked_size(memoryview(data), [name]) >= 0


def run_length(data: bytes) -> bytes:
    """Packed as RunLengthDecode wants it, in runs and in pieces of 128 as they are."""
    packed = bytearray()
    for at in range(0, len(data), 128):
        piece = data[at : at + 128]
        same = len(piece) > 1 and len(set(piece)) == 1
        packed += bytes([257 - len(piece), piece[0]]) if same else bytes([len(piece) - 1]) + piece
    return bytes(packed) + b"\x80"


PACKERS = {
    b"FlateDecode": zlib.compress,
    b"LZWDecode": lzw,
    b"RunLengthDecode": run_length,
    b"ASCII85Decode": lambda data: base64.a85encode(data) + b"~>",
    b"ASCIIHexDecode": lambda data: data.hex().encode() + b">",
}


@settings(deadline=None)
@given(any_.binary(max_size=2_000), any_.lists(any_.sampled_from(list(PACKERS)), min_size=1, max_size=4))
def test_any_chain_gives_what_was_packed(data: bytes, chain: list[bytes]) -> None:
    packed = data
    for name in reversed(chain):
        packed = PACKERS[name](packed)
    assert start(memoryview(packed), chain, 1 << 20) == data
    assert start(memoryview(packed), chain, 100) == data[:100]
    assert unpacked_size(memoryview(packed), chain) >= len(data)
    assert start(memoryview(packed), [*chain, b"DCTDecode"], 100) == b""  # a codec of pictures is not looked into


def test_a_run_length_of_text_is_counted_and_not_guessed() -> None:
    packed = run_length(bytes(range(256)) * 4_000)
    assert unpacked_size(memoryview(packed), [b"RunLengthDecode"]) == 1_024_000


def test_counting_ends_when_it_is_enough() -> None:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(500)) + packer.flush()
    assert 64 << 20 < unpacked_size(memoryview(packed), [b"FlateDecode"]) < 70 << 20
