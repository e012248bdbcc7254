"""Turkey."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Turkey", "Türkiye"),
    currency="TRY",
    symbols=("₺", "TL"),
    only_own_currency=False,
    tax_names=("KDV",),
    tax_rates=percents("20 18 10 8 1"),
    postal_codes=("99999",),
    marks=("Türkiye",),
)
