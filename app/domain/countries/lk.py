"""Sri Lanka."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Sri Lanka",),
    currency="LKR",
    symbols=("Rs", "Rs."),
    only_own_currency=False,
    tax_names=("VAT",),
    tax_rates=percents("18"),
)
