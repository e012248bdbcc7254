"""Printed numbers to Decimal. The decimal mark is a property of the document, found from all its numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Literal

from app.domain.rules.currencies import ACCOUNTED, CODES
from app.engine.values.currencies import currencies_named, symbol_pattern

Mark = Literal[".", ","]


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """The decimal mark of a document. `decimal` None: nothing in it tells."""

    decimal: Mark | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed. `raw` is its own text with sign and currency, at `start`-`end` of what was searched.

    `others` are further values the same text could mean (1.234 as 1234); empty when the text leaves no doubt.
    `decimals` counts the printed digits after the mark. `currencies` may hold several codes, see `choose_currency`.
    """

    value: Decimal
    raw: str
    start: int = 0
    end: int = 0
    decimals: int = 0
    currencies: tuple[str, ...] = ()
    unit: str | None = None
    percent: bool = False
    others: tuple[Decimal, ...] = ()


_SPACE = " \u00a0\u2007\u2009\u202f"
_MINUS = "-\u2212\u2013\u2010\u2011"
# Groups of three behind a space count only when all are of three; Indian groups of two behind a comma are allowed.
_CORE = (
    rf"(?:\d{{1,3}}(?:[{_SPACE}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,'’]\d+)*|[.,]\d{{1,4}}(?!\d))(?:[.,][-–—]{{1,2}})?"
)


@cache
def _number() -> re.Pattern[str]:
    currency = "|".join((symbol_pattern(), *sorted(CODES - ACCOUNTED)))
    return re.compile(
        rf"(?P<open>\()?(?:(?P<sign>[{_MINUS}+])[{_SPACE}]?)?(?:(?<![^\W\d_])(?P<before>{currency})[{_SPACE}]?)?"
        rf"(?P<open2>\()?(?:(?P<sign2>[{_MINUS}])[{_SPACE}]?)?(?<![\d.,'’])(?P<core>{_CORE})"
        rf"(?:(?P<trail>[{_MINUS}])(?![\w]))?(?:[{_SPACE}]?(?P<percent>%|‰))?"
        rf"(?:[{_SPACE}]?(?P<after>{currency})(?![^\W\d_]))?(?P<trail2>[{_MINUS}](?![\w]))?(?P<close>\))?"
    )


_STYLE_TOKEN = re.compile(r"(?<![\d.,'’/:-])\d[\d.,'’]*\d(?![\d/:])(?!-\d)")
_SAME_MARKS = re.compile(r"(?<![\d.,])(\d{1,3}(?:([.,])\d{3})(?:\2\d{3})*)\2(\d\d)(?![\d,]|\.\d)")
# Apostrophes part groups of three: 5'10 are feet and inches.
_APOSTROPHES = re.compile(r"^(?:[^'’]*|\d{1,3}(?:['’]\d{3})+(?!\d)[^'’]*)$")
_CONFUSED = str.maketrans({"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8"})


def number_style(texts: Iterable[str]) -> NumberStyle:
    """Decimal mark of a document by the votes of all its numbers; dates, times and long ids give no vote."""
    votes = {".": 0, ",": 0}
    for text in texts:
        for token in _STYLE_TOKEN.findall(text):
            mark, weight = _vote(token)
            if mark:
                votes[mark] += weight
    if votes["."] == votes[","]:
        return NumberStyle()
    return NumberStyle("." if votes["."] > votes[","] else ",")


def _vote(token: str) -> tuple[Mark | None, int]:
    dots, commas = token.count("."), token.count(",")
    if dots and commas:
        last: Mark = "." if token.rfind(".") > token.rfind(",") else ","
        return (last, 3) if _meanings(token, NumberStyle()) else (None, 0)
    if dots + commas == 1:
        mark: Mark = "." if dots else ","
        head, tail = token.split(mark)
        if "'" in head or "’" in head or len(tail) == 2:
            return mark, 1 if len(tail) == 2 else 2
        return (mark, 1) if len(tail) in (1, 4) and len(head) < 5 else (None, 0)
    if (dots > 1 or commas > 1) and _meanings(token, NumberStyle()):
        return (("," if dots else "."), 2)
    return None, 0


def _meanings(core: str, style: NumberStyle) -> tuple[Decimal, ...]:
    """What the digits and marks can mean, likeliest first; empty when they are no number."""
    if not _APOSTROPHES.search(core):
        return ()
    text = re.sub(rf"[.,][-–—]{{1,2}}$|[{_SPACE}'’]", "", core)
    if text[:1] in ".,":
        text = "0" + text
    dots, commas = text.count("."), text.count(",")
    if not dots and not commas:
        return (Decimal(text),)
    if dots and commas:
        return _both_marks(text)
    if dots + commas > 1:
        mark = "." if dots else ","
        if _grouped(text, mark):
            return (Decimal(text.replace(mark, "")),)
        head, _, tail = text.rpartition(mark)  # 1.458.33: a comma with its tail lost, as on a fax
        return (Decimal(f"{head.replace(mark, '')}.{tail}"),) if len(tail) == 2 and _grouped(head, mark) else ()
    return _one_mark(text, core, style)


def _one_mark(text: str, core: str, style: NumberStyle) -> tuple[Decimal, ...]:
    mark: Mark = "." if "." in text else ","
    head, tail = text.split(mark)
    broken, whole = Decimal(f"{head}.{tail}"), Decimal(head + tail)
    grouped_elsewhere = any(char in core for char in f"'’{_SPACE}")
    if len(tail) != 3 or len(head) > 3 or head.startswith("0") or grouped_elsewhere:
        return (broken,)
    if core[-1] in "-–—":
        return (whole,)
    if style.decimal == mark:
        return (broken, whole)
    return (whole,) if style.decimal else (whole, broken)


