"""Australia."""

from app.domain.check_digits import weighted
from app.domain.countries.country import Country, Register, percents, split


def abn(number: str) -> bool:
    return weighted(number, (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)) % 89 == 10  # the first digit counts one less


COUNTRY = Country(
    names=("Australia",),
    currency="AUD",
    symbols=("A$", "AU$", "$"),
    tax_names=("GST",),
    tax_rates=percents("10"),
    registers=(
        Register("abn", words=("abn",), name="ABN", shape=r"[0-9]{11}", form="11 digits", holds=abn),
        Register("gst", words=("gst",)),
    ),
    marks=("australia", "abn"),
    regions=split(
        """
        new south wales | queensland | south australia | tasmania | western australia
        """
    ),
)
