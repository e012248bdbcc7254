"""Poland."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    return weighted(number[:9], (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(number[9])


COUNTRY = Country(
    names=("Poland", "Polska", "Polen"),
    currency="PLN",
    symbols=("zł",),
    tax_names=("VAT", "PTU"),
    tax_rates=percents("23 8 5"),
    postal_codes=("99-999",),
    vat_id=VatId(r"[0-9]{10}", "10 digits", vat_digits),
    marks=("Polska",),
)
