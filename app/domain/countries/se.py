"""Sweden."""

from app.domain.check_digits import luhn
from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    return luhn(number[:10])


COUNTRY = Country(
    names=("Sweden", "Sverige"),
    currency="SEK",
    symbols=("kr", "kr."),
    tax_names=("moms",),
    tax_rates=percents("25 12 6"),
    postal_codes=("999 99", "99999"),
    vat_id=VatId(r"[0-9]{12}", "12 digits", vat_digits),
    marks=("Sverige",),
)
