"""Pages as pictures: upright, RGB, on white ground. For recognition, and re-encoded for display."""

import warnings
from io import BytesIO

import pypdfium2 as pdfium
from PIL import Image

from app.domain.document import XML_TYPES
from app.domain.errors import DocumentRejected
from app.engine.colours import on_white
from app.engine.pdf_file import open_pdf
from app.engine.pictures import DECODER_FAILURES, open_picture

DISPLAY_SIDE = 1_600
_QUALITY = 85
_MOST_PIXELS = 36_000_000  # of a drawn PDF page; A4 at 600 dpi
# What an EXIF orientation asks for; 1 and anything unknown is upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def page_picture(
    data: bytes, media_type: str, page: int, *, dpi: int = 200, max_side: int | None = None
) -> Image.Image:
    """Page `page` (from 1) upright in RGB, no side longer than `max_side` pixels. `dpi` is for PDF pages, which have
    no pixels of their own; a picture keeps its own.

    `DocumentRejected`: `damaged` for a page that cannot be drawn, `unreadable-by` for XML, which has no picture.
    """
    if media_type in XML_TYPES:
        raise DocumentRejected("unreadable-by", "An XML file has no picture.")
    if media_type == "application/pdf":
        return _draw_page(data, page, dpi, max_side)
    try:
        with open_picture(data, media_type) as picture, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata
            return _upright(picture, page, max_side)
    except DECODER_FAILURES as error:
        raise DocumentRejected("damaged", f"Picture {page} of the file is damaged.") from error


def render_jpeg(data: bytes, media_type: str, page: int) -> bytes:
    """The page for display: a new JPEG of at most `DISPLAY_SIDE` pixels a side that carries pixels and nothing else."""
    picture = page_picture(data, media_type, page, dpi=150, max_side=DISPLAY_SIDE)
    picture.info.clear()  # Pillow would carry comments and profiles over
    written = BytesIO()
    picture.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


def _draw_page(data: bytes, page: int, dpi: int, max_side: int | None) -> Image.Image:
    with open_pdf(data) as document:
        try:
            document.init_forms()  # without it the values of form fields are not drawn
            drawn = document[page - 1]
            width, height = drawn.get_size()
            scale = dpi / 72
            if max_side is not None:
                scale = min(scale, max_side / max(width, height))
            scale = min(scale, (_MOST_PIXELS / (width * height)) ** 0.5)
            picture: Image.Image = drawn.render(scale=scale, rev_byteorder=True).to_pil()
            return picture.convert("RGB")
        except (pdfium.PdfiumError, IndexError, ArithmeticError) as error:
            raise DocumentRejected("damaged", f"Page {page} of the PDF file cannot be drawn.") from error


def _upright(picture: Image.Image, page: int, max_side: int | None) -> Image.Image:
    if page > 1:
        picture.seek(page - 1)
    if max_side is not None:
        picture.draft("RGB", (max_side, max_side))  # lets JPEG decode at a half, a quarter or an eighth
    picture.load()
    turn = _orientation(picture)
    plain = on_white(picture)
    if max_side is not None and max(plain.size) > max_side:
        plain.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return plain.transpose(_UPRIGHT[turn]) if turn in _UPRIGHT else plain


def _orientation(picture: Image.Image) -> int:
    """The EXIF orientation; 1 when there is none or the EXIF data are broken. Pillow has turned a TIFF by itself, and
    HEIC is turned by its decoder."""
    if picture.format in {"TIFF", "HEIF"}:
        return 1
    try:
        value = picture.getexif().get(0x0112, 1)
    except DECODER_FAILURES:
        return 1
    return value if isinstance(value, int) else 1
