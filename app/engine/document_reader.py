"""One field reader for both ways to words: from the printed words of a document to its reading."""

from app.domain.errors import DocumentRejected
from app.domain.reading import Found, Reading, build_reading
from app.engine.words import DocumentText


def read_document(text: DocumentText, *, reader: str, version: str) -> Reading:
    """Header fields, lines and taxes. `DocumentRejected` `nothing-to-read` when there are no words."""
    return build_reading(reader=reader, version=version, pages=len(text.pages), found=find_values(text))


def find_values(text: DocumentText) -> list[Found]:
    """Every value that the words support, with its evidence."""
    from app.engine.fields import read_fields
    from app.engine.tables import read_lines, read_taxes

    if not any(page.words for page in text.pages):
        raise DocumentRejected("nothing-to-read", "There is no text on the document.")
    return [*read_fields(text), *read_lines(text), *read_taxes(text)]
