"""Counts what the streams of a PDF file unpack to, before anything draws them: a file of 1 MB can hold gigabytes.

Works on a copy that PDFium has written. There every object that PDFium knows is plain, in a known form and decrypted,
so nothing can hide behind a second cross-reference table, an object stream or an owner password.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from app.domain.errors import DocumentRejected
from app.engine.pdf_unpack import unpacked_size

MAX_STREAM_BYTES = 32_000_000  # unpacked; PDFium needs up to 2 s for so much page content
MAX_IMAGE_PIXELS = 100_000_000  # A3 at 600 dpi is 70 million

# From an object's begin to its stream, stepping over texts, which may hold anything. PDFium escapes their brackets.
_STREAM = re.compile(rb"\d+ \d+ obj\s+(<<(?:[^(>]++|\((?:\\.|[^\\()]++)*+\)|>(?!>stream))*+>>)stream\r?\n", re.DOTALL)
_FILTER = re.compile(rb"/Filter\s*(/[^\s/\[\]<>()]+|\[[^\]]*\]|\d+ \d+ R)")
_NAME = re.compile(rb"/([^\s/\[\]<>()]+)")
_FLATE = (b"FlateDecode", b"Fl")
_EXPANDING = (*_FLATE, b"LZWDecode", b"LZW", b"RunLengthDecode", b"RL")
_JPEG_SIZE = re.compile(rb"\xff[\xc0-\xc2]..\x08(..)(..)|\xff\x4f\xff\x51....(.{4})(.{4})", re.DOTALL)


def check_streams(document: pdfium.PdfDocument) -> None:
    """`DocumentRejected` `too-large` for a stream that unpacks to too much, `too-many-pixels` for a giant image,
    `too-complex` for packing that no honest program uses."""
    objects = _Objects.of(document)
    for head, packed in objects.streams():
        is_image = b"/Image" in head
        if is_image or b"/Columns" in head:
            _check_pixels(objects, head, packed)
        for chain in objects.filters(head):
            _check_chain(chain, packed, is_image=is_image)


@dataclass(frozen=True)
class _Objects:
    """The objects of PDFium's copy: the file, and where each object begins, by number and in order."""

    copy: memoryview
    begins: dict[int, int]

    @classmethod
    def of(cls, document: pdfium.PdfDocument) -> "_Objects":
        written = BytesIO()
        document.save(written, flags=pdfium_raw.FPDF_NO_INCREMENTAL | pdfium_raw.FPDF_REMOVE_SECURITY)
        copy = written.getbuffer()
        start = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", copy[-64:])
        if start is None:
            raise DocumentRejected("damaged", "The PDF file is damaged: its objects cannot be listed.")
        table = int(start[1])
        begins: dict[int, int] = {}
        number = 0
        for row in bytes(copy[table:]).split(b"trailer")[0].splitlines()[1:]:
            parts = row.split()
            if len(parts) == 2:
                number = int(parts[0])
            elif len(parts) == 3:
                if parts[2] == b"n":
                    begins[number] = int(parts[0])
                number += 1
        return cls(copy, begins | {-1: table})

    def streams(self) -> Iterator[tuple[bytes, memoryview]]:
        """The dictionary of each stream, and its packed bytes."""
        places = sorted(self.begins.values())
        for begin, end in pairwise(places):
            if found := _STREAM.match(self.copy, begin, end):
                yield found[1], self.copy[found.end() : end]

    def filters(self, head: bytes) -> Iterator[list[bytes]]:
        """Every chain of filters that the dictionary names, inner dictionaries included."""
        for found in _FILTER.finditer(head):
            yield _NAME.findall(self._resolve(found[1]))

    def number(self, head: bytes, key: bytes) -> int:
        """The largest number under this key, 0 when there is none."""
        found = re.findall(rb"/%s\s+(\d+ \d+ R|\d+)" % key, head)
        digits = [re.search(rb"\d+", self._resolve(value)) for value in found]
        return max((int(number[0]) for number in digits if number), default=0)

    def _resolve(self, value: bytes) -> bytes:
        """What a reference points to, as text; any other value as it is."""
        if not value.endswith(b"R"):
            return value
        begin = self.begins.get(int(value.split()[0]))
        if begin is None:
            return b""
        return bytes(self.copy[begin : begin + 1000]).partition(b"obj")[2].partition(b"endobj")[0]


def _check_pixels(objects: _Objects, head: bytes, packed: memoryview) -> None:
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
