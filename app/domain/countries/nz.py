"""New Zealand."""

from app.domain.countries.country import Country, Register, percents

COUNTRY = Country(
    names=("New Zealand",),
    currency="NZD",
    symbols=("NZ$", "$"),
    tax_names=("GST",),
    tax_rates=percents("15"),
    registers=(Register("gst", words=("gst",)),),
)
