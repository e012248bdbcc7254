"""Greece."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    return weighted(number[:8], [2**power for power in range(8, 0, -1)]) % 11 % 10 == int(number[8])


COUNTRY = Country(
    names=("Greece", "Ελλάδα"),
    currency="EUR",
    tax_names=("ΦΠΑ",),
    tax_rates=percents("24 13 6"),
    postal_codes=("999 99", "99999"),
    vat_id=VatId(r"[0-9]{9}", "9 digits", vat_digits, prefix="EL"),
    marks=("Ελλάδα",),
)
