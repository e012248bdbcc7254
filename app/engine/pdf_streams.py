"""Counts what the streams of a PDF file unpack to, before anything draws them: a file of 1 MB can hold gigabytes.

Works on PDFium's copy (`pdf_objects`), in which nothing can hide.
"""

from collections.abc import Iterator

import pypdfium2 as pdfium

from app.domain.errors import DocumentRejected
from app.engine import own_size
from app.engine.pdf_objects import Objects
from app.engine.pdf_unpack import start, unpacked_size

MAX_STREAM_BYTES = 32_000_000  # unpacked; PDFium needs up to 2 s for so much page content
MAX_IMAGE_PIXELS = 100_000_000  # A3 at 600 dpi is 70 million
MAX_FILTERS = 8  # one around the other; writers of PDF files use one or two

_EXPANDING = (b"FlateDecode", b"Fl", b"LZWDecode", b"LZW", b"RunLengthDecode", b"RL")


def check_streams(document: pdfium.PdfDocument) -> None:
    """`DocumentRejected` `too-large` for a stream that unpacks to too much, `too-many-pixels` for a giant image,
    `too-complex` for packing that no honest program uses."""
    objects = Objects.of(document)
    for head, packed in objects.streams():
        is_image = objects.is_image(head)
        chains = list(objects.filters(head))
        if is_image or b"/Columns" in head:
            _check_pixels(_sizes(objects, head, chains, packed))
        for chain in chains:
            _check_chain(chain, packed, is_image=is_image)


def _sizes(objects: Objects, head: bytes, chains: list[list[bytes]], packed: memoryview) -> Iterator[tuple[int, int]]:
    """What the dictionary says, and what the picture says itself where its codec has a header: it may be larger."""
    yield objects.number(head, b"Width"), objects.number(head, b"Height")
    yield objects.number(head, b"Columns"), objects.number(head, b"Rows")
    for chain in chains:
        for place, name in enumerate(chain):
            if name in own_size.CODECS:
                yield own_size.of(name, start(packed, chain[:place], own_size.WITHIN))


def _check_pixels(sizes: Iterator[tuple[int, int]]) -> None:
    if any(width * height > MAX_IMAGE_PIXELS for width, height in sizes):
        raise DocumentRejected(
            "too-many-pixels", f"A picture inside a PDF file may have {MAX_IMAGE_PIXELS // 1_000_000} megapixels."
        )


def _check_chain(chain: list[bytes], packed: memoryview, *, is_image: bool) -> None:
    if is_image and chain and chain[-1] in _EXPANDING:
        chain = chain[:-1]  # what comes out in the end is bounded by the pixels
    if not any(name in _EXPANDING for name in chain):
        return
    if len(chain) > MAX_FILTERS:
        raise DocumentRejected("too-complex", "The PDF file packs a stream many times in one another.")
    if unpacked_size(packed, chain) > MAX_STREAM_BYTES:
        raise DocumentRejected("too-large", "The PDF file unpacks to too much data.")
