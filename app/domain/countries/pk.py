"""Pakistan."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Pakistan",),
    currency="PKR",
    symbols=("Rs", "Rs."),
    only_own_currency=False,
    tax_names=("GST",),
    tax_rates=percents("18"),
)
