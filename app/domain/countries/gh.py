"""Ghana."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Ghana",),
    currency="GHS",
    symbols=("₵",),
    only_own_currency=False,
    tax_names=("VAT",),
    tax_rates=percents("15"),
)
