"""Austria."""

from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    digits = number[1:]
    doubled = [sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(digits[:7])]
    return (10 - (sum(doubled) + 4) % 10) % 10 == int(digits[7])


COUNTRY = Country(
    names=("Austria", "Österreich"),
    currency="EUR",
    tax_names=("USt", "MwSt"),
    tax_rates=percents("20 10 13"),
    postal_codes=("9999",),
    vat_id=VatId(r"U[0-9]{8}", "U and 8 digits", vat_digits),
    marks=("osterreich", "austria"),
)
