"""Indonesia."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Indonesia",),
    currency="IDR",
    symbols=("Rp",),
    tax_names=("PPN",),
    tax_rates=percents("12 11"),
    postal_codes=("99999",),
    town="before",
)
