"""Counts what the streams of a PDF file unpack to, before anything draws them: a file of 1 MB can hold gigabytes.

Works on PDFium's copy (`pdf_objects`), in which nothing can hide.
"""

import re

import pypdfium2 as pdfium

from app.domain.errors import DocumentRejected
from app.engine.pdf_objects import Objects
from app.engine.pdf_unpack import unpacked_size

MAX_STREAM_BYTES = 32_000_000  # unpacked; PDFium needs up to 2 s for so much page content
MAX_IMAGE_PIXELS = 100_000_000  # A3 at 600 dpi is 70 million

_FLATE = (b"FlateDecode", b"Fl")
_EXPANDING = (*_FLATE, b"LZWDecode", b"LZW", b"RunLengthDecode", b"RL")
_JPEG_SIZE = re.compile(rb"\xff[\xc0-\xc2]..\x08(..)(..)|\xff\x4f\xff\x51....(.{4})(.{4})", re.DOTALL)


def check_streams(document: pdfium.PdfDocument) -> None:
    """`DocumentRejected` `too-large` for a stream that unpacks to too much, `too-many-pixels` for a giant image,
    `too-complex` for packing that no honest program uses."""
    objects = Objects.of(document)
    for head, packed in objects.streams():
        is_image = b"/Image" in head
        if is_image or b"/Columns" in head:
            _check_pixels(objects, head, packed)
        for chain in objects.filters(head):
            _check_chain(chain, packed, is_image=is_image)


def _check_pixels(objects: Objects, head: bytes, packed: memoryview) -> None:
    sizes = [
        (objects.number(head, b"Width"), objects.number(head, b"Height")),
        (objects.number(head, b"Columns"), objects.number(head, b"Rows")),
    ]
    # JPEG and JPEG 2000 tell their own size, which may be larger than the dictionary says.
    if own := _JPEG_SIZE.search(packed[:65536]):
        sizes.append((int.from_bytes(own[1] or own[3], "big"), int.from_bytes(own[2] or own[4], "big")))
    if any(width * height > MAX_IMAGE_PIXELS for width, height in sizes):
        raise DocumentRejected(
            "too-many-pixels", f"A picture inside a PDF file may have {MAX_IMAGE_PIXELS // 1_000_000} megapixels."
        )


def _check_chain(chain: list[bytes], packed: memoryview, *, is_image: bool) -> None:
    expanding = [name for name in chain if name in _EXPANDING]
    if not expanding or (is_image and len(expanding) == 1 and chain[-1] in _EXPANDING):
        return  # a picture packed once is bounded by its pixels
    if len(expanding) > 1 and not set(expanding) <= set(_FLATE):
        raise DocumentRejected("too-complex", "The PDF file packs a stream several times in one another.")
    if unpacked_size(packed, chain) > MAX_STREAM_BYTES:
        raise DocumentRejected("too-large", "The PDF file unpacks to too much data.")
