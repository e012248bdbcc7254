"""Russia."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Russia", "Россия"),
    currency="RUB",
    symbols=("₽",),
    only_own_currency=False,
    tax_names=("НДС",),
    tax_rates=percents("20 10"),
    marks=("Россия",),
)
