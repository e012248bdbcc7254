"""Words out of PDFs."""

import io

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.domain.errors import DocumentRejected
from app.domain.reading import Source
from app.engine.text_layer import read_text_layer
from app.engine.text_reader import read
from tests.documents.pages import blank_pdf, invoice_pdf, scanned_pdf


def drawn(*strings: tuple[float, float, str], size: tuple[float, float] = (200, 100)) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    canvas.setFont("Helvetica", 10)
    for x, y, text in strings:
        canvas.drawString(x, y, text)
    canvas.save()
    return buffer.getvalue()


def test_words_have_their_places_in_parts_of_the_page_from_the_top_left() -> None:
    text = read_text_layer(drawn((20, 80, "Net amount 100.00"), (20, 20, "Thank you for your order")))
    first = text.pages[0].words[0]
    assert text.source is Source.TEXT
    assert " ".join(word.text for word in text.pages[0].words) == "Net amount 100.00 Thank you for your order"
    assert (first.x0, first.page, first.confidence) == (pytest.approx(0.1, abs=0.01), 1, 1.0)
    assert 0.08 < first.y0 < 0.2 < first.y1 < 0.25
    assert text.pages[0].words[3].y0 > 0.6


@pytest.mark.parametrize(("turn", "origin"), [(90, (200, 0)), (180, (100, 200)), (270, (0, 100))])
def test_a_turned_page_is_told_as_it_is_shown(turn: int, origin: tuple[int, int]) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(100, 200))
    canvas.setPageRotation(turn)
    canvas.translate(*origin)
    canvas.rotate(turn)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(10, 180, "first row of words")
    canvas.drawString(10, 20, "last row of words")
    canvas.save()
    page = read_text_layer(buffer.getvalue()).pages[0]
    assert " ".join(word.text for word in page.words) == "first row of words last row of words"
    assert (page.width, page.height) == (100, 200)
    first, row = page.words[:2]
    assert (first.x0, first.y1) == (pytest.approx(0.1, abs=0.01), pytest.approx(0.11, abs=0.02))
    assert first.x1 < row.x0
    assert page.words[4].y0 > 0.8


@pytest.mark.parametrize(("turn", "origin"), [(90, (200, 0)), (180, (100, 200)), (270, (0, 100))])
def test_writing_that_runs_up_or_down_the_page_is_read_upright(turn: int, origin: tuple[int, int]) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(200, 100) if turn % 180 else (100, 200))
    canvas.translate(*origin)
    canvas.rotate(turn)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(10, 180, "Invoice No. RE-17")
    canvas.drawString(10, 20, "Grand total EUR 119.00")
    canvas.save()
    page = read_text_layer(buffer.getvalue()).pages[0]
    assert sorted(word.text for word in page.words) == sorted(
        ["Invoice", "No.", "RE-17", "Grand", "total", "EUR", "119.00"]
    )
    assert (page.width, page.height, page.rotation) == (100, 200, -(turn // 90) % 4)
    first = next(word for word in page.words if word.text == "Invoice")
    assert (first.x0, first.y1) == (pytest.approx(0.1, abs=0.01), pytest.approx(0.11, abs=0.02))
    shown = read(buffer.getvalue(), "application/pdf", 1, lambda stage: None).evidence["amounts.gross"].polygon
    assert shown is not None
    width, height = (max(p[axis] for p in shown) - min(p[axis] for p in shown) for axis in (0, 1))
    assert (width > height) is (turn == 180)


def test_every_page_is_read() -> None:
    made = invoice_pdf(lines=60)
    pages = read_text_layer(made.data).pages
    assert len(pages) > 1
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    assert all(word.page == page.number for page in pages for word in page.words)


def test_a_ligature_is_two_letters_and_accents_stay() -> None:
    words = read_text_layer(drawn((20, 50, "Größe Éclair naïve façade Zürich"))).pages[0].words
    assert [word.text for word in words] == ["Größe", "Éclair", "naïve", "façade", "Zürich"]


@pytest.mark.parametrize("made", [blank_pdf(), scanned_pdf(lines=3, dpi=50)], ids=["blank", "scan"])
def test_a_pdf_without_a_text_layer_is_left_to_another_reader(made) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DocumentRejected) as refused:
        read_text_layer(made.data)
    assert refused.value.code == "unreadable-by"


def test_a_scan_with_a_stamp_of_text_is_left_to_another_reader() -> None:
    from PIL import Image

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(200, 200))
    canvas.drawImage(ImageReader(Image.new("RGB", (50, 50), "white")), 0, 0, 200, 200)
    canvas.drawString(10, 10, "Scanned by the office, page one of one")
    canvas.save()
    with pytest.raises(DocumentRejected) as refused:
        read_text_layer(buffer.getvalue())
    assert refused.value.code == "unreadable-by"
    assert "picture" in refused.value.detail


def test_a_few_words_are_a_text_layer_where_nothing_else_is_on_the_page() -> None:
    assert [word.text for word in read_text_layer(drawn((20, 50, "Page 1"))).pages[0].words] == ["Page", "1"]


def test_a_few_words_beside_a_drawing_are_not() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(200, 100))
    canvas.drawString(20, 50, "Page 1")
    canvas.rect(10, 10, 50, 20)
    canvas.save()
    with pytest.raises(DocumentRejected):
        read_text_layer(buffer.getvalue())


def test_bytes_that_are_no_pdf_are_damaged() -> None:
    with pytest.raises(DocumentRejected) as refused:
        read_text_layer(b"%PDF-1.7 and nothing more")
    assert refused.value.code == "damaged"
