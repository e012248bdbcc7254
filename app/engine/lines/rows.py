"""What the words of printed rows say: how much text there is, and whether a row begins like a total."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.engine.layout import Line
from app.engine.lines.numbers import Number
from app.engine.tables.labels import (
    CARRIES,
    DISCOUNTS,
    EXTRAS,
    TAX_WORDS,
    UNIT_WORDS,
    plain_words,
    starts_with,
    tells_total,
)
from app.engine.words import Word


@dataclass
class RowText:
    """The words of one row; `starts`: the texts that its first two pieces begin with."""

    words: tuple[Word, ...]
    starts: tuple[str, ...]
    first_letters: int

    @cached_property
    def alphas(self) -> int:
        return sum(map(_letters, self.words))

    def letters(self, number: Number) -> tuple[int, int]:
        """Before the number, and behind it."""
        own = {id(word) for word in number.words}
        before = sum(_letters(word) for word in self.words if word.x1 <= number.x0 + 1e-9 and id(word) not in own)
        after = sum(_letters(word) for word in self.words if word.x0 >= number.x1 - 1e-9 and id(word) not in own)
        return before, after

    @cached_property
    def plain(self) -> frozenset[str]:
        return frozenset(plain_words(" ".join(word.text for word in self.words)))

    @cached_property
    def total(self) -> bool:
        return any(map(tells_total, self.starts))

    @cached_property
    def extra(self) -> bool:
        return any(starts_with(text, EXTRAS) for text in self.starts)

    @cached_property
    def discount(self) -> bool:
        return any(starts_with(text, DISCOUNTS) for text in self.starts)

    @cached_property
    def carried(self) -> bool:
        return any(starts_with(text, CARRIES) for text in self.starts)

    @cached_property
    def taxed(self) -> bool:
        return not self.plain.isdisjoint(TAX_WORDS)

    @cached_property
    def unit(self) -> bool:
        return not self.plain.isdisjoint(UNIT_WORDS)


def row_texts(lines: Sequence[Line]) -> list[RowText]:
    return [
        RowText(
            line.words,
            tuple(segment.text for segment in line.segments[:2]),
            sum(map(_letters, line.segments[0].words)),
        )
        for line in lines
    ]


def _letters(word: Word) -> int:
    return sum(map(str.isalpha, word.text))
