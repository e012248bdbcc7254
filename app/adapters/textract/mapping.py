"""An answer of AnalyzeExpense becomes a reading in our own names."""

from collections.abc import Iterable, Iterator
from itertools import chain

from app.adapters.textract.answer import Answer, Expense, Field, parse_answer
from app.adapters.textract.currency import currency
from app.adapters.textract.header import document_kind, header
from app.adapters.textract.language import foreign_language
from app.adapters.textract.lines import lines
from app.adapters.textract.merge import Merged, merge
from app.adapters.textract.parties import Parties
from app.adapters.textract.printed import Style
from app.adapters.textract.text_blocks import MOST_WORDS, from_words
from app.adapters.textract.totals import AMOUNT_TYPES, Totals
from app.domain.reading import Evidence, Found, Note, PartOfFile, Reading, Source, build_reading
from app.domain.several import with_parts

NAME = "textract"
VERSION = "1"
_WITH_CURRENCY = AMOUNT_TYPES | {"PRICE", "UNIT_PRICE"}


def read_answer(answer: object) -> Reading:
    """The reading of an answer, whatever is wrong or missing in it. `DocumentRejected` `unreadable-by` when it is none
    of AnalyzeExpense at all."""
    parsed = parse_answer(answer)
    document = merge(parsed.expenses)
    reading = build_reading(reader=NAME, version=VERSION, pages=parsed.pages, found=found_in(parsed, document))
    reading = reading.model_copy(update={"notes": tuple(_notes(parsed, document))})
    return with_parts(reading, [_part(parsed, group) for group in (document.expenses, *document.others)])


def _part(answer: Answer, expenses: tuple[Expense, ...]) -> PartOfFile:
    """What tells one of several documents from the others."""
    whole = Merged(expenses)
    found = build_reading(reader=NAME, version=VERSION, pages=1, found=found_in(answer, whole)).invoice
    pages = [field.page for field in (*whole.summary, *chain(*whole.rows)) if field.page is not None] or [1]
    return PartOfFile(
        first_page=min(pages),
        last_page=max(pages),
        invoice_number=found.invoice_number,
        gross=found.amounts.gross,
    )


def _notes(answer: Answer, document: Merged) -> Iterator[Note]:
    language = foreign_language(_texts(document))
    if language is not None:
        yield Note(
            code="language",
            detail=f"Textract reads English only; this looks like another language ({language}). Check every value.",
        )
    if answer.partial:
        yield Note(code="partial", detail="Textract could not read all pages.")


def _texts(document: Merged) -> Iterator[str]:
    """All text once: the words of the pages, else what the fields hold."""
    words = [block.text for expense in document.expenses for block in expense.blocks if block.kind == "WORD"]
    if words:
        yield from words[:MOST_WORDS]
        return
    for field in chain(document.summary, chain.from_iterable(document.rows)):
        yield field.label
        yield field.text


def found_in(answer: Answer, document: Merged) -> list[Found]:
    """Every value, one for each path: Textract's own types first, then what only the words show."""
    summary = document.summary
    in_lines = list(chain.from_iterable(document.rows))
    style = Style.of([*summary, *in_lines])
    items = list(lines(document.expenses, summary, style))
    has_lines = any(item.path.startswith("lines.") for item in items)
    typed = [*header(summary, style), *Totals(summary, style).found(), *Parties(summary).found(), *items]
    shown = from_words(document.expenses)
    found = _first_of_each([*_kind(summary, shown, has_lines=has_lines), *typed, *shown])
    money = currency([field for field in (*summary, *in_lines) if field.type in _WITH_CURRENCY], found, style)
    pages_lost = _pages_lost(answer, found)
    return [*found, *([money] if money else []), *pages_lost]


def _kind(summary: list[Field], shown: list[Found], *, has_lines: bool) -> list[Found]:
    """A title that the document carries says more than its labels."""
    title = next((item for item in shown if item.path == "document_type" and item.value is not None), None)
    return [kind] if (kind := title or document_kind(summary, has_lines=has_lines)) else []


def _first_of_each(items: Iterable[Found]) -> list[Found]:
    """The first value of each path; candidates alone give way to a value."""
    kept: dict[str, Found] = {}
    for item in items:
        if item.path not in kept or (kept[item.path].value is None and item.value is not None):
            kept[item.path] = item
    return list(kept.values())


def _pages_lost(answer: Answer, found: list[Found]) -> list[Found]:
    """Pages that Textract could not read may have held items."""
    known = any(item.path == "lines_incomplete" for item in found)
    return [Found("lines_incomplete", True, Evidence(source=Source.TEXTRACT))] if answer.partial and not known else []
