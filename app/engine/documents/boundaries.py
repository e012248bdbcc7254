"""Whether a page begins another document: signs for and against it, each with a weight, added up.

A sign is a number from 0 to 1, a weight a logarithm of odds. Learned by `python -m tests.bench.training.piles`, but for
those of a page's own words about itself, its count and its number: they are believed.
"""

import re
from collections.abc import Iterator

from app.engine.documents.copies import is_copy
from app.engine.documents.group import GROSS, NUMBER, Group
from app.engine.documents.signs import PageSigns, plain
from app.engine.layout import page_lines
from app.engine.words import PageText

BELIEVED = {"first_of_count": 3.0, "next_of_count": -6.0, "other_number": 3.0, "names_number": -2.0}
LEARNED = {
    "always": -5.5,
    "date_other": 1.7,
    "date_same": -0.2,
    "total_before": 1.7,
    "seller_known": -1.4,
    "titled": 1.3,
    "head_same": -0.9,
    "size_other": 0.1,
    "figures_known": -1.5,
    "no_figure_known": 1.6,
    "rows_before_amounts": 3.6,
    "much_shorter": -0.3,
}
WEIGHTS = {**BELIEVED, **LEARNED}
_DATE, _SELLER = "issue_date", "seller.name"
_SURE_NUMBER = 0.8  # confidence from which a number is another, and no other figure of the page
_SAME_HEAD = 0.5  # of the words of the shorter letterhead
_LEAST_HEAD = 3  # words
_SAME_SIZE = 0.03  # of the ratio of height to width
_SHORTER = 0.3  # of the words of the first page
_MOST_ROWS = 10  # above the first amount: more tell no more
_AMOUNT = re.compile(r"(?<![\d.,])\d[\d.,' ]{0,15}[.,]\d\d(?!\d)")


def begins_another(group: Group, page: PageSigns, *, noisy: bool) -> bool:
    """True for a page that repeats the first of the document, and for one that more speaks for than against. A blank
    one never begins any."""
    if page.is_blank:
        return False
    if is_copy(group.pages[0], page, noisy=noisy):
        return True
    return sum(WEIGHTS[sign] * value for sign, value in boundary_signs(group, page)) > 0


def boundary_signs(group: Group, page: PageSigns) -> Iterator[tuple[str, float]]:
    """What speaks for or against it, with how much of it there is."""
    yield "always", 1.0
    yield from _count(group, page)
    yield from _values(group, page)
    yield from _look(group, page)


def _count(group: Group, page: PageSigns) -> Iterator[tuple[str, float]]:
    if page.count is None:
        return
    (number, every), last = page.count, group.pages[-1].count
    if number == 1:
        yield "first_of_count", 1.0
    elif number == (last[0] if last else len(group.pages)) + 1 and (last is None or every == last[1]):
        yield "next_of_count", 1.0


def _values(group: Group, page: PageSigns) -> Iterator[tuple[str, float]]:
    number, date = group.number, group.first(_DATE)
    if number is not None and page.names(number):
        yield "names_number", 1.0
    elif number is not None and min(page.sure.get(NUMBER, 0.0), group.surest(NUMBER)) >= _SURE_NUMBER:
        yield "other_number", 1.0
    if date is not None and page.get(_DATE) is not None:
        yield f"date_{'same' if date == page.get(_DATE) else 'other'}", page.sure[_DATE]
    yield "total_before", group.surest(GROSS)
    if page.kind:
        yield "titled", page.sure["document_type"]
    names = [plain(word) for word in str(page.get(_SELLER) or "").split() if len(word) > 2]
    if names:
        yield "seller_known", sum(group.has(name) for name in names) / len(names)


def _look(group: Group, page: PageSigns) -> Iterator[tuple[str, float]]:
    first = group.pages[0]
    least = min(len(first.head), len(page.head))
    if least >= _LEAST_HEAD and len(first.head & page.head) >= _SAME_HEAD * least:
        yield "head_same", 1.0
    sizes = [signs.page.height / signs.page.width for signs in (first, page)]
    if abs(sizes[0] / sizes[1] - 1) > _SAME_SIZE:
        yield "size_other", 1.0
    if page.long_figures and any(signs.long_figures for signs in group.pages):
        known = sum(group.has(figure) for figure in page.long_figures) / len(page.long_figures)
        yield ("figures_known", known) if known else ("no_figure_known", 1.0)
    yield "rows_before_amounts", min(_rows_before_amounts(page.page), _MOST_ROWS) / _MOST_ROWS
    if len(page.page.words) < _SHORTER * len(first.page.words):
        yield "much_shorter", 1.0


def _rows_before_amounts(page: PageText) -> int:
    """Where a page begins with names, addresses and dates; one that goes on begins with items."""
    lines = page_lines(page)
    return next((row for row, line in enumerate(lines) if _AMOUNT.search(line.text)), len(lines))
