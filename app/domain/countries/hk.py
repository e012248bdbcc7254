"""Hong Kong."""

from app.domain.countries.country import Country

COUNTRY = Country(
    names=("Hong Kong", "香港"),
    currency="HKD",
    symbols=("HK$", "$"),
    marks=("香港",),
)
