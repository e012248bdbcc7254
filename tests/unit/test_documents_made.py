"""The documents of the tests are what they say they are."""

from io import BytesIO

import pi_heif
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from tests.documents import hostile, pages
from tests.documents.drawing import day, number, spaced


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_every_truth_of_an_invoice_is_printed_on_it(language: str) -> None:
    made = pages.invoice_pdf(language=language, lines=30)
    text, invoice = text_of(made.data), made.invoice
    printed = [invoice.invoice_number, invoice.seller.name, invoice.seller.vat_id, invoice.buyer.name]
    printed += [day(invoice.issue_date, language), day(invoice.due_date, language)]
    printed += [number(value, language) for value in (invoice.amounts.net, invoice.amounts.tax, invoice.amounts.gross)]
    printed += [number(line.amount, language) for line in invoice.lines]
    printed += [spaced(invoice.payment.accounts[0].iban or "")]
    assert [value for value in printed if value not in text] == []


def test_same_arguments_give_the_same_bytes() -> None:
    assert pages.invoice_pdf(seed=3).data == pages.invoice_pdf(seed=3).data
    assert pages.invoice_pdf(seed=3).data != pages.invoice_pdf(seed=4).data


def test_many_lines_make_more_pages() -> None:
    assert len(pypdfium2.PdfDocument(pages.invoice_pdf(lines=50).data)) == 3


def test_a_scan_has_pages_and_no_text() -> None:
    made = pages.scanned_pdf(dpi=50)
    assert len(pypdfium2.PdfDocument(made.data)) == 2
    assert text_of(made.data).strip() == ""


def test_a_tiff_has_a_frame_for_each_page() -> None:
    assert Image.open(BytesIO(pages.multipage_tiff(dpi=50).data)).n_frames == 2


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_reader_that_obeys_exif_sees_the_page_upright(orientation: int) -> None:
    upright = Image.open(BytesIO(pages.receipt_picture("png", dpi=50).data))
    stored = Image.open(BytesIO(pages.receipt_picture("png", dpi=50, orientation=orientation).data))
    seen = ImageOps.exif_transpose(stored)
    assert (seen.size, seen.tobytes()) == (upright.size, upright.tobytes())


@pytest.mark.parametrize("format", ["jpeg", "png", "webp", "tiff"])
def test_a_picture_has_the_format_it_was_asked_for(format: str) -> None:
    assert Image.open(BytesIO(pages.receipt_picture(format, dpi=50).data)).format == format.upper()


def test_the_stored_heic_shows_the_receipt_that_it_claims() -> None:
    drawn = Image.open(BytesIO(pages.receipt_picture("png", seed=1, dpi=150).data)).convert("L")
    heif = pi_heif.open_heif(BytesIO(pages.heic_receipt().data))
    stored = Image.frombytes(heif.mode, heif.size, bytes(heif.data), "raw", heif.mode, heif.stride).convert("L")
    assert stored.size == drawn.size
    assert ImageStat.Stat(ImageChops.difference(stored, drawn)).mean[0] < 5


def test_a_locked_pdf_needs_its_password() -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(hostile.encrypted_pdf().data)
    assert len(pypdfium2.PdfDocument(hostile.encrypted_pdf().data, password="secret")) == 1
    assert len(pypdfium2.PdfDocument(hostile.encrypted_pdf(user_password="").data)) == 1


def test_bombs_are_small_files() -> None:
    assert len(hostile.png_bomb().data) < 100_000
    assert len(hostile.pdf_bomb().data) < 200_000
