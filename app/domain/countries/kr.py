"""South Korea."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("South Korea", "Korea", "대한민국"),
    currency="KRW",
    symbols=("₩",),
    tax_names=("부가세",),
    tax_rates=percents("10"),
    marks=("대한민국",),
)
