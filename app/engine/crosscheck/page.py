"""The pages as far as the comparison asks: their rows, labels, numbers and days, found once."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property

from app.domain.reading import Source
from app.engine.crosscheck.known import bare
from app.engine.fields.amounts import Totals
from app.engine.fields.sheet import Amount, Sheet
from app.engine.words import DocumentText

_CENTS = 2
_SHORT = 4  # shorter codes stand in longer ones by chance and have to stand alone


class Pages:
    def __init__(self, text: DocumentText) -> None:
        self.sheet = Sheet(text)
        self.totals = Totals(self.sheet)
        self.exact = text.source is Source.TEXT  # every character is as printed, none was recognized

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """Letters and digits of every row."""
        return tuple(bare(line.text) for line in self.sheet.lines)

    @cached_property
    def _tokens(self) -> frozenset[str]:
        return frozenset(bare(word.text) for line in self.sheet.lines for word in line.words)

    def shows(self, code: str) -> bool:
        """A number or name stands somewhere, whatever blanks and signs are in it."""
        wanted = bare(code)
        return wanted in self._tokens if len(wanted) < _SHORT else any(wanted in row for row in self.rows)

    def names(self, currency: str) -> bool:
        """The code of the currency stands somewhere as a word."""
        return currency.casefold() in self._tokens

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        """Every number, in reading order."""
        sheet = self.sheet
        rows = range(len(sheet.lines))
        return tuple(found for row in rows for piece in sheet.pieces(row) for found in sheet.amounts(piece))

    @cached_property
    def numbers(self) -> frozenset[Decimal]:
        """The same as values without signs; of an ambiguous one all meanings."""
        return frozenset(
            abs(value) for amount in self.amounts for value in (amount.printed.value, *amount.printed.others)
        )

    @cached_property
    def days(self) -> frozenset[date]:
        return frozenset(self._days())

    @cached_property
    def money(self) -> frozenset[Decimal]:
        """Those with at most two digits behind the mark: prices alone have more."""
        exact = (amount.printed for amount in self.amounts if amount.printed.decimals <= _CENTS)
        return frozenset(abs(value) for printed in exact for value in (printed.value, *printed.others))

    def _days(self) -> Iterator[date]:
        for row in range(len(self.sheet.lines)):
            for piece in self.sheet.pieces(row):
                for found, _ in self.sheet.find_dates(piece, compact=True):
                    yield from (found.value, *found.others)
