"""Kazakhstan."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Kazakhstan",),
    currency="KZT",
    symbols=("₸",),
    only_own_currency=False,
    tax_rates=percents("12"),
)
