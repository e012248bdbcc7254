"""A list of invoices as SQL. Values are parameters without exception; names come from the tables below alone.

An order is walked along its index from the bookmark on: first the rows that have the value, then those that lack it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING
from typing import Any

from app.adapters import bookmark
from app.adapters.folding import folded
from app.adapters.invoice_keys import amount_key, asked_words
from app.adapters.sqlite_invoice_rows import owned_word
from app.domain.errors import InvalidInput
from app.domain.record import Query, Sort

FEW = 2_000  # so many found rows are sorted faster than an index is walked in search of them

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
COUNT_FOUND = f"SELECT count(*) FROM (SELECT 1 FROM invoice_search WHERE invoice_search MATCH ? LIMIT {FEW + 1})"
_FOUND = "number IN (SELECT rowid FROM invoice_search WHERE invoice_search MATCH ?)"


@dataclass(frozen=True)
class Place:
    """The last item given: its sort value (None: it lacks one) and its id."""

    value: str | bytes | None
    id: str


@dataclass(frozen=True)
class Condition:
    """`column operator ?`. `bounds`: it limits the sorted column where the walk begins."""

    sql: str
    value: Any
    bounds: bool = False


@dataclass(frozen=True)
class Listing:
    """One query of one owner, ready to be run."""

    owner: int
    query: Query

    @property
    def column(self) -> str:
        return _COLUMN[self.query.sort]

    @property
    def down(self) -> bool:
        return self.query.sort.startswith("-")

    @property
    def match(self) -> str | None:
        """The search expression: every asked word is the beginning of a word of the invoice."""
        asked = asked_words(self.query.text or "")
        return " AND ".join(f'"{owned_word(self.owner, word)}" *' for word in asked) or None

    def parts(self, *, few_found: bool, after: Place | None) -> Iterator[tuple[str, list[Any]]]:
        """Statements with their parameters, to be run one after the other until enough rows are there."""
        if after is None or after.value is not None:
            yield self._part(few_found, after, present=True)
        if self.column != "created_at":
            yield self._part(few_found, after if after and after.value is None else None, present=False)

    def _part(self, few_found: bool, after: Place | None, *, present: bool) -> tuple[str, list[Any]]:
        column, down = self.column, self.down
        where = ["owner = ?", "stored = 1"]
        values: list[Any] = [self.owner]
        where.append(f"{column} IS {'NOT ' if present else ''}NULL")
        for condition in self._conditions():
            # Of two limits at the same end the index can use one only: it has to be the bookmark.
            where.append(f"+{condition.sql}" if condition.bounds and after else condition.sql)
            values.append(condition.value)
        if after and present:
            where.append(f"({column}, id) {'<' if down else '>'} (?, ?)")
            values += [after.value, after.id]
        elif after:
            where.append(f"id {'<' if down else '>'} ?")
            values.append(after.id)
        if self.match:
            where.append(_FOUND)
            values.append(self.match)
        order = f"{column} DESC, id DESC" if down else f"{column}, id"
        index = "NOT INDEXED" if self.match and few_found else f"INDEXED BY invoices_by_{column}"
        return (
            f"SELECT number, id, {column} AS place, summary FROM invoices {index} WHERE {' AND '.join(where)} "
            f"ORDER BY {order}",
            values,
        )

    def _conditions(self) -> Iterator[Condition]:
        query = self.query
        for column, low, high in (
            ("issue_date", query.date_from, query.date_to),
            ("due_date", query.due_from, query.due_to),
        ):
            if low is not None:
                yield Condition(f"{column} >= ?", low.isoformat(), self._bounds(column, low_end=True))
            if high is not None:
                yield Condition(f"{column} <= ?", high.isoformat(), self._bounds(column, low_end=False))
        if query.gross_min is not None:
            key = amount_key(query.gross_min, ROUND_CEILING)
            yield Condition("gross >= ?", key, self._bounds("gross", low_end=True))
        if query.gross_max is not None:
            yield Condition("gross <= ?", amount_key(query.gross_max), self._bounds("gross", low_end=False))
        if query.currency is not None:
            yield Condition("currency = ?", query.currency)
        if query.status is not None:
            yield Condition("status = ?", query.status.value)
        if query.seller is not None:
            yield Condition("instr(seller, ?) > 0", folded(query.seller))
        if query.failed_check is not None:
            yield Condition("instr(failed, ?) > 0", f" {query.failed_check.encode(errors='replace').decode()} ")

    def _bounds(self, column: str, *, low_end: bool) -> bool:
        return column == self.column and low_end != self.down

    # ---- bookmarks ---------------------------------------------------------------------------------------------------

    def bookmark_of(self, place: Place) -> str:
        value = place.value.hex() if isinstance(place.value, bytes) else place.value
        return bookmark.write(self._mark(), value, place.id)

    def place_of(self, text: str) -> Place:
        value, item = bookmark.read(self._mark(), text, length=2)
        try:
            return Place(bytes.fromhex(value) if value is not None and self.column == "gross" else value, item or "")
        except ValueError as error:
            raise InvalidInput("The cursor does not belong to this list.", code="invalid-cursor") from error

    def _mark(self) -> str:
        return f"invoices {self.query.model_dump_json()}"
