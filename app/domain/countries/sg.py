"""Singapore."""

from app.domain.countries.country import Country, Register, percents

COUNTRY = Country(
    names=("Singapore",),
    currency="SGD",
    symbols=("S$", "$"),
    tax_names=("GST",),
    tax_rates=percents("9 8 7"),
    postal_codes=("999999",),
    town="before",
    registers=(Register("gst", words=("gst",)),),
    marks=("singapore",),
)
