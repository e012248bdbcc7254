"""Bulgaria."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    """Companies have nine digits; the ten of persons follow other rules and are not checked."""
    if len(number) == 10:
        return True
    check = weighted(number[:8], range(1, 9)) % 11
    if check == 10:
        check = weighted(number[:8], range(3, 11)) % 11
    return check % 10 == int(number[8])


COUNTRY = Country(
    names=("Bulgaria", "България"),
    currency="BGN",
    symbols=("лв",),
    only_own_currency=False,
    tax_names=("ДДС",),
    tax_rates=percents("20 9"),
    postal_codes=("9999",),
    vat_id=VatId(r"[0-9]{9,10}", "9 or 10 digits", vat_digits),
    marks=("България",),
)
