"""Colombia."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Colombia",),
    currency="COP",
    symbols=("$",),
    only_own_currency=False,
    tax_names=("IVA",),
    tax_rates=percents("19"),
)
