"""PDFs whose text says one thing and whose page shows another: the ways in which the two can part.

The page is an ordinary invoice; what is told (by text and XML) is its truth. Shown are another total and another
account, or nothing in their places.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw, ImageFont
from pypdfium2 import raw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.engine.text_layer import read_text_layer
from app.engine.words import Word
from tests.documents.einvoices import cii_xml, with_files
from tests.documents.hostile import CATALOGUE, pdf_from_objects
from tests.documents.made import Made
from tests.documents.pages import invoice_pdf, picture, render

SHOWN_ACCOUNT = "DE02120300000000202051"
_DPI = 150
Edit = Callable[[Any, Any, list["Spot"]], None]  # document, page, places


@dataclass(frozen=True)
class Spot:
    """A word of the page that is to be seen otherwise; box in points from the bottom left."""

    told: str
    shown: str
    left: float
    bottom: float
    right: float
    top: float


def painted(way: str, seed: int, *, with_xml: bool) -> Made:
    """One of `WAYS`."""
    paper = invoice_pdf(seed=seed, language=("de", "en", "fr")[seed % 3])
    data = WAYS[way](paper, seed)
    if with_xml:
        data = with_files(data, {"factur-x.xml": cii_xml(paper.invoice)})
    return Made(data, "application/pdf", f"{way}.pdf", paper.invoice)


def spots(paper: Made) -> list[Spot]:
    """Where the first page prints its total and its account."""
    page = read_text_layer(paper.data).pages[0]
    amounts = paper.invoice.amounts
    totals = {f"{total:.2f}".replace(".", "") for total in (amounts.gross, amounts.due) if total}
    iban = paper.invoice.payment.accounts[0].iban or ""
    found = []
    for wanted, only in (*((total, "0123456789") for total in totals), (iban, iban)):
        for run in _runs(page.words, wanted, only):
            text = " ".join(word.text for word in run)
            whole = Word(text, run[0].x0, run[0].y0, run[-1].x1, run[0].y1, 1)
            found.append(_spot(whole, SHOWN_ACCOUNT if wanted == iban else "9" + text, page.width, page.height))
    assert found, "the page prints no total"
    return found


def _runs(words: tuple[Word, ...], wanted: str, only: str) -> Iterator[tuple[Word, ...]]:
    """Words side by side whose signs, as far as they are of `only`, are those wanted."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + 9, len(words)) + 1):
            run = words[start:end]
            kept = ["".join(sign for sign in word.text if sign in only) for word in run]
            if all(kept) and "".join(kept) == wanted:
                yield run


def _spot(word: Word, shown: str, width: float, height: float) -> Spot:
    return Spot(word.text, shown, word.x0 * width, (1 - word.y1) * height, word.x1 * width, (1 - word.y0) * height)


# ---- edits of the drawn page -----------------------------------------------------------------------------------------


def _edited(edit: Edit) -> Callable[[Made, int], bytes]:
    def made(paper: Made, seed: int) -> bytes:
        document = pypdfium2.PdfDocument(paper.data)
        page = document[0]
        edit(document, page, spots(paper))
        page.gen_content()
        target = BytesIO()
        document.save(target)
        document.close()
        return target.getvalue()

    return made


def _picture_of(text: str, spot: Spot) -> tuple[Image.Image, float]:
    """The text as a picture of the spot's height, and its width in points."""
    high = 64
    font = ImageFont.load_default(size=44)
    wide = round(font.getlength(text)) + 16
    drawn = Image.new("RGB", (wide, high), "white")
    ImageDraw.Draw(drawn).text((8, 6), text, fill="black", font=font)
    return drawn, wide * (spot.top - spot.bottom) / high


def _image_object(document: Any, spot: Spot, text: str) -> Any:
    drawn, width = _picture_of(text, spot)
    width = max(width, spot.right - spot.left + 2)
    thing = pypdfium2.PdfImage.new(document)
    thing.set_bitmap(pypdfium2.PdfBitmap.from_pil(drawn))
    height = spot.top - spot.bottom
    thing.set_matrix(pypdfium2.PdfMatrix().scale(width, height).translate(spot.right - width + 1, spot.bottom))
    return thing


def _picture_over(document: Any, page: Any, places: list[Spot]) -> None:
    for spot in places:
        page.insert_obj(_image_object(document, spot, spot.shown))


def _blank_over(document: Any, page: Any, places: list[Spot]) -> None:
    for spot in places:
        width, height = spot.right - spot.left, spot.top - spot.bottom
        path = raw.FPDFPageObj_CreateNewRect(spot.left - 1, spot.bottom - 1, width + 2, height + 2)
        raw.FPDFPageObj_SetFillColor(path, 255, 255, 255, 255)
        raw.FPDFPath_SetDrawMode(path, raw.FPDF_FILLMODE_WINDING, 0)
        raw.FPDFPage_InsertObject(page, path)


