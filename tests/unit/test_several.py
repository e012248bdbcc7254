"""Files that hold several documents, copies of one, or one document over several pages."""

from decimal import Decimal
from random import Random

import pytest

from app.domain.checks import Outcome
from app.domain.reading import Reading
from app.domain.sure import SURE, completed
from app.engine import text_reader
from app.engine.document_reader import read_document, values_by_evidence
from app.engine.documents import documents_of
from app.engine.documents.grouping import MOST_PAGES
from app.engine.text_layer import read_text_layer
from tests.bench.reading.piles import is_right, words_of
from tests.documents.pages import blank_pdf
from tests.documents.rendered import sheet
from tests.documents.rendered.pile_pages import delivery_note, invoice_pages, joined, pages_of, some_facts
from tests.documents.rendered.piles import COPIES, SEVERAL, SINGLE, Pile, Way, pile
from tests.documents.words import text_of

TWO_MONTHS = """
Northway Hosting Ltd
12 Mill Lane
Leeds LS1 4AB

INVOICE

Invoice No: NF-2041{month}              Date: {month} March 2024

Description            Qty        Price         Amount
Web hosting            1          100.00        100.00

Subtotal                                        100.00
VAT 20%                                         20.00
Total                                           120.00
"""


def read(pdf: bytes) -> Reading:
    return text_reader.read(pdf, "application/pdf", pages_of(pdf), lambda stage: None)


def told(reading: Reading) -> list[tuple[int, int, int | None]]:
    return [(part.first_page, part.last_page, part.copy_of) for part in reading.documents]


def checks(reading: Reading) -> list[str]:
    return [check.id for check in reading.checks]


def two_invoices() -> tuple[bytes, bytes]:
    return sheet(0, kind="invoice").pdf, sheet(1, kind="invoice").pdf


@pytest.mark.parametrize("seed", range(10))
def test_every_document_is_told_with_its_pages_and_none_of_its_values_is_sure(seed: int) -> None:
    made = pile(seed, SEVERAL)
    reading = read(made.pdf)
    assert told(reading) == made.documents
    (check,) = [check for check in reading.checks if check.id == "several_documents"]
    assert (check.outcome, check.page) == (Outcome.FAILED, made.documents[1][0])
    assert all((item.confidence or 0) < SURE for item in reading.evidence.values())


@pytest.mark.parametrize("seed", range(6))
def test_copies_are_told_and_counted_once(seed: int) -> None:
    made = pile(seed, COPIES)
    reading = read(made.pdf)
    assert told(reading) == made.documents
    assert "several_documents" not in checks(reading)
    assert [note.code for note in reading.notes] == ["copies"]
    assert len(reading.invoice.lines) <= len(made.invoices[0].lines)


@pytest.mark.parametrize("seed", range(10))
def test_pages_of_one_document_and_what_is_put_behind_it_are_one(seed: int) -> None:
    made = pile(seed, SINGLE)
    assert made.pages > 1 or made.look == "receipt"
    reading = read(made.pdf)
    assert (told(reading), checks(reading)) == ([], [])


@pytest.mark.parametrize(("ways", "seed"), [(SEVERAL, 1), (SEVERAL, 2), (COPIES, 0), (SINGLE, 0)])
def test_words_that_a_recognizer_misread_are_grouped_all_the_same(ways: tuple[Way, ...], seed: int) -> None:
    made: Pile = pile(seed, ways)
    assert is_right(made, read_document(words_of(made, 1.0, seed), reader="engine", version="1"))


def test_the_values_are_those_of_the_first_and_never_mixed() -> None:
    first, second = two_invoices()
    alone, together = read(first), read(joined([first, second]))
    assert together.invoice == alone.invoice
    assert {path: item.raw for path, item in together.evidence.items()} == {
        path: item.raw for path, item in alone.evidence.items()
    }
    assert together.pages == pages_of(first) + pages_of(second)


def test_each_part_is_told_by_its_number_and_total() -> None:
    made = [sheet(seed, kind="invoice") for seed in (0, 1)]
    reading = read(joined([one.pdf for one in made]))
    assert [(part.invoice_number, part.gross) for part in reading.documents] == [
        (one.invoice.invoice_number, one.invoice.amounts.gross) for one in made
    ]
    assert str(made[1].invoice.invoice_number) in reading.checks[0].detail


def test_two_months_of_one_service_are_no_copies() -> None:
    text = text_of(TWO_MONTHS.format(month=4), TWO_MONTHS.format(month=5))
    groups = documents_of(text, values_by_evidence)
    assert [(group.first_page, group.copy_of, group.gross) for group in groups] == [
        (1, None, Decimal("120.00")),
        (2, None, Decimal("120.00")),
    ]


def test_a_delivery_note_behind_an_invoice_adds_nothing_to_it() -> None:
    chance = Random("a note")
    facts = some_facts(chance, left_out=False)
    invoice, note = invoice_pages(facts, 1, left_out=False), delivery_note(facts, chance, left_out=False)
    alone, with_note = read(invoice), read(joined([invoice, note]))
    assert with_note.invoice == alone.invoice
    assert with_note.documents == ()


def test_what_the_last_page_says_of_a_document_without_a_title_is_said_of_the_whole() -> None:
    first = (
        "Northway Freight Ltd\n\n14/03/2024\n\nPallets          2          50.00              100.00\n\nTotal   100.00"
    )
    text = text_of(first, "Validity of the offer: 30 days\n\nPayment: in advance")
    assert read_document(text, reader="text", version="1").invoice.document_type == "quote"


def test_a_blank_page_is_no_document() -> None:
    first, _ = two_invoices()
    assert read(joined([first, blank_pdf().data])).documents == ()


def test_a_longer_file_than_is_looked_at_is_one_document() -> None:
    text = read_text_layer(joined([two_invoices()[0]] * (MOST_PAGES + 1)))
    assert documents_of(text, values_by_evidence) == ()


def test_a_costlier_reader_makes_the_file_neither_one_document_nor_sure() -> None:
    made = two_invoices()
    first, other = read(joined([*made])), read(made[0])
    for both in (completed(first, other), completed(other, first), completed(first, first)):
        assert both.documents == first.documents
        assert checks(both).count("several_documents") == 1
        assert all((item.confidence or 0) < SURE for item in both.evidence.values())
