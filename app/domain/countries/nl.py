"""Netherlands."""

from app.domain.check_digits import mod_97, weighted
from app.domain.countries.country import Country, Register, VatId, percents


def vat_digits(number: str) -> bool:
    """The old rule covers the first nine digits, the one for sole traders since 2020 the whole number."""
    old = weighted(number[:8], range(9, 1, -1)) % 11 == int(number[8])
    return old or mod_97("NL" + number)


COUNTRY = Country(
    names=("Netherlands", "The Netherlands", "Nederland", "Niederlande"),
    currency="EUR",
    tax_names=("BTW",),
    tax_rates=percents("21 9"),
    postal_codes=("9999 AA", "9999AA"),
    vat_id=VatId(r"[0-9]{9}B[0-9][0-9]", "9 digits, B, 2 digits", vat_digits),
    registers=(Register("kvk", words=("kvk",), name="KVK number", shape=r"[0-9]{8}", form="8 digits"),),
    marks=("nederland", "netherlands", "btw", "kvk"),
)
