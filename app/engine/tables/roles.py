"""Which column is quantity, price and amount, where the arithmetic of the rows knows better than the labels."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from app.engine.tables.header import Column
from app.engine.tables.labels import Kind
from app.engine.values import Printed

Numbers = Mapping[int, Printed]
"""The numbers of one row by the place of their column."""

_ENOUGH = 60  # rows that decide; every order of columns is tried on each
_TRIPLE = (Kind.QUANTITY, Kind.UNIT_PRICE, Kind.AMOUNT)
_MOVABLE = frozenset(
    {Kind.LINE_NO, Kind.QUANTITY, Kind.UNIT, Kind.UNIT_PRICE, Kind.AMOUNT, Kind.GROSS, Kind.OTHER, Kind.DISCOUNT}
)


def settle_roles(columns: Sequence[Column], rows: Sequence[Numbers]) -> tuple[Column, ...]:
    """The columns, with quantity, unit price and amount moved to those whose numbers multiply out in the rows, when the
    labelled ones do not. Rows where the quantity is one prove little and count less."""
    rows = rows[:_ENOUGH]
    now = tuple(_place(columns, kind) for kind in _TRIPLE)
    best, best_score = now, _score(now, rows)
    possible = [place for place, column in enumerate(columns) if column.kind in _MOVABLE]
    fixed = sum(1 for place in now if place is not None)
    for triple in permutations(possible, 3):
        moved = sum(1 for old, new in zip(now, triple, strict=True) if old is not None and old != new)
        score = _score(triple, rows) - 0.1 * moved - 0.01 * (3 - fixed)
        if score > max(best_score, 0.6) + 0.15:
            best, best_score = triple, score
    if best == now:
        return tuple(columns)
    return tuple(_moved(columns, best))


def settle_tax(columns: Sequence[Column], rows: Sequence[Numbers]) -> tuple[Column, ...]:
    """A tax column whose bare numbers are the same part of each row's amount holds tax amounts, not rates."""
    tax, amount = _place(columns, Kind.TAX_RATE), _place(columns, Kind.AMOUNT)
    if tax is None or amount is None or Kind.TAX_AMOUNT in {column.kind for column in columns}:
        return tuple(columns)
    full = [(row[tax], row[amount]) for row in rows if tax in row and amount in row and row[amount].value]
    values = {number.value for number, _ in full}
    if len(values) < 2 or any(number.percent or number.decimals < 2 for number, _ in full):
        return tuple(columns)
    parts = [number.value / total.value for number, total in full]
    if max(parts) - min(parts) > Decimal("0.005") or not 0 < max(parts) < Decimal("0.4"):
        return tuple(columns)
    return tuple(
        replace(column, kind=Kind.TAX_AMOUNT) if place == tax else column for place, column in enumerate(columns)
    )


def _place(columns: Sequence[Column], kind: Kind) -> int | None:
    return next((place for place, column in enumerate(columns) if column.kind is kind), None)


def _moved(columns: Sequence[Column], triple: Sequence[int | None]) -> list[Column]:
    moved = []
    for place, column in enumerate(columns):
        kind = column.kind
        if place in triple:
            kind = _TRIPLE[triple.index(place)]
        elif kind in _TRIPLE:
            kind = Kind.OTHER
        moved.append(replace(column, kind=kind))
    return moved


def _score(triple: Sequence[int | None], rows: Sequence[Numbers]) -> float:
    """Part of the rows whose numbers multiply out; 0 when hardly any row has all three."""
    quantity, price, amount = triple
    if quantity is None or price is None or amount is None:
        return 0.0
    full = [row for row in rows if quantity in row and price in row and amount in row]
    if not full or len(full) * 2 < len([row for row in rows if row]):
        return 0.0
    right = sum(_multiplies(row[quantity], row[price], row[amount]) for row in full)
    return right / len(full)


def _multiplies(quantity: Printed, price: Printed, amount: Printed) -> float:
    if not quantity.value or not amount.value or quantity.percent or price.percent or amount.percent:
        return 0.0
    slack = Decimal("0.011") + (
        abs(quantity.value) * Decimal(1).scaleb(-price.decimals) / 2 if price.decimals > 2 else 0
    )
    slack = min(slack, abs(amount.value) / 20)
    if abs(abs(quantity.value * price.value) - abs(amount.value)) > slack:
        return 0.0
    # Money multiplies with money only by chance; a quantity of one fits any pair of equal columns.
    return 0.85 if abs(quantity.value) == 1 or abs(price.value) == 1 or quantity.decimals == 2 else 1.0
