"""Totals by month, seller and currency: one row each, changed in the same step as the invoices they count.

A sum is kept as two whole numbers, of 10**-10 and of 10**5: so it stays exact for a hundred million invoices of the
largest amounts that a record can hold, though DynamoDB adds 38 digits at most, and emulators of it fewer.
"""

import hashlib
from collections.abc import Iterator
from decimal import Context, Decimal

from app.adapters.dynamodb_table import SEPARATOR, Action, ConditionFailed, DynamoTable, Row, Value, delete, update
from app.domain.principal import Owner
from app.domain.record import Record, StatsRow

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
    parts: dict[str, Value] = {}
    for name, amount in zip(_NAMES, amounts, strict=True):
        parts[f"{name}_high"], parts[f"{name}_low"] = divmod(int(amount.scaleb(_DECIMALS, _EXACT)), _LOW)
    return update(
        *(_pk(owner), _key(place)),
        "SET in_month = :month, seller = :seller, currency = :currency "
        f"ADD many :many, {', '.join(f'{name} :{name}' for name in parts)}",
        values={"month": month, "seller": seller, "currency": currency, "many": int(many), **parts},
    )


def _sum(row: Row, name: str) -> Decimal:
    """The sum again, without the zeros that only the small unit has put behind it."""
    exact = (
        Decimal(int(row[f"{name}_high"]) * _LOW + int(row[f"{name}_low"])).scaleb(-_DECIMALS, _EXACT).normalize(_EXACT)
    )
    return Decimal(format(exact, "f"))
