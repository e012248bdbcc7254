"""Number and dates of the invoice, beside the words that announce them."""

from collections.abc import Iterator
from datetime import timedelta

from app.engine.crosscheck.alike import alike
from app.engine.crosscheck.known import Known, bare
from app.engine.crosscheck.page import Pages
from app.engine.crosscheck.verdicts import Verdict, contradicted_by, not_shown, shown
from app.engine.fields import references
from app.engine.fields.choice import Choice
from app.engine.fields.labels import Label

_NUMBER = 0.7  # score of a number beside or under a label, or behind the title
_HEAD = 0.5  # of the page: the number and the day of an invoice stand above
_NEAR = 0.08  # of the page: between the days of one block
_LONGEST_TERM = timedelta(days=125)
_DATE = 0.88  # of a date beside or under a label


def number(known: Known, pages: Pages) -> Iterator[Verdict]:
    expected = known.invoice.invoice_number
    if expected is None:
        return
    path, name = "invoice_number", "invoice number"
    if pages.shows(expected):
        yield shown(path, name, expected)
        return
    announced = [item for item in references.invoice_number(pages.sheet) if item.score >= _NUMBER]
    rivals = [item for item in announced if bare(item.value) not in known.codes and not _part(item.value, expected)]
    yield _told(path, name, expected, rivals or alike(expected, known, pages))


def _part(found: str, expected: str) -> bool:
    """Cut off at a blank or a sign, or printed with a name before it."""
    one, other = bare(found), bare(expected)
    return one in other or other in one


def dates(known: Known, pages: Pages) -> Iterator[Verdict]:
    invoice = known.invoice
    announced = references.issue_date(pages.sheet)
    issued = [item for item in announced if item.score >= _DATE] or _unexplained(announced, known)
    due = references.labelled_dates(pages.sheet, Label.DUE_DATE) or _after_issue(announced, known)
    for path, name, expected, found in (
        ("issue_date", "invoice date", invoice.issue_date, issued),
        ("due_date", "due date", invoice.due_date, due),
    ):
        if expected is not None:
            there = any(item.value == expected for item in found)
            # What is announced as this day may be another of the XML only as long as the right one is shown as well.
            allowed = known.days if expected in pages.days else frozenset()
            rivals = [] if there else [item for item in found if item.value not in allowed]
            is_shown = there or (not rivals and expected in pages.days)
            text = expected.isoformat()
            yield shown(path, name, text) if is_shown else _told(path, name, text, rivals)


def _unexplained(announced: list[Choice], known: Known) -> list[Choice]:
    """The one day at the head of the first page that is none of the XML, where the XML's own day is not announced."""
    issue = known.invoice.issue_date
    if any(item.value == issue for item in announced):
        return []
    head = [item for item in announced if item.words[0].page == 1 and item.words[0].y0 < _HEAD]
    strange = [item for item in head if item.value not in known.days]
    return strange if len({item.value for item in strange}) == 1 else []


def _after_issue(announced: list[Choice], known: Known) -> list[Choice]:
    """The one day near that of the invoice that comes some weeks after it and is none of the XML."""
    issue, due = known.invoice.issue_date, known.invoice.due_date
    places = [item.words[0] for item in announced if item.value == issue]
    if issue is None or any(item.value == due for item in announced):
        return []
    near = [
        item
        for item in announced
        if item.value not in known.days
        and timedelta() < item.value - issue <= _LONGEST_TERM
        and any(place.page == item.words[0].page and abs(place.y0 - item.words[0].y0) < _NEAR for place in places)
    ]
    return near if len({item.value for item in near}) == 1 else []


def _told(path: str, name: str, expected: str, rivals: list[Choice]) -> Verdict:
    if not rivals:
        return not_shown(path, name, expected)
    best = max(rivals, key=lambda item: item.score)
    return contradicted_by(path, name, expected, best.raw, best.words)
