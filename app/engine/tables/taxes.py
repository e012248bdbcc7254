"""Tax rows: a rate, what it is taken of, and what it gives. Only rows whose numbers agree are read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import permutations

from app.domain.countries import countries
from app.engine.layout import Line
from app.engine.tables.header import Header, find_headers
from app.engine.tables.labels import TAX_WORDS, Kind, plain_words, tells_total
from app.engine.tables.placed import Placed, placed_numbers
from app.engine.values import NumberStyle

_HIGHEST_RATE = Decimal(40)
_MOST_NETS = 100  # totals stand at the end; more of them are lines of some list
_SLACK = Decimal("0.05")  # taxes are often summed from rounded rows


@dataclass(frozen=True)
class TaxRow:
    rate: Placed
    base: Placed | None
    amount: Placed
    line: Line


def tax_rows(lines: Sequence[Line], taken: Sequence[Line], style: NumberStyle, *, noisy: bool) -> list[TaxRow]:
    """Rows in printed order, without repetitions. `taken` lines are items and give none."""
    items = {id(line) for line in taken}
    under = lines_of_tax_tables(lines, find_headers(lines, style))
    numbers = {id(line): placed_numbers(line, style, noisy=noisy) for line in lines if id(line) not in items}
    nets = [
        number
        for line in lines
        if id(line) not in items and any(tells_total(segment.text) for segment in line.segments)
        for number in numbers[id(line)]
        if number.money
    ][-_MOST_NETS:]
    rows: list[TaxRow] = []
    for line in lines:
        about_tax = bool(set(plain_words(line.text)) & TAX_WORDS)
        if id(line) in items or not (about_tax or id(line) in under):
            continue
        row = _whole_row(line, numbers[id(line)], labelled=True)
        if row is None and about_tax:
            row = _row_of_net(line, numbers[id(line)], nets)
        if row and not any(_same(row, other) for other in rows):
            rows.append(row)
    return _without_doubles(rows)


def lines_of_tax_tables(lines: Sequence[Line], headers: Sequence[Header]) -> frozenset[int]:
    """Identities of the lines within reach below a header that names taxes and nothing to buy."""
    under: set[int] = set()
    ends = [*(header.first for header in headers[1:]), len(lines)][: len(headers)]
    for header, end in zip(headers, ends, strict=True):
        taxes = sum(kind in (Kind.TAX_RATE, Kind.TAX_AMOUNT) for kind in header.kinds)
        if (taxes > 1 or (taxes and header.has(Kind.BASE))) and not header.has(Kind.DESCRIPTION, Kind.QUANTITY):
            under |= {id(line) for line in lines[header.last + 1 : min(end, header.last + 9)]}
    return frozenset(under)


def _whole_row(line: Line, numbers: Sequence[Placed], *, labelled: bool) -> TaxRow | None:
    """Rate, base and amount of one line, when one choice of them agrees."""
    money = [number for number in numbers if number.money]
    for rate in _rates(numbers):
        for base, amount in permutations([number for number in money if number is not rate], 2):
            if _agrees(rate, base, amount) and (amount.printed.value or rate.printed.percent or labelled):
                return TaxRow(rate, base, amount, line)
    return None


def _row_of_net(line: Line, numbers: Sequence[Placed], nets: Sequence[Placed]) -> TaxRow | None:
    """A line with rate and amount alone; the base is an amount behind a label of totals (`nets`) that fits."""
    amounts = [number for number in numbers if number.money]
    rates = [rate for rate in _rates(numbers) if rate.printed.percent]
    if not rates or not amounts or not amounts[-1].printed.value:
        return None
    amount = amounts[-1]
    for base in nets:
        for rate in rates:
            if base.words[0] not in line.words and _agrees(rate, base, amount):
                return TaxRow(rate, base, amount, line)
    return None


def _rates(numbers: Sequence[Placed]) -> Iterator[Placed]:
    """Numbers that can be a rate; those with a percent sign first, then those that are one somewhere."""
    fitting = [
        number for number in numbers if 0 <= number.printed.value < _HIGHEST_RATE and not number.printed.currencies
    ]
    return iter(sorted(fitting, key=_doubt))


def _doubt(number: Placed) -> tuple[bool, bool, bool]:
    printed = number.printed
    return not printed.percent, printed.value not in _known_rates(), printed.decimals > 1


@cache
def _known_rates() -> frozenset[Decimal]:
    return frozenset(rate for country in countries().values() for rate in country.tax_rates)


def _agrees(rate: Placed, base: Placed, amount: Placed) -> bool:
    expected = base.printed.value * rate.printed.value / 100
    slack = min(_SLACK, abs(expected) / 10 + Decimal("0.005"))
    return bool(base.printed.value) and abs(expected - amount.printed.value) <= slack


def _same(one: TaxRow, other: TaxRow) -> bool:
    def key(row: TaxRow) -> tuple[Decimal, Decimal]:
        return row.rate.printed.value, row.amount.printed.value

    return key(one) == key(other)


def _without_doubles(rows: Sequence[TaxRow]) -> list[TaxRow]:
    """A rate has one row; the first whose own line shows the base is kept before one completed from elsewhere."""
    best: dict[Decimal, TaxRow] = {}
    for row in rows:
        kept = best.get(row.rate.printed.value)
        own = row.base is not None and row.base.words[0] in row.line.words
        if kept is None or (own and kept.base is not None and kept.base.words[0] not in kept.line.words):
            best[row.rate.printed.value] = row
    return [row for row in rows if best[row.rate.printed.value] is row]
