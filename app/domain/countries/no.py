"""Norway."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    return weighted(number[:9], (3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


COUNTRY = Country(
    names=("Norway", "Norge"),
    currency="NOK",
    symbols=("kr",),
    tax_names=("MVA",),
    tax_rates=percents("25 15 12"),
    postal_codes=("9999",),
    vat_id=VatId(r"[0-9]{9}(MVA)?", "9 digits and MVA", vat_digits, printed=r"[0-9]{9} ?MVA"),
    marks=("Norge",),
)
