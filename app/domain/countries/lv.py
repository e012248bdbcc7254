"""Latvia."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    """Persons (first digit up to 3) are not checked."""
    return number[0] <= "3" or weighted(number, (9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1)) % 11 == 3


COUNTRY = Country(
    names=("Latvia", "Latvija"),
    currency="EUR",
    tax_names=("PVN",),
    tax_rates=percents("21 12 5"),
    vat_id=VatId(r"[0-9]{11}", "11 digits", vat_digits),
    marks=("Latvija",),
)
