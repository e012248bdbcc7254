"""Walks over entries: rows of one partition that stand in several orders, each with a key of value and id.

Every walk looks at a limited number of rows. So a part of a list costs the same whatever the owner has; where few rows
fit a filter, it is short and its cursor goes on from the row looked at last.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from app.adapters.dynamodb.table import SEPARATOR, DynamoTable, Row
from app.domain.errors import InvalidInput

PRESENT, ABSENT = ("1", "2"), ("0", "1")  # what keys begin with, so that absent values come last in both directions
MOST_LOOKED_AT = 1_000
_BEYOND_ID = "\x01"  # above the separator that follows an id
_LONGEST_KEY = 1_024  # bytes

Item = TypeVar("Item")


def entry_key(value: str | None, item: str, gen: str = "") -> str:
    """Sort key of an entry: its value (None: it lacks one), its id, and which try to enter it wrote it."""
    start = ABSENT[0] if value is None else PRESENT[0] + value
    return SEPARATOR.join((start, item, gen))


@dataclass(frozen=True)
class Order:
    """Which attribute is walked along, by which index (None: the table itself, up to date), in which direction."""

    attribute: str
    index: str | None
    down: bool

    def before(self, one: str, other: str) -> bool:
        return one > other if self.down else one < other

    def after(self, key: str) -> str:
        """Where a walk goes on that has given the item of this key, whatever tries to enter it there are."""
        item = key.rpartition(SEPARATOR)[0]
        return item if self.down else item + _BEYOND_ID


@dataclass
class Budget:
    """How many rows may still be looked at; `stopped_at`: the last key looked at when there were no more."""

    left: int = MOST_LOOKED_AT
    stopped_at: str | None = None


class _Spent(Exception):
    pass


class Entries:
    """The rows of one partition in one order between two keys, as far as they fit."""

    def __init__(
        self,
        table: DynamoTable,
        pk: str,
        order: Order,
        limits: tuple[str, str],
        *,
        budget: Budget,
        at_once: int,
        fits: Callable[[Row], bool] = lambda row: True,
        only: tuple[str, ...] | None = None,
    ) -> None:
        self._table = table
        self._pk = pk
        self._order = order
        self._low, self._high = limits
        self._budget = budget
        self._at_once = max(2, at_once)
        self._fits = fits
        self._only = only
        self._rows: deque[Row] = deque()
        self._more = True
        self.last: str | None = None

    def seek(self, key: str | None, *, beyond: bool = False) -> Row | None:
        """The first fitting row at `key` or later; `beyond`: later. Keys only grow from call to call."""
        while True:
            while self._rows:
                row = self._rows[0]
                here = row[self._order.attribute]
                passed = key is not None and (self._order.before(here, key) or (beyond and here == key))
                if not passed and self._fits(row):
                    return row
                self._rows.popleft()
            if not self._more:
                return None
            if self._budget.left <= 0 and self.last is not None:
                raise _Spent
            self._read(key)

    def _read(self, key: str | None) -> None:
        low, high = self._low, self._high
        if self._order.down:
            high = min([high, *(each for each in (key, self.last) if each is not None)])
        else:
            low = max([low, *(each for each in (key, self.last) if each is not None)])
        rows, self._more = self._table.part(
            self._pk,
            low=low,
            high=high,
            order=self._order.index,
            down=self._order.down,
            limit=self._at_once,
            only=self._only,
        )
        self._budget.left -= max(1, len(rows))
        self._rows.extend(row for row in rows if row[self._order.attribute] != self.last)
        if rows:
            self.last = rows[-1][self._order.attribute]


class AnyOf:
    """Several of them as one: the rows that are in any, in order."""

    def __init__(self, entries: Sequence[Entries], order: Order) -> None:
        self._entries = entries
        self._order = order
        self.last: str | None = None

    def seek(self, key: str | None, *, beyond: bool = False) -> Row | None:
        """As `Entries.seek`. One that may not look further holds back only what comes behind the place it got to."""
        found: Row | None = None
        stopped: str | None = None
        for entries in self._entries:
            try:
                row = entries.seek(key, beyond=beyond)
            except _Spent:
                if entries.last is not None and (stopped is None or self._order.before(entries.last, stopped)):
                    stopped = entries.last
                continue
            if row is not None and (found is None or self._before(row, found)):
                found = row
        if stopped is not None and (found is None or self._order.before(stopped, found[self._order.attribute])):
            self.last = stopped
            raise _Spent
        return found

    def _before(self, one: Row, other: Row) -> bool:
        return self._order.before(one[self._order.attribute], other[self._order.attribute])


def limits_after(order: Order, limits: tuple[str, str], after: str | None) -> tuple[str, str]:
    """What is left between two keys behind `after`, which is left out itself."""
    low, high = limits
    if after is None:
        return limits
    # No key is as long as to lie between one and the same with the lowest sign behind it.
    return (low, min(high, after)) if order.down else (max(low, after + SEPARATOR), high)


def common(entries: Sequence[Entries | AnyOf], order: Order, budget: Budget, after: str | None) -> Iterator[Row]:
    """The rows of the first entries whose keys are in all of them, in order.

    Each looks for the furthest key that any has come to, so the rarest decides how many rows are looked at.
    """
    first, *others = entries
    key, beyond = after, True
    walking = first
    try:
        while (row := first.seek(key, beyond=beyond)) is not None:
            target = row[order.attribute]
            key, beyond = target, True
            for walking in others:
                found = walking.seek(target)
                if found is None:
                    return
                if found[order.attribute] != target:
                    key, beyond = found[order.attribute], False
                    break
            else:
                yield row
            if budget.left <= 0:
                budget.stopped_at = target
                return
            walking = first
    except _Spent:
        budget.stopped_at = walking.last


def filled(
    hints: Iterator[Row],
    true_of: Callable[[list[Row]], list[tuple[str, Item]]],
    *,
    limit: int,
    order: Order,
    budget: Budget,
    at_once: int = 1,
) -> tuple[list[Item], str | None]:
    """Up to `limit` items, and where to go on. `true_of`: what is really there of some hints, with its keys.
    `at_once`: of how many hints it is asked at least, where few of them are expected to be there."""
    found: list[tuple[str, Item]] = []
    while len(found) <= limit and (some := list(islice(hints, max(at_once, limit + 1 - len(found))))):
        found += true_of(some)
    items = [item for _, item in found[:limit]]
    if len(found) > limit:
        return items, order.after(found[limit - 1][0])
    return items, budget.stopped_at


def checked_place(place: str | None) -> str:
    """The place in a cursor that was signed, but for an older or another table perhaps."""
    if place is None or place[:1] not in (PRESENT[0], ABSENT[0]) or len(place.encode()) > _LONGEST_KEY - 2:
        raise InvalidInput("The cursor does not belong to this list.", code="invalid-cursor")
    return place
