"""Philippines."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Philippines",),
    currency="PHP",
    symbols=("₱",),
    tax_names=("VAT",),
    tax_rates=percents("12"),
    month_first=True,
)
