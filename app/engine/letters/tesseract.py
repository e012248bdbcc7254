"""Lines of print to words by Tesseract, with the data of one alphabet."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from app.engine.letters.alphabets import Alphabet

Array = Any  # numpy.ndarray
Part = tuple[str, float, float, float]  # a word of a line: text, start and end as parts of the line, confidence

HEIGHT = 48
"""Pixels of a strip: its network sees lines of 36 or 48, and smaller ones blurred."""
MARGIN = 8
"""Pixels of paper around: what touches the edge is lost."""
MOST_HELD = 4


def read_lines(alphabet: Alphabet, pieces: list[Array]) -> list[tuple[Part, ...]]:
    """The words of each piece of a picture (blue, green, red) that holds one line, in the order of `pieces`."""
    return [tuple(_words(_reader(alphabet), piece)) for piece in pieces]


@lru_cache(maxsize=MOST_HELD)
def _reader(alphabet: Alphabet) -> Any:
    """Tesseract with its data loaded, once in a process; some MB each."""
    from tesserocr import OEM, PSM, PyTessBaseAPI

    return PyTessBaseAPI(path=alphabet.folder, lang=alphabet.name, psm=PSM.SINGLE_LINE, oem=OEM.LSTM_ONLY)


def _words(reader: Any, piece: Array) -> Iterator[Part]:
    from tesserocr import RIL, iterate_level

    strip, length = _strip(piece)
    height, width = strip.shape
    reader.SetImageBytes(strip.tobytes(), width, height, 1, width)
    reader.SetSourceResolution(300)  # it would guess, and say so
    if not reader.Recognize():
        return
    for word in iterate_level(reader.GetIterator(), RIL.WORD):
        if word.Empty(RIL.WORD) or not (text := word.GetUTF8Text(RIL.WORD).strip()):
            continue
        x0, _, x1, _ = word.BoundingBox(RIL.WORD)
        start, end = ((side - MARGIN) / length for side in (x0, x1))
        yield text, min(1.0, max(0.0, start)), min(1.0, max(0.0, end)), word.Confidence(RIL.WORD) / 100


def _strip(piece: Array) -> tuple[Array, int]:
    """Grey, of the height that is read best, dark on light, with paper around; and the length of what it holds."""
    import cv2

    grey = cv2.cvtColor(piece, cv2.COLOR_BGR2GRAY)
    length = max(1, round(grey.shape[1] * HEIGHT / grey.shape[0]))
    grey = cv2.resize(grey, (length, HEIGHT), interpolation=cv2.INTER_CUBIC)
    if grey.mean() < 110:
        grey = 255 - grey
    return cv2.copyMakeBorder(grey, MARGIN, MARGIN, MARGIN, MARGIN, cv2.BORDER_REPLICATE), length