def _texts_at(page: Any, places: list[Spot]) -> Iterator[Any]:
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        left, bottom, right, top = thing.get_bounds()
        for spot in places:
            middle = (bottom + top) / 2
            if left < spot.right and right > spot.left and spot.bottom < middle < spot.top:
                yield thing
                break


def _coloured(grey: int) -> Edit:
    def edit(_document: Any, page: Any, places: list[Spot]) -> None:
        for thing in _texts_at(page, places):
            raw.FPDFPageObj_SetFillColor(thing, grey, grey, grey, 255)

    return edit


def _without_ink(document: Any, page: Any, places: list[Spot]) -> None:
    for thing in _texts_at(page, places):
        raw.FPDFTextObj_SetTextRenderMode(thing, raw.FPDF_TEXTRENDERMODE_INVISIBLE)


def _invisible_under_picture(document: Any, page: Any, places: list[Spot]) -> None:
    _without_ink(document, page, places)
    _picture_over(document, page, places)


def _transparent(_document: Any, page: Any, places: list[Spot]) -> None:
    for thing in _texts_at(page, places):
        raw.FPDFPageObj_SetFillColor(thing, 0, 0, 0, 0)


# ---- whole pages as pictures -----------------------------------------------------------------------------------------


def shown_page(paper: Made) -> Image.Image:
    """The page with the other total and account."""
    return render(_edited(_picture_over)(paper, 0), dpi=_DPI)[0]


def layered(page: Image.Image, words: tuple[Word, ...], *, noise: float = 0, seed: int = 1) -> bytes:
    """A scan of the page with these words without ink over it, as scanners make it."""
    width, height = page.width * 72 / _DPI, page.height * 72 / _DPI
    target = BytesIO()
    canvas = Canvas(target, pagesize=(width, height), invariant=True)
    canvas.drawImage(ImageReader(BytesIO(picture(page, "jpeg", noise=noise, seed=seed))), 0, 0, width, height)
    for word in words:
        _lay(canvas, word, width, height)
    canvas.save()
    return target.getvalue()


def _lay(canvas: Canvas, word: Word, width: float, height: float) -> None:
    size = (word.y1 - word.y0) * height / 1.15
    length = canvas.stringWidth(word.text, "Helvetica", size) or 1
    text = canvas.beginText(word.x0 * width, (1 - word.y1) * height + 0.21 * size)
    text.setFont("Helvetica", size)
    text.setHorizScale(100 * (word.x1 - word.x0) * width / length)
    text.setTextRenderMode(3)
    text.textOut(word.text + " ")
    canvas.drawText(text)


def _sandwich(paper: Made, seed: int) -> bytes:
    """An honest scan of the shown page; its invisible layer says what is told."""
    return layered(shown_page(paper), read_text_layer(paper.data).pages[0].words, noise=seed % 3 * 4, seed=seed)


def _strips(paper: Made, seed: int) -> bytes:
    """The told page, and behind it the shown one in several strips without any text."""
    page, parts = shown_page(paper), 4 + seed % 4
    target = BytesIO()
    canvas = Canvas(target, pagesize=(595, 842), invariant=True)
    for part in range(parts):
        top, bottom = page.height * part // parts, page.height * (part + 1) // parts
        strip = picture(page.crop((0, top, page.width, bottom)), "png")
        y, high = 842 * (1 - bottom / page.height), 842 * (bottom - top) / page.height
        canvas.drawImage(ImageReader(BytesIO(strip)), 0, y, 595, high)
    canvas.save()
    return joined(paper.data, target.getvalue())


def _words_without_ink(paper: Made, seed: int) -> bytes:
    """The told page, and behind it a picture of the shown one under words that say nothing and are not seen."""
    words = tuple(
        Word(text, 0.1 + 0.15 * column, 0.1 + 0.03 * row, 0.22 + 0.15 * column, 0.12 + 0.03 * row, 1)
        for row in range(12)
        for column, text in enumerate(("conditions", "of", "delivery", "apply", "always"))
    )
    return joined(paper.data, layered(shown_page(paper), words, seed=seed))


def joined(*parts: bytes) -> bytes:
    whole = pypdfium2.PdfDocument.new()
    for part in parts:
        opened = pypdfium2.PdfDocument(part)
        whole.import_pages(opened)
        opened.close()
    target = BytesIO()
    whole.save(target)
    whole.close()
    return target.getvalue()


# ---- pages written by hand: a font that names other letters than it shows, and a note over the text ------------------


