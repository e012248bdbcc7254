"""Thailand."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Thailand",),
    currency="THB",
    symbols=("฿",),
    tax_names=("VAT",),
    tax_rates=percents("7"),
    postal_codes=("99999",),
    town="before",
)
