"""Malta."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    return weighted(number, (3, 4, 6, 7, 8, 9, 10, 1)) % 37 == 0


COUNTRY = Country(
    names=("Malta",),
    currency="EUR",
    tax_names=("VAT",),
    tax_rates=percents("18 7 5"),
    vat_id=VatId(r"[0-9]{8}", "8 digits", vat_digits),
)
