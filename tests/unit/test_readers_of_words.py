"""The text reader and the picture reader, from bytes to a reading."""

from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFont

from app.domain.errors import DocumentRejected
from app.domain.invoice import leaves, plain
from app.domain.reading import Candidate, Evidence, Found, Source
from app.engine import picture_reader, text_reader
from app.engine.turned import as_scanned
from tests.documents.pages import blank_page, invoice_pdf, letter_pdf, receipt_pdf, receipt_picture

HEADER = ("invoice_number", "issue_date", "due_date", "currency", "seller.name", "seller.vat_id", "buyer.name",
          "amounts.net", "amounts.tax", "amounts.gross", "amounts.due", "payment.accounts.0.iban")  # fmt: skip


def written(*rows: str) -> Image.Image:
    image = Image.new("RGB", (500, 60 + 60 * len(rows)), "white")
    for row, text in enumerate(rows):
        ImageDraw.Draw(image).text((40, 40 + 60 * row), text, fill="black", font=ImageFont.load_default(size=28))
    return image


def ignore(stage: str) -> None:
    pass


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_pdf_with_a_text_layer_gives_what_is_printed(language: str, seed: int) -> None:
    made = invoice_pdf(seed=seed, language=language)
    reading = text_reader.read(made.data, made.media_type, 1, ignore)
    got, want = dict(leaves(plain(reading.invoice))), dict(leaves(plain(made.invoice)))
    assert {path: got.get(path) for path in HEADER} == {path: want.get(path) for path in HEADER}
    assert (reading.reader, reading.pages) == ("text", 1)
    assert all(reading.evidence[path].source is Source.TEXT for path in HEADER)


def test_a_receipt_as_pdf() -> None:
    made = receipt_pdf()
    read = text_reader.read(made.data, made.media_type, 1, ignore).invoice
    assert (read.seller.name, read.amounts.gross, read.issue_date) == (
        made.invoice.seller.name,
        made.invoice.amounts.gross,
        made.invoice.issue_date,
    )


def test_a_letter_gives_nothing() -> None:
    made = letter_pdf()
    assert plain(text_reader.read(made.data, made.media_type, 1, ignore).invoice) == {}


@pytest.mark.parametrize("media_type", ["image/png", "application/xml"])
def test_text_reads_pdf_alone(media_type: str) -> None:
    with pytest.raises(DocumentRejected) as refused:
        text_reader.read(b"whatever", media_type, 1, ignore)
    assert refused.value.code == "unreadable-by"


def test_a_picture_of_a_receipt() -> None:
    made = receipt_picture()
    stages: list[str] = []
    reading = picture_reader.read(made.data, made.media_type, 1, stages.append)
    assert reading.reader == "engine"
    assert reading.invoice.amounts.gross == made.invoice.amounts.gross
    assert reading.invoice.issue_date == made.invoice.issue_date
    assert reading.evidence["amounts.gross"].source is Source.ENGINE
    assert stages == ["engine 1/1"]


def test_all_pages_are_read_and_the_total_may_stand_on_the_last() -> None:
    first, last = (written(*rows) for rows in (("Invoice No. 2024-117", "Desk lamp   40.00"), ("Total EUR 47.60",)))
    buffer = BytesIO()
    first.save(buffer, "TIFF", save_all=True, append_images=[last])
    stages: list[str] = []
    reading = picture_reader.read(buffer.getvalue(), "image/tiff", 2, stages.append)
    assert stages == ["engine 1/2", "engine 2/2"]
    assert reading.invoice.invoice_number == "2024-117"
    assert reading.invoice.amounts.gross == Decimal("47.60")
    assert reading.evidence["amounts.gross"].page == 2


def test_a_blank_picture_has_nothing_to_read() -> None:
    made = blank_page()
    with pytest.raises(DocumentRejected) as refused:
        picture_reader.read(made.data, made.media_type, 1, ignore)
    assert refused.value.code == "nothing-to-read"


def test_the_engine_reads_no_xml() -> None:
    with pytest.raises(DocumentRejected) as refused:
        picture_reader.read(b"<Invoice/>", "application/xml", 1, ignore)
    assert refused.value.code == "unreadable-by"


@pytest.mark.parametrize(("turn", "corner"), [(0, (0.1, 0.2)), (1, (0.7, 0.1)), (2, (0.6, 0.7)), (3, (0.2, 0.6))])
def test_places_on_a_turned_page_are_told_as_the_page_lies(turn: int, corner: tuple[float, float]) -> None:
    box = ((0.1, 0.2), (0.4, 0.2), (0.4, 0.3), (0.1, 0.3))
    candidate = Candidate(value="1", page=1, polygon=box)
    item = Found("amounts.gross", "1", Evidence(source=Source.ENGINE, page=1, polygon=box, candidates=(candidate,)))
    (moved,) = as_scanned([item], {1: turn})
    assert moved.evidence.polygon is not None
    assert moved.evidence.polygon[0] == pytest.approx(corner)
    assert moved.evidence.candidates[0].polygon == moved.evidence.polygon
