"""United Kingdom."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, Register, VatId, percents, split
from app.domain.digits import only_digits


def vat_digits(number: str) -> bool:
    """Government departments and health authorities (GD, HA) have no check digits."""
    if not only_digits(number):
        return True
    total = weighted(number[:7], range(8, 1, -1)) + int(number[7:9])
    return total % 97 in (0, 42)


COUNTRY = Country(
    names=("United Kingdom", "UK", "England", "Great Britain"),
    currency="GBP",
    symbols=("£",),
    tax_names=("VAT",),
    tax_rates=percents("20 5"),
    postal_codes=("A9 9AA", "A99 9AA", "A9A 9AA", "AA9 9AA", "AA99 9AA", "AA9A 9AA"),
    town="both",
    vat_id=VatId(r"[0-9]{9}|[0-9]{12}|GD[0-4][0-9][0-9]|HA[5-9][0-9][0-9]", "9 or 12 digits", vat_digits, also="XI"),
    registers=(Register("company", words=("co", "reg", "crn")),),
    marks=("united kingdom", "great britain", "england"),
    regions=split(
        """
        northern ireland | scotland | wales
        """
    ),
)
