"""The words of a cell to its value."""

from collections.abc import Sequence
from dataclasses import replace

from app.engine.tables.grid import MONEY, NUMERIC
from app.engine.tables.items import Cell, words_text
from app.engine.tables.labels import Kind
from app.engine.values import NumberStyle, Printed, find_amounts, parse_amount, parse_quantity
from app.engine.words import Word


def read_cell(kind: Kind, words: tuple[Word, ...], style: NumberStyle, *, noisy: bool) -> Cell | None:
    """None when the words are not what a column of this kind holds."""
    text = words_text(words)
    if kind not in NUMERIC:
        return Cell(words, text)
    if kind is Kind.QUANTITY:
        return _quantity(words, style, noisy=noisy)
    number = read_number(words, style, noisy=noisy)
    if number is None or (kind is Kind.TAX_RATE and not 0 <= number.value <= 100):
        return None
    if kind in MONEY and number.percent:
        return None
    return Cell(words, number.raw, number)


def _quantity(words: tuple[Word, ...], style: NumberStyle, *, noisy: bool) -> Cell | None:
    for place, word in enumerate(words):
        number = parse_quantity(word.text, style) or parse_amount(word.text, style, noisy=noisy)
        if number and not number.percent:
            rest = words_text(words[place + 1 :]).strip(" .:") or None
            unit = number.unit or (rest if rest and rest[:1].isalpha() and len(rest) <= 20 else None)
            return Cell((word,), number.raw, replace(number, unit=unit))
    return None


def read_number(words: Sequence[Word], style: NumberStyle, *, noisy: bool) -> Printed | None:
    """The number of a cell: the whole text, or the only number in it."""
    text = words_text(words)
    printed = parse_amount(text, style, noisy=noisy)
    if printed:
        return printed
    found = [number for number in find_amounts(text, style) if number.decimals or not number.percent]
    money = [number for number in found if number.decimals >= 2 or number.currencies]
    if len(money) == 1:
        return money[0]
    return found[0] if len(found) == 1 else None
