"""The numbers of a printed line with the words they stand in."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.engine.layout import Line
from app.engine.values import NumberStyle, Printed, find_amounts, parse_amount, with_own_decimal_mark
from app.engine.words import DocumentText, Word

PageSizes = Mapping[int, tuple[float, float]]
"""Width and height of each page, by its number."""

_ONE_NUMBER = 1.3
"""Digits that stand further apart than this many of their own widths are two numbers, not groups of one."""


def is_near(left: Word, right: Word) -> bool:
    """True when two words stand as near as words of one number do, in any font, typewriter's included."""
    letter = (left.x1 - left.x0 + right.x1 - right.x0) / (len(left.text) + len(right.text))
    return right.x0 - left.x1 < _ONE_NUMBER * letter


@dataclass(frozen=True)
class Placed:
    """A number, its words, and where it begins among the words of its line."""

    printed: Printed
    words: tuple[Word, ...]
    at: int

    @property
    def money(self) -> bool:
        return not self.printed.percent and (self.printed.decimals >= 2 or bool(self.printed.currencies))

    @property
    def x1(self) -> float:
        return self.words[-1].x1


def page_sizes(text: DocumentText) -> PageSizes:
    return {page.number: (page.width, page.height) for page in text.pages}


def placed_numbers(line: Line, style: NumberStyle, *, noisy: bool) -> tuple[Placed, ...]:
    """Numbers left to right. Digits that stand apart are never joined to one number."""
    text, starts = "", []
    for place, word in enumerate(line.words):
        if place:
            text += " " if is_near(line.words[place - 1], word) else "\t"
        starts.append(len(text))
        text += _corrected(word, style) if noisy else word.text
    found = []
    for number in find_amounts(text, style):
        places = [
            place
            for place, start in enumerate(starts)
            if start < number.end and number.start < start + len(line.words[place].text)
        ]
        if places:
            found.append(Placed(number, tuple(line.words[place] for place in places), places[0]))
    return tuple(found)


def _corrected(word: Word, style: NumberStyle) -> str:
    """The word, or of equal length its reading as a number where letters stand for digits."""
    text = with_own_decimal_mark(word.text)
    if text != word.text or parse_amount(text, style) or not any(char.isdigit() for char in text):
        return text
    corrected = parse_amount(word.text, style, noisy=True)
    if corrected is None:
        return word.text
    plain = format(abs(corrected.value), "f")
    return plain if len(plain) == len(word.text) else word.text