def _other_letters(paper: Made, seed: int) -> bytes:
    """Digits of the total and the account are drawn as others than the font's table of letters names."""
    swap = str.maketrans("0123456789", ("1234567890", "9876543210", "3456789012")[seed % 3])
    told = "".join(f"<{ord(shown):02x}> <{real:04x}>\n" for real, shown in _backwards(swap))
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n10 beginbfchar\n{told}endbfchar\n"
        "1 beginbfrange <41> <5a> <0041> endbfrange\n1 beginbfrange <2c> <2e> <002c> endbfrange\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()
    return _by_hand(paper, seed, _stream(table), font=b"/ToUnicode 7 0 R ", swap=swap)


def _note_over(paper: Made, seed: int) -> bytes:
    """Notes with an appearance of their own lie over the total and the account."""
    shown = (f"9{paper.invoice.amounts.gross:.2f}", SHOWN_ACCOUNT)
    size, x, ys = _layout(seed)
    looks, notes = [], []
    for number, (text, y) in enumerate(zip(shown, (ys[7], ys[9]), strict=True)):
        box = b"[%d %d %d %d]" % (x + 170, y - 4, x + 400, y + size + 2)
        content = b"1 g 0 0 230 40 re f 0 g BT /F1 %d Tf 10 4 Td (%s) Tj ET" % (size, text.encode())
        form = b"/Type /XObject /Subtype /Form /BBox [0 0 230 %d] /Resources %s " % (size + 6, _RESOURCES)
        looks.append(_stream(content, form))
        kind = (b"/Stamp", b"/FreeText", b"/Square")[seed % 3]
        notes.append(b"<< /Type /Annot /Subtype %s /F 4 /Rect %s /AP << /N %d 0 R >> >>" % (kind, box, 7 + number))
    return _by_hand(paper, seed, *looks, page=b"/Annots [%s] " % b" ".join(notes))


_RESOURCES = b"<< /Font << /F1 4 0 R /F2 5 0 R >> >>"


def _layout(seed: int) -> tuple[int, int, list[int]]:
    """Size of the letters, left edge, and the height of each row."""
    ys = [758, 736, 714, 692, 670, 648, 626, 626, 604, 604]
    return 9 + seed % 3, 60 + 10 * (seed % 4), [y - 7 * (seed % 5) for y in ys]


def _by_hand(
    paper: Made, seed: int, *more: bytes, font: bytes = b"", page: bytes = b"", swap: dict[int, int] | None = None
) -> bytes:
    """A page of a few rows; total and account stand in a font of their own, with their digits swapped."""
    amounts, account = paper.invoice.amounts, paper.invoice.payment.accounts[0].iban or ""
    size, x, ys = _layout(seed)
    rows = (
        f"{paper.invoice.seller.name}",
        "Rechnung",
        f"Rechnungsnummer: {paper.invoice.invoice_number}",
        f"Rechnungsdatum: {paper.invoice.issue_date:%d.%m.%Y}",
        f"Nettobetrag {amounts.net:.2f} EUR",
        f"MwSt {amounts.tax:.2f} EUR",
        "Gesamtbetrag",
        f"{amounts.gross:.2f}".translate(swap or {}),
        "Bitte zahlen Sie auf IBAN",
        account.translate(swap or {}),
    )
    drawn = []
    for place, (text, y) in enumerate(zip(rows, ys, strict=True)):
        name, left = (b"F2", x + 180) if place in (7, 9) else (b"F1", x)
        plain = text.encode("cp1252", "replace").replace(b"(", b"[").replace(b")", b"]")
        drawn.append(b"BT /%s %d Tf %d %d Td (%s) Tj ET" % (name, size, left, y, plain))
    letters = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding %s>>"
    entries = b"/MediaBox [0 0 595 842] /Contents 6 0 R /Resources %s %s" % (_RESOURCES, page)
    return pdf_from_objects(
        CATALOGUE,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R %s>>" % entries,
        letters % b"",
        letters % font,
        _stream(b"\n".join(drawn)),
        *more,
    )


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< %s/Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def _backwards(swap: dict[int, int]) -> list[tuple[int, str]]:
    return [(real, chr(shown)) for real, shown in swap.items()]


WAYS: dict[str, Callable[[Made, int], bytes]] = {
    "picture over the text": _edited(_picture_over),
    "paper over the text": _edited(_blank_over),
    "white text": _edited(_coloured(255)),
    "nearly white text": _edited(_coloured(247)),
    "transparent text": _edited(_transparent),
    "a note over the text": _note_over,
    "a font that names other letters": _other_letters,
    "text without ink": _edited(_without_ink),
    "text without ink under a picture": _edited(_invisible_under_picture),
    "a scan with a wrong layer": _sandwich,
    "a page of pictures": _strips,
    "words without ink over a picture": _words_without_ink,
}
SEVERAL_PAGES = frozenset({"a page of pictures", "words without ink over a picture"})
"""Here the text of the first page is seen, and the lie stands on another: only the XML, which says one thing for all
pages, is contradicted."""
