"""Whether a page begins another document: signs for and against it, each with a weight, added up.

A weight is a logarithm of odds. Learned from piles by chance: `python -m tests.bench.training.piles`.
"""

from collections.abc import Iterator

from app.engine.documents.copies import is_copy
from app.engine.documents.group import Group
from app.engine.documents.signs import PageSigns, plain

WEIGHTS = {
    "always": -1.0,
    "first_of_count": 3.0,
    "next_of_count": -4.0,
    "other_count": 0.5,
    "count_is_full": 1.0,
    "other_number": 3.0,
    "names_number": -3.0,
    "other_date": 1.0,
    "same_date": -0.5,
    "other_vat_id": 1.5,
    "same_vat_id": -0.5,
    "other_account": 1.0,
    "same_account": 0.0,
    "other_total": 1.0,
    "no_total_yet": -1.5,
    "no_total_here": -1.0,
    "titled": 1.0,
    "not_titled": -1.5,
    "other_head": 1.0,
    "same_head": -0.3,
    "other_size": 1.0,
    "behind_blank": 0.5,
}
_NUMBER, _GROSS = "invoice_number", "amounts.gross"
_COMPARED = {"issue_date": "date", "seller.vat_id": "vat_id", "payment.accounts.0.iban": "account"}
_SAME_HEAD, _OTHER_HEAD = 0.5, 0.15  # of the words of the shorter letterhead
_LEAST_HEAD = 3  # words
_SAME_SIZE = 0.03  # of the ratio of height to width


def begins_another(group: Group, page: PageSigns, *, noisy: bool) -> bool:
    """True for a page that repeats the first of the document, and for one that more speaks for than against. A blank
    one never begins any."""
    if page.is_blank:
        return False
    return is_copy(group.pages[0], page, noisy=noisy) or sum(WEIGHTS[sign] for sign in boundary_signs(group, page)) > 0


def boundary_signs(group: Group, page: PageSigns) -> Iterator[str]:
    """Names of what speaks for or against it."""
    yield "always"
    yield from _count(group, page)
    if group.number is not None and page.names(group.number):
        yield "names_number"
    elif group.number is not None and page.get(_NUMBER) is not None:
        yield "other_number"
    for path, name in _COMPARED.items():
        mine, other = group.first(path), page.get(path)
        if mine is not None and other is not None:
            yield f"{'same' if plain(mine) == plain(other) else 'other'}_{name}"
    yield from _total(group, page)
    yield "titled" if page.kind else "not_titled"
    yield from _look(group, page)
    if group.pages[-1].is_blank:
        yield "behind_blank"


def _count(group: Group, page: PageSigns) -> Iterator[str]:
    last = group.pages[-1].count
    if last and last[0] == last[1]:
        yield "count_is_full"
    if page.count is None:
        return
    number, every = page.count
    if number == 1:
        yield "first_of_count"
    elif number == (last[0] if last else len(group.pages)) + 1 and (last is None or every == last[1]):
        yield "next_of_count"
    else:
        yield "other_count"


def _total(group: Group, page: PageSigns) -> Iterator[str]:
    before, here = group.gross, page.get(_GROSS)
    if before is None:
        yield "no_total_yet"
    elif here is None:
        yield "no_total_here"
    elif here != before:
        yield "other_total"


def _look(group: Group, page: PageSigns) -> Iterator[str]:
    first = group.pages[0]
    least = min(len(first.head), len(page.head))
    if least >= _LEAST_HEAD:
        alike = len(first.head & page.head) / least
        if alike >= _SAME_HEAD:
            yield "same_head"
        elif alike <= _OTHER_HEAD:
            yield "other_head"
    sizes = [signs.page.height / signs.page.width for signs in (first, page)]
    if abs(sizes[0] / sizes[1] - 1) > _SAME_SIZE:
        yield "other_size"
