"""Entering anew, for the search, what an earlier version of the program entered in another form (`FORM`).

The head of a stored invoice says its form in `since`, which the index of what is to do shows: so a round looks at keys
alone, at so many from where the last one stopped, and what it costs does not grow with what is kept. When it has come
to the end, the next walk begins on another day: an earlier version may have run in between, and says no form.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from app.adapters.dynamodb.invoice_entries import says_form
from app.adapters.dynamodb.table import SHARDS, DynamoTable, Row
from app.ports import Reentry

MOST_SEEN = 2_000  # keys of a round
MOST_COUNTED = 20_000  # keys that are looked at to say how many are left
_AT_ONCE = 500
_KEY = {"pk": "ENTRIES", "sk": "walk"}


@dataclass
class _Place:
    """Behind which key of which shard the walk goes on, and the day on which it began."""

    day: int
    shard: int = 0
    key: Row | None = None

    @property
    def over(self) -> bool:
        return self.shard >= len(SHARDS)


class Walk:
    """`anew`: enters what a key of the index names; False where nothing was to do."""

    def __init__(self, table: DynamoTable, anew: Callable[[Row], bool]) -> None:
        self._table = table
        self._anew = anew

    def go(self, *, day: int, at_most: int) -> Reentry:
        place = self._last() or _Place(day)
        if place.over:
            if place.day == day:
                return Reentry()
            place = _Place(day)
        done, stopped = self._enter(place, at_most)
        self._table.put_all(
            [_KEY | {"day": place.day, "shard": place.shard, "key": json.dumps(place.key) if place.key else None}]
        )
        return Reentry(done, left=self.left(place) if done or stopped else 0)

    def left(self, place: _Place | None = None) -> int:
        """How many are entered in another form from there on, as far as one looks."""
        left = seen = 0
        at = _Place(0, place.shard, place.key) if place else _Place(0)
        while not at.over and seen < MOST_COUNTED:
            for row in self._keys(at):
                left += not says_form(row["since"])
                seen += 1
        return left

    def _enter(self, place: _Place, at_most: int) -> tuple[int, bool]:
        """How many, and whether there was one more than allowed. The place moves along."""
        done = seen = 0
        while not place.over and seen < MOST_SEEN:
            behind = _Place(place.day, place.shard, place.key)
            for row in self._keys(behind):
                if not says_form(row["since"]):
                    if done >= at_most:
                        return done, True
                    done += self._anew(row)
                place.key = row
                seen += 1
            place.shard, place.key = behind.shard, behind.key
        return done, False

    def _keys(self, place: _Place) -> list[Row]:
        """The next ones, and the place moves behind them."""
        rows, further = self._table.todo_part(f"stored#{SHARDS[place.shard]}", after=place.key, limit=_AT_ONCE)
        if further:
            place.key = rows[-1]
        else:
            place.shard, place.key = place.shard + 1, None
        return rows

    def _last(self) -> _Place | None:
        row = self._table.get(_KEY["pk"], _KEY["sk"])
        if row is None:
            return None
        return _Place(int(row["day"]), int(row["shard"]), json.loads(row["key"]) if row.get("key") else None)
