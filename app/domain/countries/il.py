"""Israel."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Israel",),
    currency="ILS",
    symbols=("₪",),
    only_own_currency=False,
    tax_names=("VAT",),
    tax_rates=percents("18 17"),
)
