"""Spain."""

from app.domain.countries.country import Country, VatId, percents
from app.domain.digits import only_digits


def vat_digits(number: str) -> bool:
    """Persons (8 digits and letter, or X, Y, Z first) and companies (letter first)."""
    if only_digits(number[0]) or number[0] in "XYZ":
        digits = number[:-1].translate(str.maketrans("XYZ", "012"))
        return "TRWAGMYFPDXBNJZSQVHLCKE"[int(digits) % 23] == number[-1]
    if number[0] in "KLM":
        return True  # persons without a number of their own: not checked
    doubled = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(number[1:8]))
    check = -doubled % 10
    return number[8] in (str(check), "JABCDEFGHI"[check])


COUNTRY = Country(
    names=("Spain", "España", "Espagne", "Spanien"),
    currency="EUR",
    tax_names=("IVA", "IGIC"),
    tax_rates=percents("21 10 4"),
    postal_codes=("99999",),
    vat_id=VatId(r"[A-Z][0-9]{7}[0-9A-Z]|[0-9]{8}[A-Z]", "9 characters, the first or last a letter", vat_digits),
    marks=("espana",),
)
