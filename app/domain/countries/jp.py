"""Japan."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("Japan", "日本"),
    currency="JPY",
    symbols=("¥", "￥", "円"),
    tax_names=("消費税",),
    tax_rates=percents("10 8"),
    marks=("日本",),
)
