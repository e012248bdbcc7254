"""China."""

from app.domain.countries.country import Country, percents

COUNTRY = Country(
    names=("China", "中国", "中华人民共和国"),
    currency="CNY",
    symbols=("元", "RMB", "¥", "￥"),
    tax_rates=percents("13 9 6 3"),
    marks=("中国", "中华人民共和国"),
)
