"""The documents that the tests read, save and break, made in code: the same bytes for the same arguments.

`invoice_pdf`, `invoice_picture`, `scanned_pdf`, `multipage_tiff` and the receipts carry the truth in `Made.invoice`;
`letter_pdf`, `blank_page` and `blank_pdf` hold no invoice. Files that attack the reader are in `hostile.py`.
"""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.domain.invoice import DocumentType, Invoice
from tests.documents.drawing import draw_invoice, draw_receipt
from tests.documents.made import Made
from tests.documents.truths import sample_invoice, sample_receipt

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Made", "sample_invoice", "sample_receipt"]

MEDIA_TYPES = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "tiff": "image/tiff"}


def invoice_pdf(
    invoice: Invoice | None = None,
    *,
    seed: int = 1,
    language: str = "en",
    lines: int = 4,
    file_name: str = "invoice.pdf",
) -> Made:
    """A PDF with a text layer. `invoice` replaces the invented one; it needs every value that the paper shows."""
    invoice = invoice or sample_invoice(seed, language=language, lines=lines)
    return Made(draw_invoice(invoice), "application/pdf", file_name, invoice)


def render(pdf: bytes, *, dpi: int = 150) -> "list[Image]":
    """The pages of a PDF as RGB pictures."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def picture(
    image: "Image", format: str = "jpeg", *, turn: float = 0, orientation: int = 1, noise: float = 0, seed: int = 1
) -> bytes:
    """Encode a picture as a camera or scanner would.

    `turn`: degrees, counter-clockwise, on white ground. `orientation`: EXIF value; the pixels are stored so that
    a reader which obeys it sees the page upright. `noise`: standard deviation of grey noise, 0-255.
    """
    from PIL import Image as Images

    if turn:
        image = image.rotate(turn, expand=True, fillcolor="white", resample=Images.Resampling.BICUBIC)
    if noise:
        image = _noisy(image, noise, seed)
    # What brings an upright page to the stored form: the reverse of what EXIF tells the reader to do.
    store = {
        2: Images.Transpose.FLIP_LEFT_RIGHT,
        3: Images.Transpose.ROTATE_180,
        4: Images.Transpose.FLIP_TOP_BOTTOM,
        5: Images.Transpose.TRANSPOSE,
        6: Images.Transpose.ROTATE_90,
        7: Images.Transpose.TRANSVERSE,
        8: Images.Transpose.ROTATE_270,
    }
    exif = Images.Exif()
    if orientation != 1:
        image = image.transpose(store[orientation])
        exif[0x0112] = orientation
    buffer = BytesIO()
    options = {"jpeg": {"quality": 90}, "webp": {"quality": 90}, "tiff": {"compression": "tiff_lzw"}}.get(format, {})
    image.save(buffer, format.upper(), exif=exif, **options)
    return buffer.getvalue()


def _noisy(image: "Image", noise: float, seed: int) -> "Image":
    import numpy
    from PIL import Image as Images

    pixels = numpy.asarray(image, dtype=numpy.float32)
    grain = numpy.random.default_rng(seed).normal(0, noise, pixels.shape[:2])[..., None]
    return Images.fromarray(numpy.clip(pixels + grain, 0, 255).astype(numpy.uint8))


def invoice_picture(
    format: str = "jpeg",
    *,
    seed: int = 1,
    language: str = "en",
    lines: int = 4,
    dpi: int = 150,
    turn: float = 0,
    orientation: int = 1,
    noise: float = 0,
) -> Made:
    """First page of `invoice_pdf` as a picture: jpeg, png, webp or tiff."""
    pdf = invoice_pdf(seed=seed, language=language, lines=lines)
    data = picture(render(pdf.data, dpi=dpi)[0], format, turn=turn, orientation=orientation, noise=noise, seed=seed)
    return Made(data, MEDIA_TYPES[format], f"invoice.{format}", pdf.invoice)


def receipt_picture(
    format: str = "jpeg",
    *,
    seed: int = 1,
    dpi: int = 200,
    turn: float = 0,
    orientation: int = 1,
    noise: float = 0,
) -> Made:
    """A narrow till receipt: prices with the tax inside, a rounding, cash."""
    receipt = sample_receipt(seed)
    image = render(draw_receipt(receipt), dpi=dpi)[0]
    data = picture(image, format, turn=turn, orientation=orientation, noise=noise, seed=seed)
    return Made(data, MEDIA_TYPES[format], f"receipt.{format}", receipt)


def heic_receipt() -> Made:
    """`receipt_picture("png", seed=1, dpi=150)` as a phone would keep it.

    A stored file: no encoder of this format has a licence that the project takes.
    """
    data = (Path(__file__).parent / "receipt.heic").read_bytes()
    return Made(data, "image/heic", "receipt.heic", sample_receipt(1))


def receipt_pdf(*, seed: int = 1) -> Made:
    """The same receipt as a PDF with a text layer."""
    receipt = sample_receipt(seed)
    return Made(draw_receipt(receipt), "application/pdf", "receipt.pdf", receipt)


def scanned_pdf(*, seed: int = 1, language: str = "en", lines: int = 30, dpi: int = 150, noise: float = 0) -> Made:
    """A PDF of pictures alone, without a text layer; 30 lines make two pages."""
    pdf = invoice_pdf(seed=seed, language=language, lines=lines)
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    for image in render(pdf.data, dpi=dpi):
        jpeg = BytesIO(picture(image, "jpeg", noise=noise, seed=seed))
        canvas.drawImage(ImageReader(jpeg), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return Made(buffer.getvalue(), "application/pdf", "scan.pdf", pdf.invoice)


def multipage_tiff(*, seed: int = 1, language: str = "en", lines: int = 30, dpi: int = 150) -> Made:
    """The same pages as frames of one TIFF file."""
    pdf = invoice_pdf(seed=seed, language=language, lines=lines)
    first, *others = render(pdf.data, dpi=dpi)
    buffer = BytesIO()
    first.save(buffer, "TIFF", save_all=True, append_images=others, compression="tiff_lzw", dpi=(dpi, dpi))
    return Made(buffer.getvalue(), "image/tiff", "scan.tiff", pdf.invoice)


def blank_page(format: str = "png", *, width: int = 827, height: int = 1169) -> Made:
    """White paper."""
    from PIL import Image as Images

    data = picture(Images.new("RGB", (width, height), "white"), format)
    return Made(data, MEDIA_TYPES[format], f"blank.{format}")


def blank_pdf(*, pages: int = 1) -> Made:
    """Pages without a mark: neither text nor picture."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    for _ in range(pages):
        canvas.showPage()
    canvas.save()
    return Made(buffer.getvalue(), "application/pdf", "blank.pdf")


LETTER = (
    "Willow Lane Residents' Group",
    "9 Willow Lane, Oxford OX4 2AB",
    "14 March 2026",
    "Dear neighbours,",
    "The street party is on 20 June from two in the afternoon. Please bring a chair",
    "and something to share. Last year 48 people came and we hope for more.",
    "Parking on the lane is closed from 12:00 to 22:00 on that day.",
    "Yours sincerely,",
    "Rosalind Marsh",
)


def letter_pdf() -> Made:
    """A letter with a date, numbers and an address, and nothing to pay."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    canvas.setFont("Helvetica", 11)
    for place, text in enumerate(LETTER):
        canvas.drawString(72, 770 - 24 * place, text)
    canvas.showPage()
    canvas.save()
    return Made(buffer.getvalue(), "application/pdf", "letter.pdf", Invoice(document_type=DocumentType.OTHER))
