"""India."""

from app.domain.countries.country import Country, Register, percents, split

BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def gstin(number: str) -> bool:
    total = 0
    for place, character in enumerate(number[:14]):
        total += sum(divmod(BASE_36.index(character) * (1 + place % 2), 36))
    return BASE_36[-total % 36] == number[14]


COUNTRY = Country(
    names=("India",),
    currency="INR",
    symbols=("₹", "Rs", "Rs."),
    tax_names=("GST", "CGST", "SGST", "IGST"),
    tax_rates=percents("18 5 40 28 12 9 6 2.5 14"),
    postal_codes=("999999",),
    town="before",
    registers=(
        Register("gst", words=("gst",)),
        Register(
            "gstin", name="GSTIN", shape=r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][0-9A-Z]{3}", form="15 characters", holds=gstin
        ),
        Register(
            "pan", words=("pan",), name="PAN", shape=r"[A-Z]{5}[0-9]{4}[A-Z]", form="5 letters, 4 digits, a letter"
        ),
    ),
    marks=("india", "gstin"),
    regions=split(
        """
        andhra pradesh | assam | bihar | delhi | gujarat | haryana | karnataka | kerala | madhya pradesh | maharashtra
        | new delhi | odisha | punjab | rajasthan | tamil nadu | telangana | uttar pradesh | west bengal
        """
    ),
)
