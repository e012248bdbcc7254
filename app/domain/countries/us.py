"""United States."""

from app.domain.countries.country import Country, Register, split

COUNTRY = Country(
    names=("United States", "United States of America", "USA"),
    currency="USD",
    symbols=("$", "US$"),
    postal_codes=("99999",),
    town="region",
    month_first=True,
    registers=(
        Register("ein", words=("ein", "federal"), name="EIN", shape=r"[0-9]{9}", form="9 digits"),
        Register("tin", words=("tin",)),
    ),
    marks=("united states", "usa"),
    regions=split(
        """
        alabama | alaska | arizona | arkansas | california | colorado | connecticut | florida | hawaii | idaho |
        illinois | indiana | iowa | kansas | kentucky | louisiana | maine | maryland | massachusetts | michigan |
        minnesota | mississippi | missouri | montana | nebraska | nevada | new hampshire | new jersey | new mexico |
        new york | north carolina | ohio | oklahoma | oregon | pennsylvania | rhode island | south carolina |
        tennessee | texas | utah | vermont | virginia | wisconsin | wyoming
        """
    ),
)
