"""Counters that many write at once: each has a row and shards beside it, and what is counted is the sum of all.

    <partition>              <counter>    what was counted here, and what shards have borrowed
    <partition>#<shard>      <counter>    what was counted here, less what it has borrowed

A shard borrows a part of the limit from the row; until that is used, counting changes no row but the shard, which the
id of what is counted chooses. So the row is at most the limit, a shard at most 0, and their sum at most the limit,
whoever counts at once. When all is lent, it is counted where something is left, so that the limit is also reached.

Small limits are counted in the row itself: nobody can be quick for long under them. So is what has no limit, and what
is taken away. A version of the program that knows no shards counts in the row under the same condition, and takes what
is lent for counted. A limit that is lowered lets shards use what they have: a quarter of the earlier one at most.
"""

import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from app.adapters.dynamodb.table import Action, ConditionFailed, DynamoTable, Value, pauses, update

SHARDS = tuple(f"{number:02}" for number in range(32))
_PARTS = 4 * len(SHARDS)  # of a limit; a shard borrows one
_LEAST = 32  # of a part that is worth borrowing: the row is then written once for as many in the shards
_ROW = ""  # the place that is no shard

Counts = Mapping[str, int]  # by the name of what is counted
Rows = Mapping[str, Counts]  # by place


def _anything(*counted: int) -> None:
    pass


