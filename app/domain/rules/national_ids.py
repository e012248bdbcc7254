"""National registration numbers by scheme: shape, and check digits where they are published."""

import re
from collections.abc import Mapping
from functools import cache

from app.domain.check_digits import gs1
from app.domain.countries import Register, countries

GLN = Register("gln", name="GLN", shape=r"[0-9]{13}", form="13 digits", holds=gs1)  # of no country
ISO_6523 = {"0088": "gln", "0106": "kvk", "0151": "abn"}  # how e-invoices name the schemes


@cache
def _schemes() -> Mapping[str, Register]:
    """Every register with public rules, by scheme."""
    every = (register for country in countries().values() for register in country.registers)
    return {register.scheme: register for register in (GLN, *every) if register.shape}


def scheme_of(name: str | None, number: str) -> Register | None:
    """The scheme by its name; `gst` and the French register hold numbers of several kinds, told by their length."""
    key = (name or "").strip().lower()
    key = ISO_6523.get(key, key)
    if key in ("0002", "0009", "siren", "siret"):
        return _schemes()["siret" if len(number) == 14 or key in ("0009", "siret") else "siren"]
    if key == "gst":
        return _schemes()["gstin"] if len(number) == 15 else None
    return _schemes().get(key)


def national_id_fault(name: str | None, number: str) -> str | None:
    """What is wrong with a number (letters and digits only); None when nothing, or the scheme is not known."""
    scheme = scheme_of(name, number)
    if scheme is None:
        return None
    if not re.fullmatch(scheme.shape, number):
        return f"{number} has not the form of a {scheme.name}: {scheme.form}"
    if not scheme.holds(number):
        return f"{number}: the check digit of the {scheme.name} does not hold; a digit is wrong"
    return None
