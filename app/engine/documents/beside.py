"""Receipts that lie beside one another on one photo or scan."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.engine.documents.signs import PageSigns, Values, signs_of
from app.engine.words import DocumentText, PageText, Word

_MIDDLE = (0.2, 0.8)  # of the page, where the gap between two may be
_LEAST_GAP = 0.012  # of the page's width
_MOST_ACROSS = 0.02  # of the words may reach over the gap: a photo is never straight
_LEAST_WORDS = 12  # of each, that have letters
_LEAST_HEIGHT = 0.25  # of the page, that each takes
_EACH_HAS = ("amounts.gross", "issue_date")
_SURE = 0.7
_STEPS = 200
_AMOUNT = re.compile(r"\d[.,]\d\d\b")
_DAY = re.compile(r"\b(?:19|20)\d\d\b|\b\d\d?[./-]\d\d?[./-]\d\d")
_MOST_GAPS = 4


def beside_one_another(text: DocumentText, page: PageText, values: Values) -> tuple[PageSigns, ...]:
    """The two documents of a page that a gap from top to foot parts, each with words, a total and a day of its own;
    none when it is one. The columns of one receipt have a gap, too: but the words are left of it, the total right."""
    for words in halves(page):
        parts = []
        for half in words:  # reading a half costs as much as a page: the second is read if the first may be one
            part = signs_of(text, replace(page, words=half), values)
            if all(part.sure.get(path, 0.0) >= _SURE for path in _EACH_HAS):
                parts.append(part)
            else:
                break
        if len(parts) == len(words):
            return tuple(parts)
    return ()


def halves(page: PageText) -> list[tuple[tuple[Word, ...], tuple[Word, ...]]]:
    """Ways to part a page that leave enough words on both sides for a document each; none on most pages."""
    ways = []
    for gap in _gaps(page.words):
        left = tuple(word for word in page.words if _middle(word) < gap)
        right = tuple(word for word in page.words if _middle(word) >= gap)
        if _may_be_whole(left) and _may_be_whole(right):
            ways.append((left, right))
    return ways


def _middle(word: Word) -> float:
    return (word.x0 + word.x1) / 2


def _may_be_whole(words: tuple[Word, ...]) -> bool:
    if sum(any(map(str.isalpha, word.text)) for word in words) < _LEAST_WORDS:
        return False
    if not all(any(map(form.search, (word.text for word in words))) for form in (_AMOUNT, _DAY)):
        return False
    return max(word.y1 for word in words) - min(word.y0 for word in words) >= _LEAST_HEIGHT


def _gaps(words: tuple[Word, ...]) -> Iterator[float]:
    """Middles of the widest gaps."""
    across = [0] * (_STEPS + 1)
    for word in words:
        for step in range(max(0, int(word.x0 * _STEPS)), min(_STEPS, int(word.x1 * _STEPS)) + 1):
            across[step] += 1
    free = [count <= _MOST_ACROSS * len(words) for count in across]
    runs, start = [], None
    for step in range(int(_MIDDLE[0] * _STEPS), int(_MIDDLE[1] * _STEPS) + 1):
        if free[step] and start is None:
            start = step
        if start is not None and not free[step]:
            runs.append((step - start, (start + step - 1) / 2 / _STEPS))
            start = None
    wide = sorted((run for run in runs if run[0] >= _LEAST_GAP * _STEPS), reverse=True)
    return iter([middle for _, middle in wide[:_MOST_GAPS]])
