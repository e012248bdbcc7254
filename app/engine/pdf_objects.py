"""The objects of a PDF file, read from a copy that PDFium has written.

There every object that PDFium knows is plain, in a known form and decrypted, so nothing can hide behind a second
cross-reference table, an object stream or an owner password.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from app.domain.errors import DocumentRejected
from app.engine.pdf_values import Reference, parse_value

# From an object's begin to its stream, stepping over texts, which may hold anything. PDFium escapes their brackets.
_STREAM = re.compile(rb"\d+ \d+ obj\s+(<<(?:[^(>]++|\((?:\\.|[^\\()]++)*+\)|>(?!>stream))*+>>)stream\r?\n", re.DOTALL)
_FILTER = re.compile(rb"/Filter\s*(/[^\s/\[\]<>()]+|\[[^\]]*+(?:\]|\Z)|\d+ \d+ R)")
_SUBTYPE = re.compile(rb"/Subtype\s*(/[^\s/\[\]<>()]+|\d+ \d+ R)")
_NAME = re.compile(rb"/([^\s/\[\]<>()]+)")
_SIZE = re.compile(rb"/(Width|Height|Columns|Rows)\s+(\d+ \d+ R|\d+)")
_DIGITS = re.compile(rb"\d+")
_BEGIN = re.compile(rb"\s*\d+ \d+ obj\s*")


@dataclass(frozen=True)
class Objects:
    """The copy, and where each object begins, by number."""

    copy: memoryview
    begins: dict[int, int]

    @classmethod
    def of(cls, document: pdfium.PdfDocument) -> "Objects":
        """`DocumentRejected` `damaged` when PDFium cannot list them."""
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
        for begin, end in pairwise(self._places):
            if found := _STREAM.match(self.copy, begin, end):
                yield found[1], self.copy[found.end() : end]

    def filters(self, head: bytes) -> Iterator[list[bytes]]:
        """Every chain of filters that the dictionary names, inner dictionaries included."""
        for found in _FILTER.finditer(head):
            yield _NAME.findall(self._resolve(found[1]))

    def is_image(self, head: bytes) -> bool:
        """True when the dictionary, or one inside of it, says that the stream is a picture."""
        return any(_NAME.findall(self._resolve(found[1])) == [b"Image"] for found in _SUBTYPE.finditer(head))

    def number(self, head: bytes, key: bytes) -> int:
        """The largest number under this key, 0 when there is none."""
        found = [value[2] for value in _SIZE.finditer(head) if value[1] == key]
        digits = [_DIGITS.search(self._resolve(value)) for value in found]
        return max((int(number[0]) for number in digits if number), default=0)

    def _resolve(self, value: bytes) -> bytes:
        """What a reference points to, as text; any other value as it is."""
        if not value.endswith(b"R"):
            return value
        begin = self.begins.get(int(value.split()[0]))
        if begin is None:
            return b""
        return bytes(self.copy[begin : begin + 1000]).partition(b"obj")[2].partition(b"endobj")[0]

    # ---- as values ---------------------------------------------------------------------------------------------------

    def value(self, given: Any) -> Any:
        """What a reference points to, of a stream its dictionary; any other value as it is. None when it is broken."""
        if not isinstance(given, Reference):
            return given
        begin = self.begins.get(given.number)
        return None if begin is None else self._value_at(begin)

    def stream(self, reference: Reference) -> tuple[dict[str, Any], memoryview] | None:
        """The dictionary of a stream and its packed bytes; None when there is no such stream."""
        begin = self.begins.get(reference.number)
        found = None if begin is None else _STREAM.match(self.copy, begin, self._end(begin))
        head = self.value(reference) if found else None
        if found is None or not isinstance(head, dict):
            return None
        size = self.value(head.get("Length"))
        packed = self.copy[found.end() : self._end(found.start())]
        return head, packed[:size] if isinstance(size, int) and 0 <= size <= len(packed) else packed

    def mentioning(self, pattern: re.Pattern[bytes], *, most: int) -> Iterator[Any]:
        """Values of the objects in which the pattern stands, in the order of the file. `DocumentRejected`
        `too-complex` when they are more than `most`."""
        places = self._places
        begins: dict[int, None] = {}
        for found in pattern.finditer(self.copy):
            place = bisect_right(places, found.start()) - 1
            if place >= 0:
                begins[places[place]] = None
            if len(begins) > most:
                raise DocumentRejected("too-complex", f"The PDF file has more than {most:,} objects of one kind.")
        return (self._value_at(begin) for begin in begins)

    @cached_property
    def _places(self) -> list[int]:
        return sorted(self.begins.values())

    def _end(self, begin: int) -> int:
        place = bisect_right(self._places, begin)
        return self._places[place] if place < len(self._places) else len(self.copy)

    def _value_at(self, begin: int) -> Any:
        found = _BEGIN.match(self.copy, begin, self._end(begin))
        return parse_value(self.copy, found.end(), self._end(begin)) if found else None
