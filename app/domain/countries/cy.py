"""Cyprus."""

from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    odd = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
    total = sum(int(digit) if place % 2 else odd[int(digit)] for place, digit in enumerate(number[:8]))
    return chr(ord("A") + total % 26) == number[8]


COUNTRY = Country(
    names=("Cyprus", "Κύπρος"),
    currency="EUR",
    tax_names=("VAT", "ΦΠΑ"),
    tax_rates=percents("19 9 5"),
    postal_codes=("9999",),
    vat_id=VatId(r"[0-9]{8}[A-Z]", "8 digits and a letter", vat_digits),
    marks=("Κύπρος",),
)
