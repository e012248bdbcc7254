"""Decides whether a picture is taken: its size before it is decoded, then whether it decodes to the end."""

import warnings

from PIL import Image

from app.domain.errors import DocumentRejected
from app.engine.pictures import DECODER_FAILURES, open_picture

MIN_SIDE = 50
MAX_SIDE = 10_000
MAX_PIXELS = 50_000_000
MAX_FRAMES = 300
# Pages of a TIFF beyond this many pixels are judged by their headers alone: decoding 300 large ones takes too long.
_DECODED_PIXELS = 150_000_000


def inspect_picture(data: bytes, media_type: str) -> int:
    """The number of pages: those of a TIFF; 1 for all others, of which the first picture counts.

    `DocumentRejected`: `too-small`, `too-many-pixels`, `too-many-pages`, `damaged`.
    """
    try:
        with open_picture(data, media_type) as picture, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pages = _inspect_frames(picture)
            if picture.format in {"JPEG", "MPO"} and _too_short(picture, len(data)):
                raise OSError("less data than the pixels need")
            return pages
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except DECODER_FAILURES as error:
        raise DocumentRejected(
            "damaged", "The picture is damaged or cut off: it does not decode to its end."
        ) from error


def _inspect_frames(picture: Image.Image) -> int:
    """Goes through the pages of a TIFF, of which one at least must decode: the others are named when it is read. Of
    all other kinds only the first picture is ever used: what follows are frames of an animation, depth maps and
    previews."""
    _judge_size(picture)
    if picture.format != "TIFF":
        picture.load()
        frames: int = getattr(picture, "n_frames", 1)
        if frames > MAX_FRAMES:
            raise _too_many_frames()
        return 1
    left = _DECODED_PIXELS - picture.width * picture.height
    number, good = 1, int(_decodes(picture))
    while _has_next(picture, number):
        if number == MAX_FRAMES:
            raise _too_many_frames()
        _judge_size(picture)
        left -= picture.width * picture.height
        good += left < 0 or _decodes(picture)
        number += 1
    if not good:
        raise OSError("no page decodes")
    return number


def _decodes(picture: Image.Image) -> bool:
    try:
        picture.load()
    except DECODER_FAILURES:
        return False
    return True


def _too_short(picture: Image.Image, size: int) -> bool:
    """A JPEG decoder paints the missing part of a picture grey without a word. But each square of 8 by 8 pixels takes
    two codes of a bit at least, unless the picture is sent in several rounds."""
    return "progressive" not in picture.info and size < picture.width * picture.height // 64 * 2 // 8


def _has_next(picture: Image.Image, number: int) -> bool:
    try:
        picture.seek(number)
    except EOFError:
        return False
    return True


def _judge_size(picture: Image.Image) -> None:
    width, height = picture.size
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise _too_many_pixels()
    if min(width, height) < MIN_SIDE:
        raise DocumentRejected("too-small", f"A picture needs {MIN_SIDE} pixels on each side.")


def _too_many_pixels() -> DocumentRejected:
    return DocumentRejected(
        "too-many-pixels",
        f"A picture may have {MAX_SIDE} pixels on a side and {MAX_PIXELS // 1_000_000} megapixels in all.",
    )


def _too_many_frames() -> DocumentRejected:
    return DocumentRejected("too-many-pages", f"A file may have {MAX_FRAMES} pictures.")
