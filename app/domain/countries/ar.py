"""Argentina."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Argentina",),
    currency="ARS",
    symbols=("$",),
    only_own_currency=False,
    tax_names=("IVA",),
    tax_rates=percents("21 10.5"),
)
