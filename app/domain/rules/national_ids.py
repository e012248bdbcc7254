"""National registration numbers by scheme: shape, and check digits where they are published."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.rules.check_digits import gs1, luhn, mod_11_10, weighted

BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LA_POSTE = "356000000"  # its branches count by another rule


@dataclass(frozen=True)
class Scheme:
    name: str
    shape: str
    words: str
    holds: Callable[[str], bool] = lambda number: True


def abn(number: str) -> bool:
    return weighted(number, (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)) % 89 == 10  # the first digit counts one less


def cnpj(number: str) -> bool:
    first = -weighted(number, (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)) % 11 % 10
    second = -weighted(number, (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)) % 11 % 10
    return number[12:] == f"{first}{second}"


def gstin(number: str) -> bool:
    total = 0
    for place, character in enumerate(number[:14]):
        total += sum(divmod(BASE_36.index(character) * (1 + place % 2), 36))
    return BASE_36[-total % 36] == number[14]


def mst(number: str) -> bool:
    """Vietnam: ten digits, with three more for a branch. The twelve of a person are not checked."""
    if len(number) == 12:
        return True
    return 10 - weighted(number[:9], (31, 29, 23, 19, 17, 13, 7, 5, 3)) % 11 == int(number[9])


def siret(number: str) -> bool:
    return number.startswith(LA_POSTE) or luhn(number)


SIREN = Scheme("SIREN", r"[0-9]{9}", "9 digits", luhn)
SIRET = Scheme("SIRET", r"[0-9]{14}", "14 digits", siret)
SCHEMES = {
    "abn": Scheme("ABN", r"[0-9]{11}", "11 digits", abn),
    "cnpj": Scheme("CNPJ", r"[0-9]{14}", "14 digits", cnpj),
    "ein": Scheme("EIN", r"[0-9]{9}", "9 digits"),
    "gln": Scheme("GLN", r"[0-9]{13}", "13 digits", gs1),
    "gstin": Scheme("GSTIN", r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][0-9A-Z]{3}", "15 characters", gstin),
    "kvk": Scheme("KVK number", r"[0-9]{8}", "8 digits"),
    "mst": Scheme("MST", r"[0-9]{10}([0-9]{3})?|[0-9]{12}", "10, 12 or 13 digits", mst),
    "oib": Scheme("OIB", r"[0-9]{11}", "11 digits", mod_11_10),
    "pan": Scheme("PAN", r"[A-Z]{5}[0-9]{4}[A-Z]", "5 letters, 4 digits, a letter"),
    "siren": SIREN,
    "siret": SIRET,
}
ISO_6523 = {"0088": "gln", "0106": "kvk", "0151": "abn"}  # how e-invoices name the schemes


def scheme_of(name: str | None, number: str) -> Scheme | None:
    """The scheme by its name; `gst` and the French register hold numbers of several kinds, told by their length."""
    key = (name or "").strip().lower()
    key = ISO_6523.get(key, key)
    if key in ("0002", "0009", "siren", "siret"):
        return SIRET if len(number) == 14 or key in ("0009", "siret") else SIREN
    if key == "gst":
        return SCHEMES["gstin"] if len(number) == 15 else None
    return SCHEMES.get(key)


def national_id_fault(name: str | None, number: str) -> str | None:
    """What is wrong with a number (letters and digits only); None when nothing, or the scheme is not known."""
    scheme = scheme_of(name, number)
    if scheme is None:
        return None
    if not re.fullmatch(scheme.shape, number):
        return f"{number} has not the form of a {scheme.name}: {scheme.words}"
    if not scheme.holds(number):
        return f"{number}: the check digit of the {scheme.name} does not hold; a digit is wrong"
    return None
