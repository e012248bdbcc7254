"""What scanners, phones and fax machines make of a page. Every way is the same for the same seed."""

from collections.abc import Callable
from io import BytesIO

import numpy
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

Picture = Image.Image


def pages(pdf: bytes, dpi: int = 150) -> list[Picture]:
    """The pages drawn as RGB pictures."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def _grain(picture: Picture, seed: int, strength: float) -> Picture:
    pixels = numpy.asarray(picture, dtype=numpy.float32)
    grain = numpy.random.default_rng(seed).normal(0, strength, pixels.shape[:2])[..., None]
    return Image.fromarray(numpy.clip(pixels + grain, 0, 255).astype(numpy.uint8))


def _skewed(picture: Picture, degrees: float) -> Picture:
    return picture.rotate(degrees, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)


def scan(pdf: bytes, seed: int) -> list[Picture]:
    """200 dpi, hardly turned, a little soft."""
    turn = numpy.random.default_rng(seed).uniform(-0.8, 0.8)
    return [_grain(_skewed(page, turn).filter(ImageFilter.GaussianBlur(0.5)), seed, 4) for page in pages(pdf, 200)]


def skew(pdf: bytes, seed: int) -> list[Picture]:
    """Put on the glass carelessly: two to four degrees."""
    chance = numpy.random.default_rng(seed)
    turn = chance.uniform(2, 4) * chance.choice((-1, 1))
    return [_grain(_skewed(page, turn), seed, 4) for page in pages(pdf, 170)]


def turned(quarters: int) -> Callable[[bytes, int], list[Picture]]:
    def turn(pdf: bytes, seed: int) -> list[Picture]:
        return [page.rotate(90 * quarters, expand=True) for page in scan(pdf, seed)]

    return turn


def phone(pdf: bytes, seed: int) -> list[Picture]:
    """On a table, from an angle, a shadow over a part, a camera's compression."""
    chance = numpy.random.default_rng(seed)
    return [_photographed(page, chance) for page in pages(pdf, 190)]


def _photographed(page: Picture, chance: numpy.random.Generator) -> Picture:
    width, height = page.size
    edge = 0.06
    table = tuple(int(value) for value in chance.integers(60, 130, 3))
    wide, high = int(width * (1 + 2 * edge)), int(height * (1 + 2 * edge))
    ground = Image.new("RGB", (wide, high), table)
    ground.paste(page, (int(width * edge), int(height * edge)))
    shift = [float(value) for value in chance.uniform(-0.035, 0.035, 8)]
    corners = [(0.0, 0.0), (0.0, high), (wide, high), (wide, 0.0)]
    seen = [
        value
        for (x, y), dx, dy in zip(corners, shift[::2], shift[1::2], strict=True)
        for value in (x + dx * wide, y + dy * high)
    ]
    bent = ground.transform((wide, high), Image.Transform.QUAD, seen, Image.Resampling.BICUBIC, fillcolor=table)
    shade = Image.new("L", (wide, high), 255)
    start = float(chance.uniform(0.2, 0.8))
    ImageDraw.Draw(shade).polygon(
        [(0, high * start), (wide, high * (start - 0.3)), (wide, high), (0, high)], fill=int(chance.integers(120, 190))
    )
    shade = shade.filter(ImageFilter.GaussianBlur(60))
    pixels = numpy.asarray(bent, dtype=numpy.float32) * (numpy.asarray(shade, dtype=numpy.float32)[..., None] / 255)
    warm = numpy.array([1.0, 0.97, 0.9], dtype=numpy.float32)
    noisy = pixels * warm + chance.normal(0, 6, pixels.shape[:2])[..., None]
    return Image.fromarray(numpy.clip(noisy, 0, 255).astype(numpy.uint8)).filter(ImageFilter.GaussianBlur(0.7))


def fax(pdf: bytes, seed: int) -> list[Picture]:
    """About 200 by 100 dots an inch in black and white, with specks."""
    chance = numpy.random.default_rng(seed)
    sent = []
    for page in pages(pdf, 200):
        flat = page.convert("L").resize((page.width, page.height // 2)).resize(page.size)
        pixels = numpy.asarray(flat).copy()
        pixels[chance.random(pixels.shape) < 0.002] = 0
        sent.append(Image.fromarray(numpy.where(pixels > 150, 255, 0).astype(numpy.uint8)).convert("RGB"))
    return sent


def pale(pdf: bytes, seed: int) -> list[Picture]:
    """Worn thermal paper: little contrast."""
    made = []
    for page in scan(pdf, seed):
        pixels = numpy.asarray(page, dtype=numpy.float32)
        made.append(_grain(Image.fromarray((pixels * 0.22 + 175).astype(numpy.uint8)), seed, 3))
    return made


def coarse(pdf: bytes, seed: int) -> list[Picture]:
    """72 dots an inch, as in a picture for the screen."""
    return pages(pdf, 72)


def fine(pdf: bytes, seed: int) -> list[Picture]:
    """600 dots an inch in grey."""
    return [page.convert("L") for page in pages(pdf, 600)]


WAYS: dict[str, Callable[[bytes, int], list[Picture]]] = {
    "scan": scan,
    "skew": skew,
    "turned 90": turned(1),
    "turned 180": turned(2),
    "turned 270": turned(3),
    "phone": phone,
    "fax": fax,
    "pale": pale,
    "72 dpi": coarse,
    "600 dpi": fine,
}


def encoded(pictures: list[Picture], *, tiff: bool = False) -> tuple[bytes, str]:
    """The bytes and their media type: one picture as JPEG, several as a TIFF or as a PDF of pictures."""
    written = BytesIO()
    if len(pictures) == 1:
        pictures[0].save(written, "JPEG", quality=82)
        return written.getvalue(), "image/jpeg"
    if tiff:
        pictures[0].save(written, "TIFF", save_all=True, append_images=pictures[1:], compression="tiff_lzw")
        return written.getvalue(), "image/tiff"
    canvas = Canvas(written, invariant=1)
    for picture in pictures:
        jpeg = BytesIO()
        picture.save(jpeg, "JPEG", quality=82)
        size = (picture.width * 0.36, picture.height * 0.36)
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(jpeg), 0, 0, *size)
        canvas.showPage()
    canvas.save()
    return written.getvalue(), "application/pdf"
