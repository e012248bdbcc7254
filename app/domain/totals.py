"""Totals by month, seller and currency, of what counts and of what is left out: how rows of lists add up to them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal

from app.domain.counting import Counts
from app.domain.record import Apart, StatsRow, Summary

Place = tuple[str, str, str, str]  # month, seller, currency ("" where absent), and what was made of it
Sums = tuple[int, Decimal, Decimal, Decimal]  # count, net, tax, gross

COUNTED = "counted"
NOTHING: Sums = (0, Decimal(0), Decimal(0), Decimal(0))
MOST_SUMS = 2_000  # of a part; the month in which they are reached is told whole
_MADE = (COUNTED, Counts.DISPUTED, Counts.DUPLICATE, Counts.NOT_COUNTED)
_EXACT = Context(prec=60)  # the usual 28 digits would round a sum of amounts of 30


@dataclass(frozen=True)
class Months:
    """Those of which totals are asked for, both included, as `YYYY-MM`; None: from the documents without a date, or to
    the last one. `most`: as `MOST_SUMS`; None: all."""

    first: str | None = None
    last: str | None = None
    most: int | None = MOST_SUMS

    def holds(self, month: str) -> bool:
        return (self.first or "") <= month <= (self.last or "~")


@dataclass(frozen=True)
class Totals:
    """`further`: the month from which on there are more, left out."""

    rows: tuple[StatsRow, ...]
    further: str | None = None


def place_of(row: Summary) -> Place:
    month = row.issue_date.isoformat()[:7] if row.issue_date else ""
    made = COUNTED if row.counts.in_sums else row.counts.value
    return month, row.seller or "", row.currency or "", made


def added(sums: Sums, row: Summary, sign: int = 1) -> Sums:
    """The sums with the row (`sign` 1) or without it (-1)."""
    money, step = row.money, _EXACT.add if sign > 0 else _EXACT.subtract
    count, net, tax, gross = sums
    return count + sign, step(net, money.net), step(tax, money.tax), step(gross, money.gross)


def sums_of(rows: Iterable[Summary]) -> dict[Place, Sums]:
    """All of them, added up."""
    return changed_sums((), rows)


def changed_sums(before: Iterable[Summary], after: Iterable[Summary]) -> dict[Place, Sums]:
    """What is to be added to the sums when some rows take the place of others."""
    sums: dict[Place, Sums] = {}
    for rows, sign in ((before, -1), (after, 1)):
        for row in rows:
            place = place_of(row)
            sums[place] = added(sums.get(place, NOTHING), row, sign)
    return sums


def totals_of(rows: Iterable[Summary]) -> tuple[StatsRow, ...]:
    return tuple(stats_rows(sums_of(rows)))


def part_of(sums: Iterable[tuple[Place, Sums]], months: Months) -> Totals:
    """Of sums in the order of their months: whole ones, until there are so many. No more is asked for than that."""
    found: dict[Place, Sums] = {}
    month = ""
    for place, one in sums:
        if months.most is not None and len(found) >= months.most and place[0] != month:
            return Totals(tuple(stats_rows(found)), further=place[0])
        found[place], month = one, place[0]
    return Totals(tuple(stats_rows(found)))


def stats_rows(sums: Mapping[Place, Sums]) -> Iterator[StatsRow]:
    """In the order of `InvoiceRepository.stats`: by month, seller and currency."""
    for month, seller, currency in sorted({place[:3] for place in sums}):
        made = {what: sums.get((month, seller, currency, what), NOTHING) for what in _MADE}
        count, net, tax, gross = made[COUNTED]
        yield StatsRow.model_construct(
            month=month or None,
            seller=seller or None,
            currency=currency or None,
            count=count,
            net=net,
            tax=tax,
            gross=gross,
            disputed=_apart(*made[Counts.DISPUTED]),
            duplicates=_apart(*made[Counts.DUPLICATE]),
            not_counted=_apart(*made[Counts.NOT_COUNTED]),
        )


def _apart(count: int, net: Decimal, tax: Decimal, gross: Decimal) -> Apart:
    return Apart.model_construct(count=count, net=net, tax=tax, gross=gross)
