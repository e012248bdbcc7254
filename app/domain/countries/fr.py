"""France."""

from app.domain.check_digits import luhn
from app.domain.countries.country import Country, Register, VatId, percents
from app.domain.digits import only_digits

LA_POSTE = "356000000"  # its branches count by another rule


def vat_digits(number: str) -> bool:
    """Keys with letters follow another rule and are not checked."""
    key, company = number[:2], number[2:]
    return not only_digits(key) or int(company + "12") % 97 == int(key)


def siret(number: str) -> bool:
    return number.startswith(LA_POSTE) or luhn(number)


COUNTRY = Country(
    names=("France", "Frankreich"),
    currency="EUR",
    tax_names=("TVA",),
    tax_rates=percents("20 10 5.5 2.1"),
    postal_codes=("99999",),
    vat_id=VatId(r"[0-9A-HJ-NP-Z]{2}[0-9]{9}", "2 characters and 9 digits", vat_digits),
    registers=(
        Register("siret", words=("siret",), name="SIRET", shape=r"[0-9]{14}", form="14 digits", holds=siret),
        Register("siren", words=("siren",), name="SIREN", shape=r"[0-9]{9}", form="9 digits", holds=luhn),
        Register("company", words=("rcs",)),
    ),
    marks=("france", "siret", "tva"),
)
