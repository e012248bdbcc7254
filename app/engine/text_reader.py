"""Reads PDFs by their text layer."""

from collections.abc import Callable

from app.domain.errors import DocumentRejected
from app.domain.readers import TEXT
from app.domain.reading import Reading
from app.engine.document_reader import read_document
from app.engine.text_layer import read_text_layer


def read(data: bytes, media_type: str, pages: int, progress: Callable[[str], None]) -> Reading:
    """`DocumentRejected`: `unreadable-by` for anything but a PDF with a usable text layer."""
    if media_type != "application/pdf":
        raise DocumentRejected("unreadable-by", "Only a PDF can have a text layer.")
    progress("text")
    return read_document(read_text_layer(data), reader=TEXT.name, version=TEXT.version)
