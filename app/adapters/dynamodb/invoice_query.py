"""A list of invoices as walks over entries.

Without a text the entries under the empty word are walked, in the order asked for. With one, those under each word's
beginning, looking for invoices that are in all. Whatever a walk gives is looked up in the list row, which is the truth.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING
from functools import partial

from app.adapters.dynamodb.entries import (
    ABSENT,
    PRESENT,
    AnyOf,
    Budget,
    Entries,
    Order,
    checked_place,
    common,
    filled,
    limits_after,
)
from app.adapters.dynamodb.invoice_entries import entered_at, gen_of, list_key_of, words_pk
from app.adapters.dynamodb.table import SEPARATOR, DynamoTable, Row
from app.domain import cursor
from app.domain.invoice_keys import amount_key, asked_words
from app.domain.normalization import spellings
from app.domain.principal import Owner
from app.domain.record import Query, Sort

_AT_ONCE = 50
_AT_ONCE_FILTERED = 200
_BEYOND = "\x01"  # above the separator that follows a value
_BY = {
    "created_at": ("sk", None),
    "issue_date": ("d", "by_date"),
    "gross": ("g", "by_gross"),
    "seller": ("s", "by_seller"),
}


@dataclass(frozen=True)
class Bounds:
    """Smallest and largest value of a sort key, both included; None: any."""

    low: str | None
    high: str | None

    def holds(self, key: str) -> bool:
        if self.low is None and self.high is None:
            return True
        value = key[1:].partition(SEPARATOR)[0]
        return (
            key.startswith(PRESENT[0])
            and (self.low is None or value >= self.low)
            and (self.high is None or value <= self.high)
        )


class Listing:
    """One query of one owner. `shown`: the only attribute that is wanted of list rows; None: all."""

    def __init__(self, table: DynamoTable, owner: Owner, query: Query, *, shown: str | None = None) -> None:
        self._table = table
        self._owner_key = owner.key
        self._query = query
        self._words = asked_words(query.text or "")
        self._dates, self._gross = _days(query.date_from, query.date_to), _amounts(query)
        self._due = _days(query.due_from, query.due_to)
        self._sellers = spellings(query.seller) if query.seller is not None else None
        attribute, index = _BY[Sort(query.sort).lstrip("-")]
        self._order = Order(attribute, index, down=query.sort.startswith("-"))
        self._all_fit = query.model_copy(update={"sort": Sort.CREATED_AT}) == _EVERYTHING
        # The list as it is: nothing of a row has to be looked at, so it need not come.
        self._only = ("sk", shown) if shown and self._all_fit and index is None else None

    def part(self, limit: int, after: str | None) -> tuple[list[Row], str | None]:
        """Up to `limit` list rows, and the cursor of the next part."""
        place = checked_place(cursor.read(self._mark(), after, length=1)[0]) if after is not None else None
        budget = Budget()
        hints = self._hints(place, budget, limit)
        rows, further = filled(hints, self._true, limit=limit, order=self._order, budget=budget)
        return rows, cursor.write(self._mark(), further) if further is not None else None

    def _mark(self) -> str:
        return f"invoices {self._query.model_dump_json()}"

    def _hints(self, place: str | None, budget: Budget, limit: int) -> Iterator[Row]:
        """First the entries that have the value that is sorted by, then those that lack it."""
        for segment in (PRESENT, ABSENT):
            limits = self._limits(segment)
            if limits is None or (place is not None and segment is PRESENT and place[0] == ABSENT[0]):
                continue
            within = place if place is not None and place[0] == segment[0] else None
            limits = limits_after(self._order, limits, within)
            entries = [
                AnyOf([self._entries(spelling, limits, budget, limit) for spelling in word], self._order)
                for word in self._words or [("",)]
            ]
            yield from common(entries, self._order, budget, within)
            if budget.stopped_at is not None:
                return

    def _entries(self, word: str, limits: tuple[str, str], budget: Budget, limit: int) -> Entries:
        return Entries(
            *(self._table, words_pk(self._owner_key, entered_at(word) if word else ""), self._order, limits),
            budget=budget,
            at_once=self._at_once(limit),
            fits=partial(self._may_fit, word),
            only=self._only,
        )

    def _at_once(self, limit: int) -> int:
        if self._words:
            return _AT_ONCE
        return limit + 1 if self._all_fit else _AT_ONCE_FILTERED

    def _limits(self, segment: tuple[str, str]) -> tuple[str, str] | None:
        """Between which keys to walk; None: nothing there can fit."""
        if self._order.attribute == "sk":
            return segment if segment is PRESENT else None
        bounds = {"d": self._dates, "g": self._gross}.get(self._order.attribute, Bounds(None, None))
        if segment is ABSENT:
            filtered = bounds != Bounds(None, None) or (self._order.attribute == "s" and self._sellers is not None)
            return None if filtered else ABSENT
        low = PRESENT[0] + bounds.low if bounds.low is not None else PRESENT[0]
        return low, PRESENT[0] + bounds.high + _BEYOND if bounds.high is not None else PRESENT[1]

    # ---- what fits ---------------------------------------------------------------------------------------------------

    def _may_fit(self, word: str, entry: Row) -> bool:
        """By what the entry itself knows."""
        if self._all_fit:
            return True
        return self._has_word(entry, word) and self._fits_keys(entry) and (bool(word) or self._fits_filters(entry))

    def _has_word(self, entry: Row, word: str) -> bool:
        if not word or word == entered_at(word):
            return True
        return any(longer.startswith(word) for longer in str(entry.get("w", "")).split())

    def _fits_keys(self, entry: Row) -> bool:
        return (
            self._dates.holds(entry["d"])
            and self._gross.holds(entry["g"])
            and (self._sellers is None or _holds_seller(entry["s"], self._sellers))
        )

    def _fits_filters(self, row: Row) -> bool:
        query = self._query
        return (
            self._due.holds(_optional(row.get("due")))
            and query.currency in (None, row.get("currency"))
            and query.status in (None, row.get("status"))
            and (query.failed_check is None or query.failed_check in row.get("failed", "").split())
        )

    def _true(self, hints: list[Row]) -> list[tuple[str, Row]]:
        """The list rows of some hints, with the keys at which the walk met them."""
        if not self._words and self._order.index is None:
            return [(hint["sk"], hint) for hint in hints]
        keys = [list_key_of(hint) for hint in hints]
        rows = self._table.get_all(keys)
        found = []
        for hint, key in zip(hints, keys, strict=True):
            row = rows.get(key)
            if row is None or (self._words and row["gen"] != gen_of(hint)):
                continue
            if self._fits_keys(row) and self._fits_filters(row):
                found.append((hint[self._order.attribute], row))
        return found


_EVERYTHING = Query(sort=Sort.CREATED_AT)


def _optional(value: str | None) -> str:
    """A value as it would stand at the beginning of a key."""
    return ABSENT[0] if value is None else PRESENT[0] + value


def _holds_seller(key: str, spelled: tuple[str, ...]) -> bool:
    return key.startswith(PRESENT[0]) and any(name in key[1:].partition(SEPARATOR)[0] for name in spelled)


def _days(first: date | None, last: date | None) -> Bounds:
    return Bounds(first.isoformat() if first else None, last.isoformat() if last else None)


def _amounts(query: Query) -> Bounds:
    return Bounds(
        amount_key(query.gross_min, ROUND_CEILING).hex() if query.gross_min is not None else None,
        amount_key(query.gross_max).hex() if query.gross_max is not None else None,
    )
