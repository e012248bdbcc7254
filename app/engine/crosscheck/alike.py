"""A number that somebody changed is still known by its form, in any language."""

import re
from collections.abc import Iterator

from app.engine.crosscheck.known import Known, bare
from app.engine.crosscheck.page import Pages
from app.engine.fields.choice import Choice, choice
from app.engine.fields.sheet import Piece

_SHORT = 4  # shorter numbers look like anything
_CHANGED = 2  # characters that are another
_MOST_PARTS = 6  # words that one number is printed in
_SCORE = 0.6


def alike(expected: str, known: Known, pages: Pages) -> list[Choice]:
    """What has the very form of a number and all but a few of its characters, and is nothing else of the XML."""
    wanted = bare(expected)
    if len(wanted) <= _SHORT:
        return []
    rows = range(len(pages.sheet.lines))
    pieces = (part for row in rows for piece in pages.sheet.pieces(row) for part in _parts(piece, len(wanted)))
    return [choice(part.text, part, _SCORE) for part in pieces if _rivals(bare(part.text), wanted, known)]


def _parts(piece: Piece, length: int) -> Iterator[Piece]:
    """Words side by side that together have so many letters and digits."""
    words = list(re.finditer(r"\S+", piece.text))
    for first, word in enumerate(words):
        for last in words[first : first + _MOST_PARTS]:
            found = len(bare(piece.text[word.start() : last.end()]))
            if found == length:
                yield piece.part(word.start(), last.end())
            if found >= length:
                break


def _rivals(found: str, wanted: str, known: Known) -> bool:
    same_form = re.sub(r"[0-9]", "0", found) == re.sub(r"[0-9]", "0", wanted)
    apart = sum(a != b for a, b in zip(found, wanted, strict=True))
    return same_form and 0 < apart <= _CHANGED and found not in known.codes
