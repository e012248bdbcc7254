"""South Africa."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("South Africa",),
    currency="ZAR",
    tax_names=("VAT",),
    tax_rates=percents("15"),
)
