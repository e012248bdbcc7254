"""Reads PDFs by their text layer."""

from collections.abc import Callable

from app.domain.errors import DocumentRejected
from app.domain.reading import Reading, build_reading
from app.engine import versions
from app.engine.document_reader import find_values
from app.engine.picture_reader import as_they_lie
from app.engine.text_layer import read_text_layer


def read(data: bytes, media_type: str, pages: int, progress: Callable[[str], None]) -> Reading:
    """`DocumentRejected`: `unreadable-by` for anything but a PDF with a usable text layer."""
    if media_type != "application/pdf":
        raise DocumentRejected("unreadable-by", "Only a PDF can have a text layer.")
    progress("text")
    text = read_text_layer(data)
    found = as_they_lie(find_values(text), {page.number: page.turn for page in text.pages})
    return build_reading(reader="text", version=versions.TEXT, pages=len(text.pages), found=found)
