"""Slovakia."""

from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    return int(number) % 11 == 0


COUNTRY = Country(
    names=("Slovakia", "Slovensko"),
    currency="EUR",
    tax_names=("DPH",),
    tax_rates=percents("23 20 19 10 5"),
    postal_codes=("999 99", "99999"),
    vat_id=VatId(r"[1-9][0-9]{9}", "10 digits, the first not 0", vat_digits),
    marks=("Slovensko",),
)
