"""Czechia."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    """Companies have eight digits; the nine or ten of persons are not checked."""
    if len(number) != 8:
        return True
    check = (11 - weighted(number[:7], range(8, 1, -1)) % 11) % 11 or 1
    return check % 10 == int(number[7])


COUNTRY = Country(
    names=("Czechia", "Czech Republic", "Česká republika", "Česko"),
    currency="CZK",
    symbols=("Kč",),
    tax_names=("DPH",),
    tax_rates=percents("21 12"),
    postal_codes=("999 99", "99999"),
    vat_id=VatId(r"[0-9]{8,10}", "8 to 10 digits", vat_digits),
    marks=("Česká republika", "Česko"),
)
