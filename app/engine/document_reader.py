"""One field reader for both ways to words: from the printed words of a document to its reading."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.domain.errors import DocumentRejected
from app.domain.reading import Found, Note, Reading, build_reading
from app.domain.several import with_parts
from app.engine.documents import documents_of, parts_of
from app.engine.evidence import EvidencePage, read_evidence
from app.engine.fields import fields_of
from app.engine.fields.sheet import Sheet
from app.engine.letters.notes import notes_on_letters
from app.engine.lines import read_lines
from app.engine.tables import Tables, read_tables
from app.engine.turned import as_scanned
from app.engine.words import DocumentText

MOST_NAMED = 20  # damaged pages in a note
_NO_TEXT = "There is no text on the document."


def read_document(text: DocumentText, *, reader: str, version: str) -> Reading:
    """Header fields, lines and taxes, with places on the pages as they are shown, and what is to be said of the pages.
    Of several documents in a file the first is read, without its copies, and the others are named.
    `DocumentRejected`: `nothing-to-read` when there are no words, `damaged` when no page could be read."""
    # A service that gives the words parts the documents by itself.
    whole = not text.told and any(page.words for page in text.pages)
    groups = documents_of(text, values_by_evidence) if whole else ()
    first = text.of(groups[0].own) if groups else text
    found = as_scanned(find_values(first), {page.number: page.rotation for page in text.pages})
    reading = build_reading(reader=reader, version=version, pages=len(text.pages), found=found)
    notes = (*_damage(text), *notes_on_letters(text))
    return with_parts(reading.model_copy(update={"notes": notes}), parts_of(groups))


def _damage(text: DocumentText) -> Iterator[Note]:
    """Which pages are missing from the reading."""
    lost = [str(page.number) for page in text.pages if page.damaged]
    if lost:
        which = f"Page {lost[0]} is" if len(lost) == 1 else f"Pages {', '.join(lost[:MOST_NAMED])} are"
        more = f" (and {len(lost) - MOST_NAMED} more)" if len(lost) > MOST_NAMED else ""
        detail = f"{which} damaged{more}: what stands there was not read. The file has {len(text.pages)} pages."
        yield Note(code="damaged-pages", detail=detail)


def find_values(text: DocumentText) -> list[Found]:
    """Every value that the words support, with its evidence."""
    if all(page.damaged for page in text.pages):
        raise DocumentRejected("damaged", "No page of the file can be read: the file is damaged.")
    if not text.told and not any(page.words for page in text.pages):
        unread = any(page.unread for page in text.pages)
        detail = "The document is printed in letters that are not read here." if unread else _NO_TEXT
        raise DocumentRejected("nothing-to-read", detail)
    tables = read_tables(text)
    page = evidence_of(text, tables)
    fields = read_evidence(page)
    if all(item.path == "document_type" for item in fields) and not text.told:
        return fields  # nothing to pay: a table of prices alone is no bill
    lines = tables.named or read_lines(page.sheet, tables)
    return [*fields, *_lines_total(fields, lines), *lines, *tables.taxes]


def values_by_evidence(text: DocumentText) -> list[Found]:
    """Header fields alone."""
    return read_evidence(evidence_of(text))


def evidence_of(text: DocumentText, tables: Tables | None = None) -> EvidencePage:
    """The document with all that may be a value and what the rules say of it."""
    tables = tables or read_tables(text)
    sheet = Sheet(text, tables.rows)
    told = [item for item in text.told if not item.path.startswith(("lines.", "taxes."))]
    amounts = [item.amount for item in tables.items if item.amount is not None]
    return EvidencePage(sheet, fields_of(sheet), amounts, told)


def _lines_total(fields: list[Found], lines: list[Found]) -> Iterator[Found]:
    """The net or gross total is that of the lines too, when they add up to it and no label names one."""
    named = {item.path: item for item in fields if item.value is not None}
    amounts = [item.value for item in lines if re.fullmatch(r"lines\.\d+\.amount", item.path)]
    count = len({item.path.split(".")[1] for item in lines if re.match(r"lines\.\d", item.path)})
    if not amounts or None in amounts or len(amounts) != count or "amounts.lines_total" in named:
        return
    for path in ("amounts.net", "amounts.gross"):
        total = named.get(path)
        if total is not None and total.value == sum(amounts):
            yield replace(total, path="amounts.lines_total")
            return
