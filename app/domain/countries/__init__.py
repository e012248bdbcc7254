"""The countries that documents come from: everything about one stands in one file here, by its ISO 3166-1 code.

Of a country without a file only the code and the currency are known (`iso.py`).
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.resources import files

from app.domain.countries.country import Country, Register, VatId
from app.domain.countries.iso import CODES, CURRENCIES, SECOND_CURRENCIES

__all__ = ["Country", "Register", "VatId", "countries", "country", "currency_of", "vat_fault", "vat_id_of"]


@cache
def country(code: str) -> Country | None:
    """The country by its code in capitals; None for one that has no file, and for anything else."""
    if len(code) != 2 or not code.isascii() or not code.isupper() or not code.isalpha():
        return None
    try:
        found: Country = import_module(f"{__name__}.{code.lower()}").COUNTRY
    except ModuleNotFoundError:
        return None
    return found


@cache
def countries() -> Mapping[str, Country]:
    """Every country that has a file, by code."""
    codes = {file.name.partition(".")[0].upper() for file in files(__name__).iterdir()}
    return {code: found for code in sorted(codes) if (found := country(code))}


def currency_of(code: str, *, alone: bool = False) -> str | None:
    """The ISO 4217 code of what a country pays with; `alone`: None where a second currency is usual."""
    found = country(code)
    if found is not None:
        return found.currency if found.only_own_currency or not alone else None
    return CURRENCIES.get(code) or (None if alone else SECOND_CURRENCIES.get(code))


@cache
def vat_id_of(prefix: str) -> VatId | None:
    """The rules of VAT numbers that begin with these two letters: a country's code, or `EL` and `XI`."""
    home = country(prefix)
    if home is not None or prefix in CODES or len(prefix) != 2:
        return home.vat_id if home is not None else None
    others = (each.vat_id for each in countries().values() if each.vat_id is not None)
    return next((each for each in others if prefix in (each.prefix, each.also) and prefix), None)


def vat_fault(vat_id: str) -> str | None:
    """What is wrong with a VAT number (prefix, letters and digits only); None: nothing, or its rules are not known."""
    rules = vat_id_of(vat_id[:2])
    return rules.fault(vat_id) if rules is not None else None
