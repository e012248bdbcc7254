"""What the printed texts of an answer mean: amounts, quantities, dates and texts, in the style of the document."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from app.adapters.textract.answer import Field
from app.adapters.textract.choices import Choice
from app.domain.countries import countries
from app.domain.countries.iso import CODES
from app.engine.fields.places import country_named
from app.engine.values import (
    DateStyle,
    NumberStyle,
    Printed,
    date_style,
    find_amounts,
    find_dates,
    number_style,
    parse_amount,
    parse_quantity,
)

_EACH = re.compile(r"(?:(?<!\s)\s+)?(?:/|\bper\b)\s*[A-Za-z]+\.?$|(?<!\s)\s+(?:each|ea\.?)$", re.IGNORECASE)
_TAX_MARK = re.compile(r"(?<=\d)\s*[A-Za-z*#]{1,2}$")
_CREDIT = re.compile(r"(?<=\d)\s*CR\.?$", re.IGNORECASE)
_LETTERS_BEFORE = re.compile(r"^[A-Za-z]{1,3}\.?\s?(?=[\d.])")
_ZIP = re.compile(r"\d{5}(?:-\d{4})?")
_IN_DOUBT = 0.6  # weight of a date whose day and month could change places


@dataclass(frozen=True)
class Style:
    """How this document writes. `countries`: where it seems to come from, the surest first."""

    numbers: NumberStyle
    dates: DateStyle
    countries: tuple[str, ...]

    @classmethod
    def of(cls, fields: Iterable[Field]) -> "Style":
        everything = list(fields)
        texts = [field.text for field in everything if field.text]
        countries = tuple(dict.fromkeys(_countries(everything)))
        of_currency = [home for field in everything if (home := _country_of_currency().get(field.currency or ""))]
        # Where nothing tells, the mark is a point: AnalyzeExpense reads English.
        numbers = NumberStyle(number_style(texts).decimal or ".")
        return cls(numbers, date_style(texts, (*countries, *of_currency[:1])), countries)

    def amount(self, text: str) -> Printed | None:
        """The amount of money in a text that holds one, without marks of tax groups (`899.99 S`) and units. Beside such
        marks only a number with cents or currency is one: `12x` is not wholly understood."""
        line = " ".join(text.split())
        direct = self._number(line)
        if direct is not None:
            return direct
        if _CREDIT.search(line):
            credit = self._number(_CREDIT.sub("", line))
            return credit and replace(credit, value=-abs(credit.value), raw=line)
        of_one = _EACH.sub("", line)
        bare = _TAX_MARK.sub("", of_one)
        for form in (of_one, bare, _LETTERS_BEFORE.sub("", bare)):
            number = self._number(form)
            if number is not None and (form == of_one or number.decimals or number.currencies):
                return number
        inside = [item for item in find_amounts(line, self.numbers) if not item.percent and item.decimals]
        return inside[0] if len(inside) == 1 and not find_dates(line, self.dates) else None

    def _number(self, text: str) -> Printed | None:
        number = parse_amount(text, self.numbers, noisy=True)
        return number if number is not None and not number.percent else None

    def amount_choice(self, field: Field, weight: float = 1.0) -> Choice:
        number = self.amount(field.text)
        return Choice(number and number.value, number.raw if number else one_line(field.text), field, weight)

    def quantity(self, text: str) -> Printed | None:
        """`4.5`, `2 kg`, `3 X`."""
        return parse_quantity(one_line(text), self.numbers)

    def dates_of(self, field: Field, weight: float = 1.0) -> list[Choice]:
        """The days that a field may mean, likeliest first; a text with two dates means neither for sure."""
        found = find_dates(one_line(field.text), self.dates)
        days = list(dict.fromkeys(date.value for date in found))
        if len(days) != 1:
            return [Choice(None, one_line(field.text), field, weight)]
        doubt = _IN_DOUBT if found[0].others else 1.0
        others = [Choice(day, found[0].raw, field, weight * 0.5) for day in found[0].others]
        return [Choice(days[0], found[0].raw, field, weight * doubt), *others]


def one_line(text: str) -> str:
    return " ".join(text.split())


def name(text: str) -> str:
    """A name on one line, without lines that hold no letter or digit (`META` over a dash)."""
    return one_line(" ".join(line for line in text.splitlines() if any(char.isalnum() for char in line)))


def country_code(text: str) -> str | None:
    """ISO code of a country that is named or given by its code."""
    plain = text.strip(" .,;()\n")
    if plain.upper() in CODES and len(plain) == 2:
        return plain.upper()
    return country_named(one_line(plain))


def _countries(fields: list[Field]) -> Iterable[str]:
    for wanted in ("VENDOR", ""):
        for field in fields:
            if field.type == "COUNTRY" and any(
                group.startswith(wanted) for group in (*field.groups, *([""] if not wanted else []))
            ):
                country = country_code(field.text)
                if country:
                    yield country
    states = {one_line(field.text).strip(" ,.") for field in fields if field.type == "STATE"}
    codes = [field.text for field in fields if field.type == "ZIP_CODE"]
    if any(_ZIP.fullmatch(code.strip()) for code in codes) and any(
        re.fullmatch(r"[A-Z]{2}", state) for state in states
    ):
        yield "US"


@cache
def _country_of_currency() -> Mapping[str, str]:
    return {each.currency: code for code, each in reversed([*countries().items()])}
