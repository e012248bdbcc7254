"""Every number on the pages: each may be the amount of an item."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from app.engine.evidence.options import AMOUNT_APART
from app.engine.layout import Line
from app.engine.tables.placed import placed_numbers
from app.engine.values import NumberStyle, Printed, parse_amount
from app.engine.words import Word

MOST_NUMBERS = 4000
"""On one document; what stands behind them is not looked at."""
_LOOSE = re.compile(
    r"(?:[^\W\d_]{1,3}|[\W_]*)(?P<whole>\d{1,3}(?:[.,]\d{3}){1,4}|\d{1,9})"
    r"(?:(?P<mark>[-.,•·*;=])(?P<cents>\d\d))?(?:[A-Za-z]{1,2}|[\W_]*)"
)
"""Numbers with a letter of a tax behind them, leaders before them, or another mark: `12.99A`, `....45.00`, `460-00`."""

_DASHES = ("-", "\u2212", "\u2013", "\u2010", "\u2011")
_WITHOUT_MARKS = str.maketrans("", "", ".,")


@dataclass(frozen=True)
class Number:
    """A printed number. `row`: of its line in the document; `loose`: only taken for one although its word says more;
    `other`: not what its text means likeliest."""

    row: int
    words: tuple[Word, ...]
    printed: Printed
    loose: bool = False
    other: bool = False

    @cached_property
    def value(self) -> float:
        return float(self.printed.value)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return self.words[-1].x1

    @property
    def y(self) -> float:
        """Its middle, in parts of the page's height."""
        return (self.words[0].y0 + self.words[0].y1) / 2


def numbers_of(lines: Sequence[Line], style: NumberStyle, *, noisy: bool) -> list[Number]:
    """Top to bottom, left to right within a row."""
    found: list[Number] = []
    for row, line in enumerate(lines):
        if len(found) >= MOST_NUMBERS:
            break
        if any(map(str.isdigit, line.text)):
            own = [Number(row, each.words, each.printed) for each in placed_numbers(line, style, noisy=noisy)]
            taken = {id(word) for number in own for word in number.words}
            own += _loose_numbers(row, line, taken, style)
            own += _over_gaps(row, line, own)
            own += [_otherwise(number) for number in own if number.printed.others]
            own += [_unsigned(number) for number in own if number.value < 0 and number.printed.raw[:1] in _DASHES]
            found += sorted(own, key=lambda number: number.x0)
    return found


def _over_gaps(row: int, line: Line, known: Sequence[Number]) -> Iterator[Number]:
    """Amounts whose parts stand apart or have a strange mark between them: `48. 75`, `3,019 63`, `2/530.00`."""
    spans = {(id(number.words[0]), id(number.words[-1])) for number in known}
    for segment in line.segments:
        ends, place = [], 0
        for word in segment.words:
            ends.append(place + len(word.text))
            place += len(word.text) + 1
        for match in AMOUNT_APART.finditer(segment.text):
            first, last = bisect_left(ends, match.start() + 1), bisect_left(ends, match.end())
            words = segment.words[first : last + 1]
            if (id(words[0]), id(words[-1])) not in spans:
                whole = "".join(char for char in match["whole"] if char.isdigit())
                value = Decimal(f"{whole}.{match['cents']}")
                yield Number(row, words, Printed(value, match.group(), decimals=2), loose=True)


def _unsigned(number: Number) -> Number:
    """The number without the dash before it, which may lead to it: `Fee - 10,290`."""
    return replace(number, printed=replace(number.printed, value=abs(number.printed.value), others=()), other=True)


def _otherwise(number: Number) -> Number:
    """The number as its text may also be meant: `1.234` as one and a bit."""
    printed = number.printed
    value = printed.others[0]
    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return replace(number, printed=replace(printed, value=value, others=(), decimals=decimals), other=True)


def _loose_numbers(row: int, line: Line, taken: set[int], style: NumberStyle) -> Iterator[Number]:
    for word in line.words:
        match = _LOOSE.fullmatch(word.text) if id(word) not in taken and len(word.text) < 40 else None
        if match is None:
            continue
        groups = match["whole"].translate(_WITHOUT_MARKS)
        text = f"{groups}.{match['cents']}" if match["cents"] else match["whole"]
        printed = parse_amount(text, NumberStyle(".") if match["cents"] else style)
        if printed is not None:
            yield Number(row, (word,), printed, loose=True)
