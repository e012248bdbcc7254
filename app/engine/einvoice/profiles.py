"""The profiles of Factur-X and ZUGFeRD, and which of their elements each has."""

import re
from enum import IntEnum
from functools import cache
from importlib.resources import files

EN16931 = "urn:cen.eu:en16931:2017"


class Profile(IntEnum):
    MINIMUM = 0
    BASIC_WL = 1
    BASIC = 2
    EN16931 = 3
    EXTENDED = 4

    @property
    def title(self) -> str:
        return {"BASIC_WL": "BASIC WL", "EN16931": "EN 16931"}.get(self.name, self.name)


_PROFILES = {
    "urn:factur-x.eu:1p0:minimum": Profile.MINIMUM,
    "urn:zugferd.de:2p0:minimum": Profile.MINIMUM,
    "urn:factur-x.eu:1p0:basicwl": Profile.BASIC_WL,
    "urn:zugferd.de:2p0:basicwl": Profile.BASIC_WL,
    f"{EN16931}#compliant#urn:factur-x.eu:1p0:basic": Profile.BASIC,
    f"{EN16931}#compliant#urn:zugferd.de:2p0:basic": Profile.BASIC,
    EN16931: Profile.EN16931,
    f"{EN16931}#conformant#urn:factur-x.eu:1p0:extended": Profile.EXTENDED,
    f"{EN16931}#conformant#urn:zugferd.de:2p0:extended": Profile.EXTENDED,
}
# Families with profiles of their own, by their names; everything else that follows EN 16931 says so and by what rules.
_FAMILIES = (
    (re.compile(r"urn:ferd:(?:CrossIndustryDocument:)?invoice:(?:1p0|rc):(basic|comfort|extended)"), "ZUGFeRD 1.0"),
    (re.compile(r"urn:peppol:pint:[a-z]+-[0-9]+(?:\.[0-9]+)*(?:@([a-z]{2})-[0-9]+(?:\.[0-9]+)*)?"), "PINT"),
    (re.compile(r"OIOUBL-(2\.[0-9]{1,2})"), "OIOUBL"),
    (re.compile(r"TR(1\.[0-9])(?:\.[0-9])?"), "UBL-TR"),
    (re.compile(r"urn:sfti:documents:BasicInvoice:(1:0)(?:.+)?"), "Svefaktura"),
    (
        re.compile(rf"{EN16931}#(?:compliant|conformant)#urn:fdc:peppol\.eu:2017:poacc:billing:(3)\.0.*"),
        "Peppol BIS Billing",
    ),
    (
        re.compile(
            rf"{EN16931}#compliant#urn:(?:xeinkauf\.de:kosit|xoev-de:kosit:standard):xrechnung_([0-9]\.[0-9]).*"
        ),
        "XRechnung",
    ),
)
_OTHERS = re.compile(rf"{EN16931}#.+")


def profile_of(specification: str) -> Profile | None:
    """None for one that is not of this family, or does not exist."""
    return _PROFILES.get(specification)


def exists(specification: str) -> bool:
    """True for a profile of this family, for ZUGFeRD 1.0, and for any other use of EN 16931."""
    return title_of(specification) is not None or _OTHERS.fullmatch(specification) is not None


def title_of(specification: str) -> str | None:
    """The profile as people call it: `EN 16931`, `PINT (SG)`, `XRechnung 3.0`. None for one that is not known."""
    profile = _PROFILES.get(specification)
    if profile is not None:
        return profile.title
    for pattern, name in _FAMILIES:
        found = pattern.fullmatch(specification)
        if found:
            more = found[1] or ""
            return f"{name} ({more.upper()})" if more.isalpha() else f"{name} {more}".strip()
    return None


@cache
def children() -> dict[str, dict[str, Profile]]:
    """Of each element its children with the lowest profile that has them."""
    rows = (files("app.engine.einvoice") / "profiles.txt").read_text("utf-8").splitlines()
    table = (row.split() for row in rows if not row.startswith("#"))
    return {parent: dict(_pair(each) for each in below) for parent, *below in table}


def _pair(text: str) -> tuple[str, Profile]:
    name, _, level = text.partition(":")
    return name, Profile(int(level))
