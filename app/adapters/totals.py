"""Totals by month, seller and currency, added up anew: what the kept ones have to be."""

from collections.abc import Iterable
from decimal import Context, Decimal

from app.domain.record import StatsRow, Summary

_EXACT = Context(prec=60)


def totals_of(summaries: Iterable[Summary]) -> tuple[StatsRow, ...]:
    """In the order of `InvoiceRepository.stats`."""
    sums: dict[tuple[str, str, str], list[Decimal]] = {}
    for one in summaries:
        month = one.issue_date.isoformat()[:7] if one.issue_date else ""
        row = sums.setdefault((month, one.seller or "", one.currency or ""), [Decimal(0)] * 4)
        for place, amount in enumerate((Decimal(1), one.net, one.tax, one.gross)):
            row[place] = _EXACT.add(row[place], amount or Decimal(0))
    return tuple(
        StatsRow.model_construct(
            month=month or None,
            seller=seller or None,
            currency=currency or None,
            count=int(many),
            net=net,
            tax=tax,
            gross=gross,
        )
        for (month, seller, currency), (many, net, tax, gross) in sorted(sums.items())
    )
