"""Files that hold several documents one behind the other, by their text layer."""

from io import BytesIO

import pypdfium2
import pytest

from app.domain.checks import Outcome
from app.domain.reading import Reading
from app.domain.sure import completed
from app.engine import text_reader
from app.engine.document_reader import values_by_labels
from app.engine.several import parts_of
from app.engine.text_layer import read_text_layer
from tests.documents.pages import blank_pdf
from tests.documents.rendered import sheet


def behind_one_another(*files: bytes) -> bytes:
    with pypdfium2.PdfDocument.new() as whole:
        for file in files:
            with pypdfium2.PdfDocument(file) as part:
                whole.import_pages(part)
        written = BytesIO()
        whole.save(written)
    return written.getvalue()


def pages_of(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def read(pdf: bytes) -> Reading:
    return text_reader.read(pdf, "application/pdf", pages_of(pdf), lambda stage: None)


@pytest.mark.parametrize("seed", range(0, 16, 2))
def test_every_document_is_told_with_its_pages_number_and_total(seed: int) -> None:
    made = [sheet(seed + step, kind="invoice") for step in range(2)]
    reading = read(behind_one_another(*(one.pdf for one in made)))
    first = pages_of(made[0].pdf)
    told = [(part.first_page, part.last_page, part.invoice_number, part.gross) for part in reading.documents]
    assert told == [
        (1, first, made[0].invoice.invoice_number, made[0].invoice.amounts.gross),
        (first + 1, first + pages_of(made[1].pdf), made[1].invoice.invoice_number, made[1].invoice.amounts.gross),
    ]
    (check,) = [check for check in reading.checks if check.id == "several_documents"]
    assert (check.outcome, check.page) == (Outcome.FAILED, first + 1)
    assert str(made[1].invoice.invoice_number) in check.detail


@pytest.mark.parametrize("seed", range(0, 8, 2))
def test_the_values_are_those_of_the_first_and_never_mixed(seed: int) -> None:
    made = [sheet(seed + step, kind="invoice") for step in range(2)]
    alone, together = read(made[0].pdf), read(behind_one_another(*(one.pdf for one in made)))
    assert together.invoice == alone.invoice
    assert together.evidence == alone.evidence
    assert together.pages == pages_of(made[0].pdf) + pages_of(made[1].pdf)


def test_pages_of_one_invoice_are_one_document() -> None:
    many = [one.pdf for seed in range(80) if pages_of((one := sheet(seed, kind="invoice")).pdf) > 1]
    assert len(many) >= 10
    assert [parts_of(read_text_layer(pdf), values_by_labels) for pdf in many] == [()] * len(many)


def test_the_same_invoice_twice_and_a_page_without_a_total_are_no_second_document() -> None:
    one = sheet(2, kind="invoice").pdf
    assert read(behind_one_another(one, one)).documents == ()
    assert read(behind_one_another(one, blank_pdf().data)).documents == ()


def test_a_costlier_reader_does_not_make_the_file_one_document() -> None:
    made = [sheet(seed, kind="invoice").pdf for seed in (0, 1)]
    first, other = read(behind_one_another(*made)), read(made[0])
    for joined in (completed(first, other), completed(other, first), completed(first, first)):
        assert joined.documents == first.documents
        assert [check.id for check in joined.checks].count("several_documents") == 1