@dataclass(frozen=True)
class Take:
    """Count `amounts` in a place. `limits`: what may be counted altogether; None, or no name: as much as comes.

    `require`: raises an error if so much may not be counted, in the order of `amounts`. `gone_after`: see the table.
    """

    pk: str
    sk: str
    amounts: Counts
    limits: Mapping[str, int | None]
    place: str = _ROW
    gone_after: int | None = None
    require: Callable[..., None] = _anything

    @property
    def bounded(self) -> dict[str, int]:
        """The limits there are."""
        return {name: limit for name, limit in self.limits.items() if limit is not None}

    def action(self) -> Action:
        """A row that is not there yet has room: `require` has to be asked before."""
        limits = {name: limit for name, limit in self.bounded.items() if self.amounts[name] > 0}
        when = " AND ".join(f"{name} <= :most_{name}" for name in limits)
        if limits and not self.place:
            when = f"attribute_not_exists(pk) OR ({when})"
        most = {f"most_{name}": _most(self.place, limit) - self.amounts[name] for name, limit in limits.items()}
        return self._add(self.place, self.amounts, when, most)

    def rows(self, table: DynamoTable) -> Rows:
        return rows_of(table, self.pk, self.sk, self.amounts)

    def require_room(self, rows: Rows) -> None:
        sums = counted(rows, self.amounts)
        self.require(*(many + more for many, more in zip(sums, self.amounts.values(), strict=True)))

    def left(self, name: str, rows: Rows) -> dict[str, int]:
        """What may still be counted in each place, the row first, then where there is most."""
        limit = self.bounded[name]
        left = {place: _most(place, limit) - rows.get(place, {}).get(name, 0) for place in {_ROW, self.place, *rows}}
        return dict(sorted(left.items(), key=lambda one: (one[0] != _ROW, -one[1])))

    def fits(self, rows: Rows) -> bool:
        """Whether there is room in its place."""
        return all(self.left(name, rows)[self.place] >= self.amounts[name] for name in self.bounded)

    def borrowed(self, rows: Rows) -> Iterator[Action]:
        """Have the shard borrow a part of the limit from the row, if it has it still and nobody else did the same for
        the shard. Nothing where the row has not enough."""
        parts = dict.fromkeys(self.amounts, 0)
        for name, limit in self.bounded.items():
            left = self.left(name, rows)
            lacking = self.amounts[name] - left[self.place]
            if lacking > left[_ROW]:
                return
            if lacking > 0:
                parts[name] = min(left[_ROW], lacking + limit // _PARTS)
        yield replace(self, place=_ROW, amounts=parts).action()
        seen = {name: rows[self.place][name] for name in self.bounded} if self.place in rows else {}
        when = " AND ".join(f"{name} = :seen_{name}" for name in seen) or "attribute_not_exists(pk)"
        less = {name: -part for name, part in parts.items()}
        yield self._add(self.place, less, when, {f"seen_{name}": many for name, many in seen.items()})

    def spread(self, rows: Rows) -> list["Take"]:
        """The same, counted wherever something is left; none where it is too little."""
        parts: dict[str, dict[str, int]] = {}
        for name, wanted in self.amounts.items():
            lacking = wanted
            for place, left in (self.left(name, rows) if name in self.bounded else {self.place: wanted}).items():
                if part := max(0, min(left, lacking)):
                    parts.setdefault(place, dict.fromkeys(self.amounts, 0))[name] = part
                    lacking -= part
            if lacking:
                return []
        return [replace(self, place=place, amounts=amounts) for place, amounts in parts.items()]

    def _add(self, place: str, amounts: Counts, when: str, values: Mapping[str, Value]) -> Action:
        change = "ADD " + ", ".join(f"{name} :{name}" for name in amounts)
        given: dict[str, Value] = {**amounts, **values}
        if self.gone_after is not None:
            change, given["end"] = f"SET gone_after = :end {change}", self.gone_after
        return update(_pk(self.pk, place), self.sk, change, when=when or None, values=given)


def write(table: DynamoTable, takes: Sequence[Take], *others: Action) -> None:
    """All in one step, as `DynamoTable.write`: `ConditionFailed`, with the places among `others`, only for them; the
    errors of the takes where nothing is left for one."""
    parts = [[take] for take in takes]
    for pause in pauses():
        counted = [(number, part.action()) for number, some in enumerate(parts) for part in some]
        try:
            table.write(*(action for _, action in counted), *others)
            return
        except ConditionFailed as refused:
            if beside := tuple(place - len(counted) for place in refused.places if place >= len(counted)):
                raise ConditionFailed(beside) from refused
            for number in dict.fromkeys(counted[place][0] for place in refused.places):
                parts[number] = _with_room(table, takes[number])
        pause()


def require(table: DynamoTable, takes: Sequence[Take]) -> None:
    """The error of a take for which nothing is left, as it is now."""
    for take in takes:
        if take.bounded:
            take.require_room(take.rows(table))


def _with_room(table: DynamoTable, take: Take) -> list[Take]:
    """Where it is to be counted. Somebody else may be faster: then one looks again."""
    rows = take.rows(table)
    take.require_room(rows)
    if take.fits(rows):
        return [take]
    if take.place and (borrowed := list(take.borrowed(rows))):
        with suppress(ConditionFailed):
            table.write(*borrowed)
        return [take]
    return take.spread(rows) or [take]


def place_for(counted: str, limits: Mapping[str, int | None]) -> str:
    """Where something with this id is counted."""
    present = [limit for limit in limits.values() if limit is not None]
    if present and all(limit // _PARTS >= _LEAST for limit in present):
        return shard_of(counted)
    return _ROW


def shard_of(counted: str) -> str:
    return SHARDS[zlib.crc32(counted.encode()) % len(SHARDS)]


def rows_of(table: DynamoTable, pk: str, sk: str, names: Collection[str]) -> Rows:
    """What the rows hold that there are."""
    place_of = {_pk(pk, place): place for place in (_ROW, *SHARDS)}
    found = table.get_all([(one, sk) for one in place_of])
    return {place_of[one]: {name: int(row.get(name, 0)) for name in names} for (one, _), row in found.items()}


def counted(rows: Rows, names: Collection[str]) -> tuple[int, ...]:
    return tuple(sum(row[name] for row in rows.values()) for name in names)


def _most(place: str, limit: int) -> int:
    return 0 if place else limit


def _pk(pk: str, place: str) -> str:
    return f"{pk}#{place}" if place else pk
