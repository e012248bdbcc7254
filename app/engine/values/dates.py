"""Printed dates. Whether 03/04/2024 is in March or in April is a property of the document, found from all its dates."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from app.domain.countries import country
from app.engine.languages import languages, phrases
from app.engine.languages.patterns import any_of, fold

FIRST_YEAR, LAST_YEAR = 1950, 2099
_CENTURY = 50  # two digits below it are of this century: nobody has a paper of 2072


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


_YEAR = r"(?P<y>(?:19|20)\d\d|['’]?\d\d)"
_NUMERIC = re.compile(
    r"(?<![\d.,/-])(?P<a>\d{1,2})\s?(?P<s>[-/.])\s?(?P<b>\d{1,2})\s?(?P=s)\s?(?P<y>(?:19|20)\d\d|\d\d)"
    r"(?![\d]|[-/]\d|[.,]\d)"
)
_COMPACT = re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)")
_PARTS = {"{d}": r"(?P<d>\d{1,2})", "{m}": r"(?P<m>\d{1,2})", "{y}": r"(?P<y>(?:19|20)\d\d)"}


@cache
def months() -> Mapping[str, int]:
    """Folded name to number, full and short, in all languages. A name means the same month in all of them."""
    found: dict[str, int] = {}
    for language in languages():
        for names in language.months.values():
            for place, name in enumerate(" ".join(names).split()):
                if name != "-":
                    found[fold(name)] = place % 12 + 1
    return found


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Dates in folded text, the surest form first."""
    month = "|".join(sorted(map(re.escape, months()), key=lambda name: (-len(name), name)))
    name = rf"(?<![^\W\d_])(?P<name>{month})(?![^\W\d_])\.?"
    ordinal = rf"(?:{any_of(phrases('dates', 'ordinal'))})?"
    link = rf"(?:\s|[-./,'’]|(?<![^\W\d_])(?:{any_of(phrases('dates', 'between'))})(?![^\W\d_])){{0,5}}?"
    forms = (
        r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[-/.]) ?(?P<m>\d{1,2})(?P=s) ?(?P<d>\d{1,2})(?=t\d|(?![\d]))",
        *map(_written, phrases("dates", "written")),
        rf"(?<![\d.,])(?P<d>\d{{1,2}}){ordinal}{link}{name}{link}{_YEAR}(?!\d|[.,]\d)",
        rf"{name}[\s.-]?\s*(?P<d>\d{{1,2}}){ordinal}(?:,\s*|[\s./-]+)(?P<y>(?:19|20)\d\d|['’]\d\d)(?!\d|[.,]\d)",
        rf"(?<!\d)(?P<y>(?:19|20)\d\d)[\s.-]+{name}[\s-]+(?P<d>\d{{1,2}})(?!\d)",
        r"(?<!\d)(?P<d>\d\d)(?P<m>\d\d)(?P<y>20\d\d)(?= +\d{1,2}:\d\d)",
    )
    return (*map(re.compile, forms), _NUMERIC)


def _written(form: str) -> str:
    """A form with its own words as a pattern: `ngày {d} tháng {m} năm {y}`."""
    parts = re.split(r"(\{.\})|\s+", form)
    return r"(?<!\d)" + r"[\s,]*".join(_PARTS.get(part) or re.escape(fold(part)) for part in parts if part) + r"(?!\d)"


def date_style(texts: Iterable[str], countries: tuple[str, ...] = ()) -> DateStyle:
    """Order of day and month by the document's dates that allow one order only; else by the country it comes from."""
    day_first = month_first = 0
    for text in texts:
        for match in _NUMERIC.finditer(text):
            if match.group("s") == ".":
                continue
            first, second = int(match.group("a")), int(match.group("b"))
            day_first += first > 12 >= second
            month_first += second > 12 >= first
    if day_first != month_first:
        return DateStyle(day_first > month_first)
    home = country(countries[0]) if countries else None
    if countries:
        return DateStyle(home is None or not home.month_first)
    return DateStyle()


def find_dates(text: str, style: DateStyle, *, compact: bool = False) -> list[PrintedDate]:
    """Every date in a text, in order. `compact`: also 20241231, which elsewhere is more often an id."""
    found: list[PrintedDate] = []
    plain = fold(text)
    for pattern in (*_patterns(), _COMPACT) if compact else _patterns():
        for match in pattern.finditer(plain):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            days = _days(match, style)
            if days:
                raw = text[match.start() : match.end()].strip()
                found.append(PrintedDate(days[0], raw, match.start(), match.end(), days[1:]))
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
        orders = [(months()[parts["name"]], int(parts["d"]))]
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


def _year(text: str) -> int:
    number = int(text.lstrip("'’"))
    if number > 99:
        return number
    return 2000 + number if number < _CENTURY else 1900 + number


def _day(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
