"""Which alphabet a page is in, from what the first recognizer made of its lines, and the lines in their own letters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.engine.languages.accented import alphabet_of
from app.engine.letters.alphabets import Alphabet, alphabets
from app.engine.letters.joined import joined
from app.engine.letters.tesseract import Part, read_lines

Array = Any  # numpy.ndarray
Words = tuple[Part, ...]
Reader = Callable[[list[Array]], list[Words]]

FEWEST_SIGNS = 1.4
"""Signs read, each as much as it is sure, on a length as long as the line is high. Latin print has 1.7 to 2.4; of other
alphabets the first recognizer made 0.2 to 1.2."""
FEWEST_LINES = 3
"""That tell: a mark or a name in strange letters does not make a page strange."""
SURE_OF_LETTERS = 0.8
"""Mean confidence of the right alphabet's reader, which was 0.85 to 0.94; a wrong one's was 0.76 at most."""
MORE_SIGNS = 1.25
"""Times those of the first recognizer; the right reader saw 1.5 times as many or more."""
SURE_OF_DIGITS = 0.9
SAMPLE = 8


@dataclass(frozen=True)
class Line:
    """A line of print as a straight strip, and what was read of it."""

    strip: Array  # blue, green, red
    words: Words

    @property
    def signs(self) -> float:
        """Read, each as much as it is sure."""
        return float(sum(len(text) * confidence for text, _, _, confidence in self.words))

    @property
    def length(self) -> float:
        """In its own height."""
        height, width = (int(side) for side in self.strip.shape[:2])
        return max(1.0, width / height)

    @property
    def is_strange(self) -> bool:
        return self.signs < FEWEST_SIGNS * self.length


@dataclass(frozen=True)
class PageLetters:
    """The lines in the order in which they came; `unread`: most of them are in letters that nobody here reads; `over`:
    they were taken for upright and stand on their heads, as may be with letters that are not known."""

    lines: tuple[Line, ...]
    unread: bool = False
    over: bool = False


def in_own_letters(lines: Sequence[Line], with_ideographs: Reader) -> PageLetters:
    """The page's lines, read again where they are not in the letters that the first recognizer knows."""
    accented = alphabets().get(alphabet_of(word[0] for line in lines for word in line.words))
    if accented:
        return PageLetters(_read_again(lines, lines, _by(accented)))
    strange = [line for line in lines if line.is_strange]
    if len(strange) < FEWEST_LINES or not _is_strange(lines):
        return PageLetters(tuple(lines))
    sure, reader, over = _best_reader(strange, with_ideographs)
    if sure < SURE_OF_LETTERS:
        return PageLetters(tuple(_numbers_of(line) if line.is_strange else line for line in lines), unread=True)
    # The first reader is the same without ideographs, and takes some for digits: 1日 for 18.
    whole = reader is with_ideographs
    return PageLetters(tuple(lines) if over else _read_again(lines, strange, reader, whole=whole), over=over)


def _is_strange(lines: Sequence[Line]) -> bool:
    return sum(line.signs for line in lines) < FEWEST_SIGNS * sum(line.length for line in lines)


def _by(alphabet: Alphabet) -> Reader:
    return lambda strips: read_lines(alphabet, strips)


def _best_reader(strange: list[Line], with_ideographs: Reader) -> tuple[float, Reader, bool]:
    """The one that is surest of a sample of the longest lines, how sure, and whether it is so with them turned over."""
    sample = sorted(strange, key=lambda line: line.length, reverse=True)[:SAMPLE]
    upright = [line.strip for line in sample]
    ways = ((upright, False), ([strip[::-1, ::-1] for strip in upright], True))
    readers = [with_ideographs, *map(_by, alphabets().values())]
    tries = ((_confidence(sample, reader(strips)), reader, over) for reader in readers for strips, over in ways)
    return max(tries, key=lambda each: each[0])


def _confidence(sample: list[Line], read: list[Words]) -> float:
    """Mean of the lines, 0 of one of which nothing was read; 0 of all by a reader that sees hardly more than the
    first."""
    lines = [Line(line.strip, words) for line, words in zip(sample, read, strict=True)]
    if sum(line.signs for line in lines) < MORE_SIGNS * sum(line.signs for line in sample):
        return 0.0
    return sum(line.signs / sum(len(word[0]) for word in line.words) for line in lines if line.words) / len(lines)


def _numbers_of(line: Line) -> Line:
    """Digits are the same in most alphabets; what was seen in place of letters says nothing."""
    return replace(line, words=tuple(word for word in line.words if _is_number(word)))


def _is_number(word: Part) -> bool:
    text, confidence = word[0], word[3]
    return confidence >= SURE_OF_DIGITS and any(map(str.isdigit, text)) and not any(map(str.isalpha, text))


def _read_again(
    lines: Sequence[Line], which: Sequence[Line], reader: Reader, *, whole: bool = False
) -> tuple[Line, ...]:
    """`whole`: nothing of the first reading stays in the lines that are read again."""
    again = {id(line): words for line, words in zip(which, reader([line.strip for line in which]), strict=True)}
    return tuple(
        replace(line, words=words if whole else joined(line.words, words)) if (words := again.get(id(line))) else line
        for line in lines
    )
