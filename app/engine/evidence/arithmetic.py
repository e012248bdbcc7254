"""Which amounts of a document hang together: net and tax make a total, columns add up, cash less change."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from app.engine.evidence.options import Option

MOST_TAX = 0.35  # of the net amount; no country's rate comes near
FEW_CENTS = Decimal("0.05")
"""By which a sum of rounded amounts may differ."""
_MOST_VALUES = 70
_CHANCE = 100_00  # cents: smaller numbers, of pieces or days, add up by chance
_ALIGNED = 0.02  # of the page's width


def cents(value: Decimal) -> int:
    return round(value * 100)


@dataclass
class Sums:
    """Sums among the amounts of a document, in cents."""

    options: Sequence[Option]
    rates: frozenset[float] = frozenset()
    lines: Sequence[Decimal] = ()
    counts: Counter[int] = field(init=False)

    def __post_init__(self) -> None:
        self.counts = Counter(cents(option.value) for option in self.options)

    @cached_property
    def values(self) -> list[int]:
        """Distinct amounts above zero, the largest first; of many, those that are printed most often too."""
        above = sorted((value for value in self.counts if value > 0), reverse=True)
        if len(above) <= _MOST_VALUES:
            return above
        often = [value for value, count in self.counts.most_common(_MOST_VALUES // 2) if value > 0]
        return sorted({*above[: _MOST_VALUES // 2], *often}, reverse=True)

    @cached_property
    def triples(self) -> list[tuple[int, int, int]]:
        """Net, tax and total that add up to the cent, the tax within what taxes are."""
        known = set(self.values)
        found = []
        for total in self.values:
            for net in self.values:
                tax = total - net
                if 0 < tax <= MOST_TAX * net:
                    found += [(net, near, total) for near in (tax - 1, tax, tax + 1) if near in known]
        return found

    @cached_property
    def sums_of_lines(self) -> frozenset[int]:
        whole = sum(self.lines, Decimal(0))
        return frozenset({cents(whole)}) if len(self.lines) > 0 and whole else frozenset()

    def fits_rate(self, net: int, tax: int) -> bool:
        """True when the tax is that of a printed rate."""
        return any(abs(net * rate / 100 - tax) <= max(1.5, 0.0005 * net) for rate in self.rates)

    @cached_property
    def roles(self) -> dict[int, list[float]]:
        """For each amount: in how many sums it is the total, the net amount, the tax, and whether a rate fits there."""
        found: dict[int, list[float]] = {}
        for net, tax, total in self.triples:
            fits = self.fits_rate(net, tax)
            for place, value in enumerate((total, net, tax)):
                told = found.setdefault(value, [0.0] * 6)
                told[place] += 1.0
                told[3 + place] += fits
        return found

    @cached_property
    def column_sums(self) -> set[int]:
        """Options (by id) that are the sum of those right above them in their column, two at least."""
        found: set[int] = set()
        for place, option in enumerate(self.options):
            total, terms, wanted = 0, 0, cents(option.value)
            last = option
            for above in reversed(self.options[max(0, place - 60) : place]):
                if not _in_column(last, above):
                    continue
                total += cents(above.value)
                terms += 1
                last = above
                if terms > 1 and total == wanted and wanted:
                    found.add(id(option))
                    break
        return found

    def is_sum(self, value: Decimal) -> bool:
        """True for an amount that is net and tax together, or the sum of its column or of the lines."""
        key = cents(value)
        in_column = any(id(option) in self.column_sums for option in self.options if option.value == value)
        of_two = self.roles.get(key, [0.0])[0] > 0
        return key in self.sums_of_lines or (key >= _CHANCE and (of_two or in_column))

    @cached_property
    def differences(self) -> set[int]:
        """Options that are the first of two further amounts, less the second: cash less change, total less paid."""
        found = set()
        for place, option in enumerate(self.options):
            value = cents(option.value)
            near = [cents(other.value) for other in self.options[place + 1 : place + 5]]
            if value > 0 and any(a - b == value for a in near for b in near if b > 0):
                found.add(id(option))
        return found


def _in_column(one: Option, above: Option) -> bool:
    if one.piece.page != above.piece.page or one.piece.row <= above.piece.row:
        return False
    first, second = one.piece.words, above.piece.words
    return abs(first[-1].x1 - second[-1].x1) < _ALIGNED or abs(first[0].x0 - second[0].x0) < _ALIGNED / 2


def rates_of(texts: Iterable[str]) -> frozenset[float]:
    """The rates in per cent that are printed."""

    found = set()
    for text in texts:
        for match in re.finditer(r"(\d{1,2}(?:[.,]\d{1,3})?) ?%", text):
            rate = float(match.group(1).replace(",", "."))
            if 0 < rate <= MOST_TAX * 100:
                found.add(rate)
    return frozenset(found)
