"""Canada."""

from app.domain.countries.country import Country, percents, split

COUNTRY = Country(
    names=("Canada",),
    currency="CAD",
    symbols=("C$", "CA$", "CDN$", "$"),
    tax_names=("GST", "HST", "PST", "QST"),
    tax_rates=percents("5 13 14 15"),
    marks=("canada",),
    regions=split(
        """
        alberta | british columbia | manitoba | nova scotia | ontario | quebec | saskatchewan
        """
    ),
)
