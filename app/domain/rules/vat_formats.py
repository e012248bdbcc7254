"""VAT numbers by country: the shape behind the prefix, and the check digits where they are published."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.rules import vat_digits as digits
from app.domain.rules.check_digits import luhn, mod_11_10


@dataclass(frozen=True)
class VatFormat:
    shape: str  # regular expression of the whole part behind the prefix
    words: str
    holds: Callable[[str], bool]


FORMATS = {
    "AT": VatFormat(r"U[0-9]{8}", "U and 8 digits", digits.austria),
    "BE": VatFormat(r"[01][0-9]{9}", "10 digits, the first 0 or 1", digits.belgium),
    "BG": VatFormat(r"[0-9]{9,10}", "9 or 10 digits", digits.bulgaria),
    "CH": VatFormat(r"E[0-9]{9}(MWST|TVA|IVA|TPV)?", "CHE, 9 digits, and MWST, TVA or IVA", digits.switzerland),
    "CY": VatFormat(r"[0-9]{8}[A-Z]", "8 digits and a letter", digits.cyprus),
    "CZ": VatFormat(r"[0-9]{8,10}", "8 to 10 digits", digits.czechia),
    "DE": VatFormat(r"[1-9][0-9]{8}", "9 digits, the first not 0", mod_11_10),
    "DK": VatFormat(r"[1-9][0-9]{7}", "8 digits, the first not 0", digits.denmark),
    "EE": VatFormat(r"[0-9]{9}", "9 digits", digits.estonia),
    "EL": VatFormat(r"[0-9]{9}", "9 digits", digits.greece),
    "ES": VatFormat(r"[A-Z][0-9]{7}[0-9A-Z]|[0-9]{8}[A-Z]", "9 characters, the first or last a letter", digits.spain),
    "FI": VatFormat(r"[0-9]{8}", "8 digits", digits.finland),
    "FR": VatFormat(r"[0-9A-HJ-NP-Z]{2}[0-9]{9}", "2 characters and 9 digits", digits.france),
    "GB": VatFormat(r"[0-9]{9}|[0-9]{12}|GD[0-4][0-9][0-9]|HA[5-9][0-9][0-9]", "9 or 12 digits", digits.united_kingdom),
    "HR": VatFormat(r"[0-9]{11}", "11 digits", mod_11_10),
    "HU": VatFormat(r"[0-9]{8}", "8 digits", digits.hungary),
    "IE": VatFormat(r"[0-9]{7}[A-W][A-IW]?|[0-9][A-Z][0-9]{5}[A-W]", "7 digits and 1 or 2 letters", digits.ireland),
    "IT": VatFormat(r"[0-9]{11}", "11 digits", luhn),
    "LT": VatFormat(r"[0-9]{9}|[0-9]{12}", "9 or 12 digits", digits.lithuania),
    "LU": VatFormat(r"[0-9]{8}", "8 digits", digits.luxembourg),
    "LV": VatFormat(r"[0-9]{11}", "11 digits", digits.latvia),
    "MT": VatFormat(r"[0-9]{8}", "8 digits", digits.malta),
    "NL": VatFormat(r"[0-9]{9}B[0-9][0-9]", "9 digits, B, 2 digits", digits.netherlands),
    "NO": VatFormat(r"[0-9]{9}(MVA)?", "9 digits and MVA", digits.norway),
    "PL": VatFormat(r"[0-9]{10}", "10 digits", digits.poland),
    "PT": VatFormat(r"[1-9][0-9]{8}", "9 digits, the first not 0", digits.portugal),
    "RO": VatFormat(r"[1-9][0-9]{1,9}", "2 to 10 digits, the first not 0", digits.romania),
    "SE": VatFormat(r"[0-9]{12}", "12 digits", digits.sweden),
    "SI": VatFormat(r"[1-9][0-9]{7}", "8 digits, the first not 0", digits.slovenia),
    "SK": VatFormat(r"[1-9][0-9]{9}", "10 digits, the first not 0", digits.slovakia),
}
FORMATS |= {"GR": FORMATS["EL"], "XI": FORMATS["GB"]}


def vat_fault(vat_id: str) -> str | None:
    """What is wrong with a VAT number (prefix, letters and digits only); None: nothing, or its rules are not known."""
    country, number = vat_id[:2], vat_id[2:]
    form = FORMATS.get(country)
    if form is None:
        return None
    if not re.fullmatch(form.shape, number):
        return f"{vat_id} has not the form of a VAT number of {country}: {form.words}"
    if not form.holds(number):
        return f"{vat_id}: the check digit does not hold; a digit is wrong"
    return None
