"""Romania."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    padded = number.rjust(10, "0")
    return weighted(padded[:9], (7, 5, 3, 2, 1, 7, 5, 3, 2)) * 10 % 11 % 10 == int(padded[9])


COUNTRY = Country(
    names=("Romania", "România"),
    currency="RON",
    symbols=("lei",),
    tax_names=("TVA",),
    tax_rates=percents("21 19 11 9 5"),
    postal_codes=("999999",),
    vat_id=VatId(r"[1-9][0-9]{1,9}", "2 to 10 digits, the first not 0", vat_digits),
    marks=("România",),
)
