"""Estonia."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    return weighted(number, (3, 7, 1, 3, 7, 1, 3, 7, 1)) % 10 == 0


COUNTRY = Country(
    names=("Estonia", "Eesti"),
    currency="EUR",
    tax_rates=percents("24 22 13 9"),
    postal_codes=("99999",),
    vat_id=VatId(r"[0-9]{9}", "9 digits", vat_digits),
    marks=("Eesti",),
)
