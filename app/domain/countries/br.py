"""Brazil."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, Register


def cnpj(number: str) -> bool:
    first = -weighted(number, (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)) % 11 % 10
    second = -weighted(number, (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)) % 11 % 10
    return number[12:] == f"{first}{second}"


COUNTRY = Country(
    names=("Brazil", "Brasil"),
    currency="BRL",
    symbols=("R$",),
    registers=(Register("cnpj", words=("cnpj",), name="CNPJ", shape=r"[0-9]{14}", form="14 digits", holds=cnpj),),
)
