"""A list of invoices as walks over entries.

Without a text the entries under the empty word are walked, in the order asked for. With one, those under each word's
beginning, looking for invoices that are in all. Whatever a walk gives is looked up in the list row, which is the truth.

Entries under words stand in the order of being saved alone. For another order, those of a text that is in few invoices
are all looked at and sorted; of one that is in many the list is walked in the order asked for, and each row looked up
under the words. Either looks at a limited number of rows, as every walk does.
"""

from collections.abc import Iterator, Sequence
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
from app.adapters.dynamodb.invoice_entries import entered_at, gen_of, list_key_of, sort_key_of, words_pk
from app.adapters.dynamodb.table import SEPARATOR, DynamoTable, Row
from app.domain import cursor
from app.domain.invoice_keys import amount_key, asked_words
from app.domain.normalization import spellings
from app.domain.principal import Owner
from app.domain.record import Query, Sort

_AT_ONCE = 50
_AT_ONCE_FILTERED = 200
_LOOKED_UP_AT_ONCE = 100
_BEYOND = "\x01"  # above the separator that follows a value
_BY = {
    "created_at": ("sk", None),
    "issue_date": ("d", "by_date"),
    "gross": ("g", "by_gross"),
    "seller": ("s", "by_seller"),
}


_SAVED = Order("sk", None, down=True)
_NO_WORD = ("",)  # of which the list itself is the entries


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
        if self._words and self._order.index is not None:
            rows, further = self._sorted(place, limit)
        else:
            budget = Budget()
            hints = self._hints(self._words or [_NO_WORD], place, budget, limit)
            rows, further = filled(hints, self._true, limit=limit, order=self._order, budget=budget)
        return rows, cursor.write(self._mark(), further) if further is not None else None

    def _sorted(self, place: str | None, limit: int) -> tuple[list[Row], str | None]:
        """Of what has the words, in an order in which they are not entered."""
        budget = Budget()
        entries = [self._any_of(word, _SAVED, PRESENT, budget, limit) for word in self._words]
        every = list(common(entries, _SAVED, budget, None))
        if budget.stopped_at is None:
            hints = iter(self._behind(place, every))
            return filled(hints, self._true, limit=limit, order=self._order, budget=budget)
        budget = Budget()
        hints = self._hints([_NO_WORD], place, budget, limit)
        at_once = _LOOKED_UP_AT_ONCE
        return filled(hints, self._with_words, limit=limit, order=self._order, budget=budget, at_once=at_once)

    def _behind(self, place: str | None, hints: list[Row]) -> list[Row]:
        """Those behind a place, in order: first those that have the value that is sorted by."""
        key = partial(sort_key_of, attribute=self._order.attribute)
        found: list[Row] = []
        for segment, within in self._segments(place):
            low, high = limits_after(self._order, segment, within)
            some = [hint for hint in hints if low <= key(hint) <= high]
            found += sorted(some, key=key, reverse=self._order.down)
        return found

    def _mark(self) -> str:
        return f"invoices {self._query.model_dump_json()}"

    def _segments(self, place: str | None) -> Iterator[tuple[tuple[str, str], str | None]]:
        """First the keys with the value that is sorted by, then those that lack it; with the place, if it is there."""
        for segment in (PRESENT, ABSENT):
            if not (place is not None and segment is PRESENT and place[0] == ABSENT[0]):
                yield segment, place if place is not None and place[0] == segment[0] else None

    def _hints(self, words: Sequence[tuple[str, ...]], place: str | None, budget: Budget, limit: int) -> Iterator[Row]:
        """The entries that are under all words, behind a place."""
        for segment, within in self._segments(place):
            limits = self._limits(segment)
            if limits is None:
                continue
            limits = limits_after(self._order, limits, within)
            entries = [self._any_of(word, self._order, limits, budget, limit) for word in words]
            yield from common(entries, self._order, budget, within)
            if budget.stopped_at is not None:
                return

    def _any_of(
        self, spellings_: tuple[str, ...], order: Order, limits: tuple[str, str], budget: Budget, limit: int
    ) -> AnyOf:
        return AnyOf([self._entries(word, order, limits, budget, limit) for word in spellings_], order)

    def _entries(self, word: str, order: Order, limits: tuple[str, str], budget: Budget, limit: int) -> Entries:
        return Entries(
            *(self._table, words_pk(self._owner_key, entered_at(word) if word else ""), order, limits),
            budget=budget,
            at_once=self._at_once(word, limit),
            fits=partial(self._may_fit, word),
            only=self._only,
        )

    def _at_once(self, word: str, limit: int) -> int:
        if not word:
            return limit + 1 if self._all_fit else _AT_ONCE_FILTERED
        every = len(self._words) == 1 and self._order.index is not None  # of one word that is in few, all are sorted
        return _AT_ONCE_FILTERED if every else _AT_ONCE

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
            self._dates.holds(sort_key_of(entry, "d"))
            and self._gross.holds(sort_key_of(entry, "g"))
            and (self._sellers is None or _holds_seller(sort_key_of(entry, "s"), self._sellers))
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
            if row is None or gen_of(hint) not in ("", row["gen"]):
                continue
            if self._fits_keys(row) and self._fits_filters(row):
                found.append((sort_key_of(hint, self._order.attribute), row))
        return found

    def _with_words(self, hints: list[Row]) -> list[tuple[str, Row]]:
        """The list rows of some rows of the list, of those that are entered under every word."""
        rows = self._true(hints)
        every = [spelling for word in self._words for spelling in word]
        entries = self._table.get_all([self._entry_of(row, word) for _, row in rows for word in every])

        def has(row: Row, word: str) -> bool:
            entry = entries.get(self._entry_of(row, word))
            return entry is not None and self._has_word(entry, word)

        return [(key, row) for key, row in rows if all(any(has(row, one) for one in word) for word in self._words)]

    def _entry_of(self, row: Row, word: str) -> tuple[str, str]:
        """The key of its entry under a word."""
        return words_pk(self._owner_key, entered_at(word)), row["sk"] + row["gen"]


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
