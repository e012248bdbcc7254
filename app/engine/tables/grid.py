"""Puts the words of a printed line into the columns of its table: the cheapest way from left to right."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.engine.layout import Line
from app.engine.tables.header import Column
from app.engine.tables.labels import UNIT_WORDS, Kind, plain_words
from app.engine.tables.placed import is_near
from app.engine.values import NumberStyle, currencies_named, parse_amount, parse_quantity
from app.engine.words import Word

NUMERIC = frozenset(
    {Kind.QUANTITY, Kind.UNIT_PRICE, Kind.DISCOUNT, Kind.TAX_RATE, Kind.TAX_AMOUNT, Kind.AMOUNT, Kind.GROSS}
)
MONEY = frozenset({Kind.UNIT_PRICE, Kind.TAX_AMOUNT, Kind.AMOUNT, Kind.GROSS})
_STEP = 0.01  # a hundredth of the page's width out of place costs one


@dataclass(frozen=True)
class Token:
    """A word, or the words of one number with blanks between its groups, with what it can be."""

    words: tuple[Word, ...]
    number: bool
    money: bool  # has cents or a currency
    percent: bool
    sign: bool  # a currency, percent or unit price mark that goes with a number beside it

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return self.words[-1].x1


def token(words: tuple[Word, ...], style: NumberStyle, *, noisy: bool) -> Token:
    text = " ".join(word.text for word in words)
    printed = parse_amount(text, style, noisy=noisy)
    counted = printed is None and parse_quantity(text, style) is not None
    sign = text in ("%", "-", "/", "*", "x", "X", "×", "@") or bool(currencies_named(text))
    return Token(
        words,
        number=printed is not None or counted,
        money=printed is not None and not printed.percent and (printed.decimals >= 2 or bool(printed.currencies)),
        percent=printed is not None and printed.percent,
        sign=sign and printed is None,
    )


_HEAD = re.compile(r"[^\d\s]{0,3}\d{1,3}(?: \d{3})*")
_GROUP = re.compile(r"\d{3}(?!\d).{0,6}")


def _tokens(line: Line, style: NumberStyle, *, noisy: bool) -> list[Token]:
    """The words, those of one grouped number (`1 234,56`) together."""
    groups: list[tuple[Word, ...]] = []
    for word in line.words:
        before = groups[-1] if groups else ()
        text = " ".join(other.text for other in before)
        near = before and is_near(before[-1], word)
        joined = f"{text} {word.text}"
        if near and _HEAD.fullmatch(text) and _GROUP.fullmatch(word.text) and parse_amount(joined, style):
            groups[-1] = (*before, word)
        else:
            groups.append((word,))
    return [token(words, style, noisy=noisy) for words in groups]


def fill(line: Line, columns: Sequence[Column], style: NumberStyle, *, noisy: bool, height: float) -> list[list[Word]]:
    """The words of a line by column. `height` is a line height in parts of the page's width."""
    tokens = _tokens(line, style, noisy=noisy)
    if not tokens:
        return [[] for _ in columns]
    # cost[c][n]: cheapest way so far that ends in column c; n: 1 when the column already holds a number.
    infinite = float("inf")
    ways: list[dict[tuple[int, bool], tuple[float, tuple[int, bool] | None]]] = []
    for place, now in enumerate(tokens):
        step: dict[tuple[int, bool], tuple[float, tuple[int, bool] | None]] = {}
        gap = now.x0 - tokens[place - 1].x1 if place else 0.0
        for target, column in enumerate(columns):
            own = _misfit(now, columns, target, column)
            if place == 0:
                step[target, now.number] = (own, None)
                continue
            for (before, full), (cost, _) in ways[-1].items():
                if before > target:
                    continue
                same = before == target
                move = _stay(now, column, gap / height, full) if same else (1.5 if gap < 0.5 * height else 0.0)
                state = (target, now.number or (same and full))
                total = cost + own + move
                if total < step.get(state, (infinite, None))[0]:
                    step[state] = (total, (before, full))
        ways.append(step)
    return _trace(tokens, ways, len(columns))


def _trace(
    tokens: Sequence[Token], ways: Sequence[dict[tuple[int, bool], tuple[float, tuple[int, bool] | None]]], count: int
) -> list[list[Word]]:
    cells: list[list[Word]] = [[] for _ in range(count)]
    state: tuple[int, bool] | None = min(ways[-1], key=lambda key: ways[-1][key][0])
    for now, step in zip(reversed(tokens), reversed(ways), strict=True):
        assert state is not None  # noqa: S101 - every step has a way that leads to it
        cells[state[0]][:0] = now.words
        state = step[state][1]
    return cells


def _stay(now: Token, column: Column, gap: float, full: bool) -> float:
    """Cost of another word in the same column."""
    if column.kind in NUMERIC:
        crowded = 6.0 if now.number and full else 0.0
        return crowded + (3.0 if gap > 1.5 and not now.sign else 0.0)
    return 0.6 if gap > 1.5 else 0.0


def _misfit(now: Token, columns: Sequence[Column], target: int, column: Column) -> float:
    """Cost of a word in a column, by its place and by what it is."""
    word = now
    if column.kind in NUMERIC:
        apart = max(0.0, word.x0 - column.x1, column.x0 - word.x1) / _STEP
        return min(apart, 12.0) * 0.5 + _mismatch(now, column.kind)
    if column.kind in (Kind.LINE_NO, Kind.UNIT):
        apart = max(0.0, word.x0 - column.x1, column.x0 - word.x1) * 2
    else:
        right = max(columns[target + 1].x0 if target + 1 < len(columns) else 1.0, column.x1)
        apart = max(0.0, column.x0 - word.x0) + max(0.0, word.x1 - right)
    return min(apart / _STEP, 12.0) * 0.5 + _text_mismatch(now, column.kind)


def _mismatch(now: Token, kind: Kind) -> float:
    if now.sign:
        return 0.3
    if not now.number:
        return _word_in_numbers(now.words[0].text, kind)
    if now.percent:
        return 0.0 if kind in (Kind.TAX_RATE, Kind.DISCOUNT) else 3.0
    if kind in (Kind.AMOUNT, Kind.GROSS) and not now.money:
        return 1.0
    return 0.5 if kind in (Kind.TAX_RATE, Kind.QUANTITY) and now.money else 0.0


def _word_in_numbers(text: str, kind: Kind) -> float:
    """Cost of a word in a column of numbers; units stand beside quantities."""
    if kind is Kind.TAX_RATE and len(text) <= 3:
        return 0.5  # a code of the tax
    if kind is not Kind.QUANTITY:
        return 4.0 if len(text) <= 3 else 8.0
    if set(plain_words(text)[:1]) & UNIT_WORDS:
        return 0.3
    return 2.5 if len(text) <= 8 else 5.0


def _text_mismatch(now: Token, kind: Kind) -> float:
    if kind is Kind.LINE_NO:
        return 0.0 if now.number and not now.money else 3.0
    if kind is Kind.UNIT:
        return 2.0 if now.number else 0.0
    if kind is Kind.OTHER:
        return 0.5
    if now.money:
        return 2.5
    return 0.8 if now.percent or now.number else 0.0
