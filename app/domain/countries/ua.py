"""Ukraine."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Ukraine", "Україна"),
    currency="UAH",
    symbols=("₴",),
    only_own_currency=False,
    tax_names=("ПДВ",),
    tax_rates=percents("20 7"),
    postal_codes=("99999",),
    marks=("Україна",),
)
