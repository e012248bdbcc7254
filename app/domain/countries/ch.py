"""Switzerland."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    return weighted(number[1:10], (5, 4, 3, 2, 7, 6, 5, 4, 1)) % 11 == 0


COUNTRY = Country(
    names=("Switzerland", "Schweiz", "Suisse", "Svizzera"),
    currency="CHF",
    symbols=("SFr.", "Fr."),
    tax_names=("MWST", "TVA", "IVA"),
    tax_rates=percents("8.1 2.6 3.8"),
    postal_codes=("9999",),
    vat_id=VatId(r"E[0-9]{9}(MWST|TVA|IVA|TPV)?", "CHE, 9 digits, and MWST, TVA or IVA", vat_digits),
    marks=("schweiz", "suisse", "switzerland"),
)
