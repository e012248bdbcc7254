"""A page as words at places, written without drawing it: what a text layer or a recognizer would give."""

import string
from dataclasses import dataclass, replace
from random import Random

from app.domain.reading import Source
from app.engine.words import DocumentText, PageText, Word

WIDTH, HEIGHT = 595.0, 842.0
_NARROW_SIGNS = "iljtf.,:;'|!I1()[] "
_MISREAD = {
    "0": "O",
    "O": "0",
    "1": "l",
    "l": "1",
    "5": "S",
    "S": "5",
    "8": "B",
    "e": "c",
    "a": "o",
    "i": "l",
    "m": "rn",
}


def width_of(text: str, size: float) -> float:
    return sum(0.3 if sign in _NARROW_SIGNS else 0.66 if sign.isupper() else 0.54 for sign in text) * size


@dataclass
class Paper:
    """Pages that fill up. `wide`: width in points; till rolls are narrow."""

    chance: Random
    wide: float = WIDTH
    high: float = HEIGHT

    def __post_init__(self) -> None:
        self.pages: list[list[Word]] = [[]]

    def put(self, x: float, y: float, text: str, size: float = 10.0, align: str = "left") -> float:
        """Write a text with its foot at `y`; the right end of it."""
        whole = width_of(text, size)
        left = x - whole if align == "right" else x - whole / 2 if align == "middle" else x
        start = left
        for word in text.split(" "):
            if word:
                end = start + width_of(word, size)
                self.pages[-1].append(
                    Word(
                        word, start / self.wide, (y - size) / self.high, end / self.wide, y / self.high, len(self.pages)
                    )
                )
                start = end + 0.3 * size
        return start

    def turn_page(self) -> None:
        self.pages.append([])

    def done(self, *, noise: float) -> DocumentText:
        """`noise`: 0 for a text layer; else how badly a recognizer reads, up to 1."""
        pages = []
        for number, words in enumerate(self.pages, 1):
            kept = [word for word in words if word.x1 > 0 and word.x0 < 1 and word.y0 > -0.01 and word.y1 < 1.01]
            if noise:
                kept = [self._noisy(word, noise) for word in kept if self.chance.random() > 0.01 * noise]
            pages.append(PageText(number, self.wide, self.high, tuple(kept)))
        return DocumentText(Source.ENGINE if noise else Source.TEXT, tuple(pages))

    def read_badly(self, text: DocumentText, noise: float) -> DocumentText:
        """Words of other pages as a recognizer would give them."""
        pages = [replace(page, words=tuple(self._noisy(word, noise) for word in page.words)) for page in text.pages]
        return DocumentText(Source.ENGINE, tuple(pages))

    def _noisy(self, word: Word, noise: float) -> Word:
        chance = self.chance
        text = "".join(self._misread(sign, noise) for sign in word.text) or word.text
        shift = (word.y1 - word.y0) * 0.12 * noise
        up, down = chance.uniform(-shift, shift), chance.uniform(-shift, shift)
        sure = round(chance.uniform(0.6 if text != word.text else 0.85, 1.0), 3)
        return replace(word, text=text, y0=word.y0 + up, y1=word.y1 + down, confidence=sure)

    def _misread(self, sign: str, noise: float) -> str:
        luck = self.chance.random()
        if luck < 0.012 * noise:
            return _MISREAD.get(sign, self.chance.choice(string.ascii_letters) if sign.isalpha() else sign)
        return "" if luck < 0.015 * noise and not sign.isdigit() else sign
