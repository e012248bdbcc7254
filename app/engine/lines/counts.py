"""Whole numbers that lead the descriptions of items: quantities, or places when they count up."""

from dataclasses import replace
from decimal import Decimal

from app.engine.tables.items import Cell, Item, words_text
from app.engine.tables.labels import Kind
from app.engine.values import Printed

_LONGEST = 3  # digits


def counted(items: list[Item]) -> list[Item]:
    """The items, a whole number before every text taken from it."""
    texts = [item.cells[Kind.DESCRIPTION].words if Kind.DESCRIPTION in item.cells else () for item in items]
    if not items or not all(words and words[0].text.isdecimal() and len(words[0].text) <= _LONGEST for words in texts):
        return items
    numbers = [int(words[0].text) for words in texts]
    counts_up = numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] < 2
    if counts_up and len(numbers) == 2:
        return items  # one and two: nobody can tell
    kind = Kind.LINE_NO if counts_up and len(numbers) > 1 else Kind.QUANTITY
    return [_led(item, kind) for item in items]


def _led(item: Item, kind: Kind) -> Item:
    lead, *words = item.cells[Kind.DESCRIPTION].words
    if kind in item.cells or sum(char.isalpha() for word in words for char in word.text) < 2:
        return item
    number = Printed(Decimal(lead.text), lead.text)
    text = Cell(tuple(words), words_text(words))
    return replace(item, cells=item.cells | {Kind.DESCRIPTION: text, kind: Cell((lead,), lead.text, number)})
