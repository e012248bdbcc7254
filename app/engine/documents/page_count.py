"""How a page counts itself: `page 2 of 3`, `2/3`, `page 2`."""

import re
from functools import cache

from app.engine.languages import phrases
from app.engine.languages.patterns import any_of, fold
from app.engine.layout import page_lines
from app.engine.words import PageText

_HEAD, _FOOT = 0.2, 0.85  # a count stands above, or below, in parts of the page
_LONGEST = 40  # characters of a text that may hold one
_ALONE = re.compile(r"[-(]? ?([1-9]\d?) ?/ ?([1-9]\d?) ?[-)]?")


@cache
def _counts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    page = rf"(?<![^\W\d_])(?:{any_of(phrases('words', 'page'))})(?![^\W\d_])[.:]{{0,2}}"
    numbered = rf"{page} ?([1-9]\d{{0,2}})(?!\d)"
    return re.compile(rf"{numbered} ?[/(|-]? ?(?:[^\W\d_]{{1,6}} )?([1-9]\d{{0,2}})(?!\d)"), re.compile(numbered)


def page_count(page: PageText) -> tuple[int, int | None] | None:
    """The number of the page and how many there are, as far as they are printed; None when nothing is."""
    lone: tuple[int, int | None] | None = None
    for line in page_lines(page):
        edge = line.y0 < _HEAD or line.y0 > _FOOT
        for segment in line.segments if edge else ():
            text = fold(segment.text)[-_LONGEST:]
            whole, numbered = (pattern.search(text) for pattern in _counts())
            whole = whole or _ALONE.fullmatch(text)
            if whole and int(whole[1]) <= int(whole[2]):
                return int(whole[1]), int(whole[2])
            if numbered:
                lone = lone or (int(numbered[1]), None)
    return lone
