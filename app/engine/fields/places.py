"""Names of countries and regions, and which country a document shows itself to be from."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from app.domain.countries import countries
from app.engine.languages.patterns import fold, whole_words


@cache
def country_names() -> Mapping[str, str]:
    """Folded name to code."""
    return {fold(name): code for code, country in countries().items() for name in country.names}


@cache
def regions() -> frozenset[str]:
    """Folded names of states and districts."""
    return frozenset(fold(region) for country in countries().values() for region in country.regions)


def country_named(text: str) -> str | None:
    return country_names().get(fold(text).strip(" .,;()"))


@cache
def _marks() -> Mapping[str, re.Pattern[str]]:
    return {code: whole_words(country.marks) for code, country in countries().items() if country.marks}


def countries_shown(plain: str, text: str) -> tuple[str, ...]:
    """Countries that a document names or shows, the surest first: by its accounts, by the number of words for the
    country and by its money, by a state before a postal code. `plain` is the text folded."""
    found: list[str] = []
    found += re.findall(r"(?<![A-Z0-9])([A-Z]{2})\d{2}(?: ?[A-Z0-9]{4}){3,}", text)
    found += [code for _, code in sorted(_shown(plain, text))]
    if re.search(r"\b[A-Z]{2},? \d{5}(?:-\d{4})?\b", text):
        found.append("US")
    return tuple(dict.fromkeys(found))


def _shown(plain: str, text: str) -> Iterator[tuple[tuple[int, bool, int], str]]:
    """Each country that words tell, with its rank."""
    for code, pattern in _marks().items():
        marks = [*pattern.finditer(plain)]
        if marks:
            symbols = countries()[code].symbols
            usual = bool(symbols) and symbols[0] in text
            yield (-len({mark.group() for mark in marks}), not usual, marks[0].start()), code
