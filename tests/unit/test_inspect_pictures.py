"""Which pictures are taken."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from app.domain.errors import DocumentRejected
from app.engine.inspect import inspect
from app.engine.raster import page_picture
from tests.documents import hostile
from tests.documents.made import Made
from tests.documents.pages import blank_page, heic_receipt, invoice_picture, multipage_tiff
from tests.pace import SECOND, within


def encoded(image: Image.Image, format: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def refusal(made: Made) -> str:
    with pytest.raises(DocumentRejected) as refused:
        inspect(made.data, made.media_type)
    return refused.value.code


@pytest.mark.parametrize("format", ["jpeg", "png", "webp", "tiff"])
def test_a_picture_has_one_page(format: str) -> None:
    made = invoice_picture(format, dpi=60)
    assert inspect(made.data, made.media_type) == 1


def test_heic_has_one_page() -> None:
    assert inspect(heic_receipt().data, "image/heic") == 1


def test_the_pages_of_a_tiff_are_counted() -> None:
    assert inspect(multipage_tiff(dpi=60).data, "image/tiff") == 2


@pytest.mark.parametrize(
    ("mode", "format"),
    [
        ("CMYK", "jpeg"),
        ("CMYK", "tiff"),
        ("L", "jpeg"),
        ("I;16", "png"),
        ("I;16", "tiff"),
        ("F", "tiff"),
        ("1", "png"),
        ("1", "tiff"),
        ("P", "png"),
        ("LA", "png"),
        ("RGBA", "png"),
        ("RGBA", "webp"),
        ("LAB", "tiff"),
    ],
)
def test_t12_every_kind_of_colour_is_taken(mode: str, format: str) -> None:
    assert inspect(encoded(Image.new(mode, (60, 60)), format), f"image/{format}") == 1


@pytest.mark.parametrize(
    ("width", "height", "code"),
    [
        (20_000, 20_000, "too-many-pixels"),
        (65_535, 65_535, "too-many-pixels"),
        (10_001, 60, "too-many-pixels"),
        (8_000, 8_000, "too-many-pixels"),
        (49, 500, "too-small"),
    ],
)
def test_t06_size_is_judged_before_anything_is_decoded(width: int, height: int, code: str) -> None:
    assert refusal(hostile.png_claiming(width, height)) == code


def test_largest_side_is_taken() -> None:
    assert inspect(encoded(Image.new("1", (10_000, 50)), "png"), "image/png") == 1


def test_t06_a_giant_picture_in_few_bytes_costs_nothing() -> None:
    bomb = hostile.png_bomb()
    with within(SECOND / 2):
        assert refusal(bomb) == "too-many-pixels"


def test_t07_a_jpeg_whose_size_field_was_raised_is_refused() -> None:
    data = bytearray(invoice_picture("jpeg", dpi=60).data)
    place = data.index(b"\xff\xc0") + 5
    data[place : place + 4] = struct.pack(">HH", 9_000, 5_000)
    assert refusal(Made(bytes(data), "image/jpeg", "raised.jpg")) == "damaged"


@pytest.mark.parametrize("format", ["jpeg", "png", "webp", "tiff"])
def test_t11_a_picture_that_was_cut_off_is_damaged(format: str) -> None:
    whole = invoice_picture(format, dpi=60)
    assert refusal(Made(whole.data[: len(whole.data) * 2 // 3], whole.media_type, "half")) == "damaged"


def test_t28_heic_that_was_cut_off_is_damaged() -> None:
    assert refusal(Made(heic_receipt().data[:-2000], "image/heic", "half.heic")) == "damaged"


def test_t09_a_tiff_directory_that_names_itself_is_refused() -> None:
    assert refusal(hostile.tiff_loop()) == "damaged"


def test_t09_too_many_pages_of_a_tiff() -> None:
    pages = [Image.new("1", (50, 50)) for _ in range(301)]
    assert refusal(
        Made(encoded(pages[0], "tiff", save_all=True, append_images=pages[1:]), "image/tiff", "long.tiff")
    ) == ("too-many-pages")


def test_t10_of_an_animation_the_first_picture_counts() -> None:
    frames = [Image.new("RGB", (60, 60), colour) for colour in ("red", "green", "blue")]
    for format in ("png", "webp"):
        assert inspect(encoded(frames[0], format, save_all=True, append_images=frames[1:]), f"image/{format}") == 1


def test_an_endless_animation_is_refused() -> None:
    frames = [Image.new("P", (50, 50), number % 256) for number in range(301)]
    animation = encoded(frames[0], "png", save_all=True, append_images=frames[1:])
    assert refusal(Made(animation, "image/png", "film.png")) == "too-many-pages"


def test_t08_a_text_bomb_is_refused() -> None:
    chunk = b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9)
    whole = encoded(Image.new("L", (60, 60)), "png")
    head, rest = whole[:33], whole[33:]
    packed = struct.pack(">I", len(chunk)) + b"zTXt" + chunk + struct.pack(">I", zlib.crc32(b"zTXt" + chunk))
    assert refusal(Made(head + packed + rest, "image/png", "text.png")) == "damaged"


def test_t05_a_picture_with_something_behind_its_end_is_taken() -> None:
    made = hostile.with_page_behind(blank_page("png"))
    assert inspect(made.data, made.media_type) == 1


def test_t15_broken_metadata_does_not_matter() -> None:
    exif = b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x12\x01\x02\0\xff\xff\xff\xff\xff\xff\xff\xff"
    data = encoded(Image.new("RGB", (60, 60)), "jpeg", exif=exif)
    assert inspect(data, "image/jpeg") == 1


def test_a_comment_is_kept_out_of_the_way() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<script>alert(1)</script>")
    assert inspect(encoded(Image.new("L", (60, 60)), "png", pnginfo=notes), "image/png") == 1


def tiff_with_damage(*damaged: int) -> bytes:
    """Three pages, of which these (from 0) hold nothing that their packing could be."""
    page = Image.open(BytesIO(invoice_picture("png", dpi=60).data)).convert("L")
    data = bytearray(encoded(page, "tiff", compression="tiff_lzw", save_all=True, append_images=[page, page]))
    with Image.open(BytesIO(data)) as whole:
        for number in damaged:
            whole.seek(number)
            for begin, size in zip(whole.tag_v2[273], whole.tag_v2[279], strict=True):
                data[begin : begin + size] = b"\xff" * size
    return bytes(data)


@pytest.mark.parametrize("damaged", [(0,), (1,), (2,), (0, 2)])
def test_good_pages_of_a_tiff_are_not_given_up_for_damaged_ones(damaged: tuple[int, ...]) -> None:
    data = tiff_with_damage(*damaged)
    assert inspect(data, "image/tiff") == 3
    found = {number: page_or_none(data, number + 1) is None for number in range(3)}
    assert found == {number: number in damaged for number in range(3)}


def test_t11_a_tiff_without_any_good_page_is_damaged() -> None:
    assert refusal(Made(tiff_with_damage(0, 1, 2), "image/tiff", "a.tif")) == "damaged"


def page_or_none(data: bytes, number: int) -> Image.Image | None:
    try:
        return page_picture(data, "image/tiff", number)
    except DocumentRejected as error:
        assert error.code == "damaged"
        return None
