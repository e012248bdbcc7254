"""Chile."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Chile",),
    currency="CLP",
    symbols=("$",),
    only_own_currency=False,
    tax_names=("IVA",),
    tax_rates=percents("19"),
)
