"""A list of invoices as SQL. Values are parameters without exception; names come from the tables below alone.

An order is walked along its index from the cursor on: first the rows that have the value, then those that lack it.
A text is looked for in up to three ways, each quick where the one before is not: word by word in the first rows of the
order, which is enough for frequent words; by the search index alone, sorting what it finds, for seldom ones; by both.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import Enum
from functools import cached_property
from itertools import chain
from typing import Any

from app.adapters.sqlite.invoice_rows import owned_word
from app.domain import cursor
from app.domain.errors import InvalidInput
from app.domain.invoice_keys import amount_key, asked_words
from app.domain.normalization import spellings
from app.domain.record import Query, Sort

FIRST_ROWS = 500  # so many are compared with the text before the search index is asked
FEW = 500  # so many found rows are sorted faster than an index is walked in search of them

_COLUMN = {
    Sort.ISSUE_DATE: "issue_date",
    Sort.CREATED_AT: "created_at",
    Sort.GROSS: "gross",
    Sort.SELLER: "seller",
    Sort.ISSUE_DATE_DOWN: "issue_date",
    Sort.CREATED_AT_DOWN: "created_at",
    Sort.GROSS_DOWN: "gross",
    Sort.SELLER_DOWN: "seller",
}
FIND = f"SELECT rowid FROM invoice_search WHERE invoice_search MATCH ? LIMIT {FEW + 1}"
_AMONG_FOUND = "number IN (SELECT rowid FROM invoice_search WHERE invoice_search MATCH ?)"
_AMONG_GIVEN = "number IN (SELECT value FROM json_each(?))"
_HAS_SPELLING = "instr(' ' || words, ' ' || ?) > 0"
_WORDS_OF_ROW = "FROM invoice_records r WHERE r.number = invoices.number"


class By(Enum):
    """How the text of a query is looked for."""

    COMPARING = "comparing"  # every row comes, `has` tells for each word by 1 or 0 whether it is there
    SORTING = "sorting"  # the rows that were found before
    WALKING = "walking"  # along the order, over rows that the search index knows


@dataclass(frozen=True)
class Place:
    """The last item given: its sort value (None: it lacks one) and its id."""

    value: str | bytes | None
    id: str


@dataclass(frozen=True)
class Condition:
    """A condition with its parameters; for a limit, the column that is limited and which end of it."""

    sql: str
    values: tuple[Any, ...]
    column: str = ""
    low_end: bool = False


@dataclass(frozen=True)
class Listing:
    """One query of one owner, ready to be run."""

    owner: int
    query: Query
    # Words that the search index is not asked for, since it is slow for them: the found rows are compared with them.
    frequent: frozenset[tuple[str, ...]] = frozenset()

    @property
    def column(self) -> str:
        return _COLUMN[self.query.sort]

    @property
    def down(self) -> bool:
        return self.query.sort.startswith("-")

    @cached_property
    def words(self) -> list[tuple[str, ...]]:
        """What every found invoice has the beginning of a word in common with, in one spelling of each, as the search
        index holds it."""
        asked = asked_words(self.query.text or "")
        return [tuple(owned_word(self.owner, spelling) for spelling in word) for word in asked]

    @cached_property
    def match(self) -> str:
        """The same as a search expression, without the frequent words; empty when no text is asked for."""
        asked = (word for word in self.words if word not in self.frequent)
        return " AND ".join(_any_of(word) for word in asked)

    def parts(self, by: By, after: Place | None, *, found: Sequence[int] = ()) -> Iterator[tuple[str, list[Any]]]:
        """Statements with their parameters, to be run one after the other until enough rows are there.

        `found`: for `By.SORTING`, the numbers of all invoices that have the words.
        """
        if after is None or after.value is not None:
            yield self._part(by, found, after, present=True)
        if self.column != "created_at" and all(limit.column != self.column for limit in self._conditions()):
            yield self._part(by, found, after if after and after.value is None else None, present=False)

    def _part(self, by: By, found: Sequence[int], after: Place | None, *, present: bool) -> tuple[str, list[Any]]:
        column, direction, beyond = self.column, *(("DESC", "<") if self.down else ("ASC", ">"))
        compared = self.words if by is By.COMPARING else []
        flags = " || ".join(["''", *map(_has_word, compared)])
        has = f"(SELECT {flags} {_WORDS_OF_ROW})" if compared else "''"
        where = ["owner = ?", "stored = 1", f"{column} IS {'NOT ' if present else ''}NULL"]
        values: list[Any] = [*chain.from_iterable(compared), self.owner]
        for condition in (*self._conditions(), *self._text(by, found)):
            # Of two limits at the end where the walk begins, the index can use one only: it has to be the cursor.
            begins = condition.column == column and condition.low_end != self.down
            where.append(f"+{condition.sql}" if begins and after else condition.sql)
            values += condition.values
        if after:
            where.append(f"({column}, id) {beyond} (?, ?)" if present else f"id {beyond} ?")
            values += [after.value, after.id] if present else [after.id]
        index = "NOT INDEXED" if by is By.SORTING else f"INDEXED BY invoices_by_{column}"
        order = f"{column} {direction}, id {direction}" if present else f"id {direction}"
        return (
            f"SELECT number, id, {column} AS place, summary, {has} AS has FROM invoices {index} "
            f"WHERE {' AND '.join(where)} ORDER BY {order}",
            values,
        )

    def _text(self, by: By, found: Sequence[int]) -> Iterator[Condition]:
        if by is By.SORTING:
            yield Condition(_AMONG_GIVEN, (json.dumps(found),))
        elif by is By.WALKING and self.match:
            yield Condition(_AMONG_FOUND, (self.match,))
        if by is not By.COMPARING:
            for word in self.frequent:
                yield Condition(f"(SELECT {_has_word(word)} {_WORDS_OF_ROW})", word)

    def _conditions(self) -> Iterator[Condition]:
        query = self.query
        for column, low, high in (
            ("issue_date", _day(query.date_from), _day(query.date_to)),
            ("due_date", _day(query.due_from), _day(query.due_to)),
            ("gross", _amount(query.gross_min, ROUND_CEILING), _amount(query.gross_max, ROUND_FLOOR)),
        ):
            if low is not None:
                yield Condition(f"{column} >= ?", (low,), column, low_end=True)
            if high is not None:
                yield Condition(f"{column} <= ?", (high,), column)
        if query.currency is not None:
            yield Condition("currency = ?", (query.currency,))
        if query.status is not None:
            yield Condition("status = ?", (query.status.value,))
        if query.seller is not None:
            forms = spellings(query.seller)
            yield Condition(f"({' OR '.join(['instr(seller, ?) > 0'] * len(forms))})", forms)
        if query.failed_check is not None:
            name = query.failed_check if query.failed_check.isidentifier() else "?"  # no check is called "?"
            yield Condition("instr(failed, ?) > 0", (f" {name} ",))

    # ---- cursors ---------------------------------------------------------------------------------------------------

    def cursor_of(self, place: Place) -> str:
        value = place.value.hex() if isinstance(place.value, bytes) else place.value
        return cursor.write(self._mark(), value, place.id)

    def place_of(self, text: str) -> Place:
        value, item = cursor.read(self._mark(), text, length=2)
        try:
            return Place(bytes.fromhex(value) if value is not None and self.column == "gross" else value, item or "")
        except ValueError as error:
            raise InvalidInput("The cursor does not belong to this list.", code="invalid-cursor") from error

    def _mark(self) -> str:
        return f"invoices {self.query.model_dump_json()}"


def _any_of(word: tuple[str, ...]) -> str:
    """As a search expression; a word holds letters and digits alone."""
    beginnings = " OR ".join(f'"{spelling}" *' for spelling in word)
    return f"({beginnings})"


def _has_word(word: tuple[str, ...]) -> str:
    """1 or 0, with the spellings as parameters."""
    return f"({' OR '.join([_HAS_SPELLING] * len(word))})"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _amount(amount: Decimal | None, rounding: str) -> bytes | None:
    return amount_key(amount, rounding) if amount is not None else None