def _both_marks(text: str) -> tuple[Decimal, ...]:
    mark = "." if text.rfind(".") > text.rfind(",") else ","
    group = "," if mark == "." else "."
    head, _, tail = text.rpartition(mark)
    if mark in head or not _grouped(head, group):
        return ()
    return (Decimal(f"{head.replace(group, '')}.{tail}"),)


def _grouped(text: str, mark: str) -> bool:
    """Groups of three, or the Indian form (two, two, then three)."""
    first, *rest = text.split(mark)
    if not 1 <= len(first) <= 3 or not rest or len(rest[-1]) != 3:
        return False
    return all(len(part) == 3 for part in rest) or (
        mark == "," and len(first) < 3 and all(len(p) == 2 for p in rest[:-1])
    )


def find_amounts(text: str, style: NumberStyle) -> list[Printed]:
    """Every number in a text, in order, with currency and sign where printed. Dates and times are not told apart from
    numbers here; parts of words and of ids (`A4`, `12-34`) are left out."""
    found = []
    for match in _number().finditer(text):
        before = text[: match.start()][-1:]
        after = text[match.end() :][:1]
        if before.isalnum() or after.isalnum() or before in ("_", "/", "#") or after in ("_", "/"):
            continue
        if after == ":" and text[match.end() + 1 :][:1].isdigit():  # a time of day; "20 %:" is a label's end
            continue
        if before and before in _MINUS and text[: match.start()][-2:-1].isalnum():
            continue
        if after and after in _MINUS and text[match.end() + 1 :][:1].isalnum():
            continue
        printed = _printed(match, style)
        if printed:
            found.append(printed)
    return found


def parse_amount(text: str, style: NumberStyle, *, noisy: bool = False) -> Printed | None:
    """The amount that the whole text is (currency and sign allowed), else None.

    `noisy`: the text was recognized from a picture. Then letters that look like digits are taken as digits, but only
    inside a number that shows cents and has more digits than letters; and blanks beside the decimal mark are closed.
    """
    stripped = text.strip()
    match = _number().fullmatch(stripped)
    printed = _printed(match, style) if match else None
    if printed or not noisy:
        return printed
    closed = re.sub(rf"(?<=\d)[{_SPACE}]?([.,])[{_SPACE}]?(?=\d\d(?!\d))", r"\1", stripped)
    closed = with_own_decimal_mark(closed)
    corrected = re.sub(r"[\dOoQlI|SB.,]{3,}", _correct, closed)
    match = _number().fullmatch(corrected) if corrected != stripped else None
    printed = _printed(match, style) if match else None
    return printed and replace(printed, raw=stripped, start=0, end=len(stripped))


def with_own_decimal_mark(text: str) -> str:
    """Recognized text in which a number's groups and its cents stand behind the same mark, `1.458.33`: the last becomes
    the other mark. The length stays the same."""
    return _SAME_MARKS.sub(
        lambda found: found.group(1) + ("," if found.group(2) == "." else ".") + found.group(3), text
    )


def _correct(match: re.Match[str]) -> str:
    text = match.group()
    digits = sum(char.isdigit() for char in text)
    letters = sum(char.isalpha() or char == "|" for char in text)
    corrected = text.translate(_CONFUSED)
    safe = digits > letters and re.fullmatch(r"\d+(?:[.,]\d{3})*[.,]\d\d", corrected)
    return corrected if safe else text


def parse_percent(text: str, style: NumberStyle) -> Printed | None:
    """`19 %`, `7,00%`, `20.0 %`; None for a number without the sign."""
    printed = parse_amount(text, style)
    if printed is None or not printed.percent:
        return None
    return replace(printed, value=printed.others[0], others=()) if printed.value > 100 and printed.others else printed


_QUANTITY = re.compile(
    rf"(?P<number>[{_MINUS}]?{_CORE}[{_MINUS}]?)[{_SPACE}]?(?P<times>[xX×*])?[{_SPACE}]?(?P<unit>[^\W\d_][\w²³./]{{0,14}})?\.?"
)


def parse_quantity(text: str, style: NumberStyle) -> Printed | None:
    """`3`, `2,5 Std.`, `10x`, `x 4`, `1.000 kg`, `12.5h`; `unit` holds what follows the number."""
    stripped = re.sub(rf"^[xX×][{_SPACE}]?(?=\d)", "", text.strip())
    match = _QUANTITY.fullmatch(stripped)
    if not match or currencies_named(match.group("unit") or ""):
        return None
    number = parse_amount(match.group("number"), style)
    return number and replace(number, start=match.start(), end=match.end("number"), unit=match.group("unit"))


def _printed(match: re.Match[str], style: NumberStyle) -> Printed | None:
    core = match.group("core")
    meanings = _meanings(core, style) if len(core) <= 24 else ()
    if not meanings:
        return None
    opened, closed = bool(match.group("open") or match.group("open2")), bool(match.group("close"))
    start = match.start() + (opened and not closed and bool(match.group("open")))
    end = match.end() - (closed and not opened)
    percent = bool(match.group("percent"))
    negative = (opened and closed and not percent) or any(match.group(name) for name in ("sign2", "trail", "trail2"))
    negative = negative or (match.group("sign") or "+") != "+"
    signed = tuple(-value if negative else value for value in meanings)
    exponent = signed[0].as_tuple().exponent
    named = match.group("before") or match.group("after")
    return Printed(
        value=signed[0],
        raw=match.string[start:end].strip(),
        start=start,
        end=end,
        decimals=-exponent if isinstance(exponent, int) and exponent < 0 else 0,
        currencies=currencies_named(named) if named else (),
        percent=percent,
        others=signed[1:],
    )
