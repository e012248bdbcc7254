"""Taiwan."""

from app.domain.countries.country import Country

COUNTRY = Country(
    names=("Taiwan", "台灣"),
    currency="TWD",
    symbols=("NT$", "$"),
    marks=("台灣",),
)
