"""Portugal."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    return (11 - weighted(number[:8], range(9, 1, -1)) % 11) % 11 % 10 == int(number[8])


COUNTRY = Country(
    names=("Portugal",),
    currency="EUR",
    tax_names=("IVA",),
    tax_rates=percents("23 13 6"),
    postal_codes=("9999-999",),
    vat_id=VatId(r"[1-9][0-9]{8}", "9 digits, the first not 0", vat_digits),
)
