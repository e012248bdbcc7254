"""Belgium."""

from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    return 97 - int(number[:8]) % 97 == int(number[8:])


COUNTRY = Country(
    names=("Belgium", "België", "Belgique", "Belgien"),
    currency="EUR",
    tax_names=("BTW", "TVA"),
    tax_rates=percents("21 12 6"),
    postal_codes=("9999",),
    vat_id=VatId(r"[01][0-9]{9}", "10 digits, the first 0 or 1", vat_digits),
    marks=("belgie", "belgique", "belgium"),
)
