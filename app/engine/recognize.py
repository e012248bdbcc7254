"""Pictures of pages to words: finds the printed lines and reads them. The models come with the package."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from statistics import median
from typing import TYPE_CHECKING, Any

from app.engine.letters.page import Line, PageLetters, in_own_letters
from app.engine.models import BATCH, FIRST_IDEOGRAPH, THREADS, engine, reader_of_ideographs
from app.engine.words import PageText, Word

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_SIDE = 1600
"""Longer pictures are made smaller first: above this, more pixels cost memory and time and read no better."""
LEAST_CONFIDENCE = 0.5
SURELY_UPRIGHT = 0.85
"""Mean confidence of a page that is the right way up; upside down it was 0.6 to 0.7."""
SAMPLE = 8
IDEOGRAPHS_APART = 9
"""Columns of the recognizer between the middles of neighbours; a sign is as wide as six."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""The models know the wide forms of Asian print and sometimes see them in ordinary punctuation."""

Array = Any  # numpy.ndarray: numpy is imported late, with the models
Quad = Any  # array of 4 corners, clockwise from the top left, in pixels
Part = tuple[str, float, float, float]  # a word of a line: text, start and end as parts of the line, confidence


@dataclass(frozen=True)
class _ReadLine:
    quad: Quad
    words: tuple[Part, ...]

    @property
    def confidence(self) -> float:
        return sum(word[3] for word in self.words) / len(self.words) if self.words else 0.0


def recognize(picture: "Image", number: int) -> PageText:
    """The words of one page of a document, as a person would hold it. A page without text gives no words."""
    pixels = pixels_of(picture)
    quads = _find_lines(pixels)
    rotation, read = _upright(pixels, quads)
    if rotation:
        quads = [_turned_quad(quad, rotation, pixels) for quad in quads]
        pixels = _turned(pixels, rotation)
    known = {id(line.quad) for line in read}
    read = [*read, *_read_lines(pixels, [quad for quad in quads if id(quad) not in known])]
    page = _in_own_letters(pixels, read)
    if page.over:
        rotation = (rotation + 2) % 4
        quads = [_turned_quad(line.quad, 2, pixels) for line in read]
        pixels = _turned(pixels, 2)
        read = _read_lines(pixels, quads)
        page = _in_own_letters(pixels, read)
    height, width = pixels.shape[:2]
    lines = (_ReadLine(line.quad, own.words) for line, own in zip(read, page.lines, strict=True))
    words = tuple(word for line in lines for word in _words(line, number, width, height))
    return PageText(number, float(width), float(height), words, rotation, unread=page.unread)


def pixels_of(picture: "Image") -> Array:
    """Blue, green, red; long side at most MAX_SIDE."""
    import numpy
    from PIL import Image as images  # noqa: N813 - heavy

    small = picture.convert("RGB")
    if max(small.size) > MAX_SIDE:
        scale = MAX_SIDE / max(small.size)
        size = (max(1, round(small.width * scale)), max(1, round(small.height * scale)))
        small = small.resize(size, images.Resampling.LANCZOS, reducing_gap=2.0)
    return numpy.ascontiguousarray(numpy.asarray(small)[:, :, ::-1])


def _find_lines(pixels: Array) -> list[Quad]:
    found = engine()(pixels, use_det=True, use_rec=False, use_cls=False)
    return [] if found.boxes is None else list(found.boxes)


def _read_lines(pixels: Array, quads: list[Quad]) -> list[_ReadLine]:
    """Lines in the order of `quads`. What stands on end on an upright page is left out."""
    if not quads:
        return []
    usual = median(_size(quad)[1] for quad in quads)
    kept = [quad for quad in quads if not _stands(quad) or _size(quad)[1] <= 1.5 * usual]
    return _recognized(kept, [_cut(pixels, quad) for quad in kept])


def _recognized(quads: Sequence[Quad], pieces: list[Array]) -> list[_ReadLine]:
    """What was read of the pieces, in their order."""
    return [_ReadLine(quad, words) for quad, words in zip(quads, read_strips(pieces), strict=True)]


def _in_own_letters(pixels: Array, read: list[_ReadLine]) -> PageLetters:
    return in_own_letters([Line(_cut(pixels, line.quad), line.words) for line in read], _read_ideographs)


def _read_ideographs(pieces: list[Array]) -> list[tuple[Part, ...]]:
    return read_strips(pieces, reader=reader_of_ideographs())


def read_strips(
    pieces: list[Array], *, together: int = BATCH, reader: Callable[..., Any] | None = None
) -> list[tuple[Part, ...]]:
    """The words of each piece of a picture that holds one line, in the order of `pieces`; none where nothing was read.
    Pieces of like length are read together, for the shorter are filled up; the longest first, so that all threads end
    together. Of a few strips each by itself costs least."""
    by_length = sorted(range(len(pieces)), key=lambda place: pieces[place].shape[1] / pieces[place].shape[0])
    batches = [by_length[start : start + together] for start in range(0, len(pieces), together)][::-1]
    results = _threads().map(
        lambda batch: (reader or engine().recognize_txt)([pieces[place] for place in batch]), batches
    )
    read = {
        place: tuple(_parts(text, places)) if text.strip() and score >= LEAST_CONFIDENCE else ()
        for batch, result in zip(batches, results, strict=True)
        for place, text, score, places in zip(batch, result.txts, result.scores, result.word_results, strict=True)
    }
    return [read[place] for place in range(len(pieces))]


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="lines")


