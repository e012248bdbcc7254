"""Totals by month, seller and currency, of what counts and of what is left out: one row each, changed in the same step
as the invoices.

A sum is kept as two whole numbers, of 10**-10 and of 10**5: so it stays exact for a hundred million invoices of the
largest amounts that a record can hold, though DynamoDB adds 38 digits at most, and emulators of it fewer.
"""

import hashlib
from collections.abc import Iterable
from decimal import Context, Decimal

from app.adapters.dynamodb.table import (
    NEW,
    SEPARATOR,
    Action,
    ConditionFailed,
    DynamoTable,
    Row,
    Value,
    delete,
    put,
    update,
)
from app.adapters.dynamodb.twins import Settled
from app.domain.principal import Owner
from app.domain.totals import Months, Place, Sums, Totals, changed_sums, part_of, place_of

_EXACT = Context(prec=60)
_AT_ONCE = 1_000
_DECIMALS = 10
_LOW = 10**15  # of the small unit in the large one
_NAMES = ("net", "tax", "gross")


def changes(owner: Owner, settled: Settled) -> list[Action]:
    """What a change does to the totals and to what others count as; at most one action for each row."""
    sums = changed_sums(settled.before, settled.after)
    return [*settled.actions, *(_change(owner, place, one) for place, one in sums.items() if any(one))]


def drop_empty(table: DynamoTable, owner: Owner, settled: Settled) -> None:
    """Remove the rows in which nothing is counted any more."""
    for place in {place_of(row) for row in settled.before} - {place_of(row) for row in settled.after}:
        try:
            table.write_one(delete(_pk(owner), key_of(place), when="many = :none", values={"none": 0}))
        except ConditionFailed:
            continue


def totals(table: DynamoTable, owner: Owner, months: Months) -> Totals:
    """The rows stand in the order of their months."""
    high = f"{months.last}$" if months.last else "~"  # above the sign that follows a month
    rows = table.partition(_pk(owner), low=months.first or "\0", high=high, at_once=_AT_ONCE)
    return part_of(((_place(row), sums_in(row)) for row in rows if row["many"]), months)


def rows_by_key(table: DynamoTable, owner: Owner) -> dict[str, Row]:
    return {row["sk"]: row for row in table.partition(_pk(owner)) if row["many"]}


def put_right(table: DynamoTable, owner: Owner, place: Place, kept: Row | None, right: Sums | None) -> None:
    """Unless the row was changed since: then it is left for the next time."""
    numbers = ["many", *_parts([Decimal(0)] * 3)]
    seen = {"when": " AND ".join(f"{name} = :{name}" for name in numbers) if kept else f"{NEW} OR many = :many"}
    values = {name: kept[name] for name in numbers} if kept else {"many": 0}
    key = kept["sk"] if kept else key_of(place)
    try:
        if right is None:
            table.write_one(delete(_pk(owner), key, values=values, **seen))
        else:
            table.write_one(put(_row_of(owner, place, right), values=values, **seen))
    except ConditionFailed:
        return


def key_of(place: Place) -> str:
    """Of limited length: a seller's name may be longer than a key."""
    return f"{place[0]}#{hashlib.sha256(SEPARATOR.join(place).encode()).hexdigest()}"


def sums_in(row: Row) -> Sums:
    return int(row["many"]), _sum(row, "net"), _sum(row, "tax"), _sum(row, "gross")


def _pk(owner: Owner) -> str:
    return f"O#{owner.key}#N"


def _place(row: Row) -> Place:
    return row["in_month"], row["seller"], row["currency"], row["counts"]


def _row_of(owner: Owner, place: Place, sums: Sums) -> Row:
    month, seller, currency, counts = place
    named = {"in_month": month, "seller": seller, "currency": currency, "counts": counts, "many": sums[0]}
    return {"pk": _pk(owner), "sk": key_of(place), **named, **_parts(sums[1:])}


def _change(owner: Owner, place: Place, sums: Sums) -> Action:
    month, seller, currency, counts = place
    many, *amounts = sums
    parts = _parts(amounts)
    return update(
        *(_pk(owner), key_of(place)),
        "SET in_month = :month, seller = :seller, currency = :currency, counts = :counts "
        f"ADD many :many, {', '.join(f'{name} :{name}' for name in parts)}",
        values={"month": month, "seller": seller, "currency": currency, "counts": counts, "many": many, **parts},
    )


def _parts(amounts: Iterable[Decimal]) -> dict[str, Value]:
    """Net, tax and gross, each as two numbers."""
    parts: dict[str, Value] = {}
    for name, amount in zip(_NAMES, amounts, strict=True):
        parts[f"{name}_high"], parts[f"{name}_low"] = divmod(int(amount.scaleb(_DECIMALS, _EXACT)), _LOW)
    return parts


def _sum(row: Row, name: str) -> Decimal:
    """The sum again, without the zeros that only the small unit has put behind it."""
    exact = (
        Decimal(int(row[f"{name}_high"]) * _LOW + int(row[f"{name}_low"])).scaleb(-_DECIMALS, _EXACT).normalize(_EXACT)
    )
    return Decimal(format(exact, "f"))
