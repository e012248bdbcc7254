"""Finland."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    return weighted(number, (7, 9, 10, 5, 8, 4, 2, 1)) % 11 == 0


COUNTRY = Country(
    names=("Finland", "Suomi"),
    currency="EUR",
    tax_names=("ALV", "moms"),
    tax_rates=percents("25.5 24 14 13.5 10"),
    postal_codes=("99999",),
    vat_id=VatId(r"[0-9]{8}", "8 digits", vat_digits),
    marks=("Suomi",),
)
