"""Which currency a code, a symbol, a country, an IBAN or a VAT id speaks for."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from app.domain.countries import countries, currency_of
from app.domain.rules.currencies import ACCOUNTED, CODES
from app.engine.languages import languages
from app.engine.languages.patterns import fold, whole_words


@cache
def symbols() -> Mapping[str, tuple[str, ...]]:
    """Codes that a symbol may stand for, the likeliest first: of countries where it comes first."""
    ranked = sorted((place, code) for code, each in countries().items() for place in range(len(each.symbols)))
    found: dict[str, tuple[str, ...]] = {"€": ("EUR",)}  # of no country alone
    for place, code in ranked:
        sign = countries()[code].symbols[place]
        found[sign] = (*found.get(sign, ()), countries()[code].currency)
    return found


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    """Symbols without capitals, and the names of currencies in all languages."""
    found = {sign.casefold(): codes for sign, codes in symbols().items()}
    for language in languages():
        for code, names in language.currencies.items():
            for name in names:
                found[name] = (*found.get(name, ()), *symbols().get(code, (code,)))
    return found


_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")


@cache
def symbol_pattern() -> str:
    return "|".join(re.escape(symbol) for symbol in sorted(symbols(), key=lambda sign: (-len(sign), sign)))


@cache
def _symbol() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_])(?:{symbol_pattern()})(?![^\W\d_])")


def currencies_named(text: str) -> tuple[str, ...]:
    """ISO codes that a short text may mean, likeliest first; empty when it names none. A code outranks a symbol."""
    for code in _CODE.findall(text):
        if code in CODES - ACCOUNTED:
            return (code,)
    symbol = _symbol().search(text)
    if symbol:
        return symbols()[symbol.group()]
    return _words().get(text.strip(" .,:()").casefold(), ())


@cache
def _full_names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Currencies by the names that say their country, too: US dollars, svenska kronor."""
    named: dict[str, list[str]] = {}
    for language in languages():
        for code, names in language.currencies.items():
            named.setdefault(code, []).extend(name for name in names if re.search(r"\W", name))
    return tuple((code, whole_words(names)) for code, names in named.items() if code in CODES and names)


def currencies_in_full(texts: Iterable[str]) -> tuple[str, ...]:
    """The codes and full names of currencies in texts: none of them may mean another."""
    whole = "\n".join(texts)
    plain = fold(whole)
    codes = [code for code in _CODE.findall(whole) if code in CODES - ACCOUNTED]
    return tuple(dict.fromkeys([*(code for code, name in _full_names() if name.search(plain)), *codes]))


def choose_currency(
    candidates: tuple[str, ...], countries: tuple[str, ...] = (), *, stated: tuple[str, ...] = ()
) -> str | None:
    """The one currency that is meant: the one candidate that the document states in full; else the first country (most
    trusted first) whose currency is a candidate decides. None when several remain."""
    if len(candidates) == 1:
        return candidates[0]
    told = set(candidates) & set(stated)
    if len(told) == 1:
        return told.pop()
    for country in countries:
        own = currency_of(country)
        if own is not None and own in candidates:
            return own
    return None


def country_of_iban(iban: str) -> str | None:
    """Country of an IBAN by its first letters, the rest is not checked."""
    match = re.match(r"\s*([A-Z]{2})\s?\d{2}", iban)
    return match.group(1) if match else None


def country_of_vat_id(vat_id: str) -> str | None:
    """Country of a VAT id that starts with letters (`DE`, `EL`, `CHE` ...); None for a bare number."""
    letters = re.match(r"\s*([A-Z]{2})", vat_id)
    if not letters:
        return None
    prefix = letters.group(1)
    if currency_of(prefix):
        return prefix
    rules = ((code, each.vat_id) for code, each in countries().items() if each.vat_id)
    return next((code for code, vat in rules if prefix in (vat.prefix, vat.also)), None)
