"""Denmark."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    return weighted(number, (2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


COUNTRY = Country(
    names=("Denmark", "Danmark"),
    currency="DKK",
    symbols=("kr.", "kr"),
    tax_names=("moms",),
    tax_rates=percents("25"),
    postal_codes=("9999",),
    vat_id=VatId(r"[1-9][0-9]{7}", "8 digits, the first not 0", vat_digits),
    marks=("Danmark",),
)
