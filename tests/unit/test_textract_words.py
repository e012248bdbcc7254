"""An answer's words are read as every reader's words are: what the engine knows of a language holds for them too."""

import pytest

from app.adapters.textract.answer import parse_answer
from app.adapters.textract.mapping import LANGUAGES, read_answer, text_of
from app.domain.invoice import Invoice, leaves, plain
from app.domain.reading import Reading, Source
from app.engine import text_reader
from app.engine.languages import NEUTRAL, Language, languages
from app.engine.text_layer import read_text_layer
from tests.documents.pages import invoice_pdf
from tests.documents.worded import worded_pdf, worded_truth
from tests.textract_answers import Json, answer, block, expense, field

VALUES = ("document_type", "invoice_number", "issue_date", "due_date", "currency", "seller.name", "buyer.name",
          "amounts.net", "amounts.tax", "amounts.gross")  # fmt: skip
OWN = [language for language in languages() if language.code != NEUTRAL]


def as_blocks(pdf: bytes) -> list[Json]:
    """The words of a text layer as Textract would hand them over."""
    return [
        block(word.text, (word.x0, word.y0), (word.x1 - word.x0, word.y1 - word.y0), page=word.page)
        for page in read_text_layer(pdf).pages
        for word in page.words
    ]


def by_words(pdf: bytes, *summary: Json, rows: tuple[Json, ...] = ()) -> Reading:
    return read_answer(answer(expense(*summary, rows=rows, blocks=as_blocks(pdf))))


def values(invoice: Invoice) -> dict[str, object]:
    found = dict(leaves(plain(invoice)))
    return {path: found.get(path) for path in VALUES} | {"lines": [str(line.amount) for line in invoice.lines]}


@pytest.mark.parametrize("language", OWN, ids=lambda language: language.code)
def test_a_page_in_each_language_is_read_as_the_text_reader_reads_it(language: Language) -> None:
    pdf = worded_pdf(language, worded_truth(language))
    text = text_reader.read(pdf, "application/pdf", 1, lambda stage: None)
    reading = by_words(pdf)
    assert values(reading.invoice) == values(text.invoice)
    assert {evidence.source for evidence in reading.evidence.values()} == {Source.TEXTRACT}
    assert ([note.code for note in reading.notes] == []) is (language.code in LANGUAGES)


def test_what_textract_alone_tells_is_kept_beside_what_the_words_show() -> None:
    made = invoice_pdf(seed=2, language="de")
    reading = by_words(made.data, field("PO_NUMBER", "B-4711"), field("GRATUITY", "2,00"))
    assert (reading.invoice.purchase_order, str(reading.invoice.amounts.tip)) == ("B-4711", "2.00")
    assert reading.invoice.amounts.gross == made.invoice.amounts.gross


def test_a_total_that_no_sum_of_the_page_bears_out_does_not_win_against_one_that_does() -> None:
    made = invoice_pdf(seed=2, language="de")
    reading = by_words(made.data, field("TOTAL", "1,23", label="Summe", confidence=100))
    evidence = reading.evidence["amounts.gross"]
    assert reading.invoice.amounts.gross == made.invoice.amounts.gross
    assert (evidence.confidence or 0.0) < 0.9
    assert "1.23" in [candidate.value for candidate in evidence.candidates]


def test_the_shape_of_a_page_is_told_by_its_letters() -> None:
    """A till roll that is three times as high as wide, and a sheet: no answer tells the size of a page."""
    made = {
        shape: [block("Hammer", (0.1, 0.02 * row), (0.036 * shape, 0.01), page=1) for row in range(20)]
        for shape in (3.0, 1.4)
    }
    for shape, blocks in made.items():
        (page,) = text_of(parse_answer(answer(expense(blocks=blocks))).expenses, 1).pages
        assert page.height / page.width == pytest.approx(shape, rel=0.15)
