"""Items of documents without a header row: a text on the left, an amount at the right, a total below.

Only a run of such lines that adds up is taken, or one where quantity times price shows that the lines are items:
an amount beside a text alone is not enough.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, pairwise

from app.engine.layout import Line
from app.engine.tables.header import is_label_row
from app.engine.tables.items import Cell, Item, product_agrees, words_text
from app.engine.tables.labels import DISCOUNTS, UNIT_WORDS, Kind, plain_words, starts_with, tells_total
from app.engine.tables.placed import Placed, placed_numbers
from app.engine.values import NumberStyle, Printed
from app.engine.words import Word

_SLACK = Decimal("0.011")
_LONGEST_DESCRIPTION = 3  # printed lines above the one with the amount
_FAR = _LONGEST_DESCRIPTION + 2  # lines without an amount between two items of a run, at most
_LONGEST_RUN = 300  # a longer list comes with a header
_MOST_STARTS = 8  # of runs with nearly the same sum that are looked at


@dataclass(frozen=True)
class _Valued:
    """A line that ends in an amount."""

    place: int
    item: Item
    total: bool  # begins with a label of totals

    @property
    def amount(self) -> Decimal:
        return self.item.amount or Decimal(0)


def plain_items(lines: Sequence[Line], barred: frozenset[int], style: NumberStyle, *, noisy: bool) -> list[Item]:
    """The items, or none when nothing shows that the lines are items. `barred` lines (by identity) are none."""
    valued = [one for one in _valued(lines, style, noisy=noisy) if id(lines[one.place]) not in barred]
    run = _run_that_sums(valued) or _run_that_multiplies(valued)
    return _counted([one.item for one in run])


def _counted(items: list[Item]) -> list[Item]:
    """A whole number before every text is its quantity, or its place when it counts up."""
    leads = [item.cells[Kind.DESCRIPTION].words[0] for item in items]
    if not items or not all(word.text.isdecimal() and len(word.text) < 4 for word in leads):
        return items
    numbers = [int(word.text) for word in leads]
    if numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] < 2:
        if len(numbers) == 2:
            return items
        kind = Kind.LINE_NO if len(numbers) > 1 else Kind.QUANTITY
    else:
        kind = Kind.QUANTITY
    return [_led(item, kind) for item in items]


def _led(item: Item, kind: Kind) -> Item:
    lead, *words = item.cells[Kind.DESCRIPTION].words
    if kind in item.cells or not _worded(words):
        return item
    number = Printed(Decimal(lead.text), lead.text)
    text = Cell(tuple(words), words_text(words))
    return replace(item, cells=item.cells | {Kind.DESCRIPTION: text, kind: Cell((lead,), lead.text, number)})


def _valued(lines: Sequence[Line], style: NumberStyle, *, noisy: bool) -> list[_Valued]:
    found: list[_Valued] = []
    free = 0  # first line that no item has taken
    for place, line in enumerate(lines):
        numbers = placed_numbers(line, style, noisy=noisy)
        if found and found[-1].place + 1 == place and (counted := _counted_below(found[-1], line, numbers)):
            found[-1], free = counted, place + 1
            continue
        amount = _row_amount(line, numbers)
        if amount is None:
            continue
        total = any(tells_total(segment.text) for segment in line.segments[:2])
        item = _item(lines, place, free, numbers, amount)
        if item:
            found.append(_Valued(place, item, total))
        free = place + 1
    return found


def _counted_below(one: _Valued, line: Line, numbers: Sequence[Placed]) -> _Valued | None:
    """The item with quantity and price from the row right under it, when that says no more: `3 x 4.50`."""
    above, amount = one.item.lines[-1], one.item.cells[Kind.AMOUNT].number
    if Kind.QUANTITY in one.item.cells or line.page != above.page or amount is None or len(numbers) != 2:
        return None
    figures = {id(word) for number in numbers for word in number.words}
    rest = plain_words(" ".join(word.text for word in line.words if id(word) not in figures))
    quantity, price = numbers
    if any(len(word) > 1 and word not in UNIT_WORDS for word in rest) or (
        line.y0 - above.y1 > max(line.height, above.height)
        or abs(quantity.printed.value * price.printed.value - amount.value) > _SLACK
    ):
        return None
    cells = one.item.cells | {Kind.QUANTITY: _cell(quantity), Kind.UNIT_PRICE: _cell(price)}
    return replace(one, item=replace(one.item, cells=cells, lines=(*one.item.lines, line)))


def _row_amount(line: Line, numbers: Sequence[Placed]) -> Placed | None:
    """The last number of the line when it is money and nothing but a tax letter follows."""
    if not numbers or not numbers[-1].money:
        return None
    last = numbers[-1]
    rest = [word.text for word in line.words[last.at + len(last.words) :]]
    if any(len(text.strip("*()%€$.,-")) > 3 for text in rest) or len(rest) > 2:
        return None
    return last


def _item(lines: Sequence[Line], place: int, free: int, numbers: Sequence[Placed], amount: Placed) -> Item | None:
    line = lines[place]
    cells: dict[Kind, Cell] = {Kind.AMOUNT: _cell(amount)}
    first = amount.at
    for quantity, price in _pairs(numbers, amount):
        cells |= {Kind.QUANTITY: _cell(quantity), Kind.UNIT_PRICE: _cell(price)}
        first = min(quantity.at, price.at)
        break
    words = tuple(line.words[:first])
    if quantity_leads := Kind.QUANTITY in cells and first == 0:
        between = line.words[1 : _first_number(cells, line)]
        words = tuple(word for word in between if any(char.isalpha() for char in word.text))
    used = [line]
    if not _worded(words) or (quantity_leads and len(words_text(words)) < 4):
        words, used = _above(lines, place, free)
    if not _worded(words):
        return None
    cells[Kind.DESCRIPTION] = Cell(words, words_text(words))
    return Item(cells, tuple(used), labelled=False)


def _first_number(cells: dict[Kind, Cell], line: Line) -> int:
    """Place of the first word of price or amount on the line."""
    firsts = [line.words.index(cells[kind].words[0]) for kind in (Kind.UNIT_PRICE, Kind.AMOUNT)]
    return min(firsts)


def _worded(words: Sequence[Word]) -> bool:
    return sum(char.isalpha() for word in words for char in word.text) >= 2


def _above(lines: Sequence[Line], place: int, free: int) -> tuple[tuple[Word, ...], list[Line]]:
    """The lines straight above that carry the description."""
    used: list[Line] = []
    for upper in range(place - 1, max(free, place - _LONGEST_DESCRIPTION) - 1, -1):
        below = lines[upper + 1]
        line = lines[upper]
        if is_label_row(line) or line.page != below.page or below.y0 - line.y1 > 1.0 * max(line.height, below.height):
            break
        used.insert(0, line)
        if len(used) == 1 and free == 0:
            break
    return tuple(word for line in used for word in line.words), [*used, lines[place]]


def _pairs(numbers: Sequence[Placed], amount: Placed) -> list[tuple[Placed, Placed]]:
    """Quantity and price on the line that multiply to the amount."""
    others = [number for number in numbers if number is not amount and not number.printed.percent]
    return [
        (left, right) if left.printed.decimals < 2 or right.printed.decimals >= 2 else (right, left)
        for left, right in pairwise(others)
        if left.printed.value and abs(left.printed.value * right.printed.value - amount.printed.value) <= _SLACK
    ][-1:]


def _cell(number: Placed) -> Cell:
    return Cell(number.words, number.printed.raw, number.printed)


def _run_that_sums(valued: Sequence[_Valued]) -> Sequence[_Valued]:
    """The longest run of lines whose sum is the amount of the first line after them that is a total, or looks so.

    A run from `start` to `end` sums to what was summed up to `end` less what was summed up to `start`: starts are
    looked up by that, and each line is looked at once.
    """
    best: Sequence[_Valued] = []
    amounts = [one.amount for one in valued]
    summed = list(accumulate(amounts, initial=Decimal(0)))  # before each line
    starts: dict[int, list[int]] = {}  # of runs that go on, by the sum before them, in steps of the slack
    for end in range(1, len(valued)):
        before = valued[end - 1]
        if before.total or valued[end].place - before.place > _FAR:
            starts = {}
        else:
            starts.setdefault(round(summed[end - 1] / _SLACK), []).append(end - 1)
        if not amounts[end]:
            continue
        wanted = summed[end] - amounts[end]
        least = max(len(best) + 1, 1 if valued[end].total else 2)
        start = _first_start(starts, summed, wanted, range(max(0, end - _LONGEST_RUN), end - least + 1))
        if start is not None:
            best = valued[start:end]
    return best


def _first_start(starts: dict[int, list[int]], summed: Sequence[Decimal], wanted: Decimal, among: range) -> int | None:
    """The first start in `among` before which this was summed."""
    found = []
    for step in (-1, 0, 1):
        known = starts.get(round(wanted / _SLACK) + step, [])
        first = bisect_left(known, among.start)
        fitting = (one for one in known[first : first + _MOST_STARTS] if abs(summed[one] - wanted) <= _SLACK)
        found += [one for one in fitting if one in among][:1]
    return min(found, default=None)


def _run_that_multiplies(valued: Sequence[_Valued]) -> list[_Valued]:
    """Lines before the first total when most of them show quantity and price."""
    end = next((place for place, one in enumerate(valued) if one.total), len(valued))
    run = [one for one in valued[:end] if not starts_with(words_text(one.item.lines[0].words), DISCOUNTS)]
    shown = [one for one in run if product_agrees(one.item)]
    return shown if shown and len(shown) * 2 > len(run) else []