def _parts(text: str, places: Any) -> Iterator[Part]:
    """Words of one line with start and end, from the columns in which the recognizer saw their characters."""
    confidences = iter(
        confidence for character, confidence in zip(text, places.confs, strict=False) if not character.isspace()
    )
    length = max(places.line_txt_len, 1.0)
    end_before = 0.0
    for characters, columns in _whole_words(places):
        half = (columns[-1] - columns[0]) / (len(columns) - 1) / 2 if len(columns) > 1 else 1.0
        start = min(1.0, max(end_before, (columns[0] - half) / length))
        end_before = min(1.0, max(start, (columns[-1] + 1 + half) / length))
        sure = [next(confidences, 0.0) for _ in characters]
        yield "".join(characters).translate(_FULL_WIDTH), start, end_before, sum(sure) / len(sure)


def _whole_words(places: Any) -> Iterator[tuple[list[str], list[int]]]:
    """Signs and columns of each word. The recognizer takes every few ideographs for a word, and sees no blanks between
    them: those that stand close together are one."""
    signs, columns = list[str](), list[int]()
    for more, at in zip(places.words, places.word_cols, strict=True):
        joins = signs and min(signs[-1], more[0]) >= FIRST_IDEOGRAPH and at[0] - columns[-1] <= IDEOGRAPHS_APART
        if signs and not joins:
            yield signs, columns
            signs, columns = [], []
        signs, columns = [*signs, *more], [*columns, *at]
    if signs:
        yield signs, columns


def _words(line: _ReadLine, page: int, width: int, height: int) -> Iterator[Word]:
    """Boxes along the line's own slope: each as high as the line, at the height where the line is there."""
    top_left, top_right, bottom_right, bottom_left = line.quad
    left, right = (top_left + bottom_left) / 2, (top_right + bottom_right) / 2
    half = _size(line.quad)[1] / 2
    for text, start, end, confidence in line.words:
        (x0, _), (x1, _) = left + (right - left) * start, left + (right - left) * end
        middle = left[1] + (right[1] - left[1]) * (start + end) / 2
        yield Word(
            text,
            x0=_part(x0, width),
            y0=_part(middle - half, height),
            x1=_part(x1, width),
            y1=_part(middle + half, height),
            page=page,
            confidence=round(float(confidence), 4),
        )


def _part(place: float, whole: int) -> float:
    return round(min(1.0, max(0.0, float(place) / whole)), 5)


def _size(quad: Quad) -> tuple[float, float]:
    """Width and height of a line's quadrangle in pixels."""
    a, b, c, d = quad
    return max(_distance(a, b), _distance(c, d)), max(_distance(a, d), _distance(b, c))


def _distance(a: Array, b: Array) -> float:
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)


def _stands(quad: Quad) -> bool:
    width, height = _size(quad)
    return height >= 1.5 * width


def _lies_sideways(quads: Iterable[Quad]) -> bool:
    """True when most of the text, by length, runs up or down the picture."""
    lengths = [(max(_size(quad)), _stands(quad)) for quad in quads]
    return sum(length for length, stands in lengths if stands) > 0.5 * sum(length for length, _ in lengths)


def _mean_confidence(lines: Sequence[_ReadLine]) -> float:
    read = [line.confidence for line in lines if line.words]
    return sum(read) / len(read) if read else 0.0


def _upright(pixels: Array, quads: list[Quad]) -> tuple[int, list[_ReadLine]]:
    """Quarter turns against the clock after which a sample of long lines reads best; the sample, where it is none."""
    longest = sorted(quads, key=lambda quad: max(_size(quad)), reverse=True)[:SAMPLE]
    pieces = [_cut(pixels, quad) for quad in longest]
    sideways = _lies_sideways(quads)
    if not sideways:
        read = _recognized(longest, pieces)
        if not quads or _mean_confidence(read) >= SURELY_UPRIGHT:
            return 0, read
    turns = (1, 3) if sideways else (0, 2)
    sure = {
        rotation: sum(line.confidence for line in _recognized(longest, [_turned(piece, rotation) for piece in pieces]))
        for rotation in turns
    }
    return max(turns, key=lambda rotation: sure[rotation]), []


def _turned_quad(quad: Quad, rotation: int, pixels: Array) -> Quad:
    """A line's corners after the picture was turned; again clockwise from the top left of the line."""
    import numpy

    height, width = pixels.shape[:2]
    for _ in range(rotation):
        quad = numpy.array([[y, width - x] for x, y in (*quad[1:], quad[0])], dtype=numpy.float32)
        height, width = width, height
    return quad


def _turned(pixels: Array, rotation: int) -> Array:
    import numpy

    return numpy.ascontiguousarray(numpy.rot90(pixels, rotation))


def _cut(pixels: Array, quad: Quad) -> Array:
    """The line's quadrangle as a straight strip."""
    import cv2
    import numpy

    width, height = (max(1, int(side)) for side in _size(quad))
    corners = numpy.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=numpy.float32)
    straight = cv2.getPerspectiveTransform(numpy.asarray(quad, dtype=numpy.float32), corners)
    return cv2.warpPerspective(
        pixels, straight, (width, height), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC
    )
