"""Slovenia."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    check = 11 - weighted(number[:7], range(8, 1, -1)) % 11
    return check != 11 and check % 10 == int(number[7])


COUNTRY = Country(
    names=("Slovenia", "Slovenija"),
    currency="EUR",
    tax_names=("DDV",),
    tax_rates=percents("22 9.5 5"),
    postal_codes=("9999",),
    vat_id=VatId(r"[1-9][0-9]{7}", "8 digits, the first not 0", vat_digits),
    marks=("Slovenija",),
)
