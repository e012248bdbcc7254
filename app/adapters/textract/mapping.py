"""An answer of AnalyzeExpense becomes a reading: its words are read as those of every reader, and what Textract says of
them by itself is evidence beside them."""

from collections.abc import Iterator

from app.adapters.textract.answer import Answer, Expense, parse_answer
from app.adapters.textract.documents import documents_of, part_of
from app.adapters.textract.printed import Style
from app.adapters.textract.told import told_of
from app.adapters.textract.told_lines import told_lines
from app.adapters.textract.words import pages_of
from app.domain.reading import Evidence, Note, Reading, Source, build_reading
from app.domain.several import with_parts
from app.engine.document_reader import read_document
from app.engine.words import DocumentText

NAME = "textract"
VERSION = "2"
LANGUAGES = frozenset({"en", "de", "fr", "es", "it", "pt"})
"""Whose letters Textract recognizes (docs.aws.amazon.com/textract, best practices); of others it loses the accents."""


def read_answer(answer: object) -> Reading:
    """The reading of an answer, whatever is wrong or missing in it. `DocumentRejected` `unreadable-by` when it is none
    of AnalyzeExpense at all."""
    parsed = parse_answer(answer)
    documents = documents_of(parsed.expenses)
    text = text_of(documents[0] if documents else (), parsed.pages)
    reading = (
        read_document(text, reader=NAME, version=VERSION)
        if text.told or any(page.words for page in text.pages)
        else build_reading(reader=NAME, version=VERSION, pages=parsed.pages, found=())
    )
    if len(documents) > 1:
        reading = with_parts(reading, [part_of(document) for document in documents])
    notes = (*reading.notes, *_notes(reading, parsed))
    return _with_lost_pages(reading, parsed).model_copy(update={"pages": parsed.pages, "notes": notes})


def text_of(expenses: tuple[Expense, ...], pages: int) -> DocumentText:
    """The words of one document, and what is told of them: the surest first."""
    texts = [text for expense in expenses for text in expense.texts]
    style = Style.of(texts)
    told = (*told_of(expenses, style), *told_lines(expenses, style))
    fragments = not any(expense.blocks for expense in expenses)
    return DocumentText(Source.TEXTRACT, pages_of(expenses, pages), told, fragments)


def _notes(reading: Reading, answer: Answer) -> Iterator[Note]:
    language = reading.invoice.language
    if language is not None and language not in LANGUAGES:
        detail = f"Textract does not know the letters of this language ({language}). Check every value."
        yield Note(code="language", detail=detail)
    if answer.partial:
        yield Note(code="partial", detail="Textract could not read all pages.")


def _with_lost_pages(reading: Reading, answer: Answer) -> Reading:
    """Pages that Textract could not read may have held items."""
    if not answer.partial or reading.invoice.lines_incomplete:
        return reading
    invoice = reading.invoice.model_copy(update={"lines_incomplete": True})
    evidence = reading.evidence | {"lines_incomplete": Evidence(source=Source.TEXTRACT)}
    return reading.model_copy(update={"invoice": invoice, "evidence": evidence})
