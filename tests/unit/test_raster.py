"""Pages as pictures: the right way up, on white, and without what the file said about its maker."""

from io import BytesIO

import pytest
from PIL import Image

from app.domain.errors import DocumentRejected
from app.engine.raster import DISPLAY_SIDE, page_picture, render_jpeg
from tests.documents.einvoices import ubl_file
from tests.documents.hostile import pdf_from_objects, with_page_behind
from tests.documents.pages import blank_page, heic_receipt, invoice_pdf, multipage_tiff, picture

RED, WHITE = (255, 0, 0), (255, 255, 255)


def flag() -> Image.Image:
    """White, with a red top left quarter: tells every turn and mirroring."""
    image = Image.new("RGB", (120, 80), "white")
    image.paste(RED, (0, 0, 60, 40))
    return image


def near(found: object, wanted: tuple[int, int, int]) -> bool:
    return isinstance(found, tuple) and all(abs(a - b) < 12 for a, b in zip(found, wanted, strict=True))


def assert_is_flag(image: Image.Image) -> None:
    width, height = image.size
    assert image.mode == "RGB"
    assert width > height
    assert near(image.getpixel((width // 4, height // 4)), RED)
    assert near(image.getpixel((width * 3 // 4, height // 4)), WHITE)
    assert near(image.getpixel((width // 4, height * 3 // 4)), WHITE)


def encoded(image: Image.Image, format: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["jpeg", "png", "webp", "tiff"])
def test_t13_every_orientation_comes_out_upright(format: str, orientation: int) -> None:
    data = picture(flag(), format, orientation=orientation)
    assert_is_flag(page_picture(data, f"image/{format}", 1))
    assert_is_flag(Image.open(BytesIO(render_jpeg(data, f"image/{format}", 1))))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_pdf_page_comes_out_upright(turn: int) -> None:
    # Drawn so that the page's own turn brings the red quarter to the top left.
    corner = {0: b"0 40 60 40", 90: b"0 0 40 60", 180: b"60 0 60 40", 270: b"40 60 40 60"}[turn]
    box = b"0 0 120 80" if turn in (0, 180) else b"0 0 80 120"
    drawing = b"1 0 0 rg %s re f" % corner
    data = pdf_from_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Rotate %d/Contents 4 0 R>>" % (box, turn),
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawing), drawing),
    )
    assert_is_flag(page_picture(data, "application/pdf", 1))


def test_heic_is_drawn() -> None:
    image = page_picture(heic_receipt().data, "image/heic", 1)
    assert image.mode == "RGB"
    assert image.height > image.width


@pytest.mark.parametrize(("mode", "format"), [("RGBA", "png"), ("LA", "png"), ("RGBA", "webp"), ("RGBA", "tiff")])
def test_t12_see_through_ground_becomes_white(mode: str, format: str) -> None:
    image = Image.new(mode, (60, 60))  # black, and fully see-through
    drawn = page_picture(encoded(image, format), f"image/{format}", 1)
    assert near(drawn.getpixel((30, 30)), WHITE)


def test_see_through_colour_of_a_palette_becomes_white() -> None:
    image = Image.new("P", (60, 60), 0)
    image.putpalette([0, 0, 0, 255, 0, 0])
    drawn = page_picture(encoded(image, "png", transparency=0), "image/png", 1)
    assert near(drawn.getpixel((30, 30)), WHITE)


@pytest.mark.parametrize(
    ("mode", "format", "ink", "paper"),
    [
        ("1", "png", 0, 1),
        ("1", "tiff", 0, 1),
        ("I;16", "png", 0, 65_535),
        ("I;16", "tiff", 0, 4_095),
        ("F", "tiff", 0.0, 1.0),
        ("F", "tiff", 0.0, 255.0),
        ("CMYK", "jpeg", (0, 0, 0, 255), (0, 0, 0, 0)),
        ("LAB", "tiff", (0, 128, 128), (255, 128, 128)),
    ],
)
def test_t12_black_on_white_stays_so_in_every_kind_of_colour(
    mode: str, format: str, ink: object, paper: object
) -> None:
    image = Image.new(mode, (80, 60), paper)  # type: ignore[arg-type]
    image.paste(ink, (0, 0, 40, 60))  # type: ignore[arg-type]
    drawn = page_picture(encoded(image, format), f"image/{format}", 1)
    assert near(drawn.getpixel((60, 30)), WHITE)
    assert sum(drawn.getpixel((20, 30))) < 150  # type: ignore[arg-type]


def test_pages_of_a_tiff_differ() -> None:
    data = multipage_tiff(dpi=60).data
    assert page_picture(data, "image/tiff", 1).tobytes() != page_picture(data, "image/tiff", 2).tobytes()


def test_a_pdf_page_is_drawn_at_the_asked_resolution_within_the_largest_side() -> None:
    data = invoice_pdf().data
    assert page_picture(data, "application/pdf", 1, dpi=72).size == (596, 842)
    assert max(page_picture(data, "application/pdf", 1, dpi=300, max_side=1000).size) in (1000, 1001)


def test_a_picture_is_never_enlarged() -> None:
    assert page_picture(encoded(flag(), "png"), "image/png", 1, dpi=600, max_side=5000).size == (120, 80)


@pytest.mark.parametrize("format", ["jpeg", "png"])
def test_display_is_bounded(format: str) -> None:
    made = blank_page(format, width=3000, height=2000)
    shown = Image.open(BytesIO(render_jpeg(made.data, made.media_type, 1)))
    assert shown.format == "JPEG"
    assert shown.size == (DISPLAY_SIDE, 1067)


def test_t05_t14_t16_display_carries_nothing_but_pixels() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ada"
    exif[0x010E] = '=HYPERLINK("http://ada.test")<script>alert(1)</script>'
    exif.get_ifd(0x8825)[1] = "N"
    data = encoded(flag(), "jpeg", exif=exif, comment=b"<script>alert(1)</script>", icc_profile=b"profile of Ada" * 20)
    shown = render_jpeg(data + b"<html>behind</html>", "image/jpeg", 1)
    for secret in (b"Ada", b"ada", b"HYPERLINK", b"script", b"html", b"Exif", b"ICC_PROFILE"):
        assert secret not in shown
    assert shown.endswith(b"\xff\xd9")


def test_something_behind_the_end_of_a_png_is_left_out() -> None:
    made = with_page_behind(blank_page("png"))
    assert b"<script" not in render_jpeg(made.data, made.media_type, 1)


@pytest.mark.parametrize(
    ("data", "media_type"), [(b"\xff\xd8\xff\xe0" + bytes(50), "image/jpeg"), (b"%PDF-", "application/pdf")]
)
def test_what_does_not_decode_is_damaged(data: bytes, media_type: str) -> None:
    with pytest.raises(DocumentRejected) as refused:
        page_picture(data, media_type, 1)
    assert refused.value.code == "damaged"


def test_a_page_that_is_not_there_is_damaged() -> None:
    for data, media_type in ((invoice_pdf().data, "application/pdf"), (encoded(flag(), "tiff"), "image/tiff")):
        with pytest.raises(DocumentRejected):
            page_picture(data, media_type, 2)


def test_xml_has_no_picture() -> None:
    with pytest.raises(DocumentRejected) as refused:
        page_picture(ubl_file().data, "application/xml", 1)
    assert refused.value.code == "unreadable-by"
