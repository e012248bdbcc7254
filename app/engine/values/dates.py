"""Printed dates. Whether 03/04/2024 is in March or in April is a property of the document, found from all its dates."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.engine.values.months import MONTHS

FIRST_YEAR, LAST_YEAR = 1990, 2099
_MONTH_FIRST_COUNTRIES = frozenset({"US", "PH", "FM", "MH", "PW"})


@dataclass(frozen=True, slots=True)
class DateStyle:
    """Order of numeric dates with slashes or dashes. `day_first` None: nothing in the document tells."""

    day_first: bool | None = None


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as printed. `others` are the further days the same text could mean; empty when the text, or the style of
    the document, leaves no doubt."""

    value: date
    raw: str
    start: int = 0
    end: int = 0
    others: tuple[date, ...] = ()


_MONTH = "|".join(sorted((re.escape(name) for name in MONTHS), key=len, reverse=True))
_YEAR = r"(?P<y>(?:19|20)\d\d|['’]?\d\d)"
_LINK = r"(?:\s|[-./,]|\bof\b|\bde\b|\bdel\b|\bde\s+l['’]|\bden\b|\bvan\b){0,4}?"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?=T\d|(?![\d]))",
        r"ngày\s*(?P<d>\d{1,2})\s*tháng\s*(?P<m>\d{1,2})\s*năm\s*(?P<y>\d{4})",
        r"(?P<y>(?:19|20)\d\d)\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日",
        rf"(?<![\d.,])(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|ª)?{_LINK}(?<![^\W\d_])(?P<name>{_MONTH})(?![^\W\d_])\.?{_LINK}{_YEAR}(?!\d|[.,]\d)",
        rf"(?<![^\W\d_])(?P<name>{_MONTH})(?![^\W\d_])\.?[\s.-]?\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|[\s./-]+)(?P<y>(?:19|20)\d\d|['’]\d\d)(?!\d|[.,]\d)",
        rf"(?<!\d)(?P<y>(?:19|20)\d\d)[\s-]+(?P<name>{_MONTH})[\s-]+(?P<d>\d{{1,2}})(?!\d)",
        r"(?<!\d)(?P<d>\d\d)(?P<m>\d\d)(?P<y>20\d\d)(?= +\d{1,2}:\d\d)",
        r"(?<![\d.,/-])(?P<a>\d{1,2})\s?(?P<s>[-/.])\s?(?P<b>\d{1,2})\s?(?P=s)\s?(?P<y>(?:19|20)\d\d|\d\d)(?![\d]|[-/]\d|[.,]\d)",
    )
)
_COMPACT = re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)")


def date_style(texts: Iterable[str], countries: tuple[str, ...] = ()) -> DateStyle:
    """Order of day and month by the document's dates that allow one order only; else by the country it comes from."""
    day_first = month_first = 0
    for text in texts:
        for match in _PATTERNS[-1].finditer(text):
            if match.group("s") == ".":
                continue
            first, second = int(match.group("a")), int(match.group("b"))
            day_first += first > 12 >= second
            month_first += second > 12 >= first
    if day_first != month_first:
        return DateStyle(day_first > month_first)
    if countries:
        return DateStyle(countries[0] not in _MONTH_FIRST_COUNTRIES)
    return DateStyle()


def find_dates(text: str, style: DateStyle, *, compact: bool = False) -> list[PrintedDate]:
    """Every date in a text, in order. `compact`: also 20241231, which elsewhere is more often an id."""
    found: list[PrintedDate] = []
    for pattern in (*_PATTERNS, _COMPACT) if compact else _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            days = _days(match, style)
            if days:
                found.append(PrintedDate(days[0], match.group().strip(), match.start(), match.end(), days[1:]))
    return sorted(found, key=lambda item: item.start)


def parse_date(text: str, style: DateStyle, *, compact: bool = False) -> PrintedDate | None:
    """The date that the whole text is, else None."""
    stripped = text.strip(" .,:;")
    for found in find_dates(stripped, style, compact=compact):
        if found.start == 0 and found.end == len(stripped):
            return found
    return None


def _days(match: re.Match[str], style: DateStyle) -> tuple[date, ...]:
    """The days a match can mean, likeliest first."""
    parts = match.groupdict()
    year = _year(parts["y"])
    if parts.get("name"):
        orders = [(MONTHS[_plain(parts["name"])], int(parts["d"]))]
    elif parts.get("m"):
        orders = [(int(parts["m"]), int(parts["d"]))]
    else:
        first, second = int(parts["a"]), int(parts["b"])
        orders = [(second, first), (first, second)]
        if parts["s"] == ".":
            orders = orders[:1]
        elif style.day_first is False:
            orders.reverse()
    days = [day for month, number in orders if (day := _day(year, month, number))]
    if parts.get("a") and len(days) == 2 and (style.day_first is not None or days[0] == days[1]):
        days = days[:1]
    return tuple(days)


def _plain(name: str) -> str:
    return re.sub(r"\s+", " ", name).casefold()


def _year(text: str) -> int:
    number = int(text.lstrip("'’"))
    if number > 99:
        return number
    return 2000 + number if number < 80 else 1900 + number


def _day(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
