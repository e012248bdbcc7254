"""Ireland."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, VatId, percents
from app.domain.digits import only_digits


def vat_digits(number: str) -> bool:
    """Old numbers, with a letter or sign in the second place, are not checked."""
    if not only_digits(number[:7]):
        return True
    letters = "WABCDEFGHIJKLMNOPQRSTUV"
    extra = letters.find(number[8]) if len(number) == 9 else 0
    return letters[(weighted(number[:7], range(8, 1, -1)) + 9 * extra) % 23] == number[7]


COUNTRY = Country(
    names=("Ireland", "Éire"),
    currency="EUR",
    tax_names=("VAT",),
    tax_rates=percents("23 13.5 9"),
    vat_id=VatId(
        r"[0-9]{7}[A-W][A-IW]?|[0-9][A-Z][0-9]{5}[A-W]",
        "7 digits and 1 or 2 letters",
        vat_digits,
        printed=r"[0-9][A-Z0-9+*][0-9]{5}[A-Z]{1,2}",
    ),
    marks=("Éire",),
)
