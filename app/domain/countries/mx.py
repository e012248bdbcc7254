"""Mexico."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Mexico", "México"),
    currency="MXN",
    symbols=("MX$", "$"),
    tax_names=("IVA",),
    tax_rates=percents("16 8"),
    postal_codes=("99999",),
)
