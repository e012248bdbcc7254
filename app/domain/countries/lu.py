"""Luxembourg."""

from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    return int(number[:6]) % 89 == int(number[6:])


COUNTRY = Country(
    names=("Luxembourg", "Luxemburg"),
    currency="EUR",
    tax_names=("TVA",),
    tax_rates=percents("17 14 8 3"),
    postal_codes=("9999",),
    vat_id=VatId(r"[0-9]{8}", "8 digits", vat_digits),
)
