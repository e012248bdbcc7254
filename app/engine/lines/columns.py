"""Numbers under one another, and sums among them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, permutations

from app.engine.lines.numbers import Number

_APART = 0.009
"""Of the page's width: numbers whose sides stand further apart are of two columns."""
_LONGEST_SUM = 80
_OF_A_ROW = 10
_ROUNDED_TAX = 0.03
CENT = 0.011


@dataclass
class Column:
    """Numbers under one another, by their places among the numbers of the document, top to bottom."""

    places: list[int]
    at: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.at = {place: order for order, place in enumerate(self.places)}


def columns(numbers: Sequence[Number], side: Callable[[Number], float]) -> list[Column]:
    """For each number its column, by one of its sides; columns go on over pages."""
    order = sorted(range(len(numbers)), key=lambda place: side(numbers[place]))
    runs: list[list[int]] = []
    for place in order:
        if not runs or side(numbers[place]) - side(numbers[runs[-1][-1]]) > _APART:
            runs.append([])
        runs[-1].append(place)
    found: dict[int, Column] = {}
    for run in runs:
        column = Column(sorted(run))
        found |= dict.fromkeys(run, column)
    return [found[place] for place in range(len(numbers))]


@dataclass(frozen=True)
class Grid:
    """The numbers of a document in their rows and columns. `right`, `left`: of each its column by that side; `totals`:
    values of rows that begin like a total, in cents; `height`: rows of the document."""

    numbers: Sequence[Number]
    right: Sequence[Column]
    left: Sequence[Column]
    totals: frozenset[int]
    height: int

    @cached_property
    def spans(self) -> dict[int, tuple[int, int]]:
        """Of each row with numbers the places of its first and behind its last."""
        found: dict[int, tuple[int, int]] = {}
        for place, number in enumerate(self.numbers):
            found[number.row] = (found.get(number.row, (place, 0))[0], place + 1)
        return found


def cents(value: float) -> int:
    return round(value * 100)


def sums(numbers: Sequence[Number], column_of: Sequence[Column]) -> tuple[dict[int, int], dict[int, int]]:
    """Which numbers are the sum of those right above them in their column, with how many these are; and which numbers
    are among those of such a sum."""
    totals: dict[int, int] = {}
    terms: dict[int, int] = {}
    for column in {id(each): each for each in column_of}.values():
        for order, place in enumerate(column.places):
            wanted, summed = numbers[place].value, 0.0
            for above in range(order - 1, max(-1, order - 1 - _LONGEST_SUM), -1):
                summed += numbers[column.places[above]].value
                count = order - above
                if count > 1 and wanted and abs(summed - wanted) < CENT:
                    totals[place] = count
                    for term in column.places[above:order]:
                        terms[term] = max(count, terms.get(term, 0))
                    break
    return totals, terms


def products(row: Sequence[Number], beside: Sequence[Sequence[Number]]) -> dict[int, list[float]]:
    """For numbers of a row, by identity: is it the product of two others (1) or of two of a row `beside` it (2), is it
    a factor (3), is it a tax that a printed rate gives (4) or what that is taken of (5)."""
    found = {id(number): [0.0] * 5 for number in row}
    plain = [number for number in row if not number.printed.percent][:_OF_A_ROW]
    rates = [number.value / 100 for number in row if number.printed.percent][:3]
    for one, other, amount in _triples(plain):
        if multiplies(one, other, amount):
            found[id(amount)][0] = 1.0
            found[id(one)][2] = found[id(other)][2] = 1.0
    for near in beside:
        factors = [number for number in near if not number.printed.percent][:_OF_A_ROW]
        for one, other in combinations(factors, 2):
            for amount in plain:
                if multiplies(one, other, amount):
                    found[id(amount)][1] = 1.0
    for base, amount in permutations(plain, 2) if rates else ():
        if amount.value and any(rate and abs(base.value * rate - amount.value) < _ROUNDED_TAX for rate in rates):
            found[id(amount)][3] = found[id(base)][4] = 1.0
    return found


def _triples(plain: Sequence[Number]) -> Iterator[tuple[Number, Number, Number]]:
    for one, other in combinations(plain, 2):
        yield from ((one, other, amount) for amount in plain if amount is not one and amount is not other)


def multiplies(one: Number, other: Number, amount: Number) -> bool:
    """The printed price may be rounded: half a unit of its last place for every piece is allowed."""
    if not (one.value and other.value and amount.value):
        return False
    slack = CENT
    if max(one.printed.decimals, other.printed.decimals) > 2:
        slack += min(abs(one.value), abs(other.value)) * 0.0005
    return abs(abs(one.value * other.value) - abs(amount.value)) < slack
