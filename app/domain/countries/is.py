"""Iceland."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Iceland", "Ísland"),
    currency="ISK",
    symbols=("kr", "kr."),
    tax_names=("VSK",),
    tax_rates=percents("24 11"),
    marks=("Ísland",),
)
