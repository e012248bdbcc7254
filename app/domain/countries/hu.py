"""Hungary."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    return weighted(number, (9, 7, 3, 1, 9, 7, 3, 1)) % 10 == 0


COUNTRY = Country(
    names=("Hungary", "Magyarország"),
    currency="HUF",
    symbols=("Ft",),
    tax_names=("ÁFA",),
    tax_rates=percents("27 18 5"),
    postal_codes=("9999",),
    vat_id=VatId(r"[0-9]{8}", "8 digits", vat_digits),
    marks=("Magyarország",),
)
