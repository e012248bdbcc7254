"""Whether a file holds several documents one behind the other, and which pages are whose."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain.reading import Found, PartOfFile
from app.engine.words import DocumentText, PageText

MOST_PAGES = 60  # a longer file is one document, as far as we look

Values = Callable[[DocumentText], list[Found]]


@dataclass
class _Run:
    """Pages in a row that do not contradict one another, with the number and the total that they print."""

    pages: list[PageText]
    number: str | None = None
    gross: Decimal | None = None

    def begins_another(self, number: str | None) -> bool:
        """True for a page with another invoice number, once this document has printed its own number and total: pages
        of one invoice repeat its number, and a reference to another comes before the total."""
        if number is None or self.number is None or self.gross is None:
            return False
        return _plain(number) != _plain(self.number)

    def take(self, page: PageText, number: str | None, gross: Decimal | None) -> None:
        self.pages.append(page)
        self.number = self.number or number
        self.gross = self.gross if gross is None else gross

    @property
    def is_whole(self) -> bool:
        return self.number is not None and self.gross is not None


def parts_of(text: DocumentText, values: Values) -> tuple[PartOfFile, ...]:
    """The documents of the file with their pages, numbers and totals; empty when it is one document, or when the pages
    do not tell. `values` reads pages by themselves."""
    if not 1 < len(text.pages) <= MOST_PAGES:
        return ()
    runs: list[_Run] = [_Run([])]
    for page in text.pages:
        found = _plain_values(values(DocumentText(text.source, (page,)))) if page.words else {}
        number, gross = found.get("invoice_number"), found.get("amounts.gross")
        if runs[-1].begins_another(number):
            runs.append(_Run([]))
        runs[-1].take(page, number, gross)
    if len(runs) == 1 or not all(run.is_whole for run in runs):
        return ()
    return tuple(
        PartOfFile(
            first_page=run.pages[0].number,
            last_page=run.pages[-1].number,
            invoice_number=run.number,
            gross=run.gross,
        )
        for run in runs
    )


def _plain_values(found: Iterable[Found]) -> dict[str, Any]:
    return {item.path: item.value for item in found if item.value is not None}


def _plain(number: str) -> str:
    return "".join(letter for letter in number.casefold() if letter.isalnum())
