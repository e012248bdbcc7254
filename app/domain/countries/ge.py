"""საქართველო."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("საქართველო",),
    currency="GEL",
    symbols=("₾",),
    only_own_currency=False,
    tax_rates=percents("18"),
)
