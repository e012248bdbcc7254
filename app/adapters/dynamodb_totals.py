"""Totals by month, seller and currency: one row each, changed in the same step as the invoices they count.

A sum is kept as two whole numbers, of 10**-10 and of 10**5: so it stays exact for a hundred million invoices of the
largest amounts that a record can hold, though DynamoDB adds 38 digits at most, and emulators of it fewer.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from decimal import Context, Decimal

from app.adapters.dynamodb_table import (
    NEW,
    SEPARATOR,
    Action,
    ConditionFailed,
    DynamoTable,
    Row,
    Value,
    delete,
    pauses,
    put,
    update,
)
from app.adapters.totals import totals_of
from app.domain.principal import Owner
from app.domain.record import Record, StatsRow, Summary

_EXACT = Context(prec=60)
_DECIMALS = 10
_LOW = 10**15  # of the small unit in the large one
_NAMES = ("net", "tax", "gross")


def changes(owner: Owner, *, before: Record | None, after: Record | None) -> list[Action]:
    """What turns totals with `before` into totals with `after`; at most one action for each row."""
    deltas: dict[tuple[str, str, str], list[Decimal]] = {}
    for record, sign in ((before, -1), (after, 1)):
        if record is None:
            continue
        sums = deltas.setdefault(_place(record), [Decimal(0)] * 4)
        amounts = record.invoice.amounts
        steps = [Decimal(1), *(getattr(amounts, name) or Decimal(0) for name in _NAMES)]
        added = _EXACT.add if sign > 0 else _EXACT.subtract
        deltas[_place(record)] = [added(one, step) for one, step in zip(sums, steps, strict=True)]
    return [_change(owner, place, sums) for place, sums in deltas.items() if any(sums)]


def drop_empty(table: DynamoTable, owner: Owner, record: Record) -> None:
    """Remove the row that `record` was counted in when nothing is counted there any more."""
    try:
        table.write_one(delete(_pk(owner), _key(_place(record)), when="many = :none", values={"none": 0}))
    except ConditionFailed:
        return


def totals(table: DynamoTable, owner: Owner) -> Iterator[StatsRow]:
    rows = [row for row in table.partition(_pk(owner)) if row["many"]]
    for row in sorted(rows, key=lambda row: (row["in_month"], row["seller"], row["currency"])):
        yield StatsRow.model_construct(
            month=row["in_month"] or None,
            seller=row["seller"] or None,
            currency=row["currency"] or None,
            count=int(row["many"]),
            net=_sum(row, "net"),
            tax=_sum(row, "tax"),
            gross=_sum(row, "gross"),
        )


def recount(table: DynamoTable, owner: Owner, summaries: Callable[[], Iterable[Summary]], *, mend: bool) -> bool:
    """As the port. What is looked at has no moment in common: only rows that did not change meanwhile are judged."""
    for pause in pauses():
        before = _rows(table, owner)
        right = {_key(_place_of(row)): _row_of(owner, row) for row in totals_of(summaries())}
        wrong = [key for key in before.keys() | right.keys() if not _same(before.get(key), right.get(key))]
        if not wrong:
            return True
        if _rows(table, owner) != before:  # somebody saves at this moment: look again
            pause()
            continue
        for key in wrong if mend else ():
            _put_right(table, owner, key, before.get(key), right.get(key))
        return False
    raise AssertionError("pauses() ends with an error")


def _rows(table: DynamoTable, owner: Owner) -> dict[str, Row]:
    return {row["sk"]: row for row in table.partition(_pk(owner)) if row["many"]}


def _place_of(row: StatsRow) -> tuple[str, str, str]:
    return row.month or "", row.seller or "", row.currency or ""


def _row_of(owner: Owner, row: StatsRow) -> Row:
    month, seller, currency = _place_of(row)
    named = {"in_month": month, "seller": seller, "currency": currency, "many": row.count}
    parts = _parts([row.net, row.tax, row.gross])
    return {"pk": _pk(owner), "sk": _key((month, seller, currency)), **named, **parts}


def _same(kept: Row | None, right: Row | None) -> bool:
    if kept is None or right is None:
        return kept is right
    return kept["many"] == right["many"] and all(_sum(kept, name) == _sum(right, name) for name in _NAMES)


def _put_right(table: DynamoTable, owner: Owner, key: str, kept: Row | None, right: Row | None) -> None:
    """Unless the row was changed since: then it is left for the next time."""
    numbers = ["many", *_parts([Decimal(0)] * 3)]
    seen = {"when": " AND ".join(f"{name} = :{name}" for name in numbers) if kept else f"{NEW} OR many = :many"}
    values = {name: kept[name] for name in numbers} if kept else {"many": 0}
    try:
        if right is None:
            table.write_one(delete(_pk(owner), key, values=values, **seen))
        else:
            table.write_one(put(right, values=values, **seen))
    except ConditionFailed:
        return


def _pk(owner: Owner) -> str:
    return f"O#{owner.key}#T"


def _place(record: Record) -> tuple[str, str, str]:
    invoice = record.invoice
    month = invoice.issue_date.isoformat()[:7] if invoice.issue_date else ""
    return month, invoice.seller.name or "", invoice.currency or ""


def _key(place: tuple[str, str, str]) -> str:
    """Of limited length: a seller's name may be longer than a key."""
    return f"{place[0]}#{hashlib.sha256(SEPARATOR.join(place).encode()).hexdigest()}"


def _change(owner: Owner, place: tuple[str, str, str], sums: list[Decimal]) -> Action:
    month, seller, currency = place
    many, *amounts = sums
    parts = _parts(amounts)
    return update(
        *(_pk(owner), _key(place)),
        "SET in_month = :month, seller = :seller, currency = :currency "
        f"ADD many :many, {', '.join(f'{name} :{name}' for name in parts)}",
        values={"month": month, "seller": seller, "currency": currency, "many": int(many), **parts},
    )


def _parts(amounts: list[Decimal]) -> dict[str, Value]:
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
