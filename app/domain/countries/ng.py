"""Nigeria."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Nigeria",),
    currency="NGN",
    symbols=("₦",),
    only_own_currency=False,
    tax_names=("VAT",),
    tax_rates=percents("7.5"),
)
