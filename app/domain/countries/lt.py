"""Lithuania."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, VatId, percents


def vat_digits(number: str) -> bool:
    body = number[:-1]
    check = weighted(body, [1 + place % 9 for place in range(len(body))]) % 11
    if check == 10:
        check = weighted(body, [1 + (place + 2) % 9 for place in range(len(body))]) % 11
    return check % 10 == int(number[-1])


COUNTRY = Country(
    names=("Lithuania", "Lietuva"),
    currency="EUR",
    tax_rates=percents("21 9 5"),
    postal_codes=("99999",),
    vat_id=VatId(r"[0-9]{9}|[0-9]{12}", "9 or 12 digits", vat_digits),
    marks=("Lietuva",),
)
