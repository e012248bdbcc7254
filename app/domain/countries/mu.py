"""Mauritius."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Mauritius",),
    currency="MUR",
    symbols=("Rs", "Rs."),
    only_own_currency=False,
    tax_names=("VAT",),
    tax_rates=percents("15"),
)
